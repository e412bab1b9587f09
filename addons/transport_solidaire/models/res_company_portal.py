# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class ResCompany(models.Model):
    """What an association allows people to do by themselves on their own pages."""

    _inherit = 'res.company'

    ts_cancel_hours = fields.Integer(
        "Cancel Online Until (h)", default=24,
        help="Hours before the pick-up until which a beneficiary may cancel on her page. Later she is "
             "asked to call the desk.")

    _ts_cancel_hours_positive = models.Constraint(
        'CHECK(ts_cancel_hours >= 0)', "The hours to cancel in time cannot be negative.")
