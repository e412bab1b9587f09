# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class TsAid(models.Model):
    """A help that a person needs on a ride: a coded need, never an illness."""

    _name = 'ts.aid'
    _description = "Aid"
    _order = 'sequence, name'

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="Used by imports and other addons.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    boarding_minutes = fields.Integer(
        "Boarding Time (min)", help="Minutes added at each end when a person needs this aid.")
    seats = fields.Integer("Extra Seats", help="Seats that the aid itself takes in the car.")
    needs_accessible_vehicle = fields.Boolean(
        help="Only a vehicle fitted for it can take this aid, such as a wheelchair that does not fold.")

    _code_uniq = models.Constraint('UNIQUE(code)', "Another aid has this code.")
