# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import tagged
from odoo.tests.common import freeze_time

from .common import NOW
from .common_day_plan import TUESDAY, TsDayPlanCommon


@freeze_time(NOW)
@tagged('post_install', '-at_install')
class TestDayPlanAlone(TsDayPlanCommon):
    """“One ride, one volunteer”: nobody shares a car, each is driven at the hour asked for, the driver waits."""

    def propose(self, how='alone', **vals):
        return super().propose(how=how, **vals)

    def test_neighbours_have_a_volunteer_each(self):
        rides = self.market_day()
        drivers = self.env['ts.volunteer'].union(*[self.make_volunteer(f"Driver {km}", km=km) for km in (7, 8, 9)])
        plan = self.propose()
        self.assertEqual((plan.served_count, plan.shared_count, len(plan.run_ids)), (3, 0, 3))
        for line in plan.line_ids:
            self.assertEqual(line.pickup_at, line.ride_id.pickup_at, "at the hour asked for")
        plan.action_accept_all()
        self.assertEqual(plan.run_ids.mapped('state'), ['accepted'] * 3, plan.run_ids.mapped('error'))
        self.assertEqual(rides.volunteer_id, drivers)
        # the same day with shared cars needs one
        for ride in rides:
            ride.action_unassign()
        shared = self.propose(how='shared')
        self.assertEqual((shared.served_count, len(shared.run_ids)), (3, 1))

    def test_one_volunteer_takes_one_and_the_others_say_why(self):
        self.market_day()
        self.make_volunteer(km=8)
        plan = self.propose()
        self.assertEqual(plan.served_count, 1)
        self.assertEqual(plan.left_ids.mapped('unserved'), ['no_driver_free'] * 2)

    def test_the_driver_waits_for_a_short_errand_and_goes_home_in_a_long_one(self):
        self.company.sudo().ts_max_wait = 2
        short = self.make_ride(self.make_person("Short", km=10), self.make_place("Surgery", km=30), 9.0)
        short_back = self.make_return(short, 11.0)
        volunteer = self.make_volunteer(km=9)
        plan = self.propose()
        self.assertEqual(plan.line_ids.ride_id, short | short_back)
        plan.action_accept_all()
        self.assertEqual((len(short.run_id), short.run_id), (1, short_back.run_id), "one outing, there and back")
        (short | short_back).action_unassign()
        short_back.pickup_at = self.when(17)
        plan = self.propose()
        self.assertEqual(plan.served_count, 2)
        plan.action_accept_all()
        self.assertEqual((short | short_back).volunteer_id, volunteer)
        self.assertNotEqual(short.run_id, short_back.run_id, "he is home in between")

    def test_what_was_promised_stays(self):
        volunteer = self.make_volunteer(km=8)
        promised = self.make_ride(self.make_person("Promised", km=10), self.make_place("Surgery", km=30), 10)
        run = promised._assign(volunteer)
        promised.action_confirm()
        clash = self.make_ride(self.make_person("Same Hour", km=10.2), self.make_place("Shop", km=29), 10.0)
        later = self.make_ride(self.make_person("Later", km=10.2), self.make_place("Town Hall", km=29), 15.0)
        plan = self.propose()
        self.assertEqual({line.ride_id: line.unserved for line in plan.line_ids},
                         {clash: 'no_driver_free', later: False})
        plan.action_accept_all()
        self.assertEqual((promised.run_id, later.volunteer_id), (run, volunteer))
        self.assertNotEqual(later.run_id, run, "he is home in between")

    def test_rules_of_the_other_way_hold(self):
        person = self.make_person(km=10)
        self.make_ride(person, self.make_place("Surgery", km=30), 10.0)
        self.make_volunteer("Refused", km=9, refused_beneficiary_ids=[(6, 0, person.ids)])
        self.make_volunteer("Short", km=9, max_km=10)
        self.make_volunteer("Busy Week", km=9, max_rides_week=1)
        busy = self.env['ts.volunteer'].search([('name', '=', "Busy Week")])
        self.make_ride(self.make_person("Wednesday", km=10), self.make_place("Hall"), day=2)._assign(busy)
        free = self.make_volunteer("Free", km=60)
        self.assertEqual(self.propose().run_ids.volunteer_id, free)

    def test_a_window_she_gave_is_kept(self):
        ride = self.make_ride(self.make_person(km=10), self.make_place(), 10.0,
                              earliest_at=self.when(13), latest_at=self.when(14))
        self.make_volunteer(km=8)
        line = self.propose().line_ids
        self.assertEqual((line.ride_id, line.pickup_at), (ride, self.when(13)))

    def test_the_queue_does_it(self):
        self.market_day()
        self.make_volunteer(km=8)
        plan = self.env['ts.day.plan'].create({
            'company_id': self.company.id, 'date': TUESDAY, 'seconds': 2, 'how': 'alone'})
        plan.action_start()
        job = self.root_env['queue.job'].search([('identity_key', '=', f'ts.day.plan {plan.id}')])
        self.assertEqual((len(job), job.method_name, plan.state), (1, '_run_job', 'running'))
        plan.with_context(job_uuid=job.uuid)._run_job()
        self.assertEqual((plan.state, plan.served_count), ('ready', 1))
