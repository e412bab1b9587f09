# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import fields
from odoo.tests import tagged
from odoo.tests.common import freeze_time

from .common import NOW, TsCommon


@freeze_time(NOW)
@tagged('post_install', '-at_install')
class TestNeedReport(TsCommon):
    """“A map of unmet needs for the mobility authority”: from the same rows as the money, without a name."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person, cls.place = cls.make_person(), cls.make_place()
        cls.volunteer = cls.make_volunteer()

    def rows(self, role='board'):
        self.env.flush_all()
        return self._env_of(role)['ts.need.report'].search([])

    def row(self, ride):
        return self.rows().filtered(lambda r: r.id == ride.id)

    def test_what_became_of_each_need(self):
        driven = self.make_driven(self.volunteer, self.person, self.place).ride_ids
        unserved = self.make_ride(self.person, self.place, 15.0)
        unserved._close('unserved', self.reasons['unserved'])
        refused = self.make_ride(self.person, self.place, 16.0)
        refused._close('refused', self.reasons['refused'])
        cancelled = self.make_ride(self.person, self.place, 17.0)
        cancelled._close('cancelled', self.reasons['cancelled'])
        coming = self.make_ride(self.person, self.place, 18.0)
        rides = driven | unserved | refused | cancelled | coming
        found = {row.id: (row.outcome, row.unmet) for row in self.rows()}
        self.assertEqual([found[ride.id] for ride in rides], [
            ('served', 0), ('unserved', 1), ('refused', 1), ('cancelled', 0), ('coming', 0)])
        self.assertEqual(self.row(unserved).reason_id.id, self.reasons['unserved'].id)

    def test_hour_and_weekday_are_local(self):
        row = self.row(self.make_ride(self.person, self.place, 0.5, day=2))
        self.assertEqual((row.hour, row.weekday), (0, '3'), "half past midnight on Wednesday in France")

    def test_from_the_call_to_the_driver(self):
        ride = self.make_ride(self.person, self.place)
        self.env.flush_all()
        called = fields.Datetime.now()
        self.env.cr.execute("UPDATE ts_ride SET create_date = %s WHERE id = %s", (called, ride.id))
        with freeze_time(called + timedelta(hours=2)):
            proposal = self.env['ts.proposal'].create({
                'ride_id': ride.id, 'volunteer_id': self.volunteer.id, 'asked_at': fields.Datetime.now()})
        with freeze_time(called + timedelta(hours=5)):
            proposal.action_accept()
        row = self.row(ride)
        self.assertEqual((row.hours_to_ask, row.hours_to_answer, row.hours_to_place), (2, 5, 5))
        self.assertEqual((row.asked_share, row.answered_share, row.placed_share, row.asked_count), (1, 1, 1, 1))

    def test_shares_are_means_over_the_rides(self):
        self.make_ride(self.person, self.place)
        self.make_ride(self.person, self.place, 15.0)._assign(self.volunteer)
        self.env.flush_all()
        groups = self._env_of('board')['ts.need.report']._read_group([], [], ['placed_share:avg', 'asked_share:avg'])
        self.assertEqual(groups, [(0.5, 0.0)])

    def test_given_again_keeps_the_first_time(self):
        ride = self.make_ride(self.person, self.place)
        ride._assign(self.volunteer)
        first = ride.placed_at
        ride.action_unassign()
        with freeze_time('2026-03-09 11:00:00'):
            ride._assign(self.volunteer)
        self.assertEqual(ride.placed_at, first)

    def test_the_rows_are_those_of_the_books(self):
        for day in (-3, -2):
            self.make_driven(self.volunteer, self.person, self.place, day=day)
        self.make_ride(self.person, self.place)._close('unserved', self.reasons['unserved'])
        figures = self._env_of('board')['ts.ride.report'].search([])
        self.assertEqual(set(self.rows().ids), set(figures.ids))
        self.assertEqual(len(self.rows().filtered(lambda r: r.outcome == 'served')),
                         len(figures.filtered(lambda r: r.state == 'done')))

    def test_nobody_is_named(self):
        self.assertFalse({'beneficiary_id', 'volunteer_id', 'ride_id'} & set(self.env['ts.need.report']._fields))
