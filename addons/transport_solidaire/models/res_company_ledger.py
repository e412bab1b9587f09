# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

EXPENSE_CODE = '625100'
VOLUNTEER_CODE = '468100'
JOURNAL_CODE = 'NDFB'
SEQUENCE_CODE = 'ts.statement'


class ResCompany(models.Model):
    """An association's journal and accounts for what it owes to volunteers."""

    _inherit = 'res.company'

    ts_expense_journal_id = fields.Many2one(
        'account.journal', "Journal of Volunteer Expenses", check_company=True,
        domain="[('type', '=', 'purchase')]", help="Where the entries of statements are posted.")
    ts_expense_account_id = fields.Many2one(
        'account.account', "Volunteers' Travel Expenses", check_company=True,
        domain="[('account_type', 'in', ('expense', 'expense_other', 'expense_direct_cost'))]",
        help="Debited by statements. 625100 in the French chart.")
    ts_volunteer_account_id = fields.Many2one(
        'account.account', "Owed to Volunteers", check_company=True,
        domain="[('account_type', '=', 'liability_payable'), ('reconcile', '=', True)]",
        help="Credited by statements until they are paid. 468100 in the association's chart. "
             "Of type Payable, with reconciliation.")
    ts_analytic_account_id = fields.Many2one(
        'account.analytic.account', "Analytic Account of Rides", check_company=True,
        help="Put on the expense lines of statements, so that a funder's report is read in the ledger.")
    ts_ledger_warning = fields.Text("To Set Right", compute='_compute_ts_ledger_warning')

    @api.model_create_multi
    def create(self, vals_list):
        """Every association numbers its statements from 1."""
        companies = super().create(vals_list)
        companies._create_ts_statement_sequence()
        return companies

    # ---- accounts -------------------------------------------------------------------------------
    @api.depends('ts_expense_journal_id', 'ts_expense_account_id', 'ts_volunteer_account_id',
                 'ts_volunteer_account_id.account_type', 'ts_volunteer_account_id.reconcile',
                 'chart_template')
    def _compute_ts_ledger_warning(self):
        for company in self:
            problems = company._get_ts_ledger_problems() if company.chart_template else []
            company.ts_ledger_warning = '\n'.join(problems) or False

    def _get_ts_ledger_problems(self):
        """Return what keeps this association from posting statements, one sentence each."""
        self.ensure_one()
        problems = []
        if not self.ts_expense_journal_id:
            problems.append(self.env._("Choose the journal of volunteer expenses."))
        if not self.ts_expense_account_id:
            problems.append(self.env._("Choose the account of volunteers' travel expenses."))
        account = self.ts_volunteer_account_id
        unusable = account or self._find_ts_account(VOLUNTEER_CODE)
        if account and self._is_ts_payable(account):
            return problems
        if unusable and not self._is_ts_payable(unusable):
            problems.append(self.env._(
                "Account %(code)s exists already and cannot hold what is owed to volunteers: set its type "
                "to Payable and allow its reconciliation, or choose another account.",
                code=unusable.with_company(self).code))
        else:
            problems.append(self.env._("Choose the account of what is owed to volunteers."))
        return problems

    def _check_ts_ledger(self):
        """Raise a ``UserError`` that says what to set before statements can be posted."""
        problems = self._get_ts_ledger_problems()
        if problems:
            raise UserError(self.env._(
                "The accounts of %(company)s are not ready for statements. In the settings of Solidarity "
                "Transport:\n%(problems)s", company=self.name,
                problems='\n'.join(f"• {problem}" for problem in problems)))

    def _is_ts_payable(self, account):
        return account.account_type == 'liability_payable' and account.reconcile

    def _find_ts_account(self, code):
        """Return this company's account with a code, whoever created it, or an empty recordset."""
        accounts = self.env['account.account'].with_company(self)
        return accounts.search([*accounts._check_company_domain(self), ('code', '=', code)], limit=1)

    def _set_ts_ledger_defaults(self):
        """Choose journal and accounts by code where none is chosen; nothing existing is changed."""
        for company in self:
            if not company.ts_expense_account_id:
                company.ts_expense_account_id = company._find_ts_account(EXPENSE_CODE)
            volunteers = company._find_ts_account(VOLUNTEER_CODE)
            if not company.ts_volunteer_account_id and company._is_ts_payable(volunteers):
                company.ts_volunteer_account_id = volunteers
            if not company.ts_expense_journal_id:
                company.ts_expense_journal_id = company._find_or_create_ts_journal()

    def _find_or_create_ts_journal(self):
        journals = self.env['account.journal'].with_company(self)
        journal = journals.with_context(active_test=False).search(
            [*journals._check_company_domain(self), ('code', '=', JOURNAL_CODE)], limit=1)
        if journal:
            return journal if journal.type == 'purchase' and journal.active else journals.browse()
        journal = journals.create({
            'name': self.env._("Volunteer expenses"), 'type': 'purchase', 'code': JOURNAL_CODE,
            'company_id': self.id, 'default_account_id': self.ts_expense_account_id.id})
        for lang, _name in self.env['res.lang'].get_installed():
            local = journal.with_context(lang=lang)
            local.name = local.env._("Volunteer expenses")
        return journal

    # ---- numbers --------------------------------------------------------------------------------
    def _create_ts_statement_sequence(self):
        """Create the numbering of statements where an association has none."""
        # sudo: numbering is set up by the program; companies are created by system administrators
        sequences = self.env['ir.sequence'].sudo()
        have = sequences.search([('code', '=', SEQUENCE_CODE), ('company_id', 'in', self.ids)]).company_id
        sequences.create([{
            'name': self.env._("Statements of expenses"), 'code': SEQUENCE_CODE, 'company_id': company.id,
            'prefix': 'NDF/%(range_year)s/', 'padding': 5, 'use_date_range': True,
        } for company in self - have])

    def _next_ts_statement_names(self, day, count):
        """Return the next statement numbers of the year of ``day``, drawn in one query."""
        self.ensure_one()
        # sudo: a coordinator draws numbers but may not read or change how they are made
        sequence = self.env['ir.sequence'].sudo().search(
            [('code', '=', SEQUENCE_CODE), ('company_id', '=', self.id)], limit=1)
        if sequence.implementation != 'standard':
            return [sequence.next_by_id(day) for _n in range(count)]
        current = sequence._get_current_sequence(day)
        parts = [sequence.id] + ([current.id] if current != sequence else [])
        table = 'ir_sequence_' + '_'.join(f'{part:03d}' for part in parts)
        numbers = self.env.execute_query(SQL(
            "SELECT nextval(%s) FROM generate_series(1, %s)", table, count))
        dated = sequence.with_context(ir_sequence_date=day, ir_sequence_date_range=day)
        prefix, suffix = dated._get_prefix_suffix()
        return [f"{prefix}{number:0{sequence.padding}d}{suffix}" for number, in numbers]

    # ---- bank -----------------------------------------------------------------------------------
    def _get_ts_sepa_method_line(self):
        """Return the association's SEPA transfer to pay with, or an empty recordset."""
        return self.env['account.payment.method.line'].search([
            ('company_id', 'in', self.ids), ('code', '=', 'sepa_credit_transfer'),
            ('payment_type', '=', 'outbound'), ('selectable', '=', True)], limit=1)

    def _set_up_ts_sepa(self, journal):
        """Make SEPA transfers possible from a bank journal that has an IBAN.

        Payments are booked on the account that the method has, else straight on the bank's.

        :return: the ``account.payment.method.line``
        """
        self.ensure_one()
        method = self.env.ref('account_payment_sepa_credit_transfer.sepa_credit_transfer')
        line = journal.outbound_payment_method_line_ids.filtered(
            lambda candidate: candidate.payment_method_id == method)[:1]
        if not line:
            line = line.create({
                'name': self.env._("SEPA transfer"), 'payment_method_id': method.id,
                'journal_id': journal.id, 'company_id': self.id, 'bank_account_link': 'fixed'})
        line.write({'selectable': True, 'payment_order_ok': True,
                    'payment_account_id': (line.payment_account_id or journal.default_account_id).id})
        return line
