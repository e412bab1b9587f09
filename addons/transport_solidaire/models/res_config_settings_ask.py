# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """How volunteers are asked, with the other settings of the association."""

    _inherit = 'res.config.settings'

    ts_ask_mode = fields.Selection(related='company_id.ts_ask_mode', readonly=False)
    ts_ask_hours = fields.Float(related='company_id.ts_ask_hours', readonly=False)
