# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class TsProposal(models.Model):
    """A question on the page of the volunteer who is asked."""

    _inherit = 'ts.proposal'

    def _get_portal_values(self):
        """Return what a volunteer sees before he answers: communes, times, help to give; no name, no address."""
        result = []
        for proposal in self:
            rides = proposal.ride_ids.sorted('pickup_at')
            company = proposal.company_id
            result.append({
                'id': proposal.id, 'seen': proposal._get_seen(), 'association': company.name,
                'rides': [ride._get_question_values() for ride in rides]})
        return result
