# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..tools.guard import get_moved, is_guarded

# A ride moves by its actions and by nothing else: they look at the plan, ask for reasons, count kilometres.
GUARDED_FIELDS = ('state', 'run_id')
UPCOMING_STATES = ('requested', 'planned', 'confirmed')
DRIVEN_STATES = ('done', 'no_show')
CLOSED_STATES = ('cancelled', 'refused', 'unserved')
# What a driver's way, and so what speaks against the assignment, depends on.
MOVING_FIELDS = {'beneficiary_id', 'pickup_at', 'appointment_at', 'pickup_place_id', 'dropoff_place_id'}
# Who plans rides, and so may know what others must not: needs, places, what speaks against a volunteer.
DESK = 'transport_solidaire.group_ts_user'
# What belongs to an assignment and goes with it; the chatter keeps the trace.
UNASSIGNED = {'run_id': False, 'warning': False, 'override_reason_id': False, 'override_note': False,
              'choice_rank': False, 'choice_note': False}
TRANSITIONS = {
    'requested': {'planned', 'cancelled', 'refused', 'unserved'},
    'planned': {'requested', 'confirmed', 'done', 'no_show', 'cancelled'},
    'confirmed': {'requested', 'planned', 'done', 'no_show', 'cancelled'},
    'done': {'planned', 'no_show'},
    'no_show': {'planned', 'done'},
    'cancelled': {'requested'},
    'refused': {'requested'},
    'unserved': {'requested', 'cancelled'},
}
EVERY_STATE = tuple(TRANSITIONS)


