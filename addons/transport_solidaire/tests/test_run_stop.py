# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.tests import Form, new_test_user, tagged

from .common import TsCommon


@tagged('post_install', '-at_install')
class TestRunStop(TsCommon):
    """The stops of a run: in an order a person may choose, each leg measured or corrected."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.volunteer = cls.make_volunteer("Vera", km=0)
        cls.ann = cls.make_person("Ann", km=10)
        cls.bob = cls.make_person("Bob", km=20)
        cls.place = cls.make_place("Surgery", km=30)
        cls.ann_ride = cls.make_ride(cls.ann, cls.place, hour=10)
        cls.bob_ride = cls.make_ride(cls.bob, cls.place, hour=10.25, companions=1)
        cls.outing = (cls.ann_ride | cls.bob_ride)._assign(cls.volunteer)

    def order(self, run=None):
        """Return the stops as short texts, in the order in which they are driven."""
        signs = {'start': 'home', 'pickup': '+{}', 'dropoff': '-{}', 'end': 'home'}
        stops = (run or self.outing).stop_ids.sorted('sequence')
        return [signs[s.kind].format(s.ride_id.beneficiary_id.name) for s in stops]

    def legs(self):
        return self.outing.stop_ids.sorted('sequence').mapped('leg_km')

    def stop(self, kind, ride=None):
        return self.outing.stop_ids.filtered(
            lambda s: s.kind == kind and s.ride_id == (ride or self.env['ts.ride']))

    def test_stops_follow_the_times_of_the_rides(self):
        self.assertEqual(self.order(), ['home', '+Ann', '+Bob', '-Ann', '-Bob', 'home'])
        self.assertEqual(self.legs(), [0.0, 10.0, 10.0, 10.0, 0.0, 30.0])

    def test_people_on_board_and_the_three_parts_of_the_way(self):
        stops = self.outing.stop_ids.sorted('sequence')
        self.assertEqual(stops.mapped('load_before'), [0, 0, 1, 3, 2, 0])
        self.assertRecordValues(self.outing, [{
            'km_approach': 10.0, 'km_loaded': 20.0, 'km_return': 30.0, 'km_planned': 60.0}])

    def test_he_leaves_home_in_time_and_is_back_after_the_last_one(self):
        stops = self.outing.stop_ids.sorted('sequence')
        self.assertEqual(self.outing.start_at, stops[0].planned_at)
        self.assertEqual(self.local(stops[1].planned_at), '10:00')
        approach = (stops[1].planned_at - self.outing.start_at).total_seconds() / 60
        self.assertEqual(approach, stops[1].leg_minutes)
        self.assertGreater(self.outing.end_at, stops[-2].planned_at)

    def test_waiting_for_the_return_is_counted(self):
        outward = self.make_ride(self.ann, self.place, hour=14)
        back = self.make_return(outward, hour=16)
        run = (outward | back)._assign(self.volunteer)
        self.assertEqual(self.order(run), ['home', '+Ann', '-Ann', '+Ann', '-Ann', 'home'])
        waits = run.stop_ids.sorted('sequence').mapped('wait_minutes')
        self.assertEqual(waits[3], (back.pickup_at - outward.dropoff_at).total_seconds() // 60)
        self.assertEqual(sum(waits), waits[3])

    def test_names_say_home_or_place(self):
        self.ann.city, self.volunteer.city = "Annville", "Veraville"
        names = self.outing.stop_ids.sorted('sequence').mapped('name')
        self.assertEqual(names[:2] + names[3:4], ["home, Veraville", "home, Annville", "Surgery"])

    def test_order_that_a_person_chose_is_kept_when_something_else_changes(self):
        first, second = self.stop('dropoff', self.ann_ride), self.stop('dropoff', self.bob_ride)
        first.sequence, second.sequence = second.sequence, first.sequence
        chosen = ['home', '+Ann', '+Bob', '-Bob', '-Ann', 'home']
        self.assertEqual(self.order(), chosen)
        self.ann_ride.pickup_at = self.when(9.9)
        self.assertEqual(self.order(), chosen, "the order was lost when a time changed")
        cat = self.make_ride(self.make_person("Cat", km=5), self.place, hour=9.75)
        # by its own time Cat would get out before Bob gets in, further back: passed over
        cat._assign(self.volunteer, run=self.outing, reason=self.reasons['override'])
        kept = [stop for stop in self.order() if not stop.endswith('Cat')]
        self.assertEqual(kept, chosen, "the order was lost when somebody joined")
        self.assertEqual(self.order()[:2], ['home', '+Cat'])

    def test_changing_the_order_measures_the_new_way(self):
        near = self.make_ride(self.ann, self.make_place("Near", km=25), hour=15)
        far = self.make_ride(self.bob, self.make_place("Far", km=40), hour=15.25)
        run = (near | far)._assign(self.volunteer)
        self.assertEqual(self.order(run), ['home', '+Ann', '+Bob', '-Ann', '-Bob', 'home'])
        self.assertEqual(run.km_planned, 80.0)
        self.env.invalidate_all()
        first, second = run.stop_ids[1:3]
        with Form(run) as form:
            for index, sequence in ((1, second.sequence), (2, first.sequence)):
                with form.stop_ids.edit(index) as line:
                    line.sequence = sequence
        self.assertEqual(self.order(run), ['home', '+Bob', '+Ann', '-Ann', '-Bob', 'home'])
        self.assertEqual(run.km_planned, 100.0)

    def test_a_ride_taken_out_takes_its_stops_and_way_with_it(self):
        self.bob_ride.action_unassign()
        self.assertEqual(self.order(), ['home', '+Ann', '-Ann', 'home'])
        self.assertEqual(self.legs(), [0.0, 10.0, 20.0, 30.0])

    def test_cancelled_ride_is_not_driven_to(self):
        self.ann_ride._close('cancelled', self.reasons['cancelled'])
        self.assertEqual(self.order(), ['home', '+Bob', '-Bob', 'home'])

    def test_person_absent_is_driven_to(self):
        ride = self.make_ride(self.ann, self.place, day=-3)
        run = ride._assign(self.volunteer)
        ride.action_no_show()
        self.assertEqual(self.order(run), ['home', '+Ann', '-Ann', 'home'])
        self.assertEqual(run.km_actual, 60.0)

    def test_ride_to_another_place_is_measured_again(self):
        self.bob_ride.dropoff_place_id = self.make_place("Further", km=35)
        self.assertEqual(self.outing.km_planned, 70.0)

    # ---- corrections -----------------------------------------------------------------------------
    def test_typed_leg_is_marked_and_never_measured_again(self):
        self.env.invalidate_all()
        index = list(self.outing.stop_ids).index(self.stop('pickup', self.bob_ride))
        with Form(self.outing) as form, form.stop_ids.edit(index) as line:
            line.leg_km = 13.5
        stop = self.stop('pickup', self.bob_ride)
        self.assertRecordValues(stop, [{'leg_km': 13.5, 'leg_corrected': True}])
        self.assertEqual(self.outing.km_planned, 63.5)
        self.ann_ride.pickup_at = self.when(9.9)
        self.place.latitude += 0.05
        self.assertEqual(stop.leg_km, 13.5)
        self.assertFalse(self.stop('dropoff', self.ann_ride).leg_corrected)

    def test_typed_by_another_program_is_marked_too(self):
        self.stop('pickup', self.bob_ride).leg_km = 13.5
        self.ann_ride.pickup_at = self.when(9.9)
        self.assertEqual(self.stop('pickup', self.bob_ride).leg_km, 13.5)

    def test_correction_of_a_planned_leg_reaches_the_proposed_kilometres(self):
        ride = self.make_ride(self.ann, self.place, day=-3)
        run = ride._assign(self.volunteer)
        stop = run.stop_ids.filtered(lambda s: s.kind == 'end')
        stop.leg_km = 42
        ride.action_done()
        self.assertEqual(run.km_actual, 72.0)

    # ---- people who move -------------------------------------------------------------------------
    def test_a_home_that_moves_changes_the_coming_runs_and_not_the_past_ones(self):
        past = self.make_driven(self.volunteer, self.ann, self.place)
        self.ann.partner_id.partner_latitude = self.bob.partner_id.partner_latitude
        self.assertEqual(self.ann_ride.distance_km, 10.0)
        self.assertEqual(self.legs(), [0.0, 20.0, 0.0, 10.0, 0.0, 30.0])
        self.assertEqual((past.ride_ids.distance_km, past.km_planned, past.km_actual), (20.0, 60.0, 60.0))

    def test_a_volunteer_who_moves_changes_his_coming_runs(self):
        past = self.make_driven(self.volunteer, self.ann, self.place)
        self.volunteer.partner_id.partner_latitude = self.ann.partner_id.partner_latitude
        self.assertEqual(self.outing.km_planned, 40.0)
        self.assertEqual((past.km_planned, past.km_actual), (60.0, 60.0))

    def test_somebody_who_only_keeps_contacts_may_correct_an_address(self):
        clerk = self._make_user_as_root('clerk', 'base.group_user,base.group_partner_manager')
        contact = self.ann.partner_id.with_user(clerk)
        contact.partner_latitude = self.bob.partner_id.partner_latitude
        self.env.invalidate_all()
        self.assertEqual(self.ann_ride.distance_km, 10.0)

    def _make_user_as_root(self, role, groups):
        return new_test_user(
            self.root_env, f"ts_{role}", groups=groups, company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)])
