# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class ResCompany(models.Model):
    """How the association ranks the volunteers who could take a ride."""

    _inherit = 'res.company'

    ts_weight_km = fields.Float(
        "Points per Extra Kilometre", default=1.0, digits=(6, 2),
        help="Points lost for each kilometre that the ride adds to a volunteer's day.")
    ts_weight_fairness = fields.Float(
        "Points for Fair Turns", default=30.0, digits=(6, 2),
        help="Points won by somebody who has driven nothing in four weeks, lost by somebody who has "
             "driven twice what he wishes.")
    ts_weight_acquaintance = fields.Float(
        "Points for Knowing Her", default=10.0, digits=(6, 2),
        help="Points won by somebody who has driven this person five times or more in a year.")
    ts_weight_preference = fields.Float(
        "Points for a Preference", default=20.0, digits=(6, 2),
        help="Points won when one of the two likes to travel with the other; twice when both do.")
    ts_weight_warning = fields.Float(
        "Points per Warning", default=40.0, digits=(6, 2),
        help="Points lost for each thing that speaks against a volunteer without forbidding it.")
    ts_weight_fitted = fields.Float(
        "Points for Sparing Fitted Vehicles", default=10.0, digits=(6, 2),
        help="Points lost when a vehicle that takes a wheelchair would be used for a person who has none.")
    ts_weight_answer = fields.Float(
        "Points for a No", default=60.0, digits=(6, 2),
        help="Points lost by somebody who has already said no to this ride; a third of them while his "
             "answer is awaited.")

    _ts_weights_positive = models.Constraint(
        'CHECK(ts_weight_km >= 0 AND ts_weight_fairness >= 0 AND ts_weight_acquaintance >= 0 '
        'AND ts_weight_preference >= 0 AND ts_weight_warning >= 0 AND ts_weight_fitted >= 0 '
        'AND ts_weight_answer >= 0)', "A weight cannot be negative; 0 leaves its rule out.")
