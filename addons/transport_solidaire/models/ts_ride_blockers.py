# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date, timedelta

from odoo import models

from ..tools.planning import Offer, Way, covers, get_halts, get_peak_seats, split_by_outing

# Papers that do not matter when the outing is not made with the volunteer's own car.
UNNEEDED_PAPERS = {
    'fleet': ('insurance', 'inspection'),
    'bike': ('licence', 'insurance', 'inspection'),
    'foot': ('licence', 'insurance', 'inspection'),
}


class TsRide(models.Model):
    """What speaks against giving rides to a volunteer: one set of rules for one volunteer and for hundreds.

    The rules look at ``Offer`` objects (``tools/planning.py``) and ask the database nothing.
    """

    _inherit = 'ts.ride'

    # ---- the two hooks of other addons -----------------------------------------------------------
    def _get_assignment_blockers(self, volunteer, vehicle=None, run=None, mode='car'):
        """Return what speaks against giving these rides to a volunteer.

        Documented hook: another addon extends it, calls ``super()`` and appends its own
        ``Blocker`` objects to the lists. The number of queries must not depend on the number of rides.
        A rule that the ranking of suggestions is to know too goes into ``_check_offers`` instead, which
        this method calls.

        :param volunteer: one ``ts.volunteer``
        :param vehicle: one of his vehicles; his usual one when empty
        :param run: an existing run that the rides would join, with its vehicle and mode; empty for a
            new one; the runs that carry the rides already, to look at these again
        :param mode: of a new run, as ``ts.run.mode``; only ``car`` needs a vehicle and its papers
        :return: dict of ride → list of ``Blocker``, in the order in which a coordinator reads them
        """
        volunteer.ensure_one()
        facts = self._load_facts(volunteer, run, vehicle)
        someone = facts.volunteers[volunteer.id]
        own = facts.vehicles.get(vehicle.id) if vehicle else someone.vehicle
        runs = [facts.runs[one.id] for one in run or ()]
        offer = Offer(someone, self._get_ways(facts, own, runs, mode), frozenset(one.id for one in runs))
        self._measure_offers(facts, [offer], self.env['ts.distance']._get_legs)
        self._check_offers(facts, [offer])
        return {ride: [finding.to_blocker() for finding in offer.findings.get(ride.id, ())]
                for ride in self}

    def _check_offers(self, facts, offers):
        """Note on each offer what speaks against it (``offer.add``), in the order a coordinator reads it.

        Documented hook: another addon extends it, calls ``super()`` and looks at all offers at once: what
        it needs is read in a fixed number of queries for all volunteers (``facts.volunteers``), and the
        sentence is written in a function, only for what is shown::

            offer.add(ride, 'training', lambda: self.env._("…"), hard=True)

        :param facts: ``Facts`` of ``tools/planning.py``
        :param offers: list of ``Offer``; several may be about one volunteer
        """
        shared = {}
        for offer in offers:
            self._block_inactive(facts, offer)
            self._block_overlap(facts, offer)
            self._block_timing(facts, offer, shared)
            self._block_aids(facts, offer)
            self._block_vehicle(facts, offer)
            self._block_refusals(facts, offer)
            self._block_papers(facts, offer)
            self._block_absence(facts, offer)
            self._block_limits(facts, offer)

    # ---- offers ----------------------------------------------------------------------------------
    def _get_ways(self, facts, vehicle, runs, mode):
        """Return id of ride → ``Way``: the run that carries it already, else the first of those given."""
        known = {run.id: run for run in runs}
        ways, new = {}, Way(None, vehicle, mode)
        for ride in facts.rides.values():
            own = known.get(ride.run_id) or (runs[0] if runs else None)
            ways[ride.id] = Way(own, own.vehicle, own.mode) if own else new
        return ways

    def _measure_offers(self, facts, offers, get_legs):
        """Measure every way that the rules will ask for, in one go, and the outings of the offers.

        :param get_legs: ``ts.distance._get_legs``, or another method of its form
        """
        pairs = set()
        for home in {offer.volunteer.home for offer in offers}:
            for ride in facts.rides.values():
                pairs.add((home, ride.pickup))
                pairs.add((ride.dropoff, home))
        targets = {way.run for offer in offers for way in offer.ways.values()}
        for group in self._get_shared_groups(facts, targets):
            halts = get_halts(group)
            pairs.update((before.point, halt.point) for before, halt in zip(halts, halts[1:], strict=False))
        pairs = [pair for pair in pairs if pair[0] and pair[1] and pair not in facts.legs.known]
        if pairs:
            facts.legs.known.update(zip(pairs, get_legs(self.company_id[:1], pairs), strict=True))
        for offer in offers:
            offer.outings = self._get_outings(facts, offer)

    def _get_shared_groups(self, facts, targets):
        """Return the rides of each outing: new ones by themselves, joined runs with those already there."""
        rides, groups = list(facts.rides.values()), []
        for run in targets:
            if run:
                groups.append(list(dict.fromkeys([*run.open_rides, *rides])))
        return groups + self._split_facts(rides)

    def _split_facts(self, rides):
        return split_by_outing(rides, timedelta(hours=self.company_id[:1].ts_max_wait))

    def _get_outings(self, facts, offer):
        """Return id of ride → (start, end, kilometres) of the outing from the volunteer's home and back.

        A ride on a run shares the run's outing, longer when the ride begins before or ends after it.
        """
        home, outings = offer.volunteer.home, {}
        for ride in facts.rides.values():
            out, back = facts.legs.get(home, ride.pickup), facts.legs.get(ride.dropoff, home)
            run = offer.ways[ride.id].run
            start = ride.pickup_at - timedelta(minutes=out.minutes if out else 0)
            end = ride.dropoff_at + timedelta(minutes=back.minutes if back else 0)
            km = (out.km if out else 0) + ride.distance_km + (back.km if back else 0)
            if run and run.start_at and run.end_at:
                start = run.start_at if run.start_at <= ride.pickup_at else start
                end = run.end_at if run.end_at >= ride.dropoff_at else end
                km = max(km, run.km_planned)
            outings[ride.id] = (start, end, km)
        return outings

    # ---- the rules -------------------------------------------------------------------------------
    def _block_inactive(self, facts, offer):
        volunteer = offer.volunteer
        if volunteer.state == 'active':
            return

        def tell():
            states = dict(self.env['ts.volunteer']._fields['state']._description_selection(self.env))
            return self.env._("%(name)s is not an active volunteer (%(state)s).",
                              name=volunteer.name, state=states[volunteer.state])

        for ride in facts.rides.values():
            offer.add(ride, 'inactive', tell, hard=True)

    def _block_overlap(self, facts, offer):
        """A return of one's own outward never counts: both rides are one errand."""
        if not offer.volunteer.runs:
            return
        for ride in facts.rides.values():
            start, end = offer.outings[ride.id][:2]
            others = [run for run in offer.volunteer.runs
                      if run.is_open and run.start_at and run.start_at < end and run.end_at > start]
            if not others:
                continue
            target, own = offer.ways[ride.id].run, set(ride.kin_run_ids)
            if target:
                own.add(target.id)
                own.update(*(other.kin_run_ids for other in target.rides))
            for other in others:
                if other.id not in own:
                    offer.add(ride, 'overlap', lambda other=other: self.env._(
                        "%(name)s already drives from %(start)s to %(end)s that day.",
                        name=offer.volunteer.name, start=self._format_hour(other.start_at),
                        end=self._format_hour(other.end_at)), hard=True)

    def _block_timing(self, facts, offer, shared):
        """Somebody is to be picked up sooner than the driver can come from where he is before.

        :param shared: what was found for a run (None: a new one), the same whoever drives it
        """
        for run in dict.fromkeys(way.run for way in offer.ways.values()):
            joining = [ride for ride in facts.rides.values() if offer.ways[ride.id].run is run]
            key = (run, len(joining))
            if key not in shared:
                shared[key] = list(self._find_late(facts, run, joining))
            for ride, tell in shared[key]:
                offer.add(ride, 'timing', tell)

    def _find_late(self, facts, run, joining):
        groups = self._split_facts(joining) if run is None else [
            list(dict.fromkeys([*joining, *run.open_rides]))]
        mine = set(joining)
        for group in groups:
            halts = get_halts(group)
            for before, halt in zip(halts, halts[1:], strict=False):
                if not halt.is_pickup or before.door == halt.door:
                    continue
                leg = facts.legs.get(before.point, halt.point)
                # a ride that comes in between may make somebody else wait who was there before
                ride = halt.ride if halt.ride in mine else before.ride
                if leg and halt.at - before.at < timedelta(minutes=leg.minutes) and ride in mine:
                    yield ride, lambda b=before, h=halt, way=leg: self._tell_late(b, h, way)

    def _tell_late(self, before, halt, leg):
        return self.env._(
            "%(person)s cannot be picked up at %(time)s: it is %(minutes)s minutes from the stop "
            "before, at %(before)s.", person=halt.ride.person_name,
            time=self._format_hour(halt.at), minutes=leg.minutes, before=self._format_hour(before.at))

    def _block_aids(self, facts, offer):
        if not offer.volunteer.refused_aid_ids:
            return
        for ride in facts.rides.values():
            refused = ride.aid_ids & offer.volunteer.refused_aid_ids
            if refused:
                offer.add(ride, 'aids', lambda refused=refused: self.env._(
                    "%(name)s does not take: %(aids)s.",
                    name=offer.volunteer.name, aids=facts.get_aid_names(refused)), hard=True)

    def _block_vehicle(self, facts, offer):
        by_car = {}
        for ride in facts.rides.values():
            if offer.ways[ride.id].mode == 'car':
                by_car.setdefault(offer.ways[ride.id].run, []).append(ride)
        for run, rides in by_car.items():
            aboard = list(dict.fromkeys([*run.rides, *rides])) if run else rides
            for ride in rides:
                self._block_ride_vehicle(facts, ride, offer, aboard)

    def _block_ride_vehicle(self, facts, ride, offer, aboard):
        vehicle = offer.ways[ride.id].vehicle
        if not vehicle:
            offer.add(ride, 'vehicle', lambda: self.env._(
                "%(name)s has no vehicle on file.", name=offer.volunteer.name))
            return
        needed = get_peak_seats(aboard, ride)
        if needed > vehicle.seats:
            offer.add(ride, 'seats', lambda: self.env._(
                "%(needed)s seats are needed and the vehicle has %(seats)s.",
                needed=needed, seats=vehicle.seats), hard=True)
        fitted = ride.aid_ids & facts.fitted_aid_ids if ride.aid_ids else ()
        if fitted and not vehicle.is_accessible:
            offer.add(ride, 'accessible', lambda: self.env._(
                "The vehicle is not fitted for: %(aids)s.", aids=facts.get_aid_names(fitted)), hard=True)

    def _block_refusals(self, facts, offer):
        if not offer.volunteer.refused_person_ids:
            return
        for ride in facts.rides.values():
            if ride.person_id in offer.volunteer.refused_person_ids:
                offer.add(ride, 'refusal', lambda ride=ride: self.env._(
                    "%(volunteer)s and %(person)s do not travel together.",
                    volunteer=offer.volunteer.name, person=ride.person_name), hard=True)

    def _block_papers(self, facts, offer):
        if not offer.volunteer.papers:
            return
        for ride in facts.rides.values():
            way = offer.ways[ride.id]
            for kind, date_end in self._get_paper_ends(offer.volunteer, way.vehicle, way.mode).items():
                if date_end < ride.date:
                    offer.add(ride, 'papers', lambda kind=kind, date_end=date_end: self._tell_paper(
                        offer.volunteer, kind, date_end))

    def _get_paper_ends(self, volunteer, vehicle, mode):
        """Return kind of paper → last day on which one of that kind holds."""
        ends, unneeded = {}, UNNEEDED_PAPERS.get(mode, ())
        for kind, vehicle_id, date_end in volunteer.papers:
            if kind not in unneeded and (not vehicle_id or (vehicle and vehicle_id == vehicle.id)):
                # a paper without an end replaces an older one that has expired
                end = date_end or date.max
                ends[kind] = max(ends.get(kind, end), end)
        return ends

    def _tell_paper(self, volunteer, kind, date_end):
        kinds = dict(self.env['ts.paper']._fields['kind']._description_selection(self.env))
        return self.env._("%(paper)s of %(name)s expired on %(date)s.", paper=kinds[kind],
                          name=volunteer.name, date=self._format_date(date_end))

    def _block_absence(self, facts, offer):
        volunteer = offer.volunteer
        if not (volunteer.absences or volunteer.has_slots):
            return
        for ride in facts.rides.values():
            away = [end for start, end in volunteer.absences if start <= ride.date <= end]
            if away:
                offer.add(ride, 'absent', lambda away=away: self.env._(
                    "%(name)s is away until %(date)s.",
                    name=volunteer.name, date=self._format_date(max(away))))
            elif volunteer.has_slots:
                start, end = map(facts.zone.fromutc, offer.outings[ride.id][:2])
                if not any(covers(slot, start, end) for slot in volunteer.slots):
                    offer.add(ride, 'availability', lambda: self.env._(
                        "%(name)s is not usually available then.", name=volunteer.name))

    def _block_limits(self, facts, offer):
        volunteer, weekly = offer.volunteer, dict(offer.volunteer.rides_of_week)
        for ride in sorted(facts.rides.values(), key=lambda r: (r.pickup_at, r.id)):
            km = offer.outings[ride.id][2]
            if volunteer.max_km and km > volunteer.max_km:
                offer.add(ride, 'max_km', lambda km=km: self.env._(
                    "About %(km)s km, and %(name)s wishes at most %(limit)s.",
                    km=round(km), name=volunteer.name, limit=volunteer.max_km))
            if volunteer.max_rides_week:
                week = ride.date.isocalendar()[:2]
                count = weekly.get(week, 0)
                weekly[week] = count + 1  # rides given at once count together
                if count >= volunteer.max_rides_week:
                    offer.add(ride, 'max_rides', lambda count=count: self.env._(
                        "%(name)s already has %(count)s rides that week and wishes at most %(limit)s.",
                        name=volunteer.name, count=count, limit=volunteer.max_rides_week))
            if volunteer.commune_ids is not None and ride.commune_id not in volunteer.commune_ids:
                offer.add(ride, 'sector', lambda ride=ride: self.env._(
                    "%(name)s does not usually drive from %(commune)s.", name=volunteer.name,
                    commune=ride.commune_name or '?'))

    # ---- words -----------------------------------------------------------------------------------
    def _format_hour(self, moment):
        return f"{self.company_id[:1]._to_local(moment):%H:%M}"

    def _format_date(self, day):
        return self.env['ir.qweb.field.date'].value_to_html(day, {})
