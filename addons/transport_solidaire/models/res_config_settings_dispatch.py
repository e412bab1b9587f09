# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """Settings of the day that is proposed."""

    _inherit = 'res.config.settings'

    ts_early_minutes = fields.Integer(related='company_id.ts_early_minutes', readonly=False)
    ts_flex_minutes = fields.Integer(related='company_id.ts_flex_minutes', readonly=False)
    ts_detour_factor = fields.Float(related='company_id.ts_detour_factor', readonly=False)
    ts_detour_minutes = fields.Integer(related='company_id.ts_detour_minutes', readonly=False)
    ts_plan_seconds = fields.Integer(related='company_id.ts_plan_seconds', readonly=False)
