# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class TsProposal(models.Model):
    """A question on the page of the volunteer who is asked."""

    _inherit = 'ts.proposal'

    def _get_asked_rides(self):
        """Return the rides that are asked for, in order."""
        rides = self.ride_ids if 'ride_ids' in self._fields else self.ride_id
        return rides.sorted('pickup_at')

    def _get_portal_values(self):
        """Return what a volunteer sees before he answers: communes, times, help to give; no name, no address."""
        result = []
        for proposal in self:
            rides = proposal._get_asked_rides()
            company = proposal.company_id
            result.append({
                'id': proposal.id, 'association': company.name,
                'rides': [ride._get_question_values() for ride in rides]})
        return result
