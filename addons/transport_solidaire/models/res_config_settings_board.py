# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """Settings of the desk's screen."""

    _inherit = 'res.config.settings'

    ts_near_hours = fields.Float(related='company_id.ts_near_hours', readonly=False)
    ts_map_tiles = fields.Char(related='company_id.ts_map_tiles', readonly=False)
