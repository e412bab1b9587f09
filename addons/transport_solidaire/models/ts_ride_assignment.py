# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict, namedtuple
from datetime import date, timedelta

from odoo import models
from odoo.exceptions import UserError
from odoo.tools.misc import clean_context

from ..tools.blocker import Blocker
from .ts_ride import CLOSED_STATES

# Papers that do not matter when the outing is not made with the volunteer's own car.
UNNEEDED_PAPERS = {
    'fleet': ('insurance', 'inspection'),
    'bike': ('licence', 'insurance', 'inspection'),
    'foot': ('licence', 'insurance', 'inspection'),
}
# How a ride would be driven: its run (empty for a new one), the vehicle, the mode.
Way = namedtuple('Way', 'run vehicle mode')
# Where a driver is to be at what moment: somebody gets in or out at a door (a place or a contact).
Halt = namedtuple('Halt', 'at is_pickup ride point door')


class TsRide(models.Model):
    """Giving rides to a volunteer: what speaks against it, and the run that carries them."""

    _inherit = 'ts.ride'

    # ---- blockers --------------------------------------------------------------------------------
    def _get_assignment_blockers(self, volunteer, vehicle=None, run=None, mode='car'):
        """Return what speaks against giving these rides to a volunteer.

        Documented hook: another addon extends it, calls ``super()`` and appends its own
        ``Blocker`` objects to the lists. The number of queries must not depend on the number of rides.

        :param volunteer: one ``ts.volunteer``
        :param vehicle: one of his vehicles; his usual one when empty
        :param run: an existing run that the rides would join, with its vehicle and mode; empty for a
            new one; the runs that carry the rides already, to look at these again
        :param mode: of a new run, as ``ts.run.mode``; only ``car`` needs a vehicle and its papers
        :return: dict of ride → list of ``Blocker``, in the order in which a coordinator reads them
        """
        volunteer.ensure_one()
        run = run or self.env['ts.run']
        ways = self._get_ways(vehicle or volunteer.vehicle_id, run, mode)
        outings = self._get_outings(volunteer, ways)
        found = defaultdict(list)
        self._block_inactive(volunteer, found)
        self._block_overlap(volunteer, run, ways, outings, found)
        self._block_timing(ways, found)
        self._block_aids(volunteer, found)
        self._block_vehicle(volunteer, run, ways, found)
        self._block_refusals(volunteer, found)
        self._block_papers(volunteer, ways, found)
        self._block_absence(volunteer, outings, found)
        self._block_limits(volunteer, outings, found)
        return {ride: found[ride] for ride in self}

    def _get_ways(self, vehicle, run, mode):
        """Return ride → ``Way``."""
        ways = {}
        for ride in self:
            own = ride.run_id if ride.run_id in run else run[:1]
            ways[ride] = Way(own, own.vehicle_id, own.mode) if own else Way(own, vehicle, mode)
        return ways

    def _get_outings(self, volunteer, ways):
        """Return ride → (start, end, kilometres) of the outing from the volunteer's home and back.

        A ride on a run shares the run's outing, longer when the ride begins before or ends after it.
        """
        home = volunteer._get_point()
        pairs = [pair for ride in self for pair in
                 ((home, ride._get_pickup_point()), (ride._get_dropoff_point(), home))]
        legs = iter(self.env['ts.distance']._get_legs(volunteer.company_id, pairs))
        outings = {}
        for ride in self:
            out, back, run = next(legs), next(legs), ways[ride].run
            start = ride.pickup_at - timedelta(minutes=out.minutes if out else 0)
            end = ride.dropoff_at + timedelta(minutes=back.minutes if back else 0)
            km = (out.km if out else 0) + ride.distance_km + (back.km if back else 0)
            if run:
                start = run.start_at if run.start_at <= ride.pickup_at else start
                end = run.end_at if run.end_at >= ride.dropoff_at else end
                km = max(km, run.km_planned)
            outings[ride] = (start, end, km)
        return outings

    def _block_inactive(self, volunteer, found):
        if volunteer.state == 'active':
            return
        states = dict(volunteer._fields['state']._description_selection(self.env))
        for ride in self:
            found[ride].append(Blocker('inactive', self.env._(
                "%(name)s is not an active volunteer (%(state)s).",
                name=volunteer.name, state=states[volunteer.state]), hard=True))

    def _block_overlap(self, volunteer, run, ways, outings, found):
        """A return of one's own outward never counts: both rides are one errand."""
        start = min(outing[0] for outing in outings.values())
        end = max(outing[1] for outing in outings.values())
        others = self.env['ts.run'].search([
            ('volunteer_id', '=', volunteer.id), ('state', 'in', ('planned', 'confirmed')),
            ('start_at', '<', end), ('end_at', '>', start)])
        linked = {ride: ride.run_id | ride.outward_id.run_id | ride.return_ids.run_id
                  for ride in self | run.ride_ids}
        for ride in self:
            target = ways[ride].run
            own = target.union(*(linked[other] for other in target.ride_ids | ride))
            for other in others - own:
                if other.start_at < outings[ride][1] and other.end_at > outings[ride][0]:
                    found[ride].append(Blocker('overlap', self.env._(
                        "%(name)s already drives from %(start)s to %(end)s that day.",
                        name=volunteer.name, start=self._format_hour(other.start_at),
                        end=self._format_hour(other.end_at)), hard=True))

    def _block_timing(self, ways, found):
        """Somebody is to be picked up sooner than the driver can come from where he is before."""
        hops = [hop for rides in self._get_shared_outings(ways) for hop in rides._get_hops()]
        pairs = [(None, None) if before.door == halt.door else (before.point, halt.point)
                 for before, halt in hops]
        legs = self.env['ts.distance']._get_legs(self.company_id[:1], pairs)
        for (before, halt), leg in zip(hops, legs, strict=True):
            # a ride that comes in between may make somebody else wait who was there before
            ride = halt.ride if halt.ride in self else before.ride
            late = leg and halt.at - before.at < timedelta(minutes=leg.minutes)
            if late and ride in self:
                found[ride].append(Blocker('timing', self.env._(
                    "%(person)s cannot be picked up at %(time)s: it is %(minutes)s minutes from the stop "
                    "before, at %(before)s.", person=halt.ride.beneficiary_id.name,
                    time=self._format_hour(halt.at), minutes=leg.minutes,
                    before=self._format_hour(before.at))))

    def _get_shared_outings(self, ways):
        """Return groups of rides, those already there included, that one outing each would carry."""
        joining = self.filtered(lambda r: ways[r].run)
        groups = [rides | target.ride_ids.filtered(lambda r: r.state not in CLOSED_STATES)
                  for target, rides in joining.grouped(lambda r: ways[r].run).items()]
        return groups + (self - joining)._split_by_outing()

    def _get_hops(self):
        """Return the ways to each pick-up, as (``Halt`` before, ``Halt``), of one outing with these rides."""
        halts = [halt for ride in self for halt in (
            Halt(ride.pickup_at, True, ride, ride._get_pickup_point(),
                 ride.pickup_place_id or ride.beneficiary_id.partner_id),
            Halt(ride.dropoff_at, False, ride, ride._get_dropoff_point(),
                 ride.dropoff_place_id or ride.beneficiary_id.partner_id))]
        halts.sort(key=lambda halt: halt[:2])
        return [(before, halt) for before, halt in zip(halts, halts[1:], strict=False) if halt.is_pickup]

    def _format_hour(self, moment):
        return f"{self.company_id[:1]._to_local(moment):%H:%M}"

    def _block_vehicle(self, volunteer, run, ways, found):
        (self | run.ride_ids).mapped('seats')  # read at once
        by_car = self.filtered(lambda r: ways[r].mode == 'car')
        for target, rides in by_car.grouped(lambda r: ways[r].run).items():
            aboard = target.ride_ids | rides
            for ride in rides:
                self._block_ride_vehicle(ride, volunteer, ways[ride].vehicle, aboard, found)

    def _block_ride_vehicle(self, ride, volunteer, vehicle, aboard, found):
        if not vehicle:
            found[ride].append(Blocker('vehicle', self.env._(
                "%(name)s has no vehicle on file.", name=volunteer.name)))
            return
        needed = aboard._get_peak_seats(ride)
        if needed > vehicle.seats:
            found[ride].append(Blocker('seats', self.env._(
                "%(needed)s seats are needed and the vehicle has %(seats)s.",
                needed=needed, seats=vehicle.seats), hard=True))
        fitted = ride.aid_ids.filtered('needs_accessible_vehicle')
        if fitted and not vehicle.is_accessible:
            found[ride].append(Blocker('accessible', self.env._(
                "The vehicle is not fitted for: %(aids)s.",
                aids=', '.join(fitted.mapped('name'))), hard=True))

    def _get_peak_seats(self, ride):
        """Return the most seats taken at once, among these rides, while ``ride`` is on board."""
        together = self.filtered(lambda r: r == ride or (
            r.state not in ('cancelled', 'refused', 'unserved')
            and r.pickup_at < ride.dropoff_at and r.dropoff_at > ride.pickup_at))
        moments = [max(r.pickup_at, ride.pickup_at) for r in together]
        return max(sum(r.seats for r in together if r == ride or r.pickup_at <= at < r.dropoff_at)
                   for at in moments)

    def _block_aids(self, volunteer, found):
        for ride in self:
            refused = ride.aid_ids & volunteer.refused_aid_ids
            if refused:
                found[ride].append(Blocker('aids', self.env._(
                    "%(name)s does not take: %(aids)s.",
                    name=volunteer.name, aids=', '.join(refused.mapped('name'))), hard=True))

    def _block_refusals(self, volunteer, found):
        for ride in self:
            person = ride.beneficiary_id
            if person in volunteer.refused_beneficiary_ids or volunteer in person.refused_volunteer_ids:
                found[ride].append(Blocker('refusal', self.env._(
                    "%(volunteer)s and %(person)s do not travel together.",
                    volunteer=volunteer.name, person=person.name), hard=True))

    def _block_papers(self, volunteer, ways, found):
        kinds = dict(self.env['ts.paper']._fields['kind']._description_selection(self.env))
        ends = {(vehicle, mode): self._get_paper_ends(volunteer, vehicle, mode)
                for _run, vehicle, mode in ways.values()}
        for ride in self:
            for kind, date_end in ends[ways[ride][1:]].items():
                if date_end < ride.date:
                    found[ride].append(Blocker('papers', self.env._(
                        "%(paper)s of %(name)s expired on %(date)s.", paper=kinds[kind],
                        name=volunteer.name, date=self._format_date(date_end))))

    def _get_paper_ends(self, volunteer, vehicle, mode):
        """Return kind of paper → last day on which one of that kind holds."""
        ends = {}
        for paper in volunteer.paper_ids:
            needed = paper.kind not in UNNEEDED_PAPERS.get(mode, ())
            if needed and (not paper.vehicle_id or paper.vehicle_id == vehicle):
                # a paper without an end replaces an older one that has expired
                date_end = paper.date_end or date.max
                ends[paper.kind] = max(ends.get(paper.kind, date_end), date_end)
        return ends

    def _format_date(self, day):
        return self.env['ir.qweb.field.date'].value_to_html(day, {})

    def _block_absence(self, volunteer, outings, found):
        slots = volunteer.availability_ids
        for ride in self:
            away = volunteer.absence_ids.filtered(lambda a, r=ride: a.date_from <= r.date <= a.date_to)
            start, end = (ride.company_id._to_local(moment) for moment in outings[ride][:2])
            if away:
                found[ride].append(Blocker('absent', self.env._(
                    "%(name)s is away until %(date)s.",
                    name=volunteer.name, date=self._format_date(max(away.mapped('date_to'))))))
            elif slots and not any(slot._covers(start, end) for slot in slots):
                found[ride].append(Blocker('availability', self.env._(
                    "%(name)s is not usually available then.", name=volunteer.name)))

    def _block_limits(self, volunteer, outings, found):
        weekly = self._count_rides_of_weeks(volunteer) if volunteer.max_rides_week else {}
        communes = volunteer.sector_ids.commune_ids
        for ride in self.sorted('pickup_at'):
            km = outings[ride][2]
            if volunteer.max_km and km > volunteer.max_km:
                found[ride].append(Blocker('max_km', self.env._(
                    "About %(km)s km, and %(name)s wishes at most %(limit)s.",
                    km=round(km), name=volunteer.name, limit=volunteer.max_km)))
            week = ride.date.isocalendar()[:2]
            count = weekly.get(week, 0)
            weekly[week] = count + 1  # rides given at once count together
            if volunteer.max_rides_week and count >= volunteer.max_rides_week:
                found[ride].append(Blocker('max_rides', self.env._(
                    "%(name)s already has %(count)s rides that week and wishes at most %(limit)s.",
                    name=volunteer.name, count=count, limit=volunteer.max_rides_week)))
            if communes and ride.beneficiary_id.commune_id not in communes:
                found[ride].append(Blocker('sector', self.env._(
                    "%(name)s does not usually drive from %(commune)s.", name=volunteer.name,
                    commune=ride.beneficiary_id.commune_id.name or '?')))

    def _count_rides_of_weeks(self, volunteer):
        """Return (ISO year, ISO week) → number of rides the volunteer has in the weeks of these rides."""
        days = self.mapped('date')
        first = min(days) - timedelta(days=min(days).weekday())
        last = max(days) + timedelta(days=6 - max(days).weekday())
        groups = self._read_group(
            [('volunteer_id', '=', volunteer.id), ('date', '>=', first), ('date', '<=', last),
             ('state', 'in', ('planned', 'confirmed', 'done', 'no_show')), ('id', 'not in', self.ids)],
            ['date:day'], ['__count'])
        counts = defaultdict(int)
        for day, count in groups:
            counts[day.isocalendar()[:2]] += count
        return counts

    def _recheck(self):
        """Note on planned rides what speaks against their volunteer today and was not passed over."""
        planned = self.filtered(lambda r: r.state in ('planned', 'confirmed') and r.run_id)
        (self - planned).filtered('warning').warning = False
        for volunteer, rides in planned.grouped('volunteer_id').items():
            found = rides._get_assignment_blockers(volunteer, run=rides.run_id)
            for ride in rides:
                new = [b.message for b in found[ride] if b.message not in (ride.override_note or '')]
                warning = '\n'.join(new) or False
                if warning != ride.warning:
                    ride.warning = warning

    # ---- assignment ------------------------------------------------------------------------------
    def _assign(self, volunteer, vehicle=None, run=None, mode='car', reason=None):
        """Give rides to a volunteer, on an existing run or on new ones.

        :param reason: ``ts.ride.reason`` of kind override: why the soft blockers are passed over
        :raise UserError: on hard blockers, or on soft ones without a reason; one sentence each
        :return: the runs that carry the rides
        """
        volunteer._lock_planning()
        self._check_still_requested()
        run = run or self.env['ts.run']
        vehicle = vehicle or volunteer.vehicle_id
        blockers = self._get_assignment_blockers(volunteer, vehicle, run, mode)
        self._check_blockers(blockers, reason)
        groups = [self] if run else self._split_by_outing()
        # the dialog's defaults are for its own fields, not for the run's
        clean = self.env(context=clean_context(self.env.context))
        runs = run or clean['ts.run'].create([{
            'company_id': volunteer.company_id.id, 'volunteer_id': volunteer.id, 'mode': mode,
            'vehicle_id': vehicle.id if mode == 'car' else False} for _group in groups])
        for rides, target in zip(groups, runs, strict=True):
            # the stops of all runs follow at once
            rides.with_context(ts_stops_later=True)._set_state('planned', run_id=target.id)
        runs._rebuild_stops()
        self._keep_override(blockers, reason)
        return runs

    def _check_still_requested(self):
        taken = self.filtered('run_id')
        if taken:
            raise UserError(self.env._(
                "%(ride)s has been given to %(name)s in the meantime.",
                ride=taken[0].display_name, name=taken[0].volunteer_id.name))

    def _check_blockers(self, blockers, reason):
        every = [b for found in blockers.values() for b in found]
        stopping = [b for b in every if b.hard] or ([] if reason else every)
        if not stopping:
            return
        sentences = '\n'.join(f"• {message}" for message in dict.fromkeys(b.message for b in stopping))
        if stopping[0].hard:
            raise UserError(self.env._("This assignment is not possible:\n%(why)s", why=sentences))
        raise UserError(self.env._(
            "Give a reason to assign all the same:\n%(why)s", why=sentences))

    def _split_by_outing(self):
        """Return the rides in groups that one outing can carry: the driver waits up to the limit."""
        groups = []
        for ride in self.sorted('pickup_at'):
            wait = timedelta(hours=ride.company_id.ts_max_wait)
            if groups and ride.pickup_at - max(groups[-1].mapped('dropoff_at')) <= wait:
                groups[-1] |= ride
            else:
                groups.append(ride)
        return groups

    def _keep_override(self, blockers, reason):
        passed_over = {ride: found for ride, found in blockers.items() if found}
        for ride, found in passed_over.items():
            ride.write({
                'override_reason_id': reason.id, 'warning': False,
                'override_note': '\n'.join(blocker.message for blocker in found)})
        # what is said about aids stays out of the chatter
        self.browse().union(*passed_over)._message_log_batch({ride.id: self.env._(
            "Assigned to %(name)s although: %(why)s Reason: %(reason)s",
            name=ride.volunteer_id.name, why=' '.join(b.message for b in found if b.code != 'aids'),
            reason=reason.name) for ride, found in passed_over.items()})
