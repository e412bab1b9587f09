# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models


class TsProposal(models.Model):
    """Who is asked and what he answers shows on the desks at once."""

    _inherit = 'ts.proposal'

    @api.model_create_multi
    def create(self, vals_list):
        """Tell the desks of the days for which somebody was asked."""
        proposals = super().create(vals_list)
        proposals.ride_id._tell_desks()
        return proposals

    def write(self, vals):
        """Tell the desks of the days for which somebody answered."""
        result = super().write(vals)
        if 'answer' in vals:
            self.ride_id._tell_desks()
        return result
