# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import io
from datetime import date

from psycopg2 import IntegrityError
from pypdf import PdfReader

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form
from odoo.tools import mute_logger

from .common_ledger import DECEMBER, NOVEMBER, TsLedgerCommon


class TestStatementAccounting(TsLedgerCommon):
    """What statements become in the ledger."""

    def account(self, code):
        return self.env['account.account'].with_company(self.company).search(
            [('code', '=', code), ('company_ids', 'in', self.company.ids)])

    def test_entry_debits_expenses_and_credits_volunteers(self):
        self.make_run(date(2026, 11, 3), 100)
        self.make_run(date(2026, 11, 9), 50.5, cost=3.10)
        statement = self.post(self.state_period())
        move = statement.move_id
        self.assertRecordValues(move, [{
            'move_type': 'in_receipt', 'state': 'posted', 'journal_id': self.company.ts_expense_journal_id.id,
            'partner_id': self.volunteer.partner_id.id, 'ref': 'NDF/2026/00001', 'amount_tax': 0.0,
            'invoice_date': date(2026, 11, 30), 'date': date(2026, 11, 30), 'amount_total': 63.30}])
        self.assertEqual(move.journal_id.code, 'NDFB')
        self.assertRecordValues(move.line_ids.sorted('balance'), [
            {'account_id': self.account('468100').id, 'balance': -63.30, 'tax_ids': [],
             'partner_id': self.volunteer.partner_id.id, 'display_type': 'payment_term'},
            {'account_id': self.account('625100').id, 'balance': 63.30, 'tax_ids': [],
             'partner_id': self.volunteer.partner_id.id, 'display_type': 'product'}])
        self.assertEqual(statement.state, 'posted')
        self.assertEqual(statement.amount_residual, 63.30)

    def test_lines_lead_to_the_ledger_and_back(self):
        statement = self.make_posted()
        ledger_line = statement.move_id.invoice_line_ids
        self.assertEqual(statement.line_ids.move_line_id, ledger_line)
        self.assertEqual(ledger_line.ts_statement_line_ids, statement.line_ids)
        action = statement.move_id.action_open_ts_statement()
        self.assertEqual((action['res_model'], action['res_id']), ('ts.statement', statement.id))
        self.assertEqual(statement.action_view_move()['res_id'], statement.move_id.id)

    def test_refused_lines_are_not_in_the_entry(self):
        self.make_run(date(2026, 11, 3), 100)
        self.make_run(date(2026, 11, 4), 50)
        statement = self.state_period()
        statement.line_ids[0]._refuse("Not driven")
        self.post(statement)
        self.assertEqual(statement.move_id.amount_total, 20.0)
        self.assertFalse(statement.line_ids[0].move_line_id)

    def test_expense_account_with_a_tax_stays_without_tax(self):
        self.company.ts_expense_account_id.tax_ids = self.tax_purchase_a
        self.assertEqual(self.make_posted(100).move_id.amount_tax, 0.0)

    def test_supplier_bills_stay_on_401100(self):
        bill = self.init_invoice('in_invoice', partner=self.volunteer.partner_id, amounts=[10.0], post=True)
        due = bill.line_ids.filtered(lambda line: line.display_type == 'payment_term')
        self.assertEqual(due.account_id.code, '401100')
        receipt = self.make_posted().move_id
        due = receipt.line_ids.filtered(lambda line: line.display_type == 'payment_term')
        self.assertEqual(due.account_id.code, '468100')

    def test_analytic_account_of_the_association_is_on_the_expense(self):
        plan = self.env['account.analytic.plan'].create({'name': "Activities"})
        analytic = self.env['account.analytic.account'].create(
            {'name': "Rides", 'plan_id': plan.id, 'company_id': self.company.id})
        self.company.ts_analytic_account_id = analytic
        move = self.make_posted(100).move_id
        self.assertEqual(move.invoice_line_ids.analytic_distribution, {str(analytic.id): 100.0})
        self.assertEqual(sum(move.invoice_line_ids.analytic_line_ids.mapped('amount')), -40.0)

    def test_posting_again_gives_no_second_entry(self):
        statement = self.make_posted()
        move = statement.move_id
        statement.with_user(self.treasurer).action_post()
        self.assertEqual(statement.move_ids, move)
        with mute_logger('odoo.sql_db'), self.assertRaises(IntegrityError), self.cr.savepoint():
            move.copy({'ts_statement_id': statement.id})
            self.env.flush_all()

    def test_several_statements_are_posted_at_once(self):
        other = self.make_volunteer("Émile Ançay")
        self.make_run(date(2026, 11, 3), 100)
        self.make_run(date(2026, 11, 3), 50, volunteer=other)
        statements = self.post(self.state_period())
        self.assertEqual(statements.mapped('state'), ['posted', 'posted'])
        self.assertEqual(sum(statements.move_id.mapped('amount_total')), 60.0)
        self.assertEqual(-sum(self.env['account.move.line'].search(
            [('account_id', '=', self.account('468100').id)]).mapped('balance')), 60.0)

    def test_period_not_over_is_dated_today(self):
        self.make_run(date(2026, 12, 2), 100)
        statement = self.post(self.state_period(DECEMBER))
        self.assertEqual(statement.move_id.date, date(2026, 12, 5))

    def test_locked_period_moves_the_date_and_says_so(self):
        self.make_run(date(2026, 11, 3), 100)
        statement = self.approve(self.state_period())
        self.company.fiscalyear_lock_date = date(2026, 11, 30)
        statement.with_user(self.treasurer).action_post()
        self.assertGreater(statement.move_date, date(2026, 11, 30))
        self.assertTrue(statement.is_date_moved)
        self.assertEqual(statement.move_id.invoice_date, date(2026, 11, 30))
        self.assertIn("is locked", statement.message_ids[0].body)

    def test_open_period_keeps_the_date(self):
        statement = self.make_posted()
        self.assertFalse(statement.is_date_moved)
        self.assertEqual(statement.move_date, date(2026, 11, 30))

    def test_volunteer_under_a_company_is_paid_himself(self):
        town = self.env['res.partner'].create({'name': "Town Hall", 'is_company': True})
        self.volunteer.partner_id.parent_id = town
        self.make_bank(town, 'FR7630006000011234567890189')
        own = self.make_bank(self.volunteer.partner_id)
        statement = self.make_posted()
        move = statement.move_id
        self.assertEqual(move.commercial_partner_id, self.volunteer.partner_id)
        self.assertEqual(move.line_ids.partner_id, self.volunteer.partner_id)
        self.assertEqual(move.partner_bank_id, own)
        self.pay(statement)
        self.assertEqual(statement.state, 'paid')
        payment = self.env['account.payment'].search([('partner_id', '=', self.volunteer.partner_id.id)])
        self.assertEqual(payment.amount, 40.0)
        refund = self.make_posted(10, date(2026, 11, 20))
        self.assertEqual(self.reverse(refund).commercial_partner_id, self.volunteer.partner_id)

    def test_trusted_bank_account_goes_first(self):
        self.make_bank(self.volunteer.partner_id, 'FR7630006000011234567890189', trusted=False)
        trusted = self.make_bank(self.volunteer.partner_id)
        self.assertEqual(self.make_posted().move_id.partner_bank_id, trusted)

    def test_full_payment(self):
        statement = self.make_posted(100)
        self.pay(statement)
        self.assertRecordValues(statement, [{'state': 'paid', 'amount_residual': 0.0}])
        with self.assertRaisesRegex(UserError, "there is nothing to pay"):
            statement.action_register_payment()

    def test_partial_payment_then_the_rest(self):
        statement = self.make_posted(100)
        self.pay(statement, 15.0)
        self.assertRecordValues(statement, [{'state': 'partial', 'amount_residual': 25.0}])
        self.pay(statement)
        self.assertRecordValues(statement, [{'state': 'paid', 'amount_residual': 0.0}])

    def test_payment_dialog_is_accounting_s_own(self):
        action = self.make_posted(100).with_user(self.treasurer).action_register_payment()
        self.assertEqual(action['res_model'], 'account.payment.register')

    def test_reversal_releases_the_runs(self):
        statement = self.make_posted(100)
        refund = self.reverse(statement)
        due = refund.line_ids.filtered(lambda line: line.display_type == 'payment_term')
        self.assertEqual(due.account_id.code, '468100')
        self.assertRecordValues(statement, [{'state': 'reversed', 'amount_residual': 0.0}])
        self.assertTrue(all(statement.line_ids.mapped('is_released')))
        again = self.state_period()
        self.assertEqual(again.amount_total, 40.0)
        self.assertEqual(self.post(again).state, 'posted')
        self.assertEqual(statement.state, 'reversed')

    def test_reversal_undone_takes_the_runs_back(self):
        statement = self.make_posted(100)
        refund = self.reverse(statement)
        refund.with_user(self.treasurer).button_draft()
        self.assertEqual(statement.state, 'posted')
        self.assertFalse(self.state_period())

    def test_reversal_is_not_undone_once_the_runs_are_stated_again(self):
        refund = self.reverse(self.make_posted(100))
        self.state_period()
        with mute_logger('odoo.sql_db'), self.assertRaises(IntegrityError), self.cr.savepoint():
            refund.with_user(self.treasurer).button_draft()
            self.env.flush_all()

    def test_refund_of_a_paid_entry_does_not_release_the_runs(self):
        statement = self.make_posted(100)
        self.pay(statement)
        self.reverse(statement)
        self.assertEqual(statement.state, 'paid')
        self.assertFalse(self.state_period(DECEMBER))

    def test_partial_refund_does_not_release_the_runs(self):
        statement = self.make_posted(100)
        wizard = self.env['account.move.reversal'].with_context(
            active_model='account.move', active_ids=statement.move_id.ids).create(
                {'journal_id': statement.move_id.journal_id.id})
        refund = self.env['account.move'].browse(wizard.refund_moves()['res_id'])
        refund.invoice_line_ids.price_unit = 10.0
        refund.action_post()
        self.assertRecordValues(statement, [{'state': 'partial', 'amount_residual': 30.0}])
        self.assertFalse(self.state_period(DECEMBER))

    def test_reverse_and_create_is_refused(self):
        statement = self.make_posted(100)
        wizard = self.env['account.move.reversal'].with_context(
            active_model='account.move', active_ids=statement.move_id.ids).create(
                {'journal_id': statement.move_id.journal_id.id})
        with self.assertRaisesRegex(UserError, "comes from a statement"):
            wizard.modify_moves()

    def test_entry_set_to_draft_is_posted_again_not_doubled(self):
        statement = self.make_posted(100)
        move = statement.move_id
        move.button_draft()
        self.assertEqual(statement.state, 'approved')
        with self.assertRaisesRegex(UserError, "has an entry"):
            statement.action_refuse("Wrong")
        statement.with_user(self.treasurer).action_post()
        self.assertEqual((statement.move_id, statement.state), (move, 'posted'))

    def test_cancelled_entry_is_replaced(self):
        statement = self.make_posted(100)
        first = statement.move_id
        first.button_cancel()
        self.assertEqual((statement.state, statement.move_id), ('approved', self.env['account.move']))
        statement.with_user(self.treasurer).action_post()
        self.assertNotEqual(statement.move_id, first)
        self.assertEqual(statement.line_ids.move_line_id, statement.move_id.invoice_line_ids)

    def test_entry_changed_by_hand_is_not_posted(self):
        statement = self.make_posted(100)
        statement.move_id.button_draft()
        statement.move_id.invoice_line_ids.price_unit = 99
        with self.assertRaisesRegex(UserError, "Cancel the entry"):
            statement.move_id.action_post()

    def test_posting_needs_accounting_rights(self):
        self.make_run(date(2026, 11, 3), 100)
        statement = self.approve(self.state_period())
        with self.assertRaises(AccessError):
            statement.with_user(self.coordinator).action_post()

    def test_accountant_without_our_roles_pays_and_reverses(self):
        statement = self.make_posted(100)
        accountant = self.make_user('ledger_accountant', 'account.group_account_invoice')
        move = statement.move_id.with_user(accountant)
        move.button_draft()
        move.action_post()
        self.assertEqual(statement.state, 'posted')

    def test_two_associations_post_in_their_own_books(self):
        other = self.setup_other_company(name="Other Association")['company']
        self.env.user.company_ids |= other
        self.make_rate(0.30, date(2026, 1, 1), company=other)
        theirs = self.make_volunteer("Their Volunteer", company=other)
        self.make_run(date(2026, 11, 3), 10)
        self.make_run(date(2026, 11, 3), 10, volunteer=theirs, person=self.make_person(other))
        statements = self.state_period() | self.state_period(company=other)
        statements.action_submit()
        statements.action_approve()
        statements.action_post()
        for statement, company in zip(statements, (self.company, other), strict=True):
            self.assertEqual(statement.move_id.company_id, company)
            self.assertEqual(statement.move_id.journal_id, company.ts_expense_journal_id)
            self.assertIn(company.ts_volunteer_account_id, statement.move_id.line_ids.account_id)
        self.assertNotEqual(*statements.move_id.journal_id)

    def test_missing_settings_are_named(self):
        self.make_run(date(2026, 11, 3), 100)
        statement = self.approve(self.state_period())
        self.company.ts_expense_journal_id = False
        with self.assertRaisesRegex(UserError, "journal of volunteer expenses"):
            statement.with_user(self.treasurer).action_post()
        self.assertFalse(statement.move_ids)

    def test_form_opens_for_every_role_on_a_posted_statement(self):
        statement = self.make_posted()
        for user in (self.coordinator, self.treasurer, self.env.user):
            form = Form(statement.with_user(user).with_context(allowed_company_ids=self.company.ids))
            self.assertEqual(form.amount_total, 40.0)
        move = Form(statement.move_id.with_user(self.treasurer))
        self.assertEqual(move.ref, 'NDF/2026/00001')

    def test_accountant_without_our_roles_opens_the_entry(self):
        accountant = self.make_user('ledger_clerk', 'account.group_account_invoice')
        move = Form(self.make_posted().move_id.with_user(accountant))
        self.assertEqual(move.ref, 'NDF/2026/00001')

    def test_pdf_of_two_statements_by_the_treasurer(self):
        self.make_run(date(2026, 11, 3), 100)
        self.make_run(date(2026, 11, 3), 50, volunteer=self.make_volunteer("Émile Ançay"))
        statements = self.state_period()
        reports = self.env['ir.actions.report'].with_user(self.treasurer).with_context(
            force_report_rendering=True, allowed_company_ids=self.company.ids)
        pdf, kind = reports._render_qweb_pdf('transport_solidaire.report_ts_statement', statements.ids)
        self.assertEqual((kind, pdf[:5]), ('pdf', b'%PDF-'))
        pages = [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]
        self.assertEqual(len(pages), 2)
        self.assertIn('NDF/2026/00001', pages[0])
        self.assertIn('NDF/2026/00002', pages[1])

    def test_print_in_french_shows_communes_and_no_place(self):
        self.make_run(date(2026, 11, 3), 100, cost=2.0)
        statement = self.approve(self.state_period(NOVEMBER))
        html = self.env['ir.actions.report']._render_qweb_html(
            'transport_solidaire.report_ts_statement', statement.ids)[0].decode()
        for text in ('NDF/2026/00001', "Hélène Lefèvre", "Nort-sur-Erdre → Nantes", "42,00", "100,0"):
            self.assertIn(text, html)
        self.assertNotIn("Oncology", html)
        action = statement.with_user(self.treasurer).action_print()
        self.assertEqual(action['report_name'], 'transport_solidaire.report_ts_statement')
