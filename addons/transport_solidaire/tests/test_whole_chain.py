# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from odoo.tests import Form
from odoo.tests.common import freeze_time

from .common_ledger import TsLedgerCommon

ASSOCIATION_IBAN = 'FR7630006000011234567890189'


class TestWholeChain(TsLedgerCommon):
    """One telephone call, all the way to the bank: each step by the dialogs and the user of its role."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.write({'street': "12 rue des Acacias", 'zip': '44390', 'city': 'Nort-sur-Erdre'})
        journal = cls.company_data['default_journal_bank']
        journal.bank_account_id = cls.make_bank(cls.company.partner_id, ASSOCIATION_IBAN)
        journal.bank_account_id.bank_id = cls.env['res.bank'].create(
            {'name': "Bank of the Test", 'bic': 'AGRIFRPP836'})
        cls.method = cls.company._set_up_ts_sepa(journal)
        cls.make_bank(cls.volunteer.partner_id)
        cls.env['ts.volunteer.vehicle'].create({'volunteer_id': cls.volunteer.id, 'name': "Blue Car", 'seats': 3})

    def env_of(self, user):
        return self.env(user=user.id, context={'allowed_company_ids': self.company.ids, 'lang': 'en_US'})

    def call(self, env):
        """Somebody calls on the eve; the coordinator books there and back, and finds a volunteer."""
        form = Form(env['ts.ride.book'])
        form.beneficiary_id = self.person.with_env(env)
        form.place_id = self.places[self.company].with_env(env)
        form.date = date(2026, 11, 10)
        form.hour = 10
        action = form.save().action_book_and_assign()
        dialog = Form(env[action['res_model']].with_context(**action['context']))
        dialog.volunteer_id = self.volunteer.with_env(env)
        dialog.is_confirmed = False
        self.assertFalse(dialog.hard_blockers or dialog.soft_blockers)
        dialog.save().action_assign()
        return env['ts.ride'].search([('beneficiary_id', '=', self.person.id)], order='pickup_at')

    def state_month(self, env):
        """The coordinator states last month and hands it in."""
        wizard = Form(env['ts.statement.prepare']).save()
        self.assertEqual(wizard.line_ids.volunteer_id, self.volunteer)
        statement = env['ts.statement'].search(wizard.action_create()['domain'])
        statement.action_submit()
        return statement

    def pay_by_bank(self, statement):
        """The treasurer makes the bank's file and sends it."""
        env = statement.env
        action = statement.action_open_pay()
        wizard = Form(env[action['res_model']].with_context(**action['context'])).save()
        order = env['account.payment.order'].browse(wizard.action_pay()['res_id'])
        order.generated2uploaded()

    def test_from_the_call_to_the_bank(self):
        coordinator, treasurer = self.env_of(self.coordinator), self.env_of(self.treasurer)
        with freeze_time('2026-11-09 09:00:00'):
            rides = self.call(coordinator)
            self.assertEqual(rides.mapped('state'), ['planned', 'planned'])
            rides.action_confirm()
        with freeze_time('2026-11-10 17:00:00'):
            rides.run_id.action_done()
            coordinator['ts.run.cost'].create({'run_id': rides.run_id.id, 'kind': 'toll', 'amount': 4.10})
        run = rides.run_id
        self.assertEqual((len(run), run.state), (1, 'done'))
        # from Nort-sur-Erdre to Nantes and back, as the offline estimate says
        self.assertTrue(60 < run.km_actual < 90, run.km_actual)

        statement = self.state_month(coordinator)
        due = round(run.km_actual * 0.40, 2) + 4.10
        self.assertRecordValues(statement, [{'state': 'submitted', 'submitted_by_id': self.coordinator.id}])
        self.assertAlmostEqual(statement.amount_total, due, 2)
        own = statement.with_env(treasurer)
        own.action_approve()
        self.assertEqual((own.state, own.approved_by_id), ('approved', self.treasurer))
        own.action_post()
        self.assertEqual(own.state, 'posted')
        self.assert_ledger({'625100': due, '468100': -due})
        self.pay_by_bank(own)

        self.assertRecordValues(statement, [{'state': 'paid', 'amount_residual': 0.0}])
        bank = self.method.payment_account_id or self.company_data['default_journal_bank'].default_account_id
        self.assert_ledger({'625100': due, '468100': 0.0, bank.code: -due})
        owed = self.ledger().filtered(lambda line: line.account_id.code == '468100')
        self.assertEqual(owed.mapped('reconciled'), [True, True])
        self.assertEqual(sorted(owed.mapped('balance')), [-statement.amount_total, statement.amount_total])
        self.assertEqual(owed.partner_id, self.volunteer.partner_id)
        self.assertEqual(statement.line_ids.move_line_id, own.move_id.invoice_line_ids)
        self.assertFalse(self.state_period(), "nothing is stated twice")

    def ledger(self):
        return self.env['account.move.line'].with_company(self.company).search(
            [('company_id', '=', self.company.id), ('parent_state', '=', 'posted')])

    def assert_ledger(self, expected):
        """Check the balance of every account that anything was posted to."""
        lines = self.ledger()
        self.assertEqual(set(lines.account_id.mapped('code')), set(expected))
        for code, balance in expected.items():
            own = lines.filtered(lambda line, code=code: line.account_id.code == code)
            self.assertAlmostEqual(sum(own.mapped('balance')), balance, 2, msg=code)
