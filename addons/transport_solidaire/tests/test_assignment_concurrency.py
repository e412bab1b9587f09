# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Two coordinators at the same moment, in two real transactions.

These tests commit: what they create is unlinked at the end. Each action runs in the same retry as a
request of the web client, so what is checked is what the two of them would see.
"""
import threading
import time
from datetime import timedelta
from functools import partial

from odoo import fields
from odoo.exceptions import UserError
from odoo.service.model import retrying
from odoo.tests import tagged

from ..tools.geo import Point
from .common import latitude
from .common_concurrency import RealTransactions

WAIT_SECONDS = 20


@tagged('post_install', '-at_install')
class TestAssignmentConcurrency(RealTransactions):
    """One wins; the other gets a sentence that says what to do."""

    def _make_records(self, env):
        create = partial(self._create, env)
        company = env.ref('base.main_company').id
        place = create('ts.place', name="Concurrent Place", company_id=company,
                       latitude=latitude(30), longitude=-1.5)
        self.volunteers, self.rides = [], []
        pickup = fields.Datetime.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=40)
        for name, kilometre in (("Anna", 10), ("Berta", 12)):
            partner = create('res.partner', name=f"Concurrent {name}", partner_longitude=-1.5,
                             partner_latitude=latitude(kilometre))
            person = create('ts.beneficiary', partner_id=partner, company_id=company)
            self.rides.append(create(
                'ts.ride', company_id=company, beneficiary_id=person, dropoff_place_id=place,
                pickup_at=pickup))
        for name in ("Vera", "Walter"):
            partner = create('res.partner', name=f"Concurrent {name}", partner_longitude=-1.5,
                             partner_latitude=latitude(0))
            volunteer = create('ts.volunteer', partner_id=partner, company_id=company, state='active')
            create('ts.volunteer.vehicle', volunteer_id=volunteer, name="Concurrent Car")
            self.volunteers.append(volunteer)

    def _unlink_created(self):
        with self.registry.cursor() as cr:
            env = self._env(cr)
            rides = env['ts.ride'].browse(self.rides).exists()
            runs = rides.run_id | env['ts.run'].search([('volunteer_id', 'in', self.volunteers)])
            rides.unlink()
            runs.exists().unlink()
            self._unlink_rest(env)

    # ---- two coordinators -------------------------------------------------------------------------
    def assign(self, cr, ride, volunteer):
        """Assign as a request does: retried, committed; return the refusal, None for success."""
        env = self._env(cr)

        def request():
            env['ts.ride'].browse(self.rides[ride])._assign(
                env['ts.volunteer'].browse(self.volunteers[volunteer]))

        try:
            retrying(request, env)
        except UserError as error:
            cr.rollback()
            return str(error)
        return None

    def plan(self):
        """Return what everybody sees now: (volunteer's index of each ride, number of runs)."""
        with self.registry.cursor() as cr:
            env = self._env(cr)
            rides = env['ts.ride'].browse(self.rides)
            given = [self.volunteers.index(r.volunteer_id.id) if r.volunteer_id else None for r in rides]
            return given, env['ts.run'].search_count([('volunteer_id', 'in', self.volunteers)])

    def together(self, *pairs):
        """Assign (ride, volunteer) pairs in a thread each, starting at the same moment."""
        barrier = threading.Barrier(len(pairs), timeout=WAIT_SECONDS)
        refusals = {}

        def work(index, cr, pair):
            cr.execute("SELECT 1")  # the transaction has begun before anybody writes
            barrier.wait()
            refusals[index] = self.assign(cr, *pair)

        cursors = [self.registry.cursor() for _pair in pairs]
        try:
            threads = [threading.Thread(target=work, args=(index, cr, pair))
                       for index, (cr, pair) in enumerate(zip(cursors, pairs, strict=True))]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(WAIT_SECONDS)
                self.assertFalse(thread.is_alive(), "two assignments wait for each other")
        finally:
            for cr in cursors:
                cr.close()
        self.assertEqual(len(refusals), len(pairs), "an assignment died of something else")
        return [refusals[index] for index in range(len(pairs))]

    # ---- the same volunteer -----------------------------------------------------------------------
    def test_same_volunteer_while_the_other_is_still_saving(self):
        with self.registry.cursor() as first, self.registry.cursor() as second:
            env = self._env(first)
            env['ts.ride'].browse(self.rides[0])._assign(env['ts.volunteer'].browse(self.volunteers[0]))
            refusal = self.assign(second, ride=1, volunteer=0)
            self.assertRegex(refusal, "Somebody else is assigning Concurrent Vera right now. Wait")
            first.commit()
        self.assertEqual(self.plan(), ([0, None], 1))
        with self.registry.cursor() as again:
            self.assertRegex(self.assign(again, ride=1, volunteer=0), "Concurrent Vera already drives")

    def test_same_volunteer_saved_after_the_second_had_begun(self):
        with self.registry.cursor() as first, self.registry.cursor() as second:
            second.execute("SELECT count(*) FROM ts_run")  # she sees the plan as it was before
            self.assertIsNone(self.assign(first, ride=0, volunteer=0))
            refusal = self.assign(second, ride=1, volunteer=0)
        self.assertRegex(refusal, "Concurrent Vera already drives")
        self.assertEqual(self.plan(), ([0, None], 1))

    def test_same_volunteer_at_the_same_moment(self):
        refusals = self.together((0, 0), (1, 0))
        self.assertEqual(refusals.count(None), 1, refusals)
        refusal = next(filter(None, refusals))
        self.assertRegex(refusal, "already drives|Somebody else is assigning")
        given, runs = self.plan()
        self.assertEqual((sorted(given, key=str), runs), ([0, None], 1))

    def test_two_volunteers_and_two_rides_do_not_disturb_each_other(self):
        self.assertEqual(self.together((0, 0), (1, 1)), [None, None])
        self.assertEqual(self.plan(), ([0, 1], 2))

    # ---- the same ride ----------------------------------------------------------------------------
    def test_same_ride_saved_after_the_second_had_begun(self):
        with self.registry.cursor() as first, self.registry.cursor() as second:
            second.execute("SELECT count(*) FROM ts_run")
            self.assertIsNone(self.assign(first, ride=0, volunteer=0))
            refusal = self.assign(second, ride=0, volunteer=1)
        self.assertRegex(refusal, "given to Concurrent Vera in the meantime")
        self.assertEqual(self.plan(), ([0, None], 1))

    def test_same_ride_while_the_other_is_still_saving(self):
        refusals = []
        with self.registry.cursor() as first, self.registry.cursor() as second:
            env = self._env(first)
            env['ts.ride'].browse(self.rides[0])._assign(env['ts.volunteer'].browse(self.volunteers[0]))
            env.flush_all()
            thread = threading.Thread(
                target=lambda: refusals.append(self.assign(second, ride=0, volunteer=1)))
            thread.start()
            self._wait_until_blocked_or_done(thread)
            first.commit()
            thread.join(WAIT_SECONDS)
            self.assertFalse(thread.is_alive())
        self.assertEqual(len(refusals), 1)
        self.assertRegex(refusals[0], "given to Concurrent Vera in the meantime|Somebody else")
        self.assertEqual(self.plan(), ([0, None], 1))

    def _wait_until_blocked_or_done(self, thread):
        end = time.monotonic() + WAIT_SECONDS
        while thread.is_alive() and time.monotonic() < end:
            with self.registry.cursor() as cr:
                cr.execute("""SELECT count(*) FROM pg_stat_activity
                              WHERE datname = current_database() AND wait_event_type = 'Lock'""")
                if cr.fetchone()[0]:
                    return
            thread.join(0.02)

    def test_same_ride_to_two_volunteers_at_the_same_moment(self):
        refusals = self.together((0, 0), (0, 1))
        self.assertEqual(refusals.count(None), 1, refusals)
        winner = refusals.index(None)
        self.assertRegex(refusals[1 - winner], "in the meantime|Somebody else")
        self.assertEqual(self.plan(), ([winner, None], 1), "two runs, or none, carry the ride")

    # ---- assigning while something else changes ---------------------------------------------------
    def test_ride_cancelled_by_somebody_else_is_not_assigned(self):
        with self.registry.cursor() as first, self.registry.cursor() as second:
            second.execute("SELECT count(*) FROM ts_run")
            env = self._env(first)
            reason = env['ts.ride.reason'].search([('kind', '=', 'cancelled')], limit=1)
            env['ts.ride'].browse(self.rides[0])._close('cancelled', reason)
            first.commit()
            refusal = self.assign(second, ride=0, volunteer=0)
        self.assertRegex(refusal, "“Cancelled” and cannot become “Planned”")
        self.assertEqual(self.plan(), ([None, None], 0))

    def test_volunteer_who_leaves_at_that_moment_is_not_assigned(self):
        with self.registry.cursor() as first, self.registry.cursor() as second:
            second.execute("SELECT count(*) FROM ts_run")
            self._env(first)['ts.volunteer'].browse(self.volunteers[0]).action_leave()
            first.commit()
            refusal = self.assign(second, ride=0, volunteer=0)
        self.assertRegex(refusal, "not an active volunteer")
        self.assertEqual(self.plan(), ([None, None], 0))

    # ---- the cache of distances is no obstacle ----------------------------------------------------
    def learn(self, cr, kilometres):
        """Ask for ways from the place of each kilometre to the first; return them."""
        env = self._env(cr)
        points = [Point(latitude(km), -1.5) for km in kilometres]
        return env['ts.distance']._get_legs(
            env.ref('base.main_company'), [(point, points[0]) for point in points])

    def test_distances_learned_at_once_do_not_wait_for_each_other(self):
        with self.registry.cursor() as first, self.registry.cursor() as second:
            second.execute("SET LOCAL lock_timeout = '2s'")
            legs = self.learn(first, (71, 72, 73))
            self.assertEqual(self.learn(second, (71, 72, 73)), legs)

    def test_distances_learned_since_the_transaction_began_do_not_end_it(self):
        with self.registry.cursor() as first, self.registry.cursor() as second:
            second.execute("SELECT count(*) FROM ts_distance")
            legs = self.learn(first, (81, 82, 83))
            first.commit()
            self.assertEqual(self.learn(second, (81, 82, 83)), legs)
            second.execute("SELECT 1")
            self.assertEqual(second.fetchone(), (1,))
