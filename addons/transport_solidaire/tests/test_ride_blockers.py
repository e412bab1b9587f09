# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from odoo import Command
from odoo.exceptions import UserError

from .common_assignment import TsAssignmentCommon


class TestRideBlockers(TsAssignmentCommon):
    """What speaks against giving a ride to a volunteer, one reason at a time."""

    def test_nothing_speaks_against_an_active_volunteer_with_a_car(self):
        self.assertEqual(self.codes(), [])

    # ---- hard: nobody passes them over -----------------------------------------------------------
    def test_inactive_volunteers_are_not_assigned(self):
        for state in ('applicant', 'paused', 'left'):
            with self.subTest(state=state):
                self.volunteer.state = state
                self.assertEqual(self.codes(), ['inactive'])
                self.assert_stops()

    def test_two_rides_at_the_same_time(self):
        self.ride._assign(self.volunteer)
        other = self.make_ride(self.make_person("Other Person", km=12), self.place, hour=10.25)
        self.assertEqual(self.codes(other), ['overlap'])
        self.assert_stops(other)

    def test_overlap_counts_the_way_from_and_to_home(self):
        """The first run is back home about 10:58; the second leaves home before its pick-up."""
        run = self.ride._assign(self.volunteer)
        self.assertLess(self.ride.dropoff_at, run.end_at)
        far = self.make_person("Far Person", km=40)
        home_again = self.company._to_local(run.end_at)
        hour = home_again.hour + home_again.minute / 60
        soon = self.make_ride(far, self.place, hour=hour + 0.25)
        self.assertGreater(soon.pickup_at, run.end_at)
        self.assertEqual(self.codes(soon), ['overlap'], "the way to the second person was forgotten")
        later = self.make_ride(far, self.place, hour=hour + 1)
        self.assertEqual(self.codes(later), [])

    def test_runs_that_touch_do_not_overlap(self):
        run = self.ride._assign(self.volunteer)
        neighbour = self.make_person("Neighbour", km=0)
        after = self.make_ride(neighbour, self.place, hour=15)
        after.pickup_at = run.end_at
        self.assertEqual(self.codes(after), [])

    def test_cancelled_and_done_runs_leave_the_time_free(self):
        self.ride._assign(self.volunteer)
        other = self.make_ride(self.make_person("Other Person", km=12), self.place, hour=10)
        self.assertEqual(self.codes(other), ['overlap'])
        self.ride._close('cancelled', self.reasons['cancelled'])
        self.assertEqual(self.codes(other), [])

    def test_return_of_ones_own_outward_is_no_overlap(self):
        self.ride._assign(self.volunteer)
        back = self.make_return(self.ride, hour=10.75)
        stranger = self.make_ride(self.make_person("Stranger", km=30), self.place, hour=10.75,
                                  pickup_place_id=self.make_place("Elsewhere", km=31).id)
        self.assertEqual(self.codes(stranger), ['overlap'])
        self.assertEqual(self.codes(back), [])
        back._assign(self.volunteer)
        self.assertEqual(back.volunteer_id, self.volunteer)

    def test_outward_of_ones_own_return_is_no_overlap(self):
        back = self.make_return(self.ride, hour=10.75)
        back._assign(self.volunteer)
        self.assertEqual(self.codes(self.ride), [])

    def test_rides_of_one_moment_given_at_once_share_one_run_and_its_seats(self):
        other = self.make_ride(self.make_person("Other Person", km=12), self.place, hour=10.1, companions=2)
        with self.assertRaisesRegex(UserError, "4 seats"), self.cr.savepoint():
            (self.ride | other)._assign(self.volunteer)
        other.companions = 1
        self.assertEqual((self.ride | other)._assign(self.volunteer).ride_ids, self.ride | other)

    def test_seats_of_one_ride(self):
        self.ride.companions = 2
        self.assertEqual(self.codes(), [])
        self.ride.companions = 3
        self.assertEqual(self.codes(), ['seats'])
        self.assert_stops()

    def test_seat_taken_by_an_aid_counts(self):
        self.volunteer.vehicle_id.is_accessible = True
        self.ride.write({'companions': 2, 'aid_ids': [Command.set(self.chair.ids)]})
        self.assertEqual(self.codes(), ['seats'])

    def test_seats_on_a_shared_run_count_who_is_on_board_together(self):
        run = self.ride._assign(self.volunteer)
        self.ride.companions = 1
        together = self.make_ride(self.make_person("Together", km=10), self.place, hour=10, companions=1)
        afterwards = self.make_ride(
            self.make_person("Afterwards", km=31), self.place, hour=11.5, companions=1)
        self.assertEqual(self.codes(together, run=run), ['seats'])
        self.assertEqual(self.codes(afterwards, run=run), [])

    def test_two_who_get_in_and_out_in_turn_never_take_more_than_the_seats(self):
        run = self.ride._assign(self.volunteer)
        self.ride.companions = 1
        out_before = self.make_ride(
            self.make_person("Early", km=8), self.make_place("Halt", km=10), hour=9.75)
        self.assertLessEqual(out_before.dropoff_at, self.ride.pickup_at)
        in_after = self.make_ride(self.make_person("Late", km=25), self.place, hour=10.35, companions=0)
        self.assertEqual(self.codes(out_before, run=run), [])
        self.assertEqual(self.codes(in_after, run=run), [])

    def test_aid_that_the_volunteer_does_not_take(self):
        self.ride.aid_ids = self.walker
        self.assertEqual(self.codes(), [])
        self.volunteer.refused_aid_ids = self.walker
        self.assertEqual(self.codes(), ['aids'])
        self.assert_stops()

    def test_wheelchair_needs_a_fitted_vehicle(self):
        self.ride.aid_ids = self.chair
        self.assertEqual(self.codes(), ['accessible'])
        self.assert_stops()
        van = self.make_vehicle(self.volunteer, name="Fitted Van", is_accessible=True)
        self.assertEqual(self.codes(vehicle=van), [])

    def test_each_may_refuse_the_other(self):
        for who in ('volunteer', 'person'):
            with self.subTest(who=who), self.cr.savepoint() as savepoint:
                if who == 'volunteer':
                    self.volunteer.refused_beneficiary_ids = self.person
                else:
                    self.person.refused_volunteer_ids = self.volunteer
                self.assertEqual(self.codes(), ['refusal'])
                self.assert_stops()
                savepoint.rollback()
                self.env.invalidate_all()

    # ---- soft: passed over with a reason that stays ----------------------------------------------
    def test_another_person_on_a_planned_ride_is_checked_again(self):
        ride = self.make_ride(self.person, self.place)
        ride._assign(self.volunteer)
        other = self.make_person("Odile Other")
        other.refused_volunteer_ids = self.volunteer
        ride.beneficiary_id = other
        self.assertIn("do not travel together", ride.warning)

    def test_volunteer_without_a_vehicle_on_file(self):
        self.volunteer.vehicle_id.unlink()
        self.assertEqual(self.codes(), ['vehicle'])
        self.assert_soft()

    def test_expired_paper_of_the_volunteer(self):
        paper = self.env['ts.paper'].create({
            'volunteer_id': self.volunteer.id, 'kind': 'licence', 'date_end': date(2026, 3, 9)})
        self.assertEqual(self.codes(), ['papers'])
        paper.date_end = date(2026, 3, 10)
        self.assertEqual(self.codes(), [], "a paper holds on its last day")
        paper.date_end = date(2026, 3, 9)
        self.assert_soft()

    def test_newer_paper_of_the_same_kind_is_enough(self):
        self.env['ts.paper'].create([
            {'volunteer_id': self.volunteer.id, 'kind': 'licence', 'date_end': date(2025, 3, 9)},
            {'volunteer_id': self.volunteer.id, 'kind': 'licence', 'date_end': date(2027, 3, 9)}])
        self.assertEqual(self.codes(), [])

    def test_paper_without_an_end_holds_beside_an_old_one(self):
        self.env['ts.paper'].create([
            {'volunteer_id': self.volunteer.id, 'kind': 'licence', 'date_end': date(2025, 3, 9)},
            {'volunteer_id': self.volunteer.id, 'kind': 'licence', 'date_end': False}])
        self.assertEqual(self.codes(), [])

    def test_expired_paper_counts_for_the_vehicle_it_is_about(self):
        car = self.volunteer.vehicle_id
        van = self.make_vehicle(self.volunteer, name="Other Van", sequence=20)
        self.env['ts.paper'].create({
            'volunteer_id': self.volunteer.id, 'kind': 'insurance', 'vehicle_id': van.id,
            'date_end': date(2026, 3, 1)})
        self.assertEqual(self.codes(), [])
        self.assertEqual(self.codes(vehicle=car), [])
        self.assertEqual(self.codes(vehicle=van), ['papers'])

    def test_valid_insurance_of_one_car_does_not_cover_the_other(self):
        van = self.make_vehicle(self.volunteer, name="Other Van", sequence=20)
        self.env['ts.paper'].create([
            {'volunteer_id': self.volunteer.id, 'kind': 'insurance', 'date_end': date(2027, 1, 1),
             'vehicle_id': self.volunteer.vehicle_id.id},
            {'volunteer_id': self.volunteer.id, 'kind': 'insurance', 'date_end': date(2026, 1, 1),
             'vehicle_id': van.id}])
        self.assertEqual(self.codes(vehicle=van), ['papers'])

    def test_absent_volunteer(self):
        absence = self.env['ts.absence'].create({
            'volunteer_id': self.volunteer.id, 'date_from': date(2026, 3, 10), 'date_to': date(2026, 3, 10)})
        self.assertEqual(self.codes(), ['absent'])
        absence.write({'date_from': date(2026, 3, 11), 'date_to': date(2026, 3, 12)})
        self.assertEqual(self.codes(), [])
        absence.date_from = date(2026, 3, 10)
        self.assert_soft()

    def test_hours_when_he_is_not_usually_available(self):
        slot = self.env['ts.availability'].create({
            'volunteer_id': self.volunteer.id, 'weekday': '1', 'hour_from': 8, 'hour_to': 12})
        self.assertEqual(self.codes(), [])
        slot.hour_to = 10.75
        self.assertEqual(self.codes(), ['availability'], "the way home was forgotten")
        slot.write({'weekday': '2', 'hour_to': 12})
        self.assertEqual(self.codes(), ['availability'])
        self.assert_soft()

    def test_longest_run_he_wishes(self):
        self.volunteer.max_km = 60
        self.assertEqual(self.codes(), [])
        self.volunteer.max_km = 59
        self.assertEqual(self.codes(), ['max_km'])
        self.assert_soft()

    def test_longest_run_counts_the_whole_run_that_is_joined(self):
        self.volunteer.max_km = 62
        run = self.ride._assign(self.volunteer)
        neighbour = self.make_ride(self.make_person("Neighbour", km=11), self.place, hour=10.05)
        further = self.make_ride(
            self.make_person("Further", km=28), self.make_place("Further On", km=33), hour=10.5)
        self.assertEqual(self.codes(neighbour, run=run), [])
        self.assertEqual(self.codes(further, run=run), ['max_km'])

    def test_rides_he_wishes_in_a_week(self):
        self.volunteer.max_rides_week = 2
        for day in (2, 3):  # Wednesday and Thursday of the same week
            self.make_ride(self.person, self.place, day=day)._assign(self.volunteer)
        sunday_before = self.make_ride(self.person, self.place, day=-1)
        self.assertEqual(self.codes(), ['max_rides'])
        self.assertEqual(self.codes(sunday_before), [])
        self.assert_soft()

    def test_rides_given_at_once_count_together_against_the_week(self):
        self.volunteer.max_rides_week = 1
        other = self.make_ride(self.person, self.place, day=3)
        with self.assertRaisesRegex(UserError, "wishes at most 1"):
            (self.ride | other)._assign(self.volunteer)

    def test_people_of_other_sectors(self):
        near, far = self._env_of('manager')['ts.commune'].create([
            {'name': "Near", 'code': '99701', 'department': '99', 'postcodes': '99701'},
            {'name': "Far", 'code': '99702', 'department': '99', 'postcodes': '99702'}])
        sector = self._env_of('manager')['ts.sector'].create(
            {'name': "Near Sector", 'commune_ids': [Command.set(near.ids)]})
        self.volunteer.sector_ids = sector.with_env(self.env)
        self.person.commune_id = near
        self.assertEqual(self.codes(), [])
        self.person.commune_id = far
        self.assertEqual(self.codes(), ['sector'])
        self.assert_soft()

    # ---- one run, several people -----------------------------------------------------------------
    def test_pickup_that_cannot_be_reached_from_the_stop_before(self):
        """From kilometre 10 to 25 it is 20 minutes."""
        run = self.ride._assign(self.volunteer)
        far = self.make_ride(self.make_person("Far Away", km=25), self.place, hour=10.25)
        self.assertEqual(self.codes(far, run=run), ['timing'])
        sentence = self.ride.browse(far.id)._get_assignment_blockers(self.volunteer, run=run)[far][0].message
        self.assertEqual(sentence, "Far Away cannot be picked up at 10:15: it is 20 minutes from the stop "
                                   "before, at 10:00.")
        far.pickup_at = self.when(10 + 20 / 60)
        self.assertEqual(self.codes(far, run=run), [], "twenty minutes are enough")
        far.pickup_at = self.when(10 + 19 / 60)
        with self.assertRaisesRegex(UserError, "Give a reason.*"), self.cr.savepoint():
            far._assign(self.volunteer, run=run)
        far._assign(self.volunteer, run=run, reason=self.reasons['override'])
        self.assertEqual(far.run_id, run)

    def test_ride_in_between_makes_somebody_wait_who_was_there_before(self):
        self.ride.pickup_at = self.when(10.25)
        run = self.ride._assign(self.volunteer)
        between = self.make_ride(self.make_person("In Between", km=25), self.place, hour=10.2)
        blockers = between._get_assignment_blockers(self.volunteer, run=run)[between]
        self.assertEqual([b.code for b in blockers], ['timing'])
        self.assertIn("Bertille Beneficiary cannot be picked up at 10:15", blockers[0].message)

    def test_two_people_at_one_door_get_in_at_once(self):
        hall = self.make_place("Hall", km=None)
        rides = self.env['ts.ride'].union(*[self.make_ride(
            self.make_person(name), self.place, pickup_place_id=hall.id) for name in ("Ann", "Bob")])
        self.assertEqual(self.codes(rides[0], run=rides[1]._assign(self.volunteer)), [])

    def test_rides_given_at_once_are_one_run_and_must_fit_too(self):
        far = self.make_ride(self.make_person("Far Away", km=25), self.place, hour=10.25)
        with self.assertRaisesRegex(UserError, "Far Away cannot be picked up at 10:15"):
            (self.ride | far)._assign(self.volunteer)

    def test_return_before_the_driver_has_arrived(self):
        back = self.make_return(self.ride, hour=10.25)
        with self.assertRaisesRegex(UserError, "Bertille Beneficiary cannot be picked up at 10:15"):
            (self.ride | back)._assign(self.volunteer)

    def test_rides_that_others_gave_up_make_nobody_late(self):
        run = self.ride._assign(self.volunteer)
        near = self.make_ride(self.make_person("Near", km=10), self.place)
        near._assign(self.volunteer, run=run)
        self.ride._close('cancelled', self.reasons['cancelled'])
        near._close('cancelled', self.reasons['cancelled'])
        far = self.make_ride(self.make_person("Far Away", km=25), self.place, hour=10.25)
        self.assertEqual(self.codes(far, run=run), [])

    def test_request_moved_into_an_impossible_hour_is_to_check(self):
        run = self.ride._assign(self.volunteer)
        far = self.make_ride(self.make_person("Far Away", km=25), self.place, hour=10.75)
        far._assign(self.volunteer, run=run)
        self.assertFalse(far.warning)
        far.pickup_at = self.when(10.25)
        self.assertIn("cannot be picked up at 10:15", far.warning)
