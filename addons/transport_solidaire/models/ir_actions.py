# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class IrActionsActWindowView(models.Model):
    """An action may show figures on a map."""

    _inherit = 'ir.actions.act_window.view'

    view_mode = fields.Selection(selection_add=[('ts_map', "Map")], ondelete={'ts_map': 'cascade'})
