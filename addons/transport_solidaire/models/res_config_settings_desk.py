# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """Settings of the phone desk."""

    _inherit = 'res.config.settings'

    ts_max_trip_km = fields.Integer(related='company_id.ts_max_trip_km', readonly=False)
