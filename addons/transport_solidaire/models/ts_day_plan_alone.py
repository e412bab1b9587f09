# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class TsDayPlan(models.Model):
    """The choice between shared cars and one ride, one volunteer."""

    _inherit = 'ts.day.plan'

    how = fields.Selection(
        [('shared', "Several People in a Car Where It Helps"), ('alone', "One Ride, One Volunteer: the Driver Waits")],
        default='shared', required=True,
        help="One ride, one volunteer: nobody else is on board, each at the hour asked for; the driver waits for the "
             "way back where the wait is short.")

    def _ask_solver(self, problem, **options):
        return super()._ask_solver(problem, alone=self.how == 'alone', **options)
