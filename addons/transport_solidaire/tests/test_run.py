# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64

from odoo.exceptions import UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import TsCommon


@tagged('post_install', '-at_install')
class TestRun(TsCommon):
    """One outing: its state follows its rides, its kilometres are what the volunteer is paid for."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.volunteer = cls.make_volunteer(km=0)
        cls.person = cls.make_person(km=10)
        cls.place = cls.make_place(km=30)

    def errand(self, day=-3):
        """Return an outward ride and its return on one run."""
        outward = self.make_ride(self.person, self.place, day=day)
        back = self.make_return(outward, day=day)
        return outward, back, (outward | back)._assign(self.volunteer)

    # ---- giving rides ----------------------------------------------------------------------------
    def test_outward_and_return_make_one_run_while_the_driver_waits(self):
        _outward, _back, run = self.errand()
        self.assertRecordValues(run, [{
            'ride_count': 2, 'km_approach': 10.0, 'km_loaded': 40.0, 'km_return': 10.0,
            'km_planned': 60.0, 'vehicle_id': self.volunteer.vehicle_id.id}])

    def test_beyond_the_longest_wait_he_goes_home_and_comes_again(self):
        outward = self.make_ride(self.person, self.place, hour=9)
        back = self.make_return(outward, hour=16)
        runs = (outward | back)._assign(self.volunteer)
        self.assertEqual(len(runs), 2)
        self.assertEqual(outward.run_id.km_planned + back.run_id.km_planned, 120.0)

    def test_longest_wait_is_a_setting_of_the_association(self):
        outward = self.make_ride(self.person, self.place, hour=9)
        back = self.make_return(outward, hour=14)
        wait = (back.pickup_at - outward.dropoff_at).total_seconds() / 3600
        for limit, expected in ((wait - 0.01, 2), (wait, 1)):
            with self.subTest(limit=limit), self.cr.savepoint() as savepoint:
                self.company.sudo().ts_max_wait = limit
                self.assertEqual(len((outward | back)._assign(self.volunteer)), expected)
                savepoint.rollback()
                self.env.invalidate_all()

    def test_rides_of_several_days_make_a_run_each(self):
        rides = self.env['ts.ride'].union(*[
            self.make_ride(self.person, self.place, day=day) for day in (1, 2, 3)])
        runs = rides._assign(self.volunteer)
        self.assertEqual(len(runs), 3)
        self.assertEqual(sorted(runs.mapped('date')), rides.mapped('date'))

    def test_ride_joins_a_run(self):
        _outward, _back, run = self.errand(day=2)
        neighbour = self.make_ride(self.make_person("Neighbour", km=12), self.place, hour=10.1, day=2)
        self.assertEqual(neighbour._assign(self.volunteer, run=run), run)
        self.assertEqual(run.ride_count, 3)
        self.assertEqual(run.km_planned, 60.0, "twelve is on the way from ten to thirty")

    def test_a_ride_already_given_is_not_given_again(self):
        outward, _back, _run = self.errand()
        with self.assertRaisesRegex(UserError, "given to Vincent Volunteer in the meantime"):
            outward._assign(self.make_volunteer("Late One"))

    def test_run_is_not_handed_over_behind_the_back_of_its_plan(self):
        outward, _back, run = self.errand(day=3)
        other = self.make_volunteer("Olga Other")
        strangers = self._env_of('manager')['res.company'].browse(self.root_env.company.id)
        for vals in ({'volunteer_id': other.id}, {'company_id': strangers.id}):
            for context in ({}, {'ts_guard': True}):
                with self.subTest(vals=vals), self.assertRaisesRegex(UserError, "Take its rides back"):
                    run.with_context(**context).write(vals)
        run.write({'volunteer_id': self.volunteer.id, 'note': "The same one"})
        other.state = 'paused'
        run.ride_ids.action_unassign()
        with self.assertRaisesRegex(UserError, "not an active volunteer"):
            outward._assign(other)

    def test_another_vehicle_on_a_planned_run_is_checked_again(self):
        outward, _back, run = self.errand(day=3)
        self.assertFalse(outward.warning)
        outward.companions = 2
        run.vehicle_id = self.env['ts.volunteer.vehicle'].create(
            {'volunteer_id': self.volunteer.id, 'name': "Small Car", 'seats': 1})
        self.assertIn("seats are needed and the vehicle has 1", outward.warning)

    # ---- state ------------------------------------------------------------------------------------
    def test_state_follows_the_rides(self):
        outward, back, run = self.errand()
        story = [
            (lambda: None, 'planned'),
            (lambda: outward.action_confirm(), 'planned'),
            (lambda: back.action_confirm(), 'confirmed'),
            (lambda: outward.action_done(), 'confirmed'),
            (lambda: back._close('cancelled', self.reasons['cancelled']), 'done'),
            (lambda: outward.action_reopen(), 'planned'),
            (lambda: outward._close('cancelled', self.reasons['cancelled']), 'cancelled'),
        ]
        for step, (act, expected) in enumerate(story):
            with self.subTest(step=step):
                act()
                self.assertEqual(run.state, expected)

    def test_buttons_of_the_run_act_on_rides_without_a_result(self):
        outward, back, run = self.errand()
        outward._close('cancelled', self.reasons['cancelled'])
        run.action_confirm()
        self.assertEqual((outward.state, back.state, run.state), ('cancelled', 'confirmed', 'confirmed'))
        run.action_done()
        self.assertEqual((outward.state, back.state, run.state), ('cancelled', 'done', 'done'))

    # ---- kilometres --------------------------------------------------------------------------------
    def test_done_proposes_the_planned_kilometres(self):
        _outward, _back, run = self.errand()
        self.assertRecordValues(run, [{'km_actual': 0.0, 'km_source': False}])
        run.action_done()
        self.assertRecordValues(run, [{'km_actual': 60.0, 'km_source': 'planned'}])

    def test_nothing_is_proposed_while_a_ride_still_waits_for_its_result(self):
        outward, back, run = self.errand()
        outward.action_done()
        self.assertEqual(run.km_actual, 0.0)
        back.action_no_show()
        self.assertEqual(run.km_actual, 60.0)

    def test_kilometres_are_proposed_when_what_was_left_of_the_run_falls_away(self):
        """Else the driver of the outward ride would silently be paid nothing."""
        endings = {
            'cancelled': lambda ride: ride._close('cancelled', self.reasons['cancelled']),
            'taken back': lambda ride: ride.action_unassign(),
            'deleted': lambda ride: ride.unlink(),
        }
        for ending, act in endings.items():
            with self.subTest(ending=ending):
                outward, back, run = self.errand()
                outward.action_done()
                self.assertEqual(run.km_actual, 0.0)
                act(back)
                self.assertEqual((run.state, run.km_actual), ('done', run.km_planned))
                self.assertGreater(run.km_actual, 0.0)

    def test_deleting_its_rides_deletes_the_run_and_frees_the_volunteer(self):
        outward, back, run = self.errand(day=3)
        (outward | back).unlink()
        self.assertFalse(run.exists())

    def test_typed_kilometres_are_kept(self):
        _outward, _back, run = self.errand()
        run.km_actual = 64.5
        run.action_done()
        self.assertRecordValues(run, [{'km_actual': 64.5, 'km_source': 'manual'}])

    def test_odometer_readings_give_the_kilometres(self):
        _outward, _back, run = self.errand()
        with Form(run) as form:
            form.odometer_start = 45210
            form.odometer_end = 45273
            self.assertEqual(form.km_actual, 63.0)
        run.action_done()
        self.assertRecordValues(run, [{'km_actual': 63.0, 'km_source': 'odometer'}])

    def test_one_reading_alone_changes_nothing(self):
        _outward, _back, run = self.errand()
        run.action_done()
        run.odometer_start = 45210
        self.assertRecordValues(run, [{'km_actual': 60.0, 'km_source': 'planned'}])

    def test_typing_over_the_odometer_says_so(self):
        _outward, _back, run = self.errand()
        run.write({'odometer_start': 45210, 'odometer_end': 45273})
        run.km_actual = 61
        self.assertRecordValues(run, [{'km_actual': 61.0, 'km_source': 'manual'}])

    def test_odometer_that_runs_backwards_is_refused(self):
        _outward, _back, run = self.errand()
        with self.assertRaisesRegex(UserError, r"45200\).*below.*45210|45210.*45200"):
            run.write({'odometer_start': 45210, 'odometer_end': 45200})

    def test_negative_kilometres_are_refused(self):
        _outward, _back, run = self.errand()
        with self.assertRaises(Exception) as caught, mute_logger('odoo.sql_db'), self.cr.savepoint():
            run.km_actual = -1
            run.flush_recordset()
        self.assertIn('km_positive', str(caught.exception))

    def test_each_correction_leaves_a_trace(self):
        _outward, _back, run = self.errand()
        run.action_done()
        self.chatter(run)
        run.km_actual = 72
        self.assertIn("60 → 72", self.chatter(run))

    def test_correction_of_a_past_run_stays_when_it_is_done_again(self):
        outward, back, run = self.errand()
        run.action_done()
        run.km_actual = 72
        back.action_reopen()
        back.action_no_show()
        self.assertEqual((outward.state, run.km_actual), ('done', 72.0))

    def test_without_any_address_kilometres_must_be_typed(self):
        nowhere = self.make_person("Nowhere", km=None)
        homeless = self.make_volunteer("No Address", km=None)
        ride = self.make_ride(nowhere, self.make_place("Unknown", km=None), day=-3)
        run = ride._assign(homeless)
        with self.assertRaisesRegex(UserError, "type the kilometres"), self.cr.savepoint():
            ride.action_done()
        run.km_actual = 12
        ride.action_done()
        self.assertRecordValues(run, [{'state': 'done', 'km_actual': 12.0, 'km_source': 'manual'}])

    # ---- costs -------------------------------------------------------------------------------------
    def test_tolls_and_parking_with_their_tickets_add_up(self):
        _outward, _back, run = self.errand()
        ticket = base64.b64encode(b"a ticket")
        toll, _parking = self.env['ts.run.cost'].create([
            {'run_id': run.id, 'kind': 'toll', 'amount': 4.10, 'receipt': ticket, 'receipt_name': "t.png"},
            {'run_id': run.id, 'kind': 'parking', 'amount': 2.35}])
        self.assertEqual(run.cost_total, 6.45)
        self.assertEqual(toll.receipt, ticket)
        toll.amount = 5.10
        self.assertEqual(run.cost_total, 7.45)
        toll.unlink()
        self.assertEqual(run.cost_total, 2.35)

    def test_costs_are_more_than_zero(self):
        _outward, _back, run = self.errand()
        for amount in (0, -2):
            with self.subTest(amount=amount), self.assertRaises(Exception) as caught, \
                    mute_logger('odoo.sql_db'), self.cr.savepoint():
                self.env['ts.run.cost'].create({'run_id': run.id, 'amount': amount})
            self.assertIn('amount_positive', str(caught.exception))

    # ---- deletion ------------------------------------------------------------------------------------
    def test_driven_runs_cannot_be_deleted(self):
        run = self.make_driven(self.volunteer, self.person, self.place)
        with self.assertRaisesRegex(UserError, "has been driven"):
            run.with_user(self.users['manager']).unlink()

    def test_run_that_carries_rides_cannot_be_deleted(self):
        _outward, _back, run = self.errand()
        with self.assertRaises(Exception) as caught, mute_logger('odoo.sql_db'), self.cr.savepoint():
            run.unlink()
        self.assertIn('ts_ride_run_id_fkey', str(caught.exception))

    def test_name_tells_the_volunteer_and_the_day(self):
        _outward, _back, run = self.errand()
        self.assertEqual(run.display_name, "Vincent Volunteer · 06/03/2026")
