# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import email_normalize_all

from ..tools.guard import guarded, is_guarded

# Money and approval move by the actions below and by nothing else.
GUARDED_FIELDS = {
    'name', 'company_id', 'volunteer_id', 'date_from', 'date_to', 'approval_state', 'submitted_by_id',
    'submitted_at', 'approved_by_id', 'approved_at', 'refuse_reason', 'line_ids'}
LEDGER_STATES = ('posted', 'partial', 'paid', 'reversed')


class TsStatement(models.Model):
    """A volunteer's expenses for a period: approved by somebody else, then paid through the ledger.

    People move ``approval_state``; what follows is read from the entry, so that a statement never says
    anything else than the books.

    | state     | comes from                           | coordinator, admin               | treasurer                |
    |-----------|--------------------------------------|----------------------------------|--------------------------|
    | draft     | made from runs                       | refresh, submit, refuse†, delete | refuse†                  |
    | submitted | a coordinator                        | approve*, refuse†, reset, delete | approve*, refuse†, reset |
    | approved  | somebody else than the payee         | refuse, reset                    | refuse, reset, post      |
    | posted    | its entry is posted                  | –                                | pay, reverse             |
    | partial   | a part of its entry is paid          | –                                | pay                      |
    | paid      | its entry is paid, or is at the bank | –                                | –                        |
    | reversed  | its unpaid entry was refunded        | state the runs again             | –                        |
    | refused   | with a reason; for good              | state the runs again             | –                        |

    \\* never the payee himself, by whatever account. † the whole or some of its lines. The board, volunteers and
    beneficiaries have no access.

    Refusing a statement, or reversing its unpaid entry, releases its runs. An entry already paid is not
    released by a refund: the money is gone, and what the volunteer owes back stands on his account.
    """

    _name = 'ts.statement'
    _description = "Statement of Expenses"
    _inherit = ['mail.thread', 'mail.activity.mixin']
    _order = 'date_to desc, name desc'
    _check_company_auto = True

    name = fields.Char("Number", required=True, readonly=True, copy=False, index=True)
    company_id = fields.Many2one('res.company', "Association", required=True, index=True,
                                 default=lambda self: self.env.company)
    currency_id = fields.Many2one(related='company_id.currency_id', store=True)
    volunteer_id = fields.Many2one('ts.volunteer', required=True, index=True,
                                   ondelete='restrict', check_company=True)
    partner_id = fields.Many2one(related='volunteer_id.partner_id', string="Payee")
    date_from = fields.Date("From", required=True)
    date_to = fields.Date("To", required=True)
    line_ids = fields.One2many('ts.statement.line', 'statement_id', "Lines")
    run_count = fields.Integer("Runs", compute='_compute_totals', store=True)
    km_total = fields.Float("Kilometres", digits=(12, 1), compute='_compute_totals', store=True)
    amount_total = fields.Monetary("Total", compute='_compute_totals', store=True, tracking=True,
                                   help="Sum of the rounded amounts of the lines that are not refused.")
    approval_state = fields.Selection(
        [('draft', "Draft"), ('submitted', "Submitted"), ('approved', "Approved"),
         ('refused', "Refused")], default='draft', required=True, copy=False, string="Approval")
    state = fields.Selection(
        [('draft', "Draft"), ('submitted', "To Approve"), ('approved', "To Post"), ('posted', "To Pay"),
         ('partial', "Partly Paid"), ('paid', "Paid"), ('reversed', "Reversed"), ('refused', "Refused")],
        compute='_compute_state', store=True, index=True, tracking=True, group_expand=True)
    submitted_by_id = fields.Many2one('res.users', readonly=True, copy=False)
    submitted_at = fields.Datetime("Submitted On", readonly=True, copy=False)
    approved_by_id = fields.Many2one('res.users', readonly=True, copy=False)
    approved_at = fields.Datetime("Approved On", readonly=True, copy=False)
    refuse_reason = fields.Char("Reason of Refusal", readonly=True, copy=False, tracking=True)
    move_ids = fields.One2many('account.move', 'ts_statement_id', "Entries")
    move_id = fields.Many2one('account.move', "Entry", compute='_compute_move_id', store=True,
                              index='btree_not_null')
    move_date = fields.Date("Accounting Date", compute='_compute_move_date', compute_sudo=True)
    is_date_moved = fields.Boolean("Date Moved by a Lock", compute='_compute_move_date',
                                   compute_sudo=True)
    amount_residual = fields.Monetary("Still to Pay", compute='_compute_amount_residual', store=True)
    cannot_approve_reason = fields.Char(compute='_compute_cannot_approve_reason')

    _name_uniq = models.UniqueIndex('(company_id, name)', "This statement number exists already.")
    _period_order = models.Constraint('CHECK(date_from <= date_to)',
                                      "The period ends before it begins.")

    # ---- figures and states ---------------------------------------------------------------------
    @api.depends('line_ids.amount', 'line_ids.km', 'line_ids.refused')
    def _compute_totals(self):
        for statement in self:
            lines = statement.line_ids.filtered(lambda line: not line.refused)
            statement.run_count = len(lines.run_id)
            statement.km_total = sum(lines.mapped('km'))
            statement.amount_total = sum(lines.mapped('amount'))

    @api.depends('move_ids.state', 'move_ids.move_type')
    def _compute_move_id(self):
        for statement in self:
            statement.move_id = statement.move_ids.filtered(
                lambda m: m.move_type == 'in_receipt' and m.state != 'cancel')[:1]

    @api.depends('approval_state', 'move_id.state', 'move_id.payment_state',
                 'move_id.reversal_move_ids.state')
    def _compute_state(self):
        paid = {'paid': 'paid', 'in_payment': 'paid', 'partial': 'partial', 'reversed': 'reversed'}
        for statement in self:
            move = statement.move_id
            if statement.approval_state != 'approved' or move.state != 'posted':
                statement.state = statement.approval_state
            elif move.payment_state == 'reversed' and 'draft' in move.reversal_move_ids.mapped('state'):
                # accounting keeps a refund set back to draft matched; it offsets nothing yet
                statement.state = 'posted'
            else:
                statement.state = paid.get(move.payment_state, 'posted')

    @api.depends('amount_total', 'move_id.state', 'move_id.amount_residual', 'state')
    def _compute_amount_residual(self):
        for statement in self:
            if statement.state in LEDGER_STATES:
                statement.amount_residual = statement.move_id.amount_residual
            else:
                statement.amount_residual = 0 if statement.state == 'refused' else statement.amount_total

    @api.depends('move_id.date', 'move_id.invoice_date')
    def _compute_move_date(self):
        for statement in self:
            statement.move_date = statement.move_id.date
            statement.is_date_moved = (
                statement.move_id.state == 'posted'
                and statement.move_id.date != statement.move_id.invoice_date)

    @api.depends('name', 'volunteer_id')
    def _compute_display_name(self):
        for statement in self:
            statement.display_name = f"{statement.name} · {statement.volunteer_id.name}"

    # ---- guards ---------------------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        """Statements are made from runs, by ``_create_for_period``."""
        self._check_guard()
        return super().create(vals_list)

    def write(self, vals):
        """Refuse to move approval or content otherwise than by the actions."""
        if GUARDED_FIELDS & set(vals):
            self._check_guard()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_engaged(self):
        # sudo: a coordinator may not read entries; whether one exists is all that is asked
        engaged = self.filtered(lambda s: s.state not in ('draft', 'submitted') or s.sudo().move_ids)
        if engaged:
            raise UserError(self.env._(
                "%(name)s has been approved, refused or posted and is kept. Only drafts are deleted.",
                name=engaged[0].name))

    def _check_guard(self):
        if not is_guarded(self):
            raise UserError(self.env._(
                "A statement is made from the runs of a period and moves by its buttons only."))

    def _check_state(self, allowed, action):
        labels = dict(self._fields['state']._description_selection(self.env))
        for statement in self:
            if statement.state not in allowed:
                raise UserError(self.env._(
                    "%(name)s is “%(state)s”: %(action)s.", name=statement.name,
                    state=labels[statement.state], action=action))

    def _check_payable(self):
        for statement in self:
            if statement.currency_id.compare_amounts(statement.amount_total, 0) <= 0:
                raise UserError(self.env._(
                    "%(name)s has nothing to pay. Refuse it: its runs are carried over to the next "
                    "statement.", name=statement.name))

    @api.depends_context('uid')
    @api.depends('volunteer_id.partner_id.email', 'state')
    def _compute_cannot_approve_reason(self):
        for statement in self:
            statement.cannot_approve_reason = statement._get_cannot_approve_reason()

    def _get_cannot_approve_reason(self):
        """Return why the current user may not approve this statement, or False."""
        self.ensure_one()
        user = self.env.user
        if not self.env.su and not (user.has_group('transport_solidaire.group_ts_user')
                                    or user.has_group('transport_solidaire.group_ts_treasurer')):
            return self.env._("Only coordinators, administrators and treasurers approve statements.")
        if self._is_payee(user):
            return self.env._("%(name)s is yours: somebody else has to approve it.", name=self.name)
        if self.state != 'submitted':
            return self.env._("%(name)s is not waiting for approval.", name=self.name)
        return False

    def _is_payee(self, user):
        """Return whether a user is the one who would be paid: the same contact, or the same e-mail.

        People have a second contact or account more often than one thinks; the address gives it away.
        """
        payee = self.volunteer_id.partner_id
        own = {address for text in (user.login, user.email) for address in email_normalize_all(text or '')}
        return user.partner_id == payee or bool(own & set(email_normalize_all(payee.email or '')))

    # ---- actions --------------------------------------------------------------------------------
    def action_submit(self):
        """Hand drafts in for approval.

        :raise AccessError: for whoever only pays
        """
        if not self.env.su and not self.env.user.has_group('transport_solidaire.group_ts_user'):
            raise AccessError(self.env._("Only coordinators and administrators submit statements."))
        self._check_state(('draft',), self.env._("only drafts are submitted"))
        self._check_payable()
        guarded(self).write({
            'approval_state': 'submitted', 'submitted_by_id': self.env.uid,
            'submitted_at': fields.Datetime.now()})

    def action_approve(self):
        """Approve submitted statements; never one's own.

        :raise UserError: the first reason why one of them cannot be approved by this user
        """
        for statement in self:
            reason = statement._get_cannot_approve_reason()
            if reason:
                raise UserError(reason)
        self._check_payable()
        guarded(self).write({
            'approval_state': 'approved', 'approved_by_id': self.env.uid,
            'approved_at': fields.Datetime.now()})

    def action_refuse(self, reason):
        """Refuse statements that are not in the ledger, for good; their runs may be stated again.

        :raise UserError: without a reason, or once an entry exists
        """
        if not (reason or '').strip():
            raise UserError(self.env._("Say why: the volunteer will ask."))
        self._check_no_entry()
        self._check_state(('draft', 'submitted', 'approved'), self.env._("it cannot be refused"))
        guarded(self).write({'approval_state': 'refused', 'refuse_reason': reason})

    def action_reset(self):
        """Set submitted or approved statements back to draft, as long as no entry exists."""
        self._check_no_entry()
        self._check_state(('submitted', 'approved'), self.env._("it cannot be set back to draft"))
        guarded(self).write({
            'approval_state': 'draft', 'submitted_by_id': False, 'submitted_at': False,
            'approved_by_id': False, 'approved_at': False})

    def _check_no_entry(self):
        for statement in self:
            if statement.move_id:
                raise UserError(self.env._(
                    "%(name)s has an entry. The treasurer cancels or reverses it first.",
                    name=statement.name))

    def action_open_refuse(self):
        """Open the dialog that asks why statements are refused."""
        return self._get_refuse_action(self.env._("Refuse"), statement_ids=self.ids)

    def _get_refuse_action(self, title, **defaults):
        return {
            'type': 'ir.actions.act_window', 'res_model': 'ts.statement.refuse', 'view_mode': 'form',
            'target': 'new', 'name': title,
            'context': {f'default_{name}': value for name, value in defaults.items()}}

    def action_view_move(self):
        """Open the entry of the statement."""
        self.ensure_one()
        if not self.move_id:
            raise UserError(self.env._("%(name)s is not posted yet.", name=self.name))
        return {
            'type': 'ir.actions.act_window', 'res_model': 'account.move', 'view_mode': 'form',
            'res_id': self.move_id.id}

    def action_register_payment(self):
        """Open the payment dialog of accounting on the entries; not for what a payment order pays already."""
        self._check_state(('posted', 'partial'), self.env._("there is nothing to pay"))
        for statement in self._get_in_orders():
            raise UserError(self.env._(
                "%(name)s: %(number)s is in a payment order already.", name=statement.volunteer_id.name,
                number=statement.name))
        return self.move_id.action_register_payment()

    def action_open_pay(self):
        """Open the dialog that pays statements by SEPA transfer."""
        return {
            'type': 'ir.actions.act_window', 'res_model': 'ts.statement.pay', 'view_mode': 'form',
            'target': 'new', 'name': self.env._("Pay by SEPA Transfer"),
            'context': {'default_statement_ids': self.ids}}

    def action_print(self):
        """Print the statements in one document."""
        return self.env.ref('transport_solidaire.ts_statement_report').report_action(self)

    def _message_track(self, fields_iter, initial_values_dict):
        """Note the changes of many statements at once; accounting a month moves hundreds of them.

        The framework writes one message after the other, two queries each.
        """
        if len(self) < 2 or not fields_iter:
            return super()._message_track(fields_iter, initial_values_dict)
        columns = self.fields_get(
            fields_iter, attributes=('string', 'type', 'selection', 'currency_field'))
        tracking = {statement.id: statement._mail_track(columns, initial_values_dict[statement.id])
                    for statement in self.exists()}
        changed = self.filtered(lambda s: tracking.get(s.id, (None, None))[1])
        messages = changed._message_log_batch(dict.fromkeys(changed.ids, ''))
        # sudo: tracked values belong to the system, as everywhere in the chatter
        self.env['mail.tracking.value'].sudo().create([
            {**command[2], 'mail_message_id': message.id}
            for message in messages for command in tracking[message.res_id][1]])
        return tracking

    def _check_treasurer(self):
        if not self.env.su and not self.env.user.has_group('account.group_account_invoice'):
            raise AccessError(self.env._("Only somebody with accounting rights posts statements."))
