# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """Settings of the repeated needs."""

    _inherit = 'res.config.settings'

    ts_series_weeks = fields.Integer(related='company_id.ts_series_weeks', readonly=False)
    ts_holiday_area = fields.Char(related='company_id.ts_holiday_area', readonly=False)
