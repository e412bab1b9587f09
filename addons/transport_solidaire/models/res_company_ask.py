# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

ASK_MODES = [
    ('one', "One Volunteer"), ('order', "Several, One After the Other"), ('all', "All at Once, First Yes Wins")]


class ResCompany(models.Model):
    """How this association asks its volunteers."""

    _inherit = 'res.company'

    ts_ask_mode = fields.Selection(
        ASK_MODES, "How Several Volunteers Are Asked", default='order', required=True,
        help="One after the other disturbs fewer people; all at once is faster.")
    ts_ask_hours = fields.Float(
        "Time to Answer (h)", default=4.0,
        help="How long a volunteer may think before the question ends or goes to the next one. It never "
             "runs beyond the hour of the ride.")

    _ts_ask_hours_positive = models.Constraint(
        'CHECK(ts_ask_hours > 0)', "Leave the volunteers some time to answer.")
