# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class TsRideReason(models.Model):
    """Why a ride did not take place, or why somebody passed over a warning."""

    _name = 'ts.ride.reason'
    _description = "Reason"
    _order = 'kind, sequence, name'

    name = fields.Char(required=True, translate=True)
    kind = fields.Selection(
        [('cancelled', "Cancelled"), ('no_show', "Person absent"), ('refused', "Refused by us"),
         ('unserved', "No driver found"), ('override', "Warning passed over")],
        required=True, index=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
