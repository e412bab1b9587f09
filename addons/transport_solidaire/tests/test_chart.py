# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from odoo.tests import tagged

from .common_ledger import TsLedgerCommon

OURS = ('194000', '195000', '196000', '468100', '616000', '657100', '689400', '689500', '689600', '730000',
        '754110', '754120', '754200', '754300', '756100', '756200', '789400', '789500', '789600', '860000',
        '861000', '862000', '864000', '870000', '871000', '875000')


@tagged('post_install', '-at_install')
class TestChart(TsLedgerCommon):
    """The association's accounts, in the three ways a company meets them."""

    def accounts(self, company):
        return {a.code: a for a in self.env['account.account'].with_company(company).search(
            [('company_ids', 'in', company.ids)])}

    def hook(self):
        """Run what the installation runs, on every company that has a chart already."""
        self.env['account.chart.template'].sudo()._ts_complete_companies()

    def strip(self, company, keep=()):
        """Put a company back to how it was before our addon."""
        company.write({'ts_volunteer_account_id': False, 'ts_expense_account_id': False,
                       'ts_expense_journal_id': False})
        self.env['account.journal'].with_company(company).search([('code', '=', 'NDFB')]).unlink()
        accounts = self.accounts(company)
        for code in OURS:
            if code not in keep:
                accounts[code].unlink()

    def test_chart_loaded_after_us_has_the_accounts(self):
        accounts = self.accounts(self.company)
        self.assertFalse(set(OURS) - set(accounts))
        self.assertEqual(accounts['468100'].account_type, 'liability_payable')
        self.assertTrue(accounts['468100'].reconcile)
        self.assertEqual(accounts['754120'].account_type, 'income_other')
        self.assertEqual({accounts[code].account_type for code in ('864000', '875000')}, {'off_balance'})
        self.assertRecordValues(self.company, [{
            'ts_volunteer_account_id': accounts['468100'].id,
            'ts_expense_account_id': accounts['625100'].id, 'ts_ledger_warning': False}])
        self.assertEqual(self.company.ts_expense_journal_id.code, 'NDFB')

    def test_accounts_have_french_names(self):
        account = self.accounts(self.company)['468100']
        self.assertEqual(account.with_context(lang='fr_FR').name, "Frais des bénévoles")
        self.assertEqual(account.with_context(lang='en_US').name, "Volunteers - Expenses to pay back")

    def test_accounts_of_core_keep_their_meaning(self):
        accounts = self.accounts(self.company)
        template = self.env['account.chart.template'].with_company(self.company)
        for code, xmlid in (('754000', 'pcg_754'), ('755100', 'pcg_7551')):
            self.assertEqual(accounts[code], template.ref(xmlid))
        self.assertTrue(accounts['757000'])

    def test_suppliers_stay_on_401100(self):
        partner = self.env['res.partner'].create({'name': "Supplier"})
        self.assertEqual(partner.with_company(self.company).property_account_payable_id.code, '401100')

    def test_company_that_has_the_chart_gets_them_at_installation(self):
        self.strip(self.company)
        self.hook()
        self.test_chart_loaded_after_us_has_the_accounts()
        self.test_accounts_have_french_names()

    def test_installation_twice_changes_nothing(self):
        before = self.accounts(self.company)
        self.hook()
        self.assertEqual(self.accounts(self.company), before)

    def make_own_468100(self, **vals):
        self.strip(self.company)
        return self.env['account.account'].with_company(self.company).create({
            'code': '468100', 'name': "Owed to our drivers", 'company_ids': self.company.ids, **vals})

    def test_own_usable_468100_is_kept_and_chosen(self):
        own = self.make_own_468100(account_type='liability_payable', reconcile=True)
        self.hook()
        self.assertEqual(self.company.ts_volunteer_account_id, own)
        self.assertEqual(own.name, "Owed to our drivers")
        self.assertFalse(self.company.ts_ledger_warning)
        self.assertIn('754120', self.accounts(self.company))

    def test_own_unusable_468100_is_kept_and_said(self):
        own = self.make_own_468100(account_type='liability_current')
        self.hook()
        self.assertEqual(own.account_type, 'liability_current')
        self.assertFalse(self.company.ts_volunteer_account_id)
        self.assertIn("Account 468100 exists already", self.company.ts_ledger_warning)
        own.write({'account_type': 'liability_payable', 'reconcile': True})
        self.company.ts_volunteer_account_id = own
        self.assertFalse(self.company.ts_ledger_warning)

    def test_chosen_account_that_was_spoilt_is_said(self):
        self.company.ts_volunteer_account_id.write({'account_type': 'liability_current'})
        self.assertIn("Account 468100", self.company.ts_ledger_warning)

    def test_chart_loaded_again_leaves_own_468100_alone(self):
        own = self.make_own_468100(account_type='liability_current')
        self.env['account.chart.template'].try_loading('fr', self.company, install_demo=False)
        self.assertEqual((own.account_type, own.name), ('liability_current', "Owed to our drivers"))
        self.assertIn('875000', self.accounts(self.company))

    def test_chosen_settings_are_not_changed(self):
        other = self.accounts(self.company)['625600']
        self.company.ts_expense_account_id = other
        self.hook()
        self.assertEqual(self.company.ts_expense_account_id, other)

    def test_own_journal_of_that_code_is_used_only_when_it_fits(self):
        self.strip(self.company)
        journal = self.env['account.journal'].create({
            'name': "Ours", 'code': 'NDFB', 'type': 'general', 'company_id': self.company.id})
        self.hook()
        self.assertFalse(self.company.ts_expense_journal_id)
        self.assertIn("Choose the journal", self.company.ts_ledger_warning)
        journal.unlink()
        self.hook()
        self.assertEqual(self.company.ts_expense_journal_id.type, 'purchase')

    def test_company_with_another_chart_is_left_alone(self):
        generic = self.env['res.company'].create({'name': "Elsewhere"})
        self.env['account.chart.template'].try_loading('generic_coa', generic, install_demo=False)
        self.assertNotIn('468100', self.accounts(generic))
        self.assertIn("Choose the account of what is owed", generic.ts_ledger_warning)

    def test_off_balance_entry_of_volunteer_hours(self):
        accounts = self.accounts(self.company)
        move = self.env['account.move'].create({
            'journal_id': self.company_data['default_journal_misc'].id, 'date': '2026-12-01',
            'line_ids': [(0, 0, {'account_id': accounts['864000'].id, 'debit': 1000.0}),
                         (0, 0, {'account_id': accounts['875000'].id, 'credit': 1000.0})]})
        move.action_post()
        self.assertEqual(move.state, 'posted')

    def test_new_company_numbers_its_statements(self):
        company = self.env['res.company'].create({'name': "New Association"})
        self.assertEqual(company._next_ts_statement_names(date(2026, 5, 1), 2),
                         ['NDF/2026/00001', 'NDF/2026/00002'])
        sequence = self.env['ir.sequence'].search(
            [('code', '=', 'ts.statement'), ('company_id', '=', company.id)])
        sequence.implementation = 'no_gap'
        self.assertEqual(len(company._next_ts_statement_names(date(2026, 5, 1), 3)), 3)
