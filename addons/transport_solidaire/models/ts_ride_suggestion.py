# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import models
from odoo.exceptions import UserError

from ..tools.insertion import Route, Stop, get_km, insert_all
from ..tools.planning import Offer
from ..tools.suggestion import Candidate, Suggestion

# How much later than alone somebody already on board may arrive, when she has no appointment: the longer
# of half as long again and of fifteen minutes.
DETOUR_RATIO, DETOUR_MINUTES = 0.5, 15


def minutes(moment, origin):
    """Return a moment in minutes after the origin of the day looked at."""
    return (moment - origin).total_seconds() / 60


class TsRide(models.Model):
    """Who could take these rides, the best first, and why.

    For each volunteer the cheapest way is taken: an outing of their own between his runs, or a place in
    one of these when times, seats and order allow it. Points are in ``ts_ride_suggestion_terms.py``.
    """

    _inherit = 'ts.ride'

    def get_suggestions(self, limit=10):
        """Return the best volunteers for these rides together, ready for JSON (see ``tools/suggestion.py``)."""
        self.check_access('read')
        return [suggestion.as_dict() for suggestion in self._get_suggestions(limit)]

    def _get_suggestions(self, limit=10):
        """Return the best volunteers for these rides together, the best first.

        :param limit: how many
        :return: list of ``Suggestion``; sentences are written for these only
        :raise UserError: when the rides belong to several associations
        """
        candidates = self._rank()
        return [self._make_suggestion(candidate, rank)
                for rank, candidate in enumerate(candidates[:limit], start=1)]

    def _rank(self):
        """Return every driver of the association as a ``Candidate``, in order. The query count is fixed."""
        if not self:
            return []
        if len(self.company_id) > 1:
            raise UserError(self.env._("These rides belong to several associations: look at them one by one."))
        volunteers = self.env['ts.volunteer'].search([
            ('company_id', '=', self.company_id.id), ('state', '=', 'active'), ('is_driver', '=', True)])
        facts = self._load_facts(volunteers)
        candidates = self._find_candidates(facts)
        self._get_suggestion_terms(facts, candidates)
        for candidate in candidates:
            candidate.score = sum(term.points for term in candidate.terms)
        return sorted(candidates, key=Candidate.get_order)

    # ---- the cheapest way for each volunteer -----------------------------------------------------
    def _find_candidates(self, facts):
        rides = list(facts.rides.values())
        groups = self._split_facts(rides)
        offers = []
        span = self._get_joining_span(groups)
        for volunteer in facts.volunteers.values():
            offers.append(Offer(volunteer, self._get_ways(facts, volunteer.vehicle, [], 'car')))
            for run in self._get_joinable(volunteer, span):
                offers.append(Offer(volunteer, self._get_ways(facts, None, [run], 'car'), frozenset([run.id])))
        self._measure_offers(facts, offers, self.env['ts.distance']._estimate_legs)
        self._measure_runs(facts, offers)
        # a run that cannot take the rides is no offer: the rules need not look at it
        candidates = [candidate for offer in offers
                      if (candidate := self._make_candidate(facts, offer, groups))]
        self._check_offers(facts, [candidate.offer for candidate in candidates])
        found = {}
        for candidate in candidates:
            best = found.get(candidate.volunteer.id)
            if best is None or self._get_way_order(candidate) < self._get_way_order(best):
                found[candidate.volunteer.id] = candidate
        return list(found.values())

    def _get_joining_span(self, groups):
        """Return from when to when a run must be near to carry all the rides as well; None when none can."""
        if len(groups) != 1:
            return None
        wait = timedelta(hours=self.company_id.ts_max_wait)
        return groups[0][0].pickup_at - wait, max(ride.dropoff_at for ride in groups[0]) + wait

    def _get_joinable(self, volunteer, span):
        """Return the runs of a volunteer that may carry the rides as well: near enough in time."""
        if not span:
            return []
        start, end = span
        return [run for run in volunteer.runs
                if run.is_open and run.open_rides and any(
                    ride.pickup_at <= end and ride.dropoff_at >= start for ride in run.open_rides)]

    def _measure_runs(self, facts, offers):
        """Measure what the insertion into runs asks for beyond the rules: home to and from each run."""
        pairs = {pair for offer in offers for run_id in offer.run_ids
                 for ride in facts.runs[run_id].open_rides
                 for pair in ((offer.volunteer.home, ride.pickup), (ride.dropoff, offer.volunteer.home))}
        for offer in offers:
            for run_id in offer.run_ids:
                places = [p for r in facts.runs[run_id].open_rides for p in (r.pickup, r.dropoff)]
                pairs.update((a, b) for a in places for b in places if a != b)
        pairs = [pair for pair in pairs if pair[0] and pair[1] and pair not in facts.legs.known]
        facts.legs.known.update(zip(
            pairs, self.env['ts.distance']._estimate_legs(self.company_id, pairs), strict=True))

    def _get_way_order(self, candidate):
        """Return the sort key of the ways to give the rides to one volunteer, the best first."""
        offer, km = candidate.offer, candidate.extra_km
        return (not offer.is_possible, len(offer.codes), km is None, km or 0.0, bool(offer.run_ids),
                sorted(offer.run_ids))

    def _make_candidate(self, facts, offer, groups):
        """Return the offer with its kilometres, None where a run cannot take the rides."""
        if offer.volunteer.home is None:
            return Candidate(offer, None, None)
        leg = self._get_leg_function(facts)
        if offer.run_ids:
            run = facts.runs[next(iter(offer.run_ids))]
            found = self._insert(facts, offer, run, groups[0], leg)
            return found and Candidate(offer, found.extra_km, found.extra_km)
        home = offer.volunteer.home
        extra = sum(get_km(Route(home, self._make_stops(group)), leg) for group in groups)
        approach = sum(leg(home, group[0].pickup)[0] for group in groups)
        return Candidate(offer, extra, approach)

    def _get_leg_function(self, facts):
        def leg(start, end):
            way = facts.legs.get(start, end) if start != end else None
            return (way.km, way.minutes) if way else (0.0, 0)
        return leg

    def _make_stops(self, rides):
        """Return the stops of rides in order of time; only their places count for the kilometres."""
        origin = min(ride.pickup_at for ride in rides)
        stops = [stop for ride in rides for stop in self._make_pair(ride, origin, lambda *_ends: (0, 0))]
        return tuple(sorted(stops, key=lambda stop: (stop.earliest, stop.load > 0)))

    def _make_pair(self, ride, origin, leg):
        """Return pick-up and drop-off of a ride with the times that hold for a driver, in minutes."""
        start, end = minutes(ride.pickup_at, origin), minutes(ride.dropoff_at, origin)
        drive = leg(ride.pickup, ride.dropoff)[1]
        latest = max(end, minutes(ride.appointment_at, origin)) if ride.appointment_at else (
            end + max(DETOUR_RATIO * drive, DETOUR_MINUTES))
        return (Stop(ride.pickup, start, start, ride.boarding, ride.seats, ride.id),
                Stop(ride.dropoff, end, latest, 0, -ride.seats, ride.id))

    def _insert(self, facts, offer, run, rides, leg):
        """Return the insertion of the rides into a run, None when times, seats or order do not allow it."""
        origin = min(ride.pickup_at for ride in [*run.open_rides, *rides])
        stops = [stop for ride in run.open_rides for stop in self._make_pair(ride, origin, leg)]
        stops.sort(key=lambda stop: (stop.earliest, stop.load > 0))
        seats = run.vehicle.seats if run.vehicle else 99
        route = Route(offer.volunteer.home, tuple(stops), seats, self.company_id.ts_max_wait * 60)
        return insert_all(route, [self._make_pair(ride, origin, leg) for ride in rides], leg, by_time=True)

    # ---- what is shown ---------------------------------------------------------------------------
    def _make_suggestion(self, candidate, rank):
        offer = candidate.offer
        found = [finding.to_blocker() for ride_findings in offer.findings.values() for finding in ride_findings]
        blockers = list(dict.fromkeys(found))
        return Suggestion(
            candidate.volunteer.id, candidate.volunteer.name, round(candidate.score, 1),
            round(candidate.extra_km or 0.0, 1), round(candidate.approach_km or 0.0, 1),
            [text for term in candidate.terms if (text := term.reason())], blockers,
            next(iter(offer.run_ids), False), bool(blockers) and offer.is_possible, offer.is_possible,
            [(text, round(term.points, 1)) for term in candidate.terms if (text := term.tell())], rank)
