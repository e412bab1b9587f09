# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class TsVolunteer(models.Model):
    """What a volunteer wishes to do, so that everybody is asked in turn."""

    _inherit = 'ts.volunteer'

    wished_rides_week = fields.Integer(
        "Rides He Wishes a Week", help="How often he likes to drive. 0: he has not said.")
    wished_km_week = fields.Integer(
        "Kilometres He Wishes a Week", help="How far he likes to drive in a week. 0: he has not said.")
    preferred_beneficiary_ids = fields.Many2many(
        'ts.beneficiary', 'ts_volunteer_prefers_beneficiary_rel', 'volunteer_id', 'beneficiary_id',
        "Likes to Drive", check_company=True, groups='transport_solidaire.group_ts_user')
    preferred_by_ids = fields.Many2many(
        'ts.beneficiary', 'ts_beneficiary_prefers_volunteer_rel', 'volunteer_id', 'beneficiary_id',
        "Liked By", check_company=True, groups='transport_solidaire.group_ts_user')

    _wished_rides_positive = models.Constraint(
        'CHECK(wished_rides_week >= 0 AND wished_km_week >= 0)', "A wish cannot be negative.")
