# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.guard import guarded, is_guarded
from .ts_run import MODES


class TsStatementLine(models.Model):
    """What one run gives right to, as it was when the statement was made; it never changes afterwards.

    - ``mileage``: kilometres × rate, rounded once to the cent; ``cost``: tolls and parking of the run;
    - ``adjustment``: the run was corrected after it had been stated. Its kilometres and amount are the
      difference, so that all lines of a run add up to what the corrected run gives right to.

    A run has at most one live mileage line and one live cost line, in the whole database: that is what
    makes a double payment impossible. A line that was refused, or whose statement was refused or
    reversed, is not live.
    """

    _name = 'ts.statement.line'
    _description = "Statement Line"
    _order = 'date, run_id, id'
    _check_company_auto = True

    statement_id = fields.Many2one('ts.statement', required=True, index=True, ondelete='cascade',
                                   check_company=True)
    company_id = fields.Many2one(related='statement_id.company_id', store=True, index=True,
                                 precompute=True)
    volunteer_id = fields.Many2one(related='statement_id.volunteer_id', store=True, index=True,
                                   precompute=True)
    currency_id = fields.Many2one(related='company_id.currency_id')
    run_id = fields.Many2one('ts.run', required=True, index=True, ondelete='restrict',
                             check_company=True)
    kind = fields.Selection(
        [('mileage', "Mileage"), ('cost', "Tolls and Parking"), ('adjustment', "Correction")],
        required=True)
    basis = fields.Selection(
        [('mileage', "Mileage"), ('cost', "Tolls and Parking")], required=True,
        help="What a correction corrects; for other lines the same as their kind.")
    date = fields.Date(required=True, help="Date of the run, also on a correction.")
    mode = fields.Selection(MODES, help="How the run was made when the line was written.")
    label = fields.Char(required=True)
    km = fields.Float("Kilometres", digits=(9, 1))
    rate_id = fields.Many2one('ts.mileage.rate', "Rate in Force", index='btree_not_null',
                              ondelete='restrict', check_company=True)
    rate = fields.Float("Per Kilometre", digits=(16, 4))
    amount = fields.Monetary(required=True)
    entitlement = fields.Monetary(
        help="What the run gave right to, all in all, when this line was written.")
    refused = fields.Boolean(default=False)
    refuse_reason = fields.Char("Reason")
    is_released = fields.Boolean(
        "Released", compute='_compute_is_released', store=True, precompute=True,
        help="The statement was refused or its entry reversed: the run may be stated again.")
    state = fields.Selection(related='statement_id.state')
    move_line_id = fields.Many2one('account.move.line', "Journal Item", index='btree_not_null',
                                   ondelete='set null', copy=False,
                                   help="The line of the ledger that contains this amount.")

    _run_kind_uniq = models.UniqueIndex(
        "(run_id, kind) WHERE kind IN ('mileage', 'cost')"
        " AND is_released IS NOT TRUE AND refused IS NOT TRUE",
        "A run is already on another statement; it cannot be paid twice.")
    _live_idx = models.Index("(company_id, run_id) WHERE is_released IS NOT TRUE")

    @api.depends('statement_id.state')
    def _compute_is_released(self):
        for line in self:
            line.is_released = line.statement_id.state in ('refused', 'reversed')

    @api.depends('date', 'label')
    def _compute_display_name(self):
        for line in self:
            line.display_name = f"{line.date:%d/%m/%Y} · {line.label}" if line.date else line.label

    @api.model_create_multi
    def create(self, vals_list):
        """Lines come from runs only."""
        self._check_guard()
        return super().create(vals_list)

    def write(self, vals):
        """Lines never change by hand: the run is corrected, or the line refused with a reason."""
        self._check_guard()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_by_refresh(self):
        self._check_guard()

    def _check_guard(self):
        if not is_guarded(self):
            raise UserError(self.env._(
                "Statement lines are made from runs and do not change by hand. Correct the run, or refuse "
                "the line."))

    def action_open_refuse(self):
        """Open the dialog that asks why lines are refused."""
        return self.statement_id._get_refuse_action(self.env._("Refuse Lines"), line_ids=self.ids)

    def action_open_run(self):
        """Open the run of a line, to look at it or correct it."""
        self.ensure_one()
        return {'type': 'ir.actions.act_window', 'res_model': 'ts.run', 'res_id': self.run_id.id,
                'view_mode': 'form'}

    def _refuse(self, reason):
        """Refuse lines of statements that nobody has approved yet; they pay nothing any more.

        :raise UserError: without a reason, or when a statement is past its approval
        """
        if not (reason or '').strip():
            raise UserError(self.env._("Say why: the volunteer will ask."))
        late = self.statement_id.filtered(lambda s: s.state not in ('draft', 'submitted'))
        if late:
            raise UserError(self.env._(
                "%(name)s is already approved. Set it back to draft before refusing one of its lines.",
                name=late[0].name))
        guarded(self).write({'refused': True, 'refuse_reason': reason})
        for statement, lines in self.grouped('statement_id').items():
            statement.message_post(body=self.env._(
                "Refused: %(lines)s. Reason: %(reason)s",
                lines=', '.join(lines.mapped('display_name')), reason=reason))

    def action_accept(self):
        """Take back the refusal of lines, as long as the statement is not approved.

        :raise UserError: also when a newer line says already what the run gives right to
        """
        # sudo: the treasurer accepts lines too, and only the volunteers' counter is written
        self.env['ts.statement']._lock_volunteers(self.volunteer_id.sudo())
        late = self.statement_id.filtered(lambda s: s.state not in ('draft', 'submitted'))
        if late:
            raise UserError(self.env._(
                "%(name)s is no longer a draft; its lines stay as they are.", name=late[0].name))
        refused = self.filtered('refused')
        refused._check_not_stated_since()
        guarded(refused).write({'refused': False, 'refuse_reason': False})

    def _check_not_stated_since(self):
        """A correction made meanwhile counted these lines as settled: both would be paid."""
        newer = self.search([
            ('run_id', 'in', self.run_id.ids), ('is_released', '=', False), ('refused', '=', False)])
        for line in self:
            later = newer.filtered(
                lambda n, own=line: n.id > own.id and (n.run_id, n.basis) == (own.run_id, own.basis))[:1]
            if later:
                raise UserError(self.env._(
                    "%(line)s: the run was stated again since, on %(number)s. Refuse that line first, or "
                    "leave this one refused.", line=line.display_name, number=later.statement_id.name))
