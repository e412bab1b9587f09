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
        self.env.invalidate_all()
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

    # ---- sums ----------------------------------------------------------------------------------------
    def test_the_sums_are_those_of_rides_and_runs(self):
        """Two people in one car, one ride alone, one person absent, one need not met."""
        other = self.make_person("Odette Other", 12.0)
        shared = self.make_ride(self.person, self.place, 10.0, day=-3)
        run = shared._assign(self.volunteer)
        second = self.make_ride(other, self.place, 10.1, day=-3)
        second._assign(self.volunteer, run=run)
        (shared | second).action_done()
        alone = self.make_driven(self.volunteer, self.person, self.place, day=-2)
        absent = self.make_ride(self.person, self.place, 9.0, day=-1)
        absent_run = absent._assign(self.volunteer)
        absent._close('no_show', self.reasons['no_show'])
        self.make_ride(other, self.place, 11.0)._close('unserved', self.reasons['unserved'])
        rides = self.env['ts.ride'].search([('company_id', '=', self.company.id)])
        runs = run | alone | absent_run
        self.assertEqual(len(rides), 5)
        self.assertTrue(all(one.km_actual > 0 for one in runs))
        self.env.flush_all()
        found = self._env_of('board')['ts.need.report']._read_group(
            [], [], ['ride_count:sum', 'unmet:sum', 'km:sum', 'distance_km:sum'])[0]
        self.assertEqual(found[:2], (5, 1))
        self.assertAlmostEqual(found[2], sum(one.km_actual for one in runs), 1)
        self.assertAlmostEqual(found[3], sum(ride.distance_km for ride in rides), 1)

    # ---- who was asked, and when ---------------------------------------------------------------------
    def _call(self, ride, hours, **vals):
        return self.env['ts.call'].create({
            'ride_ids': ride.ids, 'called_at': fields.Datetime.now() + timedelta(hours=hours), **vals})

    def _called_now(self, ride):
        self.env.flush_all()
        self.env.cr.execute("UPDATE ts_ride SET create_date = %s WHERE id = %s", (fields.Datetime.now(), ride.id))

    def test_a_call_to_a_volunteer_asks_him(self):
        ride, other = self.make_ride(self.person, self.place), self.make_volunteer("Second Driver")
        self._called_now(ride)
        self._call(ride, 1, beneficiary_id=self.person.id)
        self._call(ride, 2, volunteer_id=self.volunteer.id, direction='in')
        self.assertEqual((self.row(ride).asked_share, self.row(ride).asked_count), (0, 0))
        self._call(ride, 3, volunteer_id=self.volunteer.id, outcome='unreachable')
        self._call(ride, 4, volunteer_id=self.volunteer.id)
        self._call(ride, 5, volunteer_id=other.id)
        self._call(ride, 48, volunteer_id=self.make_volunteer("Told Later").id)  # after the ride
        row = self.row(ride)
        self.assertEqual((row.asked_share, row.asked_count, row.hours_to_ask), (1, 2, 3))
        self.assertEqual(row.answered_share, 0)

    def test_asked_by_telephone_and_by_message_is_asked_once(self):
        ride = self.make_ride(self.person, self.place)
        self._called_now(ride)
        self.env['ts.proposal'].create({'ride_id': ride.id, 'volunteer_id': self.volunteer.id,
                                        'asked_at': fields.Datetime.now() + timedelta(hours=2)})
        self._call(ride, 1, volunteer_id=self.volunteer.id)
        self.assertEqual((self.row(ride).asked_count, self.row(ride).hours_to_ask), (1, 1))

    def test_a_yes_taken_back_does_not_move_the_first_answer(self):
        ride = self.make_ride(self.person, self.place, day=4)
        self._called_now(ride)
        proposal = self.env['ts.proposal'].create({'ride_id': ride.id, 'volunteer_id': self.volunteer.id})
        called = fields.Datetime.now()
        with freeze_time(called + timedelta(hours=3)):
            proposal._accept('phone')
        with freeze_time(called + timedelta(hours=30)):
            proposal._withdraw("Ill.", 'phone')
        self.assertEqual(proposal.answer, 'withdrawn')
        self.assertEqual(proposal.answered_at, called + timedelta(hours=30))
        self.assertEqual(self.row(ride).hours_to_answer, 3)

    def test_nobody_at_the_telephone_is_no_answer(self):
        ride = self.make_ride(self.person, self.place)
        proposal = self.env['ts.proposal'].create({'ride_id': ride.id, 'volunteer_id': self.volunteer.id})
        proposal.action_unreachable()
        self.assertFalse(proposal.first_answered_at)
        self.assertEqual((self.row(ride).asked_share, self.row(ride).answered_share), (1, 0))
        proposal.action_decline()
        self.assertEqual(self.row(ride).answered_share, 1)

    def test_rides_that_no_call_made_do_not_count_in_the_hours(self):
        typed, imported = self.make_ride(self.person, self.place), self.make_ride(self.person, self.place, 15.0)
        imported.import_key = 'row 1'
        repeated = self.make_ride(self.person, self.place, 17.0)
        repeated.series_id = self.env['ts.ride.series'].create(
            {'beneficiary_id': self.person.id, 'place_id': self.place.id})
        rides = typed | imported | repeated
        self.env.flush_all()
        called = fields.Datetime.now()
        self.env.cr.execute("UPDATE ts_ride SET create_date = %s WHERE id IN %s",
                            (called - timedelta(weeks=6), tuple((imported | repeated).ids)))
        self._called_now(typed)
        with freeze_time(called + timedelta(hours=2)):
            for ride in rides:
                ride._assign(self.volunteer)
        self.env.flush_all()
        found = self._env_of('board')['ts.need.report']._read_group(
            [], [], ['ride_count:sum', 'placed_share:avg', 'hours_to_place:avg'])
        self.assertEqual(found, [(3, 1.0, 2.0)])
