# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """What people may do by themselves, among the settings of the association."""

    _inherit = 'res.config.settings'

    ts_cancel_hours = fields.Integer(related='company_id.ts_cancel_hours', readonly=False)
