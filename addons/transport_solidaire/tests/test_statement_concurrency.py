# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Two people at once, in two real transactions."""
from datetime import date, datetime

import psycopg2.errors

from odoo import SUPERUSER_ID, Command, api
from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from ..tools.guard import guarded

OCTOBER = (date(2025, 10, 1), date(2025, 10, 31))


@tagged('post_install', '-at_install')
class TestStatementConcurrency(TransactionCase):
    """What is tested is committed for real, and taken away afterwards."""

    def setUp(self):
        super().setUp()
        self.created, self.envs = [], []
        self.addCleanup(self.clean_up)
        with self.env.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {'lang': 'en_US', 'tracking_disable': True})
            self.make_world(env)
        self.envs = [api.Environment(self.env.registry.cursor(), SUPERUSER_ID, {
            'lang': 'en_US', 'allowed_company_ids': [self.company_id]}) for _n in range(2)]

    def keep(self, record):
        """Remember a record to be taken away; the last created goes first."""
        self.created.append((record._name, record.ids))
        return record

    def make_world(self, env):
        company = self.keep(env['res.company'].create({
            'name': "Concurrent Rides", 'currency_id': env.ref('base.EUR').id}))
        self.company_id = company.id
        env = env(context={**env.context, 'allowed_company_ids': company.ids})
        accounts = self.keep(env['account.account'].create([
            {'code': code, 'name': code, 'account_type': kind, 'reconcile': kind == 'liability_payable',
             'company_ids': [Command.set(company.ids)]}
            for code, kind in (('625199', 'expense'), ('468199', 'liability_payable'))]))
        journal = self.keep(env['account.journal'].create({
            'name': "Concurrent Expenses", 'code': 'NDCT', 'type': 'purchase', 'company_id': company.id,
            'default_account_id': accounts[0].id}))
        company.write({
            'ts_expense_account_id': accounts[0].id, 'ts_volunteer_account_id': accounts[1].id,
            'ts_expense_journal_id': journal.id})
        self.keep(env['ts.mileage.rate'].create({
            'company_id': company.id, 'mode': 'car', 'date_from': date(2025, 1, 1), 'amount': 0.40}))
        partners = self.keep(env['res.partner'].create(
            [{'name': "Concurrent Volunteer"}, {'name': "Concurrent Person"}]))
        volunteer = self.keep(env['ts.volunteer'].create(
            {'partner_id': partners[0].id, 'company_id': company.id, 'state': 'active'}))
        person = self.keep(env['ts.beneficiary'].create(
            {'partner_id': partners[1].id, 'company_id': company.id}))
        place = self.keep(env['ts.place'].create({'name': "Concurrent Place", 'company_id': company.id}))
        self.run_ids = [self.make_run(env, volunteer, person, place, day) for day in (3, 4)]

    def make_run(self, env, volunteer, person, place, day):
        moment = datetime(2025, 10, day, 9)
        run = self.keep(env['ts.run'].create({
            'company_id': self.company_id, 'volunteer_id': volunteer.id, 'start_at': moment}))
        self.keep(guarded(env['ts.ride']).create({
            'company_id': self.company_id, 'beneficiary_id': person.id, 'dropoff_place_id': place.id,
            'pickup_at': moment, 'run_id': run.id, 'state': 'done'}))
        run.km_actual = 50
        return run.id

    def clean_up(self):
        for env in self.envs:
            env.cr.rollback()
            env.cr.close()
        with self.env.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {'allowed_company_ids': [self.company_id]})
            moves = env['account.move'].search([('company_id', '=', self.company_id)])
            moves.filtered(lambda m: m.state == 'posted').button_draft()
            moves.posted_before = False
            moves.with_context(force_delete=True).unlink()
            statements = env['ts.statement'].search([('company_id', '=', self.company_id)])
            # what is approved is kept for people; the tables are put back as they were
            cr.execute("DELETE FROM ts_statement WHERE id = ANY(%s)", [statements.ids])
            cr.execute("DELETE FROM mail_message WHERE model = 'ts.statement' AND res_id = ANY(%s)",
                       [statements.ids])
            env.invalidate_all()
            self.delete_world(env)

    def delete_world(self, env):
        for model, ids in reversed(self.created):
            if model == 'ts.run':
                env.cr.execute("DELETE FROM ts_run WHERE id = ANY(%s)", [ids])
            elif model == 'ts.ride':
                env.cr.execute("DELETE FROM ts_ride WHERE id = ANY(%s)", [ids])
            elif model == 'res.company':
                env['ir.sequence'].search([('company_id', 'in', ids)]).unlink()
                partner = env[model].browse(ids).partner_id
                env[model].browse(ids).unlink()
                partner.unlink()
            else:
                env[model].browse(ids).unlink()

    def statements_of(self, env):
        return env['ts.statement'].search([('company_id', '=', self.company_id)])

    def prepare(self, env):
        return env['ts.statement']._create_for_period(env['res.company'].browse(self.company_id), *OCTOBER)

    def make_approved(self):
        env = self.envs[0]
        statement = self.prepare(env)
        statement.action_submit()
        statement.action_approve()
        env.cr.commit()
        return statement.id

    def live_lines(self):
        env = self.envs[0]
        env.cr.rollback()
        env.invalidate_all()
        return env['ts.statement.line'].search([('run_id', 'in', self.run_ids)])

    def test_posting_at_the_same_moment_gives_one_entry(self):
        statement_id = self.make_approved()
        first, second = (env['ts.statement'].browse(statement_id) for env in self.envs)
        first.action_post()
        first.env.flush_all()
        with self.assertRaisesRegex(UserError, "Somebody else is posting"):
            second.action_post()
        first.env.cr.commit()
        second.env.cr.rollback()
        second.env.invalidate_all()
        second.action_post()  # again, on what the other has left
        second.env.cr.commit()
        self.assertEqual(len(second.move_ids), 1)
        self.assertEqual(second.state, 'posted')

    def test_posting_what_was_posted_since_it_was_read_is_run_again_by_the_server(self):
        statement_id = self.make_approved()
        first, second = (env['ts.statement'].browse(statement_id) for env in self.envs)
        self.assertEqual(second.state, 'approved')  # read before the other one posts
        first.action_post()
        first.env.cr.commit()
        with mute_logger('odoo.sql_db'), self.assertRaises(psycopg2.errors.SerializationFailure):
            second.action_post()
        second.env.cr.rollback()
        second.env.invalidate_all()
        second.action_post()
        self.assertEqual(len(second.move_ids), 1)

    def test_paying_what_another_has_put_in_an_order_is_run_again_by_the_server(self):
        statement_id = self.make_approved()
        first, second = (env['ts.statement'].browse(statement_id) for env in self.envs)
        self.assertEqual(second.state, 'approved')  # read before the other one pays
        first._lock_payment()
        with self.assertRaisesRegex(UserError, "Wait a moment"):
            second._lock_payment()
        first.env.cr.commit()
        with mute_logger('odoo.sql_db'), self.assertRaises(psycopg2.errors.SerializationFailure):
            second._lock_payment()

    def test_preparing_at_the_same_moment_gives_one_line_per_run(self):
        first, second = self.envs
        self.prepare(first)
        first.flush_all()
        with self.assertRaisesRegex(UserError, "Somebody else is working"):
            self.prepare(second)
        first.cr.commit()
        second.cr.rollback()
        second.invalidate_all()
        self.assertFalse(self.prepare(second))
        second.cr.commit()
        self.assertEqual(len(self.live_lines()), 2)

    def test_preparing_what_was_prepared_since_it_was_read_is_run_again_by_the_server(self):
        first, second = self.envs
        second.cr.execute("SELECT 1 FROM ts_run LIMIT 1")  # its picture of the data is taken now
        self.prepare(first)
        first.cr.commit()
        with mute_logger('odoo.sql_db'), self.assertRaises(psycopg2.errors.SerializationFailure):
            self.prepare(second)
        second.cr.rollback()
        second.invalidate_all()
        self.assertFalse(self.prepare(second))
        self.assertEqual(len(self.live_lines()), 2)

    def test_accepting_a_line_while_somebody_states_its_run_again(self):
        first, second = self.envs
        line = self.prepare(first).line_ids[0]
        line._refuse("Too many kilometres")
        line.run_id.km_actual = 30
        first.cr.commit()
        self.prepare(first)
        first.flush_all()
        own = line.with_env(second)
        with self.assertRaisesRegex(UserError, "Somebody else is working"):
            own.action_accept()
        first.cr.commit()
        second.cr.rollback()
        second.invalidate_all()
        with self.assertRaisesRegex(UserError, "stated again since"):
            own.action_accept()

    def test_database_itself_refuses_a_second_live_line(self):
        self.make_approved()
        with mute_logger('odoo.sql_db'), self.assertRaises(psycopg2.errors.UniqueViolation):
            self.envs[1].cr.execute("""
                INSERT INTO ts_statement_line (statement_id, company_id, volunteer_id, run_id, kind, basis,
                                               date, label, amount)
                SELECT statement_id, company_id, volunteer_id, run_id, kind, basis, date, label, amount
                  FROM ts_statement_line WHERE run_id = %s""", [self.run_ids[0]])
