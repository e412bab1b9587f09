# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.guard import get_moved, guarded, is_guarded
from .ts_ride import DESK

# An answer is noted by its buttons, its links and nothing else: they look at the plan and tell the others.
GUARDED_FIELDS = ('answer', 'answered_at', 'first_answered_at', 'answered_by_id', 'source', 'expires_at',
                  'batch_id', 'decline_reason_id', 'known_blockers', 'desk_note')
# Whom a link was sent to for what.
LINKED_FIELDS = ('ride_id', 'volunteer_id')


class TsProposal(models.Model):
    """Who was asked for which ride, by whom, what the answer was, when and why.

    It is the memory that lets a stand-in take over at noon. Asked by telephone and noted on the ride, it stands
    alone; asked by message it belongs to a question (``ts.proposal.batch``), whose rides are taken together.

    | answer      | means                                            | moved there by                  |
    |-------------|--------------------------------------------------|---------------------------------|
    | queued      | asked when those before him have declined        | the question, asked in order    |
    | waiting     | asked                                            | the question                    |
    | yes         | he drives                                        | he or the desk                  |
    | no          | he does not                                      | he or the desk                  |
    | unreachable | nobody answered the telephone                    | the desk                        |
    | expired     | no answer in time                                | the clock                       |
    | taken       | somebody else drives; he was thanked             | the other one's yes, the desk   |
    | stopped     | nobody has to drive any more; he was told        | the desk                        |
    | to_call     | he said yes, something new speaks against it     | his yes                         |
    | withdrawn   | he had said yes and cannot come after all        | he                              |
    """

    _name = 'ts.proposal'
    _description = "Proposal"
    _order = 'asked_at desc, id desc'
    _check_company_auto = True

    ride_id = fields.Many2one('ts.ride', required=True, index=True, ondelete='cascade', check_company=True)
    company_id = fields.Many2one(related='ride_id.company_id', store=True, index=True)
    batch_id = fields.Many2one('ts.proposal.batch', "Question", index='btree_not_null', ondelete='cascade',
                               check_company=True, readonly=True)
    sequence = fields.Integer("Turn", default=10)
    ride_ids = fields.Many2many('ts.ride', string="Asked For", compute='_compute_ride_ids')
    volunteer_id = fields.Many2one('ts.volunteer', required=True, index=True, check_company=True,
                                   ondelete='restrict')
    asked_by_id = fields.Many2one('res.users', default=lambda self: self.env.user)
    asked_at = fields.Datetime(default=fields.Datetime.now)
    expires_at = fields.Datetime("Answer Until", readonly=True, index='btree_not_null')
    channel = fields.Selection(
        [('phone', "Telephone"), ('email', "E-mail"), ('sms', "SMS"), ('meeting', "In Person")],
        default='phone', required=True)
    answer = fields.Selection(
        [('queued', "Not Asked Yet"), ('waiting', "Waiting"), ('yes', "Yes"), ('no', "No"),
         ('unreachable', "Not Reached"), ('expired', "No Answer in Time"), ('taken', "Somebody Else Drives"),
         ('stopped', "No Longer Asked"), ('to_call', "Yes, to Be Called"), ('withdrawn', "Cannot Come After All")],
        default='waiting', required=True, index=True)
    answered_at = fields.Datetime(readonly=True)
    source = fields.Selection(
        [('link', "By the Link"), ('sms', "By SMS"), ('portal', "On His Page"), ('phone', "By Telephone")],
        "Answered", readonly=True)
    answered_by_id = fields.Many2one('res.users', "Noted By", readonly=True, index='btree_not_null')
    decline_reason_id = fields.Many2one('ts.ride.reason', "Why Not", domain=[('kind', '=', 'declined')],
                                        readonly=True, index='btree_not_null')
    note = fields.Char("What Was Said")
    km_estimate = fields.Float("About (km)", digits=(9, 1), readonly=True,
                               help="From his home and back, as told when he was asked.")
    # may name needs: for those who plan rides
    known_blockers = fields.Text("Known When Asked", readonly=True, groups=DESK)
    desk_note = fields.Text("To Settle With Him", readonly=True, groups=DESK)

    _asked_once = models.UniqueIndex(
        "(ride_id, volunteer_id) WHERE batch_id IS NOT NULL AND answer IN ('queued', 'waiting')",
        "This volunteer has just been asked. Look at the answers before you ask again.")

    @api.depends('ride_id', 'batch_id.ride_ids')
    def _compute_ride_ids(self):
        for proposal in self:
            proposal.ride_ids = (proposal.batch_id.ride_ids or proposal.ride_id).sorted('pickup_at')

    @api.depends('volunteer_id', 'answer')
    def _compute_display_name(self):
        answers = dict(self._fields['answer']._description_selection(self.env))
        for proposal in self:
            proposal.display_name = f"{proposal.volunteer_id.name}: {answers.get(proposal.answer)}"

    # ---- answers move by actions only --------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        """Begin with a question; only code of ours writes one with its answer or as part of several."""
        proposals = super().create(vals_list)
        if not is_guarded(self):
            self._refuse_moves(proposals.filtered(lambda p: p.answer != 'waiting' or p.source or p.batch_id))
        return proposals

    def write(self, vals):
        """Guard the answers, whoever writes, and whom a link was sent to."""
        self._refuse_moves(get_moved(self, vals, GUARDED_FIELDS)
                           | get_moved(self.filtered('batch_id'), vals, LINKED_FIELDS))
        return super().write(vals)

    def _refuse_moves(self, proposals):
        if proposals:
            raise UserError(self.env._(
                "%(name)s: an answer is noted with its buttons. They give the ride and tell the others.",
                name=proposals[0].volunteer_id.name))

    def _set_answer(self, answer, **vals):
        if self:
            guarded(self).write({'answer': answer, **vals})

    def _answer(self, answer, source='phone', **vals):
        """Note what the volunteer has said: now, and by whom when somebody noted it for him."""
        self._set_answer(answer, **{
            'answered_at': fields.Datetime.now(), 'source': source, 'desk_note': False,
            'answered_by_id': self.env.uid if source == 'phone' else False, **vals})

    def _get_open_rides(self):
        """Return the rides that he may still say yes to: nobody's, or planned for him without his yes."""
        return self.ride_ids.filtered(lambda r: r.state == 'requested' or (
            r.state == 'planned' and r.volunteer_id == self.volunteer_id)).sorted('pickup_at')

    def _get_driven_rides(self):
        """Return the rides asked for that he drives."""
        return self.ride_ids.filtered(
            lambda r: r.state in ('planned', 'confirmed') and r.volunteer_id == self.volunteer_id)

    # ---- noted by the desk -------------------------------------------------------------------------
    def _check_not_driving(self):
        """Refuse to note a “no” of somebody who has the ride: it must be taken back first."""
        driving = self.filtered(lambda p: p.answer == 'yes' and p.ride_id.volunteer_id == p.volunteer_id)
        if driving:
            raise UserError(self.env._(
                "%(ride)s has been given to %(name)s. Take it back first.",
                ride=driving[0].ride_id.display_name, name=driving[0].volunteer_id.name))

    def action_accept(self):
        """The volunteer says yes: the rides are his and confirmed; warnings go through the dialog.

        The yes is noted when the rides are given, so that a dialog left open notes nothing.
        """
        self.ensure_one()
        rides = self._get_open_rides()
        if not rides:
            raise UserError(self.env._(
                "%(ride)s is no longer to place.", ride=self.ride_id.display_name))
        requested = rides.filtered(lambda r: r.state == 'requested')
        blockers = requested._get_assignment_blockers(self.volunteer_id) if requested else {}
        if any(blockers.values()):
            action = requested.action_open_assign()
            action['context'] |= {
                'default_volunteer_id': self.volunteer_id.id, 'default_proposal_id': self.id}
            return action
        self._answer('yes')
        self._give(rides)
        return True

    def _give(self, rides, reason=None):
        """Make the rides his, and confirmed."""
        requested = rides.filtered(lambda r: r.state == 'requested')
        if requested:
            requested._assign(self.volunteer_id, reason=reason)
        rides.action_confirm()

    def action_decline(self):
        """The volunteer says no; what he said stays in the note; the next in turn is asked."""
        self._check_not_driving()
        self._answer('no')
        self.batch_id._next()

    def action_unreachable(self):
        """Nobody answered the telephone; the next in turn is asked."""
        self._check_not_driving()
        self._answer('unreachable')
        self.batch_id._next()
