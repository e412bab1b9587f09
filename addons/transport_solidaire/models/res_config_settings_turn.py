# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """The patience of the association, with its other settings."""

    _inherit = 'res.config.settings'

    ts_forgotten_days = fields.Integer(related='company_id.ts_forgotten_days', readonly=False)
