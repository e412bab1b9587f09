# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class ResCompany(models.Model):
    """When an association says that it has forgotten a volunteer."""

    _inherit = 'res.company'

    ts_forgotten_days = fields.Integer(
        "Forgotten After (days)", default=30,
        help="A volunteer who is there and has neither driven nor been asked for so many days is shown as "
             "forgotten. 0: nobody is.")

    _ts_forgotten_days_positive = models.Constraint(
        'CHECK(ts_forgotten_days >= 0)', "The number of days cannot be negative; 0 leaves the rule out.")
