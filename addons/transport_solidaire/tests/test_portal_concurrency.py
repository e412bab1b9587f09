# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The same form sent twice at the same moment, in two real transactions."""
from datetime import timedelta

from psycopg2.errors import SerializationFailure, UniqueViolation

from odoo import SUPERUSER_ID, api, fields
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from ..tools.guard import guarded


@tagged('post_install', '-at_install')
class TestPortalConcurrency(TransactionCase):
    """What is tested is committed for real, and taken away afterwards."""

    def setUp(self):
        super().setUp()
        self.created, self.envs = [], []
        self.addCleanup(self.clean_up)
        with self.env.registry.cursor() as cr:
            self.make_world(api.Environment(cr, SUPERUSER_ID, {'lang': 'en_US', 'tracking_disable': True}))
        self.envs = [api.Environment(self.env.registry.cursor(), SUPERUSER_ID, {
            'lang': 'en_US', 'tracking_disable': True, 'allowed_company_ids': [self.company_id]})
            for _n in range(2)]

    def keep(self, record):
        """Remember a record to be taken away; the last created goes first."""
        self.created.append((record._name, record.ids))
        return record

    def make_world(self, env):
        company = self.keep(env['res.company'].create({'name': "Two Taps", 'currency_id': env.ref('base.EUR').id}))
        self.company_id = company.id
        env = env(context={**env.context, 'allowed_company_ids': company.ids})
        self.partners = self.keep(env['res.partner'].create([{'name': "Two Taps"}, {'name': "Two Taps Person"}])).ids
        volunteer = self.keep(env['ts.volunteer'].create({'partner_id': self.partners[0], 'state': 'active'}))
        self.person_id = self.keep(env['ts.beneficiary'].create({'partner_id': self.partners[1]})).id
        self.place_id = self.keep(env['ts.place'].create({'name': "Two Taps Place"})).id
        moment = fields.Datetime.now() - timedelta(hours=1)
        self.run_id = self.keep(env['ts.run'].create({'volunteer_id': volunteer.id, 'start_at': moment})).id
        self.keep(guarded(env['ts.ride']).create({
            'beneficiary_id': self.person_id, 'dropoff_place_id': self.place_id, 'pickup_at': moment,
            'run_id': self.run_id, 'state': 'confirmed'}))

    def clean_up(self):
        for env in self.envs:
            env.cr.rollback()
            env.cr.close()
        with self.env.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {'allowed_company_ids': [self.company_id]})
            mine = [('company_id', '=', self.company_id)]
            env['ts.run.cost'].search(mine).unlink()
            rides = env['ts.ride'].search(mine)
            guarded(rides).write({'state': 'requested', 'run_id': False})
            rides.unlink()
            for name, ids in reversed(self.created):
                record = env[name].browse(ids).exists()
                if name == 'res.company':
                    env['ir.sequence'].search(mine).unlink()
                    partner = record.partner_id
                    record.unlink()
                    partner.unlink()
                else:
                    record.unlink()

    def _begin(self, env):
        """Make a transaction look at the world as it is now."""
        env.cr.rollback()
        env.invalidate_all()
        env.cr.execute("SELECT count(*) FROM ts_ride")

    def _ask(self, env):
        person = env['ts.beneficiary'].browse(self.person_id)
        ride = person._ask_online(
            person.partner_id, 'the-form', env['ts.place'].browse(self.place_id), '', hour=10,
            date=fields.Date.today() + timedelta(days=9), has_return=False)
        env.flush_all()
        return ride

    def test_a_request_sent_twice_at_once_is_one_ride(self):
        first, second = self.envs
        self._begin(second)
        ride = self._ask(first)
        first.cr.commit()
        with self.assertRaises(UniqueViolation), mute_logger('odoo.sql_db'):
            self._ask(second)
        self._begin(second)
        self.assertEqual(self._ask(second).id, ride.id)

    def test_a_toll_sent_twice_at_once_is_one_cost(self):
        first, second = self.envs
        self._begin(second)
        for env in (first, second):
            run = env['ts.run'].browse(self.run_id)
            if env is first:
                run._add_cost('toll', 3, 'the-form')
                env.cr.commit()
                continue
            with self.assertRaises(UniqueViolation), mute_logger('odoo.sql_db'):
                run._add_cost('toll', 3, 'the-form')
                env.flush_all()
        self._begin(second)
        self.assertEqual(len(second['ts.run'].browse(self.run_id).cost_ids), 1)

    def test_leaving_twice_at_once_keeps_the_first_time(self):
        first, second = self.envs
        self._begin(second)
        first['ts.run'].browse(self.run_id)._start()
        first.cr.commit()
        # the server runs the request again when this happens
        with self.assertRaises(SerializationFailure), mute_logger('odoo.sql_db'):
            second['ts.run'].browse(self.run_id)._start()
            second.flush_all()
        self._begin(second)
        run = second['ts.run'].browse(self.run_id)
        left = run.started_at
        run._start()
        self.assertEqual(run.started_at, left)
