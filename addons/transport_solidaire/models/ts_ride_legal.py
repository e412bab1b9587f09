# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from .ts_ride import DESK


class TsRide(models.Model):
    """A ride booked although the rules speak against it keeps the sentence and the reason."""

    _inherit = 'ts.ride'

    legal_note = fields.Text("Against the Rules", copy=False, readonly=True, groups=DESK)
    legal_reason_id = fields.Many2one('ts.ride.reason', "Booked All the Same Because", copy=False,
                                      readonly=True, index='btree_not_null')
