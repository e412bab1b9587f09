# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class ResCompany(models.Model):
    """How the day of an association may be arranged: what is proposed never goes beyond it."""

    _inherit = 'res.company'

    ts_early_minutes = fields.Integer(
        "Earliest Arrival (min)", default=25,
        help="A person may be brought up to so many minutes before her appointment when she shares a car.")
    ts_flex_minutes = fields.Integer(
        "Flexible Pick-up (min)", default=15,
        help="Without an appointment or a window, a pick-up may be moved by so many minutes.")
    ts_detour_factor = fields.Float(
        "Longest Detour (×)", default=1.5, digits=(4, 2),
        help="Nobody is on board longer than the direct drive times this.")
    ts_detour_minutes = fields.Integer(
        "Detour Always Allowed (min)", default=15,
        help="A short ride may always last so many minutes longer than the direct drive.")
    ts_plan_seconds = fields.Integer(
        "Time to Think (s)", default=20, help="How long the computer may look for a better day.")
