# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class TsDesk(models.AbstractModel):
    """The desk also keeps at which rank the chosen volunteer was suggested; why is typed on the ride."""

    _inherit = 'ts.desk'

    def _give(self, rides, volunteer_id, run_id, reason_id, said_yes):
        rank = rides._get_choice_rank(self.env['ts.volunteer'].browse(volunteer_id))
        result = super()._give(rides, volunteer_id, run_id, reason_id, said_yes)
        rides._keep_choice(rank)
        return result
