# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import TsCommon


@tagged('post_install', '-at_install')
class TestPaper(TsCommon):
    """Papers that somebody has seen, until when they hold, and who must renew one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.volunteer = cls.make_volunteer()

    def paper(self, kind='licence', date_end=None, **vals):
        return self.env['ts.paper'].create({
            'volunteer_id': self.volunteer.id, 'kind': kind, 'date_end': date_end, **vals})

    def to_renew(self):
        return self.volunteer in self.env['ts.volunteer'].search([('paper_alert', '=', True)])

    def test_who_has_seen_it_and_when_is_noted(self):
        paper = self.paper()
        self.assertRecordValues(paper, [{
            'seen_by_id': self.users['coordinator'].id, 'date_seen': date(2026, 3, 9),
            'company_id': self.company.id}])

    def test_a_paper_is_to_renew_from_thirty_days_before_its_end(self):
        cases = [(None, False), (date(2026, 4, 9), False), (date(2026, 4, 8), True), (date(2026, 3, 1), True)]
        paper = self.paper()
        for date_end, expected in cases:
            with self.subTest(date_end=date_end):
                paper.date_end = date_end
                self.volunteer.invalidate_recordset(['paper_alert'])
                self.assertEqual(self.volunteer.paper_alert, expected)
                self.assertEqual(self.to_renew(), expected, "filter and column differ")

    def test_volunteers_without_anything_to_renew_can_be_filtered(self):
        self.paper(date_end=date(2027, 1, 1))
        self.assertIn(self.volunteer, self.env['ts.volunteer'].search([('paper_alert', '=', False)]))

    def test_vehicle_shows_the_latest_end_of_each_paper(self):
        car = self.volunteer.vehicle_id
        for year in (2025, 2027, 2026):
            self.paper('insurance', date(year, 1, 1), vehicle_id=car.id)
        self.paper('inspection', date(2026, 6, 1), vehicle_id=car.id)
        self.assertRecordValues(car, [
            {'insurance_end': date(2027, 1, 1), 'inspection_end': date(2026, 6, 1)}])

    def test_paper_cannot_be_about_a_vehicle_of_another_association(self):
        other = self.root_env['res.company'].create(
            {'name': "Other Association", 'currency_id': self.root_env.ref('base.EUR').id})
        stranger = self.root_env['ts.volunteer'].create({
            'partner_id': self._make_partner("Stranger", 1).id, 'company_id': other.id})
        car = self.root_env['ts.volunteer.vehicle'].create({'volunteer_id': stranger.id, 'name': "Grey Car"})
        with self.assertRaises(UserError):
            self.root_env['ts.paper'].create({
                'volunteer_id': self.volunteer.id, 'kind': 'insurance', 'vehicle_id': car.id})

    def test_papers_go_with_the_file(self):
        paper = self.paper()
        self.volunteer.with_user(self.users['manager']).unlink()
        self.assertFalse(paper.exists())


@tagged('post_install', '-at_install')
class TestAvailability(TsCommon):
    """When a volunteer can drive, in the association's local time."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.volunteer = cls.make_volunteer()
        cls.tuesday = cls.env['ts.availability'].create({
            'volunteer_id': cls.volunteer.id, 'weekday': '1', 'hour_from': 9, 'hour_to': 12.5})

    def covers(self, start, end, day=1):
        bounds = (self.company._to_local(self.when(hour, day)) for hour in (start, end))
        return self.tuesday._covers(*bounds)

    def test_whole_outing_must_fit_into_the_hours(self):
        for start, end, expected in ((9, 12.5, True), (9, 12.75, False), (8.75, 10, False), (10, 11, True)):
            with self.subTest(start=start, end=end):
                self.assertEqual(self.covers(start, end), expected)

    def test_other_days_and_outings_past_midnight_are_not_covered(self):
        self.assertFalse(self.covers(10, 11, day=2))
        self.tuesday.write({'hour_from': 0, 'hour_to': 24})
        self.assertTrue(self.covers(22, 23.75))
        self.assertFalse(self.covers(23, 25))

    def test_hours_are_local_in_summer_too(self):
        self.assertTrue(self.covers(9, 12.5, day=1 + 7 * 12))  # a Tuesday in June

    def test_slot_holds_within_its_dates(self):
        self.tuesday.write({'date_from': date(2026, 3, 10), 'date_to': date(2026, 3, 17)})
        self.assertEqual([self.covers(10, 11, day=day) for day in (-6, 1, 8, 15)], [False, True, True, False])

    def test_hours_in_the_wrong_order_or_out_of_the_day_are_refused(self):
        for hours in ((12, 9), (9, 9), (-1, 9), (9, 25)):
            with self.subTest(hours=hours), self.assertRaises(Exception) as caught, \
                    mute_logger('odoo.sql_db'), self.cr.savepoint():
                self.env['ts.availability'].create({
                    'volunteer_id': self.volunteer.id, 'weekday': '1',
                    'hour_from': hours[0], 'hour_to': hours[1]})
            self.assertIn('hours_ordered', str(caught.exception))

    def test_absence_cannot_end_before_it_begins(self):
        with self.assertRaises(Exception) as caught, mute_logger('odoo.sql_db'), self.cr.savepoint():
            self.env['ts.absence'].create({
                'volunteer_id': self.volunteer.id, 'date_from': date(2026, 3, 12),
                'date_to': date(2026, 3, 11)})
        self.assertIn('dates_ordered', str(caught.exception))

    def test_names_tell_what_they_are(self):
        self.assertEqual(self.tuesday.display_name, "Tuesday 9-12.5")
