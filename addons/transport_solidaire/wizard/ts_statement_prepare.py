# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from dateutil.relativedelta import relativedelta

from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import format_amount, format_date


class TsStatementPrepare(models.TransientModel):
    """Shows what the statements of a period would be, then makes them."""

    _name = 'ts.statement.prepare'
    _description = "Prepare Statements"
    _check_company_auto = True

    company_id = fields.Many2one('res.company', "Association", required=True,
                                 default=lambda self: self.env.company)
    currency_id = fields.Many2one(related='company_id.currency_id')
    date_from = fields.Date("From", required=True, default=lambda self: self._default_month(0))
    date_to = fields.Date("To", required=True, default=lambda self: self._default_month(1),
                          help="Runs of this day and before that are not on a statement yet.")
    volunteer_ids = fields.Many2many('ts.volunteer', string="Volunteers", check_company=True,
                                     help="Empty: everybody.")
    line_ids = fields.One2many('ts.statement.prepare.line', 'prepare_id', "Preview",
                               compute='_compute_line_ids', store=True, readonly=True)
    statement_count = fields.Integer("Statements", compute='_compute_totals')
    km_total = fields.Float("Kilometres", digits=(12, 1), compute='_compute_totals')
    amount_total = fields.Monetary("Total", compute='_compute_totals')

    @api.model
    def _default_month(self, months):
        """Return the first day of last month, or its last one."""
        first = fields.Date.context_today(self).replace(day=1) - relativedelta(months=1)
        return first + relativedelta(months=months) - relativedelta(days=months)

    @api.depends('company_id', 'date_from', 'date_to', 'volunteer_ids')
    def _compute_line_ids(self):
        for wizard in self:
            commands = [Command.clear()]
            if wizard.company_id and wizard.date_from and wizard.date_to:
                commands += [Command.create(wizard._prepare_line_vals(preview))
                             for preview in wizard._get_previews()]
            wizard.line_ids = commands

    def _get_previews(self):
        return self.env['ts.statement']._prepare_period(
            self.company_id, self.date_from, self.date_to, self.volunteer_ids._origin)

    def _prepare_line_vals(self, preview):
        return {
            'volunteer_id': preview.volunteer.id, 'run_count': preview.run_count, 'km': preview.km,
            'amount': preview.amount, 'is_due': preview.is_due and not preview.missing,
            'remark': self._get_remark(preview)}

    def _get_remark(self, preview):
        """Return what the coordinator should know before making this statement."""
        if preview.missing:
            return self.env._("No mileage rate on %(date)s", date=format_date(
                self.env, min(day for _mode, day in preview.missing)))
        remarks = []
        if not preview.is_due:
            remarks.append(self.env._("Carried over to the next statement: %(amount)s", amount=format_amount(
                self.env, preview.amount, preview.currency)))
        late = [line for line in preview.lines if line['date'] < self.date_from]
        if any(line['kind'] != 'adjustment' for line in late):
            remarks.append(self.env._("Late entries since %(date)s", date=format_date(
                self.env, min(line['date'] for line in late))))
        if any(line['kind'] == 'adjustment' for line in preview.lines):
            remarks.append(self.env._("Corrections of earlier runs"))
        return ' · '.join(remarks)

    @api.depends('line_ids')
    def _compute_totals(self):
        for wizard in self:
            due = wizard.line_ids.filtered('is_due')
            wizard.statement_count = len(due)
            wizard.km_total = sum(due.mapped('km'))
            wizard.amount_total = sum(due.mapped('amount'))

    def action_create(self):
        """Make the statements of the period and show them."""
        self.ensure_one()
        statements = self.env['ts.statement']._create_for_period(
            self.company_id, self.date_from, self.date_to, self.volunteer_ids)
        if not statements:
            raise UserError(self.env._("Nothing to state: every run of this period is on a statement."))
        action = self.env['ir.actions.act_window']._for_xml_id('transport_solidaire.ts_statement_action')
        return {**action, 'domain': [('id', 'in', statements.ids)], 'context': {}}


class TsStatementPrepareLine(models.TransientModel):
    """One volunteer of the preview."""

    _name = 'ts.statement.prepare.line'
    _description = "Preview of a Statement"

    prepare_id = fields.Many2one('ts.statement.prepare', required=True, index=True, ondelete='cascade')
    currency_id = fields.Many2one(related='prepare_id.currency_id')
    volunteer_id = fields.Many2one('ts.volunteer', required=True)
    run_count = fields.Integer("Runs")
    km = fields.Float("Kilometres", digits=(12, 1))
    amount = fields.Monetary()
    is_due = fields.Boolean()
    remark = fields.Char()
