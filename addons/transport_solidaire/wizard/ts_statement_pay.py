# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command, api, fields, models
from odoo.exceptions import UserError


class TsStatementPay(models.TransientModel):
    """Puts posted statements in one SEPA batch and makes the file for the bank.

    Those whose payee has no bank account, or one that nobody has checked, are named and left out; the
    others go. The batch is an ordinary payment order: the treasurer sends its file to the bank and
    marks it uploaded, which pays the statements in the ledger.
    """

    _name = 'ts.statement.pay'
    _description = "Pay Statements by SEPA Transfer"
    _check_company_auto = True

    statement_ids = fields.Many2many('ts.statement', string="Statements", required=True)
    company_id = fields.Many2one('res.company', compute='_compute_company_id', store=True, precompute=True)
    currency_id = fields.Many2one(related='company_id.currency_id')
    method_line_id = fields.Many2one(
        'account.payment.method.line', "Payment Method", compute='_compute_method_line_id', store=True,
        readonly=False, precompute=True, check_company=True,
        domain="[('payment_type', '=', 'outbound'), ('code', '=', 'sepa_credit_transfer'),"
               " ('company_id', '=', company_id), ('selectable', '=', True)]")
    date = fields.Date("Execution Date", required=True, default=fields.Date.context_today)
    payable_ids = fields.Many2many('ts.statement', compute='_compute_payable_ids')
    payable_count = fields.Integer("Statements to Pay", compute='_compute_payable_ids')
    amount_total = fields.Monetary("Total", compute='_compute_payable_ids')
    problems = fields.Text("Left Out", compute='_compute_payable_ids')

    @api.depends('statement_ids')
    def _compute_company_id(self):
        for wizard in self:
            wizard.company_id = wizard.statement_ids.company_id[:1]

    @api.depends('company_id')
    def _compute_method_line_id(self):
        for wizard in self:
            wizard.method_line_id = wizard.company_id._get_ts_sepa_method_line()

    @api.depends('statement_ids', 'method_line_id')
    def _compute_payable_ids(self):
        for wizard in self:
            problems = wizard._get_problems()
            wizard.payable_ids = wizard.statement_ids.filtered(lambda s, p=problems: s not in p)
            wizard.payable_count = len(wizard.payable_ids)
            wizard.amount_total = sum(wizard.payable_ids.mapped('amount_residual'))
            wizard.problems = '\n'.join(problems.values()) or False

    def _get_problems(self):
        """Return statement → why it cannot be paid now, in one sentence that names the person."""
        statements = self.statement_ids
        in_order = statements._get_in_orders()
        problems = {}
        for statement in statements:
            name, number, bank = statement.volunteer_id.name, statement.name, statement._get_bank_account()
            if statement.state not in ('posted', 'partial'):
                problems[statement] = self.env._(
                    "%(name)s: %(number)s is not waiting for payment.", name=name, number=number)
            elif statement.company_id != self.company_id:
                problems[statement] = self.env._(
                    "%(name)s: %(number)s belongs to another association.", name=name, number=number)
            elif statement in in_order:
                problems[statement] = self.env._(
                    "%(name)s: %(number)s is in a payment order already.", name=name, number=number)
            elif not bank:
                problems[statement] = self.env._("%(name)s: no bank account (IBAN).", name=name)
            elif bank.acc_type != 'iban':
                problems[statement] = self.env._(
                    "%(name)s: %(account)s is not an IBAN.", name=name, account=bank.acc_number)
            elif not bank.allow_out_payment:
                problems[statement] = self.env._(
                    "%(name)s: the IBAN is not checked yet (“Send Money” on the account).", name=name)
        return problems

    def action_pay(self):
        """Make the payment order and its file, and show them.

        :raise UserError: when nobody can be paid or the payment method is not ready
        """
        self.ensure_one()
        self.statement_ids._lock_payment()
        self.invalidate_recordset(['payable_ids', 'problems'])
        if not self.payable_ids:
            raise UserError(self.env._("Nobody can be paid:\n%(problems)s", problems=self.problems or ''))
        self._check_method_line()
        order = self._create_order()
        order.draft2open()
        order.open2generated()
        action = self.env['ir.actions.act_window']._for_xml_id(
            'account_payment_batch_oca.account_payment_order_outbound_action')
        return {**action, 'view_mode': 'form', 'views': [(False, 'form')], 'res_id': order.id}

    def _check_method_line(self):
        method = self.method_line_id
        if not method:
            raise UserError(self.env._(
                "%(company)s has no SEPA transfer to pay with. Add the payment method “SEPA Credit "
                "Transfer” to its bank journal, with an account, and make it selectable.",
                company=self.company_id.name))
        if method.bank_account_link == 'fixed' and not method.payment_account_id:
            raise UserError(self.env._(
                "The payment method %(method)s has no account: payments would leave no trace in the "
                "ledger. Set its account for payments.", method=method.display_name))

    def _create_order(self):
        """Create the payment order with one line per statement."""
        order = self.env['account.payment.order'].create({
            'company_id': self.company_id.id, 'payment_type': 'outbound',
            'payment_method_line_id': self.method_line_id.id, 'date_prefered': 'fixed',
            'date_scheduled': self.date, 'description': self.env._("Statements of expenses")})
        order.payment_line_ids = [Command.create({
            **line._prepare_payment_line_vals(order),
            'partner_bank_id': line.move_id.ts_statement_id._get_bank_account().id,
        }) for line in self._get_due_lines()]
        return order

    def _get_due_lines(self):
        return self.payable_ids.move_id.line_ids.filtered(
            lambda line: line.display_type == 'payment_term' and not line.reconciled)
