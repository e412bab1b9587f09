# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools.guard import get_moved, guarded
from .res_company_ask import ASK_MODES

# What was asked, and how, does not change once people think about it.
GUARDED_FIELDS = ('ride_ids', 'mode', 'hours', 'company_id', 'version')
OPEN_ANSWERS = ('queued', 'waiting', 'to_call')
# Answers after which nobody else is asked for the moment.
HOLDING_ANSWERS = ('waiting', 'to_call', 'yes')


class TsProposalBatch(models.Model):
    """One question to one or several volunteers: who drives these rides?

    Rides asked together (an outward ride and its return) are taken together, by one volunteer.

    | mode  | who is asked                                         | who gets the rides            |
    |-------|------------------------------------------------------|-------------------------------|
    | one   | one volunteer                                        | he, if he says yes            |
    | order | the next when the one before declines or is too late | the first to say yes          |
    | all   | everybody at once                                    | the first to say yes          |

    | state   | when                                                                           |
    |---------|--------------------------------------------------------------------------------|
    | waiting | an answer is awaited, or somebody has said yes and the desk must speak to him  |
    | taken   | somebody has said yes, or the desk has given the rides to somebody             |
    | nobody  | everybody has declined or been too late, or the yes was taken back             |
    | stopped | the rides are no longer to be driven, or the desk has stopped asking           |

    ``hours`` is the time each one has to answer, from the moment his message leaves.
    """

    _name = 'ts.proposal.batch'
    _description = "Question to Volunteers"
    _order = 'id desc'
    _check_company_auto = True

    company_id = fields.Many2one('res.company', "Association", required=True, index=True,
                                 default=lambda self: self.env.company)
    ride_ids = fields.Many2many('ts.ride', string="Rides", check_company=True)
    mode = fields.Selection(ASK_MODES, "How Many Are Asked", required=True, default='one')
    hours = fields.Float("Time to Answer (h)", required=True, default=4.0)
    asked_by_id = fields.Many2one('res.users', default=lambda self: self.env.user, index='btree_not_null')
    proposal_ids = fields.One2many('ts.proposal', 'batch_id', "Who Is Asked")
    state = fields.Selection(
        [('waiting', "Waiting for Answers"), ('taken', "Taken"), ('nobody', "Nobody"), ('stopped', "Stopped")],
        compute='_compute_state', store=True, index=True)
    winner_id = fields.Many2one('ts.volunteer', "Said Yes", compute='_compute_state', store=True,
                                index='btree_not_null')
    expires_at = fields.Datetime("Answer Until", compute='_compute_expires_at',
                                 help="When the first of those who still think runs out of time.")
    to_call = fields.Boolean(compute='_compute_state', store=True,
                             help="Somebody has said yes and something new speaks against it.")
    version = fields.Integer(copy=False, help="Counts the answers, so that two of them never pass unseen.")

    _hours_positive = models.Constraint('CHECK(hours > 0)', "Leave the volunteers some time to answer.")

    @api.depends('proposal_ids.answer', 'proposal_ids.volunteer_id')
    def _compute_state(self):
        for batch in self:
            answers = set(batch.proposal_ids.mapped('answer'))
            batch.to_call = 'to_call' in answers
            batch.winner_id = batch.proposal_ids.filtered(lambda p: p.answer == 'yes').volunteer_id[:1]
            if 'yes' in answers:
                batch.state = 'taken'
            elif answers & set(OPEN_ANSWERS):
                batch.state = 'waiting'
            elif 'withdrawn' not in answers and answers & {'taken', 'stopped'}:
                batch.state = 'taken' if 'taken' in answers else 'stopped'
            else:
                batch.state = 'nobody'

    @api.depends('proposal_ids.answer', 'proposal_ids.expires_at')
    def _compute_expires_at(self):
        for batch in self:
            waiting = batch.proposal_ids.filtered(lambda p: p.answer == 'waiting' and p.expires_at)
            batch.expires_at = min(waiting.mapped('expires_at'), default=False)

    @api.depends('ride_ids')
    def _compute_display_name(self):
        for batch in self:
            batch.display_name = ' + '.join(batch.ride_ids.sorted('pickup_at').mapped('display_name'))

    def write(self, vals):
        """Keep what was asked as it was asked."""
        if get_moved(self, vals, GUARDED_FIELDS):
            raise UserError(self.env._(
                "Volunteers have been asked this question already. Stop it and ask another one."))
        return super().write(vals)

    # ---- asking ------------------------------------------------------------------------------------
    def _get_open_rides(self):
        """Return the rides that nobody drives yet."""
        return self.ride_ids.filtered(lambda r: r.state == 'requested').sorted('pickup_at')

    def _lock(self):
        """Wait until nobody else answers or asks here; who comes second starts again on what is then true."""
        if not self:
            return
        self.env.execute_query(SQL(
            "SELECT id FROM ts_proposal_batch WHERE id IN %s ORDER BY id FOR NO KEY UPDATE",
            tuple(self.ids)))
        for batch in guarded(self):
            batch.version += 1
        self.flush_recordset(['version'])

    def _next(self):
        """Ask whoever comes next, in each question asked in order where nobody is thinking it over."""
        following = self.env['ts.proposal']
        for batch in self.filtered(lambda b: b.mode == 'order' and b._get_open_rides()):
            if not batch.proposal_ids.filtered(lambda p: p.answer in HOLDING_ANSWERS):
                following |= batch.proposal_ids.filtered(lambda p: p.answer == 'queued')[:1]
        following._ask()

    def _end(self, given_to=None):
        """Tell everybody who still thinks it over that it is over, once.

        :param given_to: the volunteers who drive the rides; empty when nobody has to
        """
        given_to = given_to or self.env['ts.volunteer']
        open_ones = self.proposal_ids.filtered(
            lambda p: p.answer in OPEN_ANSWERS and p.volunteer_id not in given_to)
        told = open_ones.filtered(lambda p: p.answer != 'queued')
        open_ones._set_answer('taken' if given_to else 'stopped')
        told._thank()

    def action_stop(self):
        """Stop asking: those who still think it over are told and thanked."""
        self._lock()
        self._end()

    def action_view_rides(self):
        """Open the rides that are asked for."""
        title = self.env._("Rides")
        action = {'type': 'ir.actions.act_window', 'res_model': 'ts.ride', 'name': title,
                  'view_mode': 'list,form', 'domain': [('id', 'in', self.ride_ids.ids)]}
        if len(self.ride_ids) == 1:
            action |= {'view_mode': 'form', 'res_id': self.ride_ids.id}
        return action

    # ---- time passes -------------------------------------------------------------------------------
    def _expire(self):
        """Note who has been too late, and go on to the next."""
        now = fields.Datetime.now()
        late = self.proposal_ids.filtered(
            lambda p: p.answer == 'waiting' and p.expires_at and p.expires_at <= now)
        late._set_answer('expired')
        late.notice_id.action_cancel()  # one that has not left yet asks for nothing any more
        self._next()

    @api.model
    def _cron_expire(self):
        """Every few minutes: end the time of those who did not answer, ask the next ones."""
        late = self.env['ts.proposal'].search([
            ('answer', '=', 'waiting'), ('batch_id', '!=', False),
            ('expires_at', '<=', fields.Datetime.now())]).batch_id
        for position, batch in enumerate(late, 1):
            # somebody who answers right now is left alone: the next round sees what he said
            locked = batch.try_lock_for_update(allow_referencing=True)
            if locked:
                locked._lock()
                locked._expire()
            self.env['ir.cron']._commit_progress(1, remaining=len(late) - position)
