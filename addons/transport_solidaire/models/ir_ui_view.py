# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class IrUiView(models.Model):
    """A kind of view of its own: figures on a map, one circle for each commune."""

    _inherit = 'ir.ui.view'

    type = fields.Selection(selection_add=[('ts_map', "Map")])

    def _get_view_info(self):
        return {'ts_map': {'icon': 'fa fa-map-marker'}} | super()._get_view_info()
