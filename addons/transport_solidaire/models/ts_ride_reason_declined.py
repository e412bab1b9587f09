# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class TsRideReason(models.Model):
    """Why a volunteer says no: the desk learns whom not to ask for what."""

    _inherit = 'ts.ride.reason'

    kind = fields.Selection(
        selection_add=[('declined', "Volunteer says no")], ondelete={'declined': 'cascade'})
