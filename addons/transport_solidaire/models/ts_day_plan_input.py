# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

from odoo import api, fields, models

from ..tools.day import Day, Held
from ..tools.dispatch import Driver, Leg, Location, LockedRoute, Problem, Table
from ..tools.promise import loosen

DAY_END = 24 * 3600
LOCKED_SLACK = 5 * 60
FAIR_DAYS = 28


class TsDayPlanInput(models.AbstractModel):
    """Makes the solver's input of a day: who can drive, what is to be driven, what is promised already.

    Hook for other addons: ``_get_ride_skills`` and ``_get_driver_skills`` (what a ride asks for and
    what a volunteer has). The number of queries does not depend on the number of rides.
    """

    _name = 'ts.day.plan.input'
    _description = "Input of a Proposed Day"

    @api.model
    def _prepare(self, plan):
        """Return the ``Day`` of a plan."""
        company, date = plan.company_id, plan.date
        day = Day(start=company._to_utc(date))
        volunteers = self._get_volunteers(company, date)
        # what somebody drives whom the solver does not see is nobody's to place
        self._add_rides(day, self._get_rides(company, date).filtered(
            lambda r: not r.run_id or r.volunteer_id in volunteers and r.volunteer_id._get_point()))
        for volunteer in volunteers:
            if volunteer._get_point():
                day.add_driver(volunteer, volunteer._get_point())
        table = Table(*company._get_distance_provider().table(day.points))
        legs = self._link_waiting(day, [self._prepare_leg(day, ride, table) for ride in day.rides])
        day.asked = set().union(*(leg.skills for leg in legs))
        costs, limits = self._get_costs(date, volunteers), self._get_rides_left(date, volunteers)
        day.problem = loosen(Problem(
            locations=tuple(Location(index, point.latitude, point.longitude)
                            for index, point in enumerate(day.points)),
            table=table, legs=tuple(legs), locked=self._get_locked(day),
            drivers=tuple(self._prepare_driver(day, volunteer, date, costs, limits)
                          for volunteer in day.drivers)))
        return day

    def _add_rides(self, day, rides):
        """Take the rides whose both ends are known, and what is promised of them."""
        for ride in rides:
            start, end = ride._get_pickup_point(), ride._get_dropoff_point()
            if start and end:
                day.add_ride(ride, start, end)
            elif not ride.run_id:
                day.unplaced[ride.id] = 'no_position'
        for run in rides.run_id:
            held = day.held.setdefault(
                run.volunteer_id, Held(day.second(run.start_at), day.second(run.end_at)))
            held.first = min(held.first, day.second(run.start_at))
            held.last = max(held.last, day.second(run.end_at))
            held.seats = max(held.seats, *(
                sum(r.seats for r in run.ride_ids if r.pickup_at <= one.pickup_at < r.dropoff_at or r == one)
                for one in run.ride_ids))
            held.km += run.km_planned

    # ---- what is to be driven ----------------------------------------------------------------------
    def _get_rides(self, company, date):
        """Return what is to place that day, and what is given already; not what the desk must confirm first."""
        return self.env['ts.ride'].search([
            ('company_id', '=', company.id), ('date', '=', date), ('asked_online', '=', False),
            ('state', 'in', ('requested', 'planned', 'confirmed')),
            '|', ('run_id', '!=', False), ('pickup_at', '>', fields.Datetime.now())], order='pickup_at, id')

    def _prepare_leg(self, day, ride, table):
        pickup, dropoff = day.ends[ride]
        direct = int(table.seconds[pickup, dropoff])
        service = ride.beneficiary_id.boarding_minutes * 60
        company = ride.company_id
        return Leg(
            id=ride.id, pickup=pickup, dropoff=dropoff, request=(ride.outward_id or ride).id,
            pickup_windows=(self._get_pickup_window(day, ride, direct + service),),
            dropoff_windows=(self._get_dropoff_window(day, ride),),
            pickup_service=service, load=(ride.seats,), skills=frozenset(self._get_ride_skills(ride)),
            max_ride=max(round(direct * company.ts_detour_factor), direct + company.ts_detour_minutes * 60),
            priority=ride.purpose_id.priority if ride.purpose_id else 50)

    def _get_pickup_window(self, day, ride, drive):
        """Return when she may be fetched: around what was agreed, never outside what she said."""
        asked = day.second(ride.pickup_at)
        if ride.run_id:
            return (asked, asked + LOCKED_SLACK)
        if ride.earliest_at or ride.latest_at:
            early = day.second(ride.earliest_at) if ride.earliest_at else min(asked, day.second(ride.latest_at))
            return (early, max(early, day.second(ride.latest_at) if ride.latest_at else asked))
        flex = ride.company_id.ts_flex_minutes * 60
        if ride.appointment_at:
            latest = day.second(ride.appointment_at) - drive
            return (latest - ride.company_id.ts_early_minutes * 60 - ride.company_id.ts_detour_minutes * 60,
                    max(asked, latest))
        return (asked, asked + flex) if ride.outward_id else (asked - flex, asked + flex)

    def _get_dropoff_window(self, day, ride):
        """Return when she may be set down: before her appointment where she has one."""
        if ride.appointment_at:
            end = day.second(ride.appointment_at)
            early = ride.company_id.ts_early_minutes * 60
            return (0 if ride.run_id else end - early, max(end, day.second(ride.dropoff_at)))
        return (0, 2 * DAY_END)

    def _get_ride_skills(self, ride):
        """Return what the volunteer must have: his car, the aids, no refusal, his sector."""
        skills = {('aid', aid.id) for aid in ride.aid_ids}
        skills |= {('person', ride.beneficiary_id.id), ('commune', ride.beneficiary_id.commune_id.id)}
        if any(ride.aid_ids.mapped('needs_accessible_vehicle')):
            skills.add(('accessible',))
        return skills if not ride.run_id else set()

    def _link_waiting(self, day, legs):
        """A driver waits for the return whose hour nobody knows: both ways are one block."""
        index = {ride: number for number, ride in enumerate(day.rides)}
        linked = list(legs)
        for ride, number in index.items():
            outward = ride.outward_id
            if ride.time_to_confirm and outward in index and not (ride.run_id or outward.run_id):
                first = index[outward]
                linked[first] = replace(linked[first], driver_waits_with=number)
        return linked

    # ---- who can drive -----------------------------------------------------------------------------
    def _get_volunteers(self, company, date):
        """Return who drives that day: active, with a car, papers in order, not away."""
        volunteers = self.env['ts.volunteer'].search([
            ('company_id', '=', company.id), ('state', '=', 'active'), ('is_driver', '=', True)])
        busy = self.env['ts.run'].search([
            ('company_id', '=', company.id), ('date', '=', date),
            ('state', 'in', ('planned', 'confirmed'))]).volunteer_id
        ride = self.env['ts.ride']
        return volunteers.filtered(lambda v: v in busy or (
            v.vehicle_id and not any(a.date_from <= date <= a.date_to for a in v.absence_ids)
            and all(end >= date for end in ride._get_paper_ends(
                SimpleNamespace(papers=[(p.kind, p.vehicle_id.id, p.date_end) for p in v.paper_ids]),
                v.vehicle_id, 'car').values())))

    def _prepare_driver(self, day, volunteer, date, costs, limits):
        home = day.homes[volunteer]
        vehicle, held = volunteer.vehicle_id, day.held.get(volunteer)
        return Driver(
            id=volunteer.id, start=home, end=home, shifts=self._get_shifts(day, volunteer, date),
            capacity=(max(vehicle.seats, held.seats if held else 0),),
            skills=frozenset(self._get_driver_skills(day, volunteer, vehicle)),
            max_metres=self._get_max_metres(day, volunteer), max_legs=limits.get(volunteer),
            cost=costs[volunteer])

    def _get_shifts(self, day, volunteer, date):
        """Return the hours he is there, wider where he has promised something outside them."""
        company = volunteer.company_id
        slots = volunteer.availability_ids.filtered(lambda s: (
            s.weekday == str(date.weekday()) and not (s.date_from and date < s.date_from)
            and not (s.date_to and date > s.date_to)))
        shifts = sorted((day.second(company._to_utc(date, s.hour_from)), day.second(company._to_utc(date, s.hour_to)))
                        for s in slots)
        if not volunteer.availability_ids:
            shifts = [(0, DAY_END)]
        held = day.held.get(volunteer)
        if held:
            shifts = [(min([held.first, *(s for s, _e in shifts)]), max([held.last, *(e for _s, e in shifts)]))]
        return tuple(shifts) or ((0, 0),)

    def _get_driver_skills(self, day, volunteer, vehicle):
        """Return what he has, among what the rides of the day ask for."""
        refused = {('aid', aid.id) for aid in volunteer.refused_aid_ids}
        refused |= {('person', person.id) for person in
                    volunteer.refused_beneficiary_ids | volunteer.refused_by_ids}
        communes = volunteer.sector_ids.commune_ids
        if communes:
            refused |= {skill for skill in day.asked if skill[0] == 'commune' and skill[1] not in communes.ids}
        if not vehicle.is_accessible:
            refused.add(('accessible',))
        return day.asked - refused

    def _get_max_metres(self, day, volunteer):
        """Return the longest day he wishes; what he has promised already is not put in question."""
        if not volunteer.max_km:
            return None
        held = day.held.get(volunteer)
        return round(max(volunteer.max_km, held.km if held else 0) * 1000)

    def _get_rides_left(self, date, volunteers):
        """Return volunteer → rides he may still have that week, those of the day included."""
        limited = volunteers.filtered('max_rides_week')
        monday = date - timedelta(days=date.weekday())
        counts = dict(self.env['ts.ride']._read_group(
            [('volunteer_id', 'in', limited.ids), ('date', '>=', monday),
             ('date', '<=', monday + timedelta(days=6)), ('date', '!=', date),
             ('state', 'in', ('planned', 'confirmed', 'done', 'no_show'))], ['volunteer_id'], ['__count']))
        today = dict(self.env['ts.ride']._read_group(
            [('volunteer_id', 'in', limited.ids), ('date', '=', date),
             ('state', 'in', ('planned', 'confirmed'))], ['volunteer_id'], ['__count']))
        return {v: max(v.max_rides_week - counts.get(v, 0), today.get(v, 0)) for v in limited}

    def _get_costs(self, date, volunteers):
        """Return what a kilometre of each counts for: 0.7 to 1.8 by the kilometres of four weeks.

        Measured to bring the month's kilometres closer together for a few percent more of them.
        """
        km = dict(self.env['ts.run']._read_group(
            [('volunteer_id', 'in', volunteers.ids), ('date', '<', date),
             ('date', '>=', date - timedelta(days=FAIR_DAYS)), ('state', '!=', 'cancelled')],
            ['volunteer_id'], ['km_actual:sum']))
        mean = sum(km.values()) / len(volunteers) if volunteers and km else 0
        return {v: min(1.8, max(0.7, 0.7 + 0.3 * km.get(v, 0) / mean)) if mean else 1.0 for v in volunteers}

    def _get_locked(self, day):
        """Return what is promised already, driver by driver, in the order of its hours."""
        number = {volunteer: index for index, volunteer in enumerate(day.drivers)}
        stops = {}
        for index, ride in enumerate(day.rides):
            if ride.run_id and ride.volunteer_id in number:
                stops.setdefault(ride.volunteer_id, []).extend(
                    [(ride.pickup_at, 2 * index), (ride.dropoff_at, 2 * index + 1)])
        return tuple(LockedRoute(number[volunteer], tuple(stop for _at, stop in sorted(found)))
                     for volunteer, found in stops.items())
