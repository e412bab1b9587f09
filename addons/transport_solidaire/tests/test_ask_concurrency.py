# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Two volunteers at the same moment, the clock and an answer, a double click: real transactions.

These tests commit: what they create is unlinked at the end.
"""
import threading
from datetime import timedelta
from functools import partial
from unittest.mock import patch

from odoo import fields
from odoo.service.model import retrying
from odoo.tests import tagged

from .common import latitude
from .common_concurrency import RealTransactions

WAIT_SECONDS = 20


@tagged('post_install', '-at_install')
class TestAskConcurrency(RealTransactions):
    """Exactly one gets the ride; the other one reads a kind sentence."""

    def _make_records(self, env):
        create = partial(self._create, env)
        company = env.ref('base.main_company')
        place = create('ts.place', name="Asked Place", company_id=company.id,
                       latitude=latitude(30), longitude=-1.5)
        pickup = fields.Datetime.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=50)
        person = create('res.partner', name="Asked Anna", partner_longitude=-1.5, partner_latitude=latitude(10))
        self.ride = create(
            'ts.ride', company_id=company.id, dropoff_place_id=place, pickup_at=pickup,
            beneficiary_id=create('ts.beneficiary', partner_id=person, company_id=company.id))
        self.volunteers = []
        for name in ("Vera", "Otto"):
            partner = create('res.partner', name=f"Asked {name}", partner_longitude=-1.5,
                             partner_latitude=latitude(0))
            self.volunteers.append(create(
                'ts.volunteer', partner_id=partner, company_id=company.id, state='active'))
            create('ts.volunteer.vehicle', volunteer_id=self.volunteers[-1], name="Asked Car")

    def ask(self, mode):
        with self.registry.cursor() as cr:
            env = self._env(cr)
            batch = env['ts.ride'].browse(self.ride)._propose(
                env['ts.volunteer'].browse(self.volunteers), mode)
            self.batch, self.proposals = batch.id, batch.proposal_ids.sorted('sequence').ids

    def _unlink_created(self):
        with self.registry.cursor() as cr:
            env = self._env(cr)
            ride = env['ts.ride'].browse(self.ride).exists()
            runs = ride.run_id | env['ts.run'].search([('volunteer_id', 'in', self.volunteers)])
            env['ts.notice'].search(['|', ('volunteer_id', 'in', self.volunteers),
                                     ('beneficiary_id', '=', ride.beneficiary_id.id)]).unlink()
            env['ts.proposal.batch'].search([('ride_ids', 'in', ride.ids)]).unlink()
            ride.unlink()
            runs.exists().unlink()
            self._unlink_rest(env)

    # ---- at the same moment ------------------------------------------------------------------------
    def request(self, transaction, act):
        """Act as a request does: retried and committed."""
        env = self._env(transaction)
        result = retrying(lambda: act(env), env)
        transaction.commit()
        return result

    def together(self, *acts):
        """Run ``act(env)`` in a thread each, all having begun before anybody writes; return the results."""
        barrier = threading.Barrier(len(acts), timeout=WAIT_SECONDS)
        results = {}

        def work(index, cr, act):
            cr.execute("SELECT count(*) FROM ts_proposal")
            barrier.wait()
            results[index] = self.request(cr, act)

        cursors = [self.registry.cursor() for _act in acts]
        try:
            threads = [threading.Thread(target=work, args=(index, cr, act))
                       for index, (cr, act) in enumerate(zip(cursors, acts, strict=True))]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(WAIT_SECONDS)
                self.assertFalse(thread.is_alive(), "two answers wait for each other")
        finally:
            for cr in cursors:
                cr.close()
        self.assertEqual(len(results), len(acts), "an answer died of something")
        return [results[index] for index in range(len(acts))]

    def yes(self, index):
        return lambda env: env['ts.proposal'].browse(self.proposals[index])._reply_yes('link').code

    def no(self, index):
        return lambda env: env['ts.proposal'].browse(self.proposals[index])._reply_no(None, None, 'link').code

    def plan(self):
        """Return what everybody sees: state and driver of the ride, answers, number of runs."""
        with self.registry.cursor() as cr:
            env = self._env(cr)
            ride = env['ts.ride'].browse(self.ride)
            driver = self.volunteers.index(ride.volunteer_id.id) if ride.volunteer_id else None
            return (ride.state, driver, env['ts.proposal'].browse(self.proposals).mapped('answer'),
                    env['ts.run'].search_count([('volunteer_id', 'in', self.volunteers)]))

    def test_two_yes_at_the_same_moment(self):
        self.ask('all')
        codes = self.together(self.yes(0), self.yes(1))
        self.assertEqual(sorted(codes), ['taken', 'yes'])
        winner = codes.index('yes')
        self.assertEqual(self.plan(), ('confirmed', winner, codes, 1))

    def test_second_yes_had_begun_before_the_first_was_saved(self):
        self.ask('all')
        with self.registry.cursor() as second:
            second.execute("SELECT count(*) FROM ts_ride")
            with self.registry.cursor() as first:
                self.assertEqual(self.request(first, self.yes(1)), 'yes')
            self.assertEqual(self.request(second, self.yes(0)), 'taken')
        self.assertEqual(self.plan(), ('confirmed', 1, ['taken', 'yes'], 1))

    def test_double_click(self):
        self.ask('all')
        self.assertEqual(self.together(self.yes(0), self.yes(0)), ['yes', 'yes'])
        self.assertEqual(self.plan(), ('confirmed', 0, ['yes', 'taken'], 1))

    def test_two_no_ask_the_next_one_once(self):
        self.ask('order')
        self.assertEqual(self.together(self.no(0), self.no(0)), ['no', 'no'])
        self.assertEqual(self.plan(), ('requested', None, ['no', 'waiting'], 0))
        with self.registry.cursor() as cr:
            notices = self._env(cr)['ts.notice'].search([('volunteer_id', '=', self.volunteers[1])])
            self.assertEqual(len(notices), 1)

    def test_clock_and_answer(self):
        """He answers while the clock ends his time: either he drives, or the next one is asked; never both."""
        self.ask('order')

        def expire(env):
            batch = env['ts.proposal.batch'].browse(self.batch)
            batch._lock()
            with patch('odoo.fields.Datetime.now', lambda: batch.ride_ids.pickup_at - timedelta(hours=1)):
                batch._expire()

        code = self.together(self.yes(0), expire)[0]
        expected = {'yes': ('confirmed', 0, ['yes', 'stopped'], 1),
                    'expired': ('requested', None, ['expired', 'waiting'], 0)}[code]
        plan = self.plan()
        if code == 'yes':
            self.assertEqual((plan[0], plan[1], plan[2][0], plan[3]), ('confirmed', 0, 'yes', 1))
            self.assertIn(plan[2][1], ('taken', 'stopped'))
        else:
            self.assertEqual(plan, expected)

    def test_desk_assigns_while_he_answers(self):
        self.ask('all')

        def assign(env):
            volunteer = env['ts.volunteer'].browse(self.volunteers[1])
            ride = env['ts.ride'].browse(self.ride)
            if ride.state == 'requested':
                ride._assign(volunteer)

        code = self.together(self.yes(0), assign)[0]
        state, driver, answers, runs = self.plan()
        self.assertEqual(runs, 1)
        self.assertEqual((state, driver), ('confirmed', 0) if code == 'yes' else ('planned', 1))
        self.assertEqual(answers[0], 'yes' if code == 'yes' else 'taken')

    def test_same_question_asked_twice_at_once(self):
        def ask(env):
            env['ts.ride'].browse(self.ride)._propose(env['ts.volunteer'].browse(self.volunteers), 'all')

        failures = []

        def attempt(env):
            try:
                ask(env)
                env.flush_all()
            except Exception as error:
                failures.append(error)
                raise

        threading.excepthook, hook = (lambda args: None), threading.excepthook
        try:
            with self.assertRaises(AssertionError):
                self.together(attempt, attempt)
        finally:
            threading.excepthook = hook
        self.assertTrue(failures)
        with self.registry.cursor() as cr:
            env = self._env(cr)
            self.assertEqual(env['ts.proposal'].search_count([('ride_id', '=', self.ride)]), 2)