class TsRide(models.Model):
    """One person's one-way trip. Outward and return are two linked rides.

    | from → to                                 | means                             | who may, when           |
    |-------------------------------------------|-----------------------------------|-------------------------|
    | requested → planned                       | given to a volunteer (assignment) | yes                     |
    | planned → confirmed                       | the volunteer has said yes        | yes                     |
    | planned, confirmed → requested            | taken back from the volunteer     | yes                     |
    | planned, confirmed → done, no_show        | driven; the driver is paid        | yes, not before the day |
    | requested, planned, confirmed → cancelled | with a reason                     | yes                     |
    | requested → refused, unserved             | by us, no driver; with a reason   | yes                     |
    | done, no_show → planned                   | reopened for correction           | yes, unless stated      |
    | cancelled, refused, unserved → requested  | asked again                       | yes                     |

    Who may: coordinators and administrators; treasurers and the board move nothing.

    Hook for other addons: ``_get_assignment_blockers`` (file ``ts_ride_assignment.py``). They move rides by
    the actions or by ``_set_state`` (file ``ts_ride_states.py``); a plain write of the state is refused.
    """

    _name = 'ts.ride'
    _description = "Ride"
    _inherit = ['mail.thread', 'mail.activity.mixin']
    _order = 'pickup_at, id'
    _check_company_auto = True

    company_id = fields.Many2one('res.company', "Association", required=True, index=True,
                                 default=lambda self: self.env.company)
    beneficiary_id = fields.Many2one('ts.beneficiary', required=True, index=True, check_company=True,
                                     ondelete='restrict')
    coordinator_id = fields.Many2one('res.users', default=lambda self: self.env.user,
                                     index='btree_not_null', help="Who took the call.")
    purpose_id = fields.Many2one('ts.purpose', index='btree_not_null')
    funder_id = fields.Many2one('res.partner', index='btree_not_null',
                                help="Who bears a share of this ride, if anybody.")
    # where she is driven may tell of her health: for the desk, others read the labels below
    pickup_place_id = fields.Many2one('ts.place', "From", check_company=True, index='btree_not_null',
                                      groups=DESK, help="Empty: from home.")
    dropoff_place_id = fields.Many2one('ts.place', "To", check_company=True, index='btree_not_null',
                                       groups=DESK, help="Empty: to her home.")
    appointment_at = fields.Datetime("Appointment", help="When she is expected. Shopping has none.")
    pickup_at = fields.Datetime("Pick-up", compute='_compute_pickup_at', store=True, readonly=False,
                                required=True, index=True, precompute=True)
    earliest_at = fields.Datetime("Not Before")
    latest_at = fields.Datetime("Not After")
    time_to_confirm = fields.Boolean("Time to Be Confirmed", help="“I will call when I am ready.”")
    dropoff_at = fields.Datetime("Drop-off", compute='_compute_dropoff_at', store=True)
    date = fields.Date(compute='_compute_date', store=True, index=True)
    companions = fields.Integer(compute='_compute_from_beneficiary', store=True, readonly=False,
                                precompute=True)
    aid_ids = fields.Many2many('ts.aid', string="Aids", compute='_compute_from_beneficiary', store=True,
                               readonly=False, precompute=True, groups=DESK,
                               help="Needs are for those who plan rides: whoever pays does not see them.")
    # sudo: the number of seats says nothing of the need, and the treasurer may read it
    seats = fields.Integer(compute='_compute_seats', compute_sudo=True,
                           help="Seats needed: the person, companions, aids.")
    distance_km = fields.Float("Direct Distance (km)", digits=(9, 1), compute='_compute_distance',
                               store=True)
    duration_minutes = fields.Integer("Drive (min)", compute='_compute_distance', store=True)
    distance_provider = fields.Char(compute='_compute_distance', store=True)
    outward_id = fields.Many2one('ts.ride', "Outward Ride", index='btree_not_null', check_company=True,
                                 ondelete='set null', copy=False)
    return_ids = fields.One2many('ts.ride', 'outward_id', "Return Ride")
    direction = fields.Selection(
        [('outward', "Outward"), ('return', "Return"), ('single', "One Way")],
        compute='_compute_direction')
    run_id = fields.Many2one('ts.run', index='btree_not_null', check_company=True, copy=False,
                             ondelete='restrict')
    volunteer_id = fields.Many2one(related='run_id.volunteer_id', store=True, index='btree_not_null')
    proposal_ids = fields.One2many('ts.proposal', 'ride_id', "Proposals", groups=DESK)
    state = fields.Selection(
        [('requested', "To Place"), ('planned', "Planned"), ('confirmed', "Confirmed"), ('done', "Done"),
         ('no_show', "Person Absent"), ('cancelled', "Cancelled"), ('refused', "Refused"),
         ('unserved', "No Driver Found")],
        default='requested', required=True, index=True, tracking=True, copy=False, group_expand=True)
    reason_id = fields.Many2one('ts.ride.reason', copy=False, index='btree_not_null')
    override_reason_id = fields.Many2one('ts.ride.reason', "Warnings Passed Over Because", copy=False,
                                         index='btree_not_null')
    override_note = fields.Text("Warnings Passed Over", copy=False, groups=DESK)
    warning = fields.Text("To Check", copy=False, readonly=True, groups=DESK,
                          help="What has come to speak against this assignment since it was made.")
    # sudo: the sentences may name aids; that there is one says nothing of them
    has_warning = fields.Boolean(compute='_compute_has_warning', compute_sudo=True)
    note = fields.Text(help="For the driver. Never anything about health.")
    # related fields read with every right: what stands in a person's file stays for the desk
    alert = fields.Char(related='beneficiary_id.alert', groups=DESK)
    beneficiary_phone = fields.Char(related='beneficiary_id.phone', groups=DESK)
    volunteer_phone = fields.Char("Volunteer's Phone", related='volunteer_id.phone')
    pickup_label = fields.Char("Pick-up At", compute='_compute_labels')
    dropoff_label = fields.Char("Drop-off At", compute='_compute_labels')

    _planned_has_run = models.Constraint(
        "CHECK(state NOT IN ('planned', 'confirmed', 'done', 'no_show') OR run_id IS NOT NULL)",
        "A ride that is planned, confirmed or done needs a run: assign it to a volunteer first.")
    _companions_positive = models.Constraint(
        'CHECK(companions >= 0)', "The number of companions cannot be negative.")
    _company_date_idx = models.Index('(company_id, date, state)')

    # ---- what follows from the request ----------------------------------------------------------
    @api.depends('beneficiary_id')
    def _compute_from_beneficiary(self):
        for ride in self:
            ride.companions = ride.beneficiary_id.companions
            ride.aid_ids = ride.beneficiary_id.aid_ids

    @api.depends('companions', 'aid_ids')
    def _compute_seats(self):
        for ride in self:
            ride.seats = 1 + ride.companions + sum(ride.aid_ids.mapped('seats'))

    @api.depends('beneficiary_id', 'pickup_place_id', 'dropoff_place_id')
    def _compute_distance(self):
        legs = self._get_direct_legs()
        for ride, leg in zip(self, legs, strict=True):
            ride.distance_km = leg.km if leg else 0.0
            ride.duration_minutes = leg.minutes if leg else 0
            ride.distance_provider = leg.provider if leg else False

    def _get_direct_legs(self):
        """Return each ride's way from pick-up to drop-off, None where a position is unknown."""
        result = {}
        for company, rides in self.grouped('company_id').items():
            pairs = [(ride._get_pickup_point(), ride._get_dropoff_point()) for ride in rides]
            if company:
                result.update(zip(rides, self.env['ts.distance']._get_legs(company, pairs), strict=True))
        return [result.get(ride) for ride in self]

    def _get_pickup_point(self):
        """Return the position where the person is picked up (a place or her home), or None."""
        return (self.pickup_place_id or self.beneficiary_id)._get_point() if self.beneficiary_id else None

    def _get_dropoff_point(self):
        """Return the position where the person is set down (a place or her home), or None."""
        return (self.dropoff_place_id or self.beneficiary_id)._get_point() if self.beneficiary_id else None

    @api.depends('appointment_at')
    def _compute_pickup_at(self):
        for ride in self:
            if not ride.appointment_at:
                ride.pickup_at = ride.pickup_at
                continue
            before = (ride.company_id.ts_arrival_margin + ride.duration_minutes
                      + ride.beneficiary_id.boarding_minutes)
            ride.pickup_at = ride.appointment_at - timedelta(minutes=-(-before // 5) * 5)

    @api.depends('pickup_at', 'duration_minutes', 'beneficiary_id')
    def _compute_dropoff_at(self):
        for ride in self:
            minutes = ride.duration_minutes + ride.beneficiary_id.boarding_minutes
            ride.dropoff_at = ride.pickup_at and ride.pickup_at + timedelta(minutes=minutes)

    @api.depends('pickup_at', 'company_id')
    def _compute_date(self):
        for ride in self:
            ride.date = ride.pickup_at and ride.company_id._to_local(ride.pickup_at).date()

    @api.depends('outward_id', 'return_ids')
    def _compute_direction(self):
        for ride in self:
            ride.direction = 'return' if ride.outward_id else 'outward' if ride.return_ids else 'single'

    @api.depends('warning')
    def _compute_has_warning(self):
        for ride in self:
            ride.has_warning = bool(ride.warning)

    @api.depends_context('uid')
    @api.depends('pickup_place_id', 'dropoff_place_id', 'beneficiary_id')
    def _compute_labels(self):
        for ride in self:
            home = self.env._("home, %(city)s", city=ride.beneficiary_id.city or '?')
            places = ride.sudo()  # only the communes are told to whoever may not read the places
            ride.pickup_label = self._get_place_label(places.pickup_place_id) or home
            ride.dropoff_label = self._get_place_label(places.dropoff_place_id) or home

    def _get_place_label(self, place):
        """Return how a place is called in front of the user: by its commune unless he plans rides."""
        if not place or self.env.user.has_group(DESK):
            return place.display_name
        return place.commune_id.name or place.city or '?'

    @api.depends_context('uid')
    @api.depends('beneficiary_id', 'pickup_at', 'dropoff_place_id')
    def _compute_display_name(self):
        for ride in self:
            when = ride.pickup_at and ride.company_id._to_local(ride.pickup_at)
            person = ride.sudo().beneficiary_id  # a treasurer reads rides but not the persons' files
            ride.display_name = ' · '.join(filter(None, [
                person.name, ride.dropoff_label, f"{when:%d/%m/%Y %H:%M}" if when else '']))

    # ---- what must hold -------------------------------------------------------------------------
    @api.constrains('pickup_place_id', 'dropoff_place_id')
    def _check_places(self):
        for ride in self:
            if ride.pickup_place_id == ride.dropoff_place_id:
                raise ValidationError(self.env._(
                    "%(ride)s begins and ends at the same place. Say where it goes.",
                    ride=ride.display_name))

    @api.constrains('pickup_at', 'outward_id')
    def _check_return_after_outward(self):
        for ride in self | self.return_ids:
            if ride.outward_id and ride.pickup_at < ride.outward_id.pickup_at:
                raise ValidationError(self.env._(
                    "The return of %(name)s would begin before the outward ride. Correct one of the times.",
                    name=ride.beneficiary_id.name))

    @api.constrains('earliest_at', 'latest_at')
    def _check_window(self):
        for ride in self:
            if ride.earliest_at and ride.latest_at and ride.earliest_at > ride.latest_at:
                raise ValidationError(self.env._(
                    "%(ride)s: “not before” is later than “not after”.", ride=ride.display_name))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_driven(self):
        driven = self.filtered(lambda r: r.state in DRIVEN_STATES)
        if driven:
            raise UserError(self.env._(
                "%(ride)s has been driven and cannot be deleted. Cancel or correct it instead.",
                ride=driven[0].display_name))

    @api.model_create_multi
    def create(self, vals_list):
        """Begin with a request; only code of ours writes rides that have their run or result already."""
        rides = super().create(vals_list)
        if not is_guarded(self):
            self._refuse_moves(rides.filtered(lambda r: r.state != 'requested' or r.run_id))
        return rides

    def write(self, vals):
        """Guard the states, whoever writes; keep the run's stops in step with a request that changes."""
        self._refuse_moves(get_moved(self, vals, GUARDED_FIELDS))
        result = super().write(vals)
        moved = MOVING_FIELDS & set(vals)
        if (moved or 'run_id' in vals) and not self.env.context.get('ts_stops_later'):
            self.run_id.filtered(lambda r: r.state in ('planned', 'confirmed'))._rebuild_stops()
        if moved or {'aid_ids', 'companions'} & set(vals):
            self._recheck()
        return result

    def _refuse_moves(self, rides):
        if rides:
            raise UserError(self.env._(
                "%(ride)s: a ride is given, confirmed and closed by its buttons only. They say what speaks "
                "against it and ask for a reason.", ride=rides[0].display_name))

    def unlink(self):
        """Take the runs on without these rides; one that carries none any more would keep the volunteer busy."""
        runs = self.run_id
        result = super().unlink()
        runs._drop_if_empty()
        return result

    def _refresh_distances(self):
        """Measure these rides again after a place or a home has moved."""
        self._compute_distance()
        self.run_id._rebuild_stops()
