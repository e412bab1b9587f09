# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError


class TsProposal(models.Model):
    """Who was asked for which ride, by whom, what the answer was, when and why.

    It is the memory that lets a stand-in take over at noon.
    """

    _name = 'ts.proposal'
    _description = "Proposal"
    _order = 'asked_at desc, id desc'
    _check_company_auto = True

    ride_id = fields.Many2one('ts.ride', required=True, index=True, ondelete='cascade', check_company=True)
    company_id = fields.Many2one(related='ride_id.company_id', store=True, index=True)
    volunteer_id = fields.Many2one('ts.volunteer', required=True, index=True, check_company=True,
                                   ondelete='restrict')
    asked_by_id = fields.Many2one('res.users', default=lambda self: self.env.user)
    asked_at = fields.Datetime(default=fields.Datetime.now, required=True)
    channel = fields.Selection(
        [('phone', "Telephone"), ('email', "E-mail"), ('sms', "SMS"), ('meeting', "In Person")],
        default='phone', required=True)
    answer = fields.Selection(
        [('waiting', "Waiting"), ('yes', "Yes"), ('no', "No"), ('unreachable', "Not Reached")],
        default='waiting', required=True, index=True)
    answered_at = fields.Datetime()
    note = fields.Char("What Was Said")

    @api.depends('volunteer_id', 'answer')
    def _compute_display_name(self):
        answers = dict(self._fields['answer']._description_selection(self.env))
        for proposal in self:
            proposal.display_name = f"{proposal.volunteer_id.name}: {answers.get(proposal.answer)}"

    def _answer(self, answer):
        self.write({'answer': answer, 'answered_at': fields.Datetime.now()})

    def _check_not_driving(self):
        """Refuse to note a “no” of somebody who has the ride: it must be taken back first."""
        driving = self.filtered(lambda p: p.answer == 'yes' and p.ride_id.volunteer_id == p.volunteer_id)
        if driving:
            raise UserError(self.env._(
                "%(ride)s has been given to %(name)s. Take it back first.",
                ride=driving[0].ride_id.display_name, name=driving[0].volunteer_id.name))

    def action_accept(self):
        """The volunteer says yes: the ride is his and confirmed; warnings go through the dialog.

        The yes is noted when the ride is given, so that a dialog left open notes nothing.
        """
        self.ensure_one()
        if self.ride_id.state != 'requested':
            raise UserError(self.env._(
                "%(ride)s is no longer to place.", ride=self.ride_id.display_name))
        blockers = self.ride_id._get_assignment_blockers(self.volunteer_id)[self.ride_id]
        if blockers:
            action = self.ride_id.action_open_assign()
            action['context'] |= {
                'default_volunteer_id': self.volunteer_id.id, 'default_proposal_id': self.id}
            return action
        self.ride_id._assign(self.volunteer_id)
        self.ride_id.action_confirm()
        self._answer('yes')
        return True

    def action_decline(self):
        """The volunteer says no; what he said stays in the note."""
        self._check_not_driving()
        self._answer('no')

    def action_unreachable(self):
        """Nobody answered the telephone."""
        self._check_not_driving()
        self._answer('unreachable')
