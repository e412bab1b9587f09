# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from itertools import pairwise

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.planning import Offer
from .ts_proposal_batch import OPEN_ANSWERS
from .ts_ride import DESK, EVERY_STATE
from .ts_ride_notice import DATA_KEY


class TsRide(models.Model):
    """Asking volunteers for rides, and what becomes of the question when the rides move otherwise."""

    _inherit = 'ts.ride'

    batch_ids = fields.Many2many('ts.proposal.batch', string="Questions to Volunteers", groups=DESK, copy=False)
    asked_ids = fields.Many2many('ts.proposal', string="Asked Together With Another Ride", groups=DESK,
                                 compute='_compute_asked_ids')
    is_being_asked = fields.Boolean("Answer Awaited", compute='_compute_is_being_asked', groups=DESK,
                                    search='_search_is_being_asked')

    @api.depends('batch_ids.proposal_ids')
    def _compute_asked_ids(self):
        for ride in self:
            ride.asked_ids = ride.batch_ids.proposal_ids.filtered(lambda p, r=ride: p.ride_id != r)

    @api.depends('batch_ids.state')
    def _compute_is_being_asked(self):
        for ride in self:
            ride.is_being_asked = 'waiting' in ride.batch_ids.mapped('state')

    def _search_is_being_asked(self, operator, value):
        if operator != 'in':
            return NotImplemented
        return [('batch_ids.state', '=', 'waiting')]

    # ---- asking ------------------------------------------------------------------------------------
    def _propose(self, volunteers, mode='one', hours=None, channel=None):
        """Ask volunteers to drive these rides together.

        Whoever is hindered for certain, or is thinking about one of them already, is left out.

        :param volunteers: ``ts.volunteer`` in the order in which they are asked
        :param mode: ``one``, ``order`` or ``all`` (see ``ts.proposal.batch``)
        :param hours: time to answer; the association's habit when empty
        :param channel: ``email``, ``sms``, ``phone``; each one's own when empty
        :raise UserError: when there is nobody to ask, or nothing
        :return: the ``ts.proposal.batch``
        """
        rides = self.sorted('pickup_at')
        rides._check_to_be_asked(volunteers, channel)
        if mode == 'one' and len(volunteers) > 1:
            raise UserError(self.env._(
                "Choose one volunteer, or say whether several are asked in order or all at once."))
        known = rides._get_fitting(volunteers)
        fitting = volunteers.filtered(lambda v: v in known)
        batch = self.env['ts.proposal.batch'].create({
            'company_id': rides.company_id.id, 'ride_ids': [fields.Command.set(rides.ids)], 'mode': mode,
            'hours': hours or rides.company_id.ts_ask_hours})
        proposals = self.env['ts.proposal']._create_questions(
            batch, fitting, known, rides._estimate_km(fitting), channel)
        (proposals[:1] if mode == 'order' else proposals)._ask()
        return batch

    def _check_to_be_asked(self, volunteers, channel):
        if not self or len(self.company_id) > 1:
            raise UserError(self.env._("Choose rides of one association to ask for."))
        placed = self.filtered(lambda r: r.state != 'requested')
        if placed:
            raise UserError(self.env._("%(ride)s is no longer to place.", ride=placed[0].display_name))
        online = self.filtered('asked_online')
        if online:
            raise UserError(self.env._("%(ride)s was asked online: confirm it first.", ride=online[0].display_name))
        # a question that may only leave after the quiet hours must still come before the ride
        written = any(volunteer._get_channel(channel) != 'phone' for volunteer in volunteers)
        now = fields.Datetime.now()
        leaves = self.company_id._get_send_time(now) if written else now
        late = self.filtered(lambda r: r.pickup_at <= leaves)
        if late:
            raise UserError(self.env._(
                "%(ride)s begins before a message may leave: call instead.", ride=late[0].display_name))

    def _get_fitting(self, volunteers):
        """Return volunteer → sentences to know, for those who can be asked.

        :raise UserError: one sentence for each of them, when nobody can
        """
        thinking = self.env['ts.proposal'].search([
            ('answer', 'in', ('queued', 'waiting')), ('batch_id.ride_ids', 'in', self.ids),
            ('volunteer_id', 'in', volunteers.ids)]).volunteer_id
        known, refused = {}, []
        for volunteer, blockers in self._get_blockers_by_volunteer(volunteers).items():
            hard = [b.message for b in blockers if b.hard]
            if volunteer in thinking:
                refused.append(self.env._("%(name)s has been asked already.", name=volunteer.name))
            elif hard:
                refused.extend(hard)
            else:
                known[volunteer] = list(dict.fromkeys(b.message for b in blockers))
        if not known:
            raise UserError(self.env._(
                "There is nobody to ask:\n%(why)s", why='\n'.join(f"• {m}" for m in dict.fromkeys(refused))))
        return known

    def _get_blockers_by_volunteer(self, volunteers):
        """Return volunteer → everything that speaks against giving him these rides."""
        facts = self._load_facts(volunteers)
        offers = {volunteer: Offer(one, self._get_ways(facts, one.vehicle, [], 'car'))
                  for volunteer in volunteers for one in [facts.volunteers[volunteer.id]]}
        self._measure_offers(facts, list(offers.values()), self.env['ts.distance']._get_legs)
        self._check_offers(facts, list(offers.values()))
        return {volunteer: [finding.to_blocker() for ride in self for finding in offer.findings.get(ride.id, ())]
                for volunteer, offer in offers.items()}

    def _estimate_km(self, volunteers):
        """Return volunteer → kilometres from his home and back, 0 when a position is unknown."""
        ways = [group._get_way() for group in self._split_by_outing()]
        pairs, owners = [], []
        for volunteer in volunteers:
            home = volunteer._get_point()
            for way in ways:
                hops = list(pairwise([home, *way, home]))
                pairs += hops
                owners += [volunteer] * len(hops)
        legs = self.env['ts.distance']._get_legs(self.company_id, pairs)
        km, unknown = dict.fromkeys(volunteers, 0.0), set()
        for volunteer, leg in zip(owners, legs, strict=True):
            if leg:
                km[volunteer] += leg.km
            else:
                unknown.add(volunteer)
        return {volunteer: 0.0 if volunteer in unknown else total for volunteer, total in km.items()}

    def _get_way(self):
        """Return the positions where somebody gets in or out, in order of time."""
        halts = [halt for ride in self for halt in (
            (ride.pickup_at, 0, ride.id, ride._get_pickup_point()),
            (ride.dropoff_at, 1, ride.id, ride._get_dropoff_point()))]
        return [halt[-1] for halt in sorted(halts, key=lambda halt: halt[:3])]

    @api.model
    def _get_batch_data(self, batch):
        return {'batch_id': batch.id, 'state': batch.state, 'proposals': [
            {'id': p.id, 'volunteer_id': p.volunteer_id.id, 'name': p.volunteer_id.name, 'answer': p.answer,
             'channel': p.channel, 'expires_at': fields.Datetime.to_string(p.expires_at) or False}
            for p in batch.proposal_ids]}

    def propose(self, volunteer_ids, mode='one', hours=None, channel=None):
        """Ask volunteers for these rides, from a screen: the same as ``_propose``, in plain values.

        :param volunteer_ids: ids in the order in which they are asked
        :return: dict with ``batch_id``, ``state`` and ``proposals``
        """
        self.check_access('write')
        volunteers = self.env['ts.volunteer'].browse(volunteer_ids).exists()
        return self._get_batch_data(self._propose(volunteers, mode, hours, channel))

    def action_open_propose(self):
        """Open the dialog that asks volunteers."""
        return {
            'type': 'ir.actions.act_window', 'res_model': 'ts.ride.propose', 'view_mode': 'form',
            'target': 'new', 'name': self.env._("Ask volunteers"),
            'context': {'default_ride_ids': self.ids},
        }

    # ---- rides that move otherwise -----------------------------------------------------------------
    def _set_state(self, state, only_from=EVERY_STATE, **vals):
        """End the questions about rides that are given to somebody or will not be driven."""
        result = super()._set_state(state, only_from, **vals)
        later = self.env.context.get('ts_stops_later')  # many outings at once: all questions in one go
        if state in ('planned', 'confirmed', 'cancelled', 'refused', 'unserved') and not later:
            self._settle_questions()
        return result

    def _assign(self, volunteer, vehicle=None, run=None, mode='car', reason=None):
        """End the questions about these rides, all at once."""
        runs = super()._assign(volunteer, vehicle, run, mode, reason)
        self._settle_questions()
        return runs

    def _settle_questions(self):
        # sudo: a question ends whoever moves the ride, a person on her own page included
        batches = self.env['ts.proposal.batch'].sudo().search(
            [('ride_ids', 'in', self.ids), ('proposal_ids.answer', 'in', OPEN_ANSWERS)])
        for batch in batches:
            confirmed = batch.ride_ids.filtered(lambda r: r.state == 'confirmed').volunteer_id
            batch.proposal_ids.filtered(
                lambda p, v=confirmed: p.answer in ('waiting', 'to_call') and p.volunteer_id in v)._answer('yes')
            if not batch._get_open_rides():
                batch._lock()
                batch._end(batch.ride_ids.filtered(
                    lambda r: r.state in ('planned', 'confirmed')).volunteer_id)

    def _forget_told_volunteer(self):
        """Whoever says himself that he cannot come need not be told so."""
        known = self.env.cr.precommit.data.get(DATA_KEY, {})
        for ride in self.filtered(lambda r: r.id in known):
            known[ride.id] = known[ride.id]._replace(volunteer=self.env['ts.volunteer'])
