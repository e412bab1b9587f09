# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.exceptions import UserError


class TsProposal(models.Model):
    """What the volunteer himself answers to a question that stands alone."""

    _inherit = 'ts.proposal'

    def _accept(self, source):
        """The volunteer says yes; twice is once.

        :raise UserError: when the ride is not his for all that; one kind sentence
        """
        self.ensure_one()
        if self.answer == 'yes':
            return
        if self.ride_id.state != 'requested':
            raise UserError(self.env._("Thank you! This trip no longer needs a driver."))
        if self.ride_id._get_assignment_blockers(self.volunteer_id)[self.ride_id]:
            raise UserError(self.env._("Thank you! Please call the association: something must be settled first."))
        self.ride_id._assign(self.volunteer_id)
        self.ride_id.action_confirm()
        self._answer('yes')

    def _decline(self, reason, note, source):
        """The volunteer says no; twice is once."""
        self.ensure_one()
        if self.answer != 'no':
            self._check_not_driving()
            self._answer('no')
            self.note = note or self.note
