# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import models
from odoo.tools import SQL

from ..tools.geo import Point
from ..tools.planning import Facts, RideFacts, RunFacts, VehicleFacts, VolunteerFacts

# Written before the tables are read.
READ_MODELS = ('ts.ride', 'ts.run', 'ts.beneficiary', 'ts.volunteer', 'ts.volunteer.vehicle', 'ts.paper',
               'ts.availability', 'ts.absence', 'ts.place', 'ts.commune', 'res.partner')
# An outing that begins this long before a ride, or ends this long after it, may still meet another one.
AROUND = timedelta(hours=12)
OPEN_RUNS = ('planned', 'confirmed')
GIVEN_RIDES = ('planned', 'confirmed', 'done', 'no_show')


def make_point(latitude, longitude, rough_latitude, rough_longitude, has_commune):
    """Return an address's position: its own coordinates, else its commune's, else None."""
    if latitude or longitude:
        return Point(round(latitude or 0.0, 4), round(longitude or 0.0, 4))
    if has_commune:
        return Point(round(rough_latitude or 0.0, 4), round(rough_longitude or 0.0, 4), precise=False)
    return None


class TsRide(models.Model):
    """Reads what the rules need, for many volunteers at once, in a fixed number of queries.

    Plain rows instead of records: eight hundred volunteers with their day are read in the time in which
    the records of fifty would be made. Only rides and volunteers that the caller already holds, and what
    belongs to them, are read.
    """

    _inherit = 'ts.ride'

    def _load_facts(self, volunteers, runs=None, vehicles=None):
        """Return the ``Facts`` of these rides and volunteers.

        :param runs: runs that the rides may join, whenever they take place
        :param vehicles: other vehicles than the volunteers' usual ones
        """
        for model in READ_MODELS:
            self.env[model].flush_model()
        runs = runs or self.env['ts.run']
        found, usual = self._load_vehicles(
            volunteers, (vehicles or self.env['ts.volunteer.vehicle']) | runs.vehicle_id)
        facts = Facts({}, self._load_volunteers(volunteers, usual), {}, found,
                      zone=self.company_id[:1]._get_timezone())
        self._load_runs(facts, runs)
        self._load_rides(facts)
        if facts.rides:
            self._load_details(facts)
            self._load_weeks(facts)
        return facts

    def _rows(self, query):
        self.env.cr.execute(query)
        return self.env.cr.fetchall()

    def _load_vehicles(self, volunteers, vehicles):
        """Return all vehicles by id, and volunteer's id → his usual one."""
        rows = self._rows(SQL(
            """SELECT id, seats, is_accessible, volunteer_id, active FROM ts_volunteer_vehicle
               WHERE volunteer_id = ANY(%s) OR id = ANY(%s) ORDER BY sequence, id""",
            volunteers.ids, vehicles.ids))
        found, usual = {}, {}
        for row in rows:
            found[row[0]] = VehicleFacts(row[0], row[1] or 0, bool(row[2]))
            if row[4]:
                usual.setdefault(row[3], found[row[0]])
        return found, usual

    def _load_volunteers(self, volunteers, usual):
        rows = self._rows(SQL(
            """SELECT v.id, v.name, v.state, p.partner_latitude, p.partner_longitude,
                      c.latitude, c.longitude, c.id IS NOT NULL, v.max_km, v.max_rides_week,
                      v.wished_rides_week, v.wished_km_week
               FROM ts_volunteer v
               JOIN res_partner p ON p.id = v.partner_id
               LEFT JOIN ts_commune c ON c.id = p.ts_commune_id
               WHERE v.id = ANY(%s) ORDER BY v.id""", volunteers.ids))
        return {row[0]: VolunteerFacts(
            row[0], row[1] or '', row[2], make_point(*row[3:8]), row[8] or 0, row[9] or 0, row[10] or 0,
            row[11] or 0, usual.get(row[0])) for row in rows}

    def _load_runs(self, facts, runs):
        """Read the open runs around the days of the rides, and those named."""
        spans = [ride for ride in self if ride.pickup_at and ride.dropoff_at]
        rows = self._rows(SQL(
            """SELECT run.id, run.volunteer_id, run.vehicle_id, run.mode, run.start_at, run.end_at,
                      run.km_planned, run.state
               FROM ts_run run
               WHERE run.id = ANY(%s) OR (run.volunteer_id = ANY(%s) AND run.state = ANY(%s) AND EXISTS (
                   SELECT 1 FROM unnest(%s::timestamp[], %s::timestamp[]) AS span(low, high)
                   WHERE run.start_at < span.high AND run.end_at > span.low))
               ORDER BY run.start_at DESC, run.id DESC""",
            runs.ids, list(facts.volunteers), list(OPEN_RUNS),
            [ride.pickup_at - AROUND for ride in spans], [ride.dropoff_at + AROUND for ride in spans]))
        for row in rows:
            run = RunFacts(row[0], row[1], facts.vehicles.get(row[2]), row[3], row[4], row[5],
                           row[6] or 0.0, row[7] in OPEN_RUNS)
            facts.runs[run.id] = run
            if run.volunteer_id in facts.volunteers:
                facts.volunteers[run.volunteer_id].runs.append(run)

    def _load_rides(self, facts):
        """Read the rides themselves and those of the runs."""
        aids = self.env['ts.aid'].with_context(active_test=False).search_fetch(
            [], ['name', 'seats', 'needs_accessible_vehicle'])
        facts.aid_names = {aid.id: aid.name for aid in aids}
        facts.fitted_aid_ids = frozenset(aids.filtered('needs_accessible_vehicle').ids)
        seats = {aid.id: aid.seats for aid in aids}
        rows = self._rows(SQL(
            """SELECT r.id, r.state, r.beneficiary_id, r.pickup_at, r.dropoff_at, r.appointment_at, r.date,
                      r.distance_km, b.boarding_minutes, r.companions, b.commune_id, r.run_id,
                      b.partner_id, r.pickup_place_id, r.dropoff_place_id,
                      h.partner_latitude, h.partner_longitude, hc.latitude, hc.longitude, hc.id IS NOT NULL,
                      pp.latitude, pp.longitude, pc.latitude, pc.longitude, pc.id IS NOT NULL,
                      dp.latitude, dp.longitude, dc.latitude, dc.longitude, dc.id IS NOT NULL,
                      r.outward_id,
                      b.name, hc.name
               FROM ts_ride r
               JOIN ts_beneficiary b ON b.id = r.beneficiary_id
               JOIN res_partner h ON h.id = b.partner_id
               LEFT JOIN ts_commune hc ON hc.id = h.ts_commune_id
               LEFT JOIN ts_place pp ON pp.id = r.pickup_place_id
               LEFT JOIN ts_commune pc ON pc.id = pp.commune_id
               LEFT JOIN ts_place dp ON dp.id = r.dropoff_place_id
               LEFT JOIN ts_commune dc ON dc.id = dp.commune_id
               WHERE r.id = ANY(%s) OR r.run_id = ANY(%s)
               ORDER BY r.pickup_at, r.id""", self.ids, list(facts.runs)))
        ids = [row[0] for row in rows]
        needs, kin = self._load_needs(ids), self._load_kin(ids, [row[30] for row in rows if row[30]])
        read = {row[0]: self._make_ride_facts(row, seats, needs.get(row[0], ()), kin) for row in rows}
        for ride in read.values():
            if ride.run_id in facts.runs:
                facts.runs[ride.run_id].rides.append(ride)
        facts.rides.update((ride_id, read[ride_id]) for ride_id in self.ids if ride_id in read)

    def _load_needs(self, ids):
        """Return ride's id → ids of its aids."""
        return dict(self._rows(SQL(
            """SELECT ts_ride_id, array_agg(ts_aid_id) FROM ts_aid_ts_ride_rel
               WHERE ts_ride_id = ANY(%s) GROUP BY ts_ride_id""", ids)))

    def _load_kin(self, ids, outward_ids):
        """Return ride's id → the runs of its returns; of each outward ride also its own run, by ``(id,)``."""
        kin = dict(self._rows(SQL(
            """SELECT outward_id, array_agg(run_id) FROM ts_ride
               WHERE outward_id = ANY(%s) AND run_id IS NOT NULL GROUP BY outward_id""", ids)))
        kin.update(((row[0],), [row[1]]) for row in self._rows(SQL(
            "SELECT id, run_id FROM ts_ride WHERE id = ANY(%s) AND run_id IS NOT NULL", outward_ids)))
        return kin

    @staticmethod
    def _make_ride_facts(row, aid_seats, aid_ids, kin):
        home, pickup, dropoff = row[15:20], row[20:25], row[25:30]
        companions = row[9] or 0
        return RideFacts(
            row[0], row[1], row[2], row[31] or '', row[3], row[4], row[5], row[6], row[7] or 0.0, row[8] or 0,
            1 + companions + sum(aid_seats.get(aid) or 0 for aid in aid_ids), companions, frozenset(aid_ids),
            row[10], row[32],
            make_point(*(pickup if row[13] else home)), make_point(*(dropoff if row[14] else home)),
            ('place', row[13]) if row[13] else ('home', row[12]),
            ('place', row[14]) if row[14] else ('home', row[12]),
            row[11], frozenset(run for run in (row[11], *kin.get(row[0], ()), *kin.get((row[30],), ())) if run))

    # ---- what stands in the volunteers' files ----------------------------------------------------
    def _load_details(self, facts):
        ids, rides = list(facts.volunteers), facts.rides.values()
        days = sorted({ride.date for ride in rides})
        people = list({ride.person_id for ride in rides})
        self._load_calendar(facts, ids, days)
        self._load_papers(facts, ids, days[-1])
        self._load_refusals(facts, ids, people)
        self._load_sectors(facts, ids, list({ride.commune_id for ride in rides if ride.commune_id}))

    def _load_calendar(self, facts, ids, days):
        for (volunteer_id,) in self._rows(SQL(
                "SELECT DISTINCT volunteer_id FROM ts_availability WHERE volunteer_id = ANY(%s)", ids)):
            facts.volunteers[volunteer_id].has_slots = True
        for row in self._rows(SQL(
                """SELECT volunteer_id, weekday, hour_from, hour_to, date_from, date_to FROM ts_availability
                   WHERE volunteer_id = ANY(%s) AND weekday = ANY(%s) ORDER BY weekday, hour_from, id""",
                ids, list({str(day.weekday()) for day in days}))):
            facts.volunteers[row[0]].slots.append((int(row[1]), *row[2:]))
        for row in self._rows(SQL(
                """SELECT volunteer_id, date_from, date_to FROM ts_absence
                   WHERE volunteer_id = ANY(%s) AND date_from <= %s AND date_to >= %s""",
                ids, days[-1], days[0])):
            facts.volunteers[row[0]].absences.append(row[1:])

    def _load_papers(self, facts, ids, last_day):
        """Read the papers of the kinds of which one has expired; the others speak against nothing."""
        for row in self._rows(SQL(
                """SELECT volunteer_id, kind, vehicle_id, date_end FROM (
                       SELECT volunteer_id, kind, vehicle_id, date_end, id,
                              bool_or(date_end < %s) OVER (PARTITION BY volunteer_id, kind) AS is_old
                       FROM ts_paper WHERE volunteer_id = ANY(%s)) paper
                   WHERE is_old ORDER BY date_end, id""", last_day, ids)):
            facts.volunteers[row[0]].papers.append(row[1:])

    def _load_refusals(self, facts, ids, people):
        for field, attribute in (('refused_aid_ids', 'refused_aid_ids'),
                                 ('refused_beneficiary_ids', 'refused_person_ids'),
                                 ('refused_by_ids', 'refused_person_ids')):
            only = None if field == 'refused_aid_ids' else people
            for volunteer_id, others in self._load_links(field, ids, only).items():
                volunteer = facts.volunteers[volunteer_id]
                setattr(volunteer, attribute, getattr(volunteer, attribute) | others)

    def _load_links(self, name, ids, only=None):
        """Return volunteer's id → ids at the other end of one of his many2many fields."""
        field = self.env['ts.volunteer']._fields[name]
        mine, other = SQL.identifier(field.column1), SQL.identifier(field.column2)
        return {row[0]: frozenset(row[1]) for row in self._rows(SQL(
            "SELECT %s, array_agg(%s) FROM %s WHERE %s = ANY(%s) AND %s GROUP BY %s",
            mine, other, SQL.identifier(field.relation), mine, ids,
            SQL("TRUE") if only is None else SQL("%s = ANY(%s)", other, only), mine))}

    def _load_sectors(self, facts, ids, communes):
        field = self.env['ts.volunteer']._fields['sector_ids']
        inside = self.env['ts.sector']._fields['commune_ids']
        for volunteer_id, found in self._rows(SQL(
                """SELECT v.%(mine)s, array_agg(c.%(commune)s) FILTER (WHERE c.%(commune)s = ANY(%(communes)s))
                   FROM %(sectors)s v JOIN %(inside)s c ON c.%(sector)s = v.%(other)s
                   JOIN ts_sector s ON s.id = v.%(other)s AND s.active
                   WHERE v.%(mine)s = ANY(%(ids)s) GROUP BY v.%(mine)s""",
                mine=SQL.identifier(field.column1), other=SQL.identifier(field.column2),
                sectors=SQL.identifier(field.relation), inside=SQL.identifier(inside.relation),
                sector=SQL.identifier(inside.column1), commune=SQL.identifier(inside.column2),
                communes=communes, ids=ids)):
            facts.volunteers[volunteer_id].commune_ids = frozenset(found or ())

    def _load_weeks(self, facts):
        """Count the rides that each volunteer has in the weeks of these rides, these not counted."""
        days = {ride.date for ride in facts.rides.values()}
        mondays = sorted({day - timedelta(days=day.weekday()) for day in days})
        for volunteer_id, monday, count in self._rows(SQL(
                """SELECT r.volunteer_id, week.monday, count(*)
                   FROM unnest(%s::date[]) AS week(monday)
                   JOIN ts_ride r ON r.date >= week.monday AND r.date < week.monday + 7
                   WHERE r.volunteer_id = ANY(%s) AND r.state = ANY(%s) AND NOT r.id = ANY(%s)
                   GROUP BY r.volunteer_id, week.monday""",
                mondays, list(facts.volunteers), list(GIVEN_RIDES), self.ids)):
            facts.volunteers[volunteer_id].rides_of_week[monday.isocalendar()[:2]] = count
