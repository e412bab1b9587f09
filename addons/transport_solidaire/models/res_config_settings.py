# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """Settings of the association, in one place."""

    _inherit = 'res.config.settings'

    ts_distance_provider = fields.Selection(related='company_id.ts_distance_provider', readonly=False)
    ts_road_factor = fields.Float(related='company_id.ts_road_factor', readonly=False)
    ts_arrival_margin = fields.Integer(related='company_id.ts_arrival_margin', readonly=False)
    ts_max_wait = fields.Float(related='company_id.ts_max_wait', readonly=False)
    ts_expense_journal_id = fields.Many2one(related='company_id.ts_expense_journal_id', readonly=False)
    ts_expense_account_id = fields.Many2one(related='company_id.ts_expense_account_id', readonly=False)
    ts_volunteer_account_id = fields.Many2one(
        related='company_id.ts_volunteer_account_id', readonly=False)
    ts_analytic_account_id = fields.Many2one(related='company_id.ts_analytic_account_id', readonly=False)
    ts_ledger_warning = fields.Text(related='company_id.ts_ledger_warning')
