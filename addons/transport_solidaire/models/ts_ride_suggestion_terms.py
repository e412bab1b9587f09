# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import models
from odoo.tools import SQL

from ..tools.planning import covers
from ..tools.suggestion import LOAD_WEEKS, get_turn_share

# Drives in a year after which two people know each other as well as they ever will.
KNOWN_DRIVES = 5
# Somebody whose home is not known is ranked as if he lived this far, never as if next door.
UNKNOWN_KM = 60
# What one may ask of anybody in four weeks, however little the others drive: rides, kilometres.
LEAST_USUAL = (LOAD_WEEKS, LOAD_WEEKS * 50)


class TsRide(models.Model):
    """The points of a suggestion, each with its sentence; the weights are settings of the association."""

    _inherit = 'ts.ride'

    def _get_suggestion_terms(self, facts, candidates):
        """Add to each candidate the parts of his score, in the order in which their reasons are read.

        Documented hook: another addon extends it, calls ``super()``, reads what it needs for all
        volunteers at once and adds its own parts::

            candidate.add('training', 10, lambda: self.env._("…"), lambda: self.env._("…"))

        The last two write the explanation of the points and the words of the one-line reason.
        """
        company, load = self.company_id, self._load_turns(facts)
        known, answers = self._load_acquaintance(facts), self._load_answers(facts)
        preferred = self._load_preferences(facts)
        day = min((ride.date for ride in facts.rides.values()), default=None)
        week = day and day.isocalendar()[:2]
        usual = [max(least, sum(turn[i] for turn in load.values()) / max(1, len(facts.volunteers)))
                 for i, least in enumerate(LEAST_USUAL)]
        for candidate in candidates:
            volunteer_id = candidate.volunteer.id
            self._add_distance(candidate, company)
            self._add_free(candidate, facts)
            self._add_preference(candidate, company, preferred.get(volunteer_id, set()))
            self._add_acquaintance(candidate, company, known.get(volunteer_id, 0))
            self._add_turn(candidate, company, load.get(volunteer_id, (0, 0.0)), usual, week)
            self._add_warnings(candidate, company)
            self._add_fitted(candidate, company, facts)
            self._add_answer(candidate, company, answers.get(volunteer_id))

    # ---- what is read for all volunteers at once -------------------------------------------------
    def _load_turns(self, facts):
        """Return volunteer's id → (rides, kilometres) of the four weeks that end on the day of the ride."""
        last = min(ride.date for ride in facts.rides.values())
        return self.env['ts.volunteer'].browse(list(facts.volunteers))._get_turns(last, self)

    def _load_acquaintance(self, facts):
        last = min(ride.date for ride in facts.rides.values())
        return dict(self._rows(SQL(
            """SELECT volunteer_id, count(*) FROM ts_ride
               WHERE beneficiary_id = ANY(%s) AND volunteer_id = ANY(%s) AND state = 'done' AND date >= %s
               GROUP BY volunteer_id""", list({ride.person_id for ride in facts.rides.values()}),
            list(facts.volunteers), last - timedelta(days=365))))

    def _load_answers(self, facts):
        """Return volunteer's id → what he last answered when asked for one of these rides."""
        self.env['ts.proposal'].flush_model()
        return dict(self._rows(SQL(
            """SELECT DISTINCT ON (volunteer_id) volunteer_id, answer FROM ts_proposal
               WHERE ride_id = ANY(%s) AND volunteer_id = ANY(%s)
               ORDER BY volunteer_id, asked_at DESC, id DESC""", self.ids, list(facts.volunteers))))

    def _load_preferences(self, facts):
        """Return volunteer's id → who of both likes to travel with the other: ``he``, ``she``."""
        people, wishes = list({ride.person_id for ride in facts.rides.values()}), {}
        ids = list(facts.volunteers)
        for name, who in (('preferred_beneficiary_ids', 'he'), ('preferred_by_ids', 'she')):
            for volunteer_id in self._load_links(name, ids, people):
                wishes.setdefault(volunteer_id, set()).add(who)
        return wishes

    # ---- the parts of a score --------------------------------------------------------------------
    def _add_distance(self, candidate, company):
        km, approach = candidate.extra_km, candidate.approach_km
        if km is None:
            candidate.add('distance', -UNKNOWN_KM * company.ts_weight_km,
                          lambda: self.env._("Where he lives is not known"),
                          lambda: self.env._("address not known"))
        elif candidate.offer.run_ids:
            candidate.add('distance', -km * company.ts_weight_km,
                          lambda: self.env._("%(km)s km more on a run he already drives", km=round(km)),
                          lambda: self.env._("already on the road, %(km)s km more", km=round(km)))
        else:
            candidate.add('distance', -km * company.ts_weight_km,
                          lambda: self.env._("%(km)s km from his home and back", km=round(km)),
                          lambda: self.env._("%(km)s km of approach", km=round(approach)))

    def _add_free(self, candidate, facts):
        candidate.add('free', 0.0, str, lambda: self._tell_free(candidate, facts))

    def _tell_free(self, candidate, facts):
        """Say until when he is free after the last ride, when that is known."""
        ride = max(facts.rides.values(), key=lambda r: r.dropoff_at)
        start, end = candidate.offer.outings[ride.id][:2]
        local = [self.company_id._to_local(moment) for moment in (start, end)]
        until = [f"{int(slot[2]):02d}:{round(slot[2] % 1 * 60):02d}" for slot in candidate.volunteer.slots
                 if covers(slot, *local)]
        next_runs = [self._format_hour(run.start_at) for run in candidate.volunteer.runs
                     if run.is_open and run.start_at and run.start_at >= end
                     and self.company_id._to_local(run.start_at).date() == local[1].date()]
        if candidate.offer.codes & {'overlap', 'absent', 'availability'} or not (until or next_runs):
            return ''
        return self.env._("free until %(hour)s", hour=min([*next_runs, *([max(until)] if until else [])]))

    def _add_preference(self, candidate, company, wishes):
        if not wishes:
            return
        candidate.add(
            'preference', len(wishes) * company.ts_weight_preference,
            lambda: self.env._("They like to travel together") if len(wishes) == 2
            else self.env._("He likes to drive her") if 'he' in wishes
            else self.env._("She likes to be driven by him"),
            lambda: self.env._("both like it") if len(wishes) == 2
            else self.env._("likes to drive her") if 'he' in wishes else self.env._("she likes him"))

    def _add_acquaintance(self, candidate, company, count):
        if count:
            candidate.add(
                'acquaintance', min(count, KNOWN_DRIVES) / KNOWN_DRIVES * company.ts_weight_acquaintance,
                lambda: self.env._("Has driven her %(count)s times in a year", count=count),
                lambda: self.env._("knows her"))

    def _add_turn(self, candidate, company, load, usual, week):
        """Fair turns: what he drove in four weeks against what he wishes, or against the others."""
        volunteer, (rides, km) = candidate.volunteer, load
        wished = volunteer.wished_rides_week
        share = get_turn_share(rides, km, wished * LOAD_WEEKS, volunteer.wished_km_week * LOAD_WEEKS, *usual)
        candidate.add(
            'turn', share * company.ts_weight_fairness,
            lambda: self._tell_turn(volunteer, rides, km),
            lambda: self._tell_week(volunteer.rides_of_week.get(week, 0), wished))

    def _tell_turn(self, volunteer, rides, km):
        if volunteer.wished_rides_week or volunteer.wished_km_week:
            return self.env._(
                "In four weeks: %(rides)s rides and %(km)s km, wishes %(wished_rides)s rides and "
                "%(wished_km)s km", rides=rides, km=round(km),
                wished_rides=LOAD_WEEKS * volunteer.wished_rides_week or '-',
                wished_km=LOAD_WEEKS * volunteer.wished_km_week or '-')
        return self.env._("In four weeks: %(rides)s rides and %(km)s km, against what others drive",
                          rides=rides, km=round(km))

    def _tell_week(self, count, wished):
        if not count:
            said = self.env._("has not driven this week")
        elif count == 1:
            said = self.env._("drove once this week")
        else:
            said = self.env._("drove %(count)s times this week", count=count)
        return self.env._("%(said)s, wishes %(wished)s", said=said, wished=wished) if wished else said

    def _add_warnings(self, candidate, company):
        codes = candidate.offer.codes
        if codes:
            candidate.add('warnings', -len(codes) * company.ts_weight_warning, lambda: self.env._(
                "%(count)s things speak against it", count=len(codes)) if len(codes) > 1
                else self.env._("One thing speaks against it"))

    def _add_fitted(self, candidate, company, facts):
        """Keep those who can take a wheelchair for those who have one."""
        ways = candidate.offer.ways
        spared = any(way.vehicle and way.vehicle.is_accessible for way in ways.values()) and not any(
            ride.aid_ids & facts.fitted_aid_ids for ride in facts.rides.values())
        if spared and not candidate.offer.run_ids:
            candidate.add('fitted', -company.ts_weight_fitted, lambda: self.env._(
                "His vehicle takes a wheelchair: others may need it more"))

    def _add_answer(self, candidate, company, answer):
        if answer == 'no':
            candidate.add('answer', -company.ts_weight_answer,
                          lambda: self.env._("Has already said no to this ride"),
                          lambda: self.env._("has said no"))
        elif answer == 'waiting':
            candidate.add('answer', -company.ts_weight_answer / 3,
                          lambda: self.env._("Has been asked and has not answered yet"),
                          lambda: self.env._("asked, no answer yet"))
