# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tests.common import freeze_time

from .common import NOW
from .common_day_plan import TUESDAY, TsDayPlanCommon


@freeze_time(NOW)
@tagged('post_install', '-at_install')
class TestDayPlan(TsDayPlanCommon):
    """“Propose the day”: a proposal beside today's state, solved for real in a process of its own."""

    # ---- what is proposed ----------------------------------------------------------------------------
    def test_neighbours_share_a_car(self):
        rides = self.market_day()
        volunteer = self.make_volunteer(km=8)
        plan = self.propose()
        self.assertEqual(plan.run_ids.volunteer_id, volunteer)
        self.assertEqual(plan.line_ids.ride_id, rides)
        self.assertEqual((plan.served_count, plan.shared_count), (3, 3))
        for line in plan.line_ids:
            self.assertLessEqual(line.dropoff_at, line.ride_id.appointment_at)

    def test_nothing_moves_until_it_is_accepted(self):
        rides = self.market_day()
        self.make_volunteer(km=8)
        before = rides.mapped('pickup_at')
        self.propose()
        self.assertEqual(set(rides.mapped('state')), {'requested'})
        self.assertEqual(rides.mapped('pickup_at'), before)

    def test_all_is_accepted(self):
        rides = self.market_day()
        volunteer = self.make_volunteer(km=8)
        plan = self.propose()
        plan.action_accept_all()
        self.assertEqual(plan.run_ids.mapped('state'), ['accepted'], plan.run_ids.error)
        self.assertEqual(rides.volunteer_id, volunteer)
        self.assertEqual(len(rides.run_id), 1, "one car, one run")
        self.assertEqual(set(rides.mapped('state')), {'planned'})

    def test_pressed_twice_gives_the_same(self):
        rides = self.market_day()
        self.make_volunteer(km=8)
        plan = self.propose()
        plan.action_accept_all()
        run = rides.run_id
        plan.action_accept_all()
        plan.run_ids.action_accept()
        self.assertEqual(rides.run_id, run)

    def test_one_run_is_taken_and_the_other_left(self):
        here = self.make_ride(self.make_person("Here", km=10), self.make_place("Shop", km=12))
        there = self.make_ride(self.make_person("There", km=110), self.make_place("Town", km=112))
        near, far = self.make_volunteer("Near", km=9), self.make_volunteer("Far", km=109)
        plan = self.propose()
        runs = {run.volunteer_id: run for run in plan.run_ids}
        runs[near].action_accept()
        runs[far].action_refuse()
        self.assertEqual(here.volunteer_id, near)
        self.assertEqual(there.state, 'requested')
        plan.action_accept_all()
        self.assertEqual(there.state, 'requested', "what was left was given by “Accept All”")

    def test_given_in_the_meantime_is_said_and_the_others_go_on(self):
        here = self.make_ride(self.make_person("Here", km=10), self.make_place("Shop", km=12))
        there = self.make_ride(self.make_person("There", km=110), self.make_place("Town", km=112))
        self.make_volunteer("Near", km=9)
        far = self.make_volunteer("Far", km=109)
        plan = self.propose()
        here._assign(self.make_volunteer("Quicker", km=9))
        plan.action_accept_all()
        self.assertEqual(sorted(plan.run_ids.mapped('state')), ['accepted', 'failed'])
        self.assertIn("Quicker", ''.join(plan.run_ids.filtered(lambda r: r.state == 'failed').mapped('error')))
        self.assertEqual(there.volunteer_id, far)

    # ---- what holds ------------------------------------------------------------------------------------
    def test_what_was_promised_stays(self):
        volunteer = self.make_volunteer(km=8)
        promised = self.make_ride(self.make_person("Promised", km=10), self.make_place("Surgery", km=30), 10)
        run = promised._assign(volunteer)
        promised.action_confirm()
        new = self.make_ride(self.make_person("New", km=10.2), self.make_place("Shop", km=29), 10.0)
        plan = self.propose()
        self.assertEqual(plan.line_ids.ride_id, new, "a ride that was given is proposed again")
        plan.action_accept_all()
        self.assertEqual((promised.run_id, promised.state), (run, 'confirmed'))
        self.assertEqual(promised.pickup_at, self.when(10))
        self.assertEqual(new.run_id, run, "it joins the outing that goes there anyway")

    def test_why_not(self):
        far, place = self.make_person("Chair", km=10), self.make_place()
        chair = self.make_ride(far, place, aid_ids=[Command.set(self.chair.ids)])
        many = self.make_ride(self.make_person("Family", km=10), place, companions=6)
        nowhere = self.make_ride(self.make_person("Lost", km=None), place)
        late = self.make_ride(self.make_person("Late", km=10), place, 20.0)
        volunteer = self.make_volunteer(km=8)
        self.env['ts.availability'].create(
            {'volunteer_id': volunteer.id, 'weekday': '1', 'hour_from': 8, 'hour_to': 18})
        plan = self.propose()
        why = {line.ride_id: line.unserved for line in plan.left_ids}
        self.assertEqual(why, {chair: 'no_skill', many: 'no_seat', nowhere: 'no_position', late: 'no_time'})

    def test_nobody_there_that_day(self):
        ride = self.make_ride(self.make_person(km=10), self.make_place())
        volunteer = self.make_volunteer()
        self.env['ts.absence'].create({'volunteer_id': volunteer.id, 'date_from': TUESDAY, 'date_to': TUESDAY})
        plan = self.propose()
        self.assertEqual([(line.ride_id, line.unserved) for line in plan.left_ids], [(ride, 'no_driver')])

    def test_who_does_not_go_together_is_not_put_together(self):
        person = self.make_person(km=10)
        ride = self.make_ride(person, self.make_place())
        self.make_volunteer("Refused", km=9, refused_beneficiary_ids=[Command.set(person.ids)])
        self.make_volunteer("Expired", km=9, paper_ids=[Command.create(
            {'kind': 'licence', 'date_end': TUESDAY - timedelta(days=1)})])
        self.make_volunteer("Short", km=9, max_km=10)
        free = self.make_volunteer("Free", km=60)
        self.assertEqual(self.propose().run_ids.volunteer_id, free)
        self.assertFalse(ride.run_id)

    def test_rides_of_the_week_are_limited_by_the_wish(self):
        volunteer = self.make_volunteer(km=8, max_rides_week=1)
        self.make_ride(self.make_person("Wednesday", km=10), self.make_place(), day=2)._assign(volunteer)
        self.make_ride(self.make_person("Tuesday", km=10), self.make_place())
        self.assertFalse(self.propose().run_ids)

    def test_she_will_call_so_the_driver_waits(self):
        outward = self.make_ride(self.make_person(km=10), self.make_place(), 10.0)
        back = self.make_return(outward, 11.5, time_to_confirm=True)
        self.make_volunteer("One", km=9)
        self.make_volunteer("Two", km=29)
        plan = self.propose()
        self.assertEqual(len(plan.line_ids.plan_run_id), 1, "outward and return have two drivers")
        self.assertEqual(plan.line_ids.ride_id, outward | back)

    def test_medical_first_when_volunteers_are_short(self):
        urgent, leisure = self._env_of('manager')['ts.purpose'].create([
            {'name': "Urgent", 'code': 'test_urgent', 'priority': 90},
            {'name': "Leisure", 'code': 'test_leisure', 'priority': 20}])
        north, south = self.make_place("North", km=40), self.make_place("South", km=-20)
        visit = self.make_ride(self.make_person("Visit", km=10), south, purpose_id=leisure.id)
        surgery = self.make_ride(self.make_person("Surgery", km=10), north, purpose_id=urgent.id)
        self.make_volunteer(km=8)
        plan = self.propose()
        self.assertEqual(plan.run_ids.line_ids.ride_id, surgery)
        self.assertEqual(plan.left_ids.ride_id, visit)

    def test_a_window_she_gave_is_kept(self):
        person = self.make_person(km=10)
        ride = self.make_ride(person, self.make_place(), 10.0, earliest_at=self.when(13), latest_at=self.when(14))
        self.make_volunteer(km=8)
        line = self.propose().line_ids
        self.assertEqual(line.ride_id, ride)
        self.assertTrue(self.when(13) <= line.pickup_at <= self.when(14))

    def test_what_has_begun_is_not_proposed(self):
        self.make_ride(self.make_person(km=10), self.make_place(), 7.0, day=0)
        self.make_volunteer(km=8)
        self.assertFalse(self.propose(TUESDAY - timedelta(days=1)).line_ids)

    def test_where_people_live_is_forgotten_after_a_month(self):
        self.market_day()
        plan = self.propose().with_env(self.root_env)
        plan._gc_replay()
        self.assertTrue(plan.replay)
        with freeze_time('2026-04-20'):
            plan._gc_replay()
        self.assertFalse(plan.replay)

    def test_what_was_asked_online_waits_for_the_desk(self):
        ride = self.make_ride(self.make_person(km=10), self.make_place())
        ride.asked_online = True
        self.make_volunteer(km=8)
        self.assertFalse(self.propose().line_ids)

    # ---- the job ---------------------------------------------------------------------------------------
    def test_started_twice_is_one_job(self):
        plan = self.env['ts.day.plan'].create({'company_id': self.company.id, 'date': TUESDAY})
        plan.action_start()
        plan.action_start()
        jobs = self.root_env['queue.job'].search([('identity_key', '=', f'ts.day.plan {plan.id}')])
        self.assertEqual(len(jobs), 1)

    def test_run_again_by_the_queue_leaves_one_proposal(self):
        self.market_day()
        self.make_volunteer(km=8)
        plan = self.propose()
        count = len(plan.line_ids)
        plan._run_job()
        self.assertEqual(len(plan.line_ids), count)

    def test_accepted_in_part_is_not_looked_at_again(self):
        self.market_day()
        self.make_volunteer(km=8)
        plan = self.propose()
        plan.action_accept_all()
        with self.assertRaisesRegex(UserError, "new one"):
            plan.action_start()

    def test_what_is_kept_for_replay_has_no_name(self):
        self.market_day()
        self.make_volunteer("Vincent Secret", km=8)
        kept = str(self.propose().sudo().replay)  # read as the administrator would
        self.assertTrue(kept)
        self.assertNotIn("Secret", kept)
        self.assertNotIn("Neighbour", kept)

    def test_as_many_queries_for_twice_the_rides(self):
        place = self.make_place()
        for number in range(4):
            self.make_volunteer(f"Volunteer {number}", km=number, max_rides_week=5)
        for day, count in ((1, 6), (2, 12)):
            for number in range(count):
                self.make_ride(self.make_person(f"P{day}-{number}", km=10 + number), place, day=day)
        plans = self.env['ts.day.plan'].create([
            {'company_id': self.company.id, 'date': TUESDAY + timedelta(days=n)} for n in (0, 1)])
        prepare = self.env['ts.day.plan.input']._prepare
        self.count_queries(prepare, plans[0])
        few, many = (self.count_queries(prepare, plan) for plan in plans)
        self.assertEqual(few, many)

    # ---- what was given already --------------------------------------------------------------------
    def test_a_ride_of_somebody_without_a_position_is_not_in_the_proposal(self):
        ride = self.make_ride(self.make_person(), self.make_place(), hour=10)
        ride._assign(self.make_volunteer("Nowhere", km=None), reason=self.reasons['override'])
        self.assertFalse(self.propose().line_ids, "a ride that is given was said not to be served")

    def test_an_outing_past_midnight_stops_no_proposal(self):
        late = self.make_ride(self.make_person(), self.make_place(), hour=23.8)
        late._assign(self.make_volunteer("Late", km=8), reason=self.reasons['override'])
        rides = self.market_day(1)
        plan = self.propose()
        self.assertEqual(plan.line_ids.ride_id, rides)
        self.assertEqual(plan.served_count, 1)

    def test_a_promise_outside_his_hours_stops_no_proposal(self):
        """He said yes to a Tuesday although he is there on Fridays only: the others' day is arranged all the same."""
        volunteer = self.make_volunteer("Friday", km=8)
        self.env['ts.availability'].create({'volunteer_id': volunteer.id, 'weekday': '4'})
        promised = self.make_ride(self.make_person("Promised", km=10.37), self.make_place("Surgery", km=30.21))
        back = self.make_return(promised, 10.5)
        (promised | back)._assign(volunteer, reason=self.reasons['override'])
        rides = self.market_day(1)
        self.make_volunteer("Other", km=9)
        plan = self.propose()
        self.assertEqual((plan.line_ids.ride_id, plan.served_count), (rides, 1))
