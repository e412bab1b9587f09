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
        found = self._load_vehicles(volunteers, vehicles)
        facts = Facts({}, self._load_volunteers(volunteers, found), {}, found,
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
        rows = self._rows(SQL(
            """SELECT id, seats, is_accessible FROM ts_volunteer_vehicle
               WHERE (volunteer_id = ANY(%s) AND active) OR id = ANY(%s)
                  OR id IN (SELECT vehicle_id FROM ts_run WHERE volunteer_id = ANY(%s) AND state = ANY(%s))
                  OR id IN (SELECT run.vehicle_id FROM ts_run run JOIN ts_ride r ON r.run_id = run.id
                            WHERE r.id = ANY(%s))""",
            volunteers.ids, vehicles.ids if vehicles else [], volunteers.ids, list(OPEN_RUNS), self.ids))
        return {row[0]: VehicleFacts(row[0], row[1] or 0, bool(row[2])) for row in rows}

    def _load_volunteers(self, volunteers, vehicles):
        rows = self._rows(SQL(
            """SELECT v.id, v.name, v.state, p.partner_latitude, p.partner_longitude,
                      c.latitude, c.longitude, c.id IS NOT NULL, v.max_km, v.max_rides_week,
                      v.wished_rides_week, v.wished_km_week, usual.id,
                      EXISTS (SELECT 1 FROM ts_availability a WHERE a.volunteer_id = v.id)
               FROM ts_volunteer v
               JOIN res_partner p ON p.id = v.partner_id
               LEFT JOIN ts_commune c ON c.id = p.ts_commune_id
               LEFT JOIN (SELECT DISTINCT ON (volunteer_id) volunteer_id, id FROM ts_volunteer_vehicle
                          WHERE active AND volunteer_id = ANY(%s)
                          ORDER BY volunteer_id, sequence, id) usual ON usual.volunteer_id = v.id
               WHERE v.id = ANY(%s) ORDER BY v.id""", volunteers.ids, volunteers.ids))
        return {row[0]: VolunteerFacts(
            row[0], row[1] or '', row[2], make_point(*row[3:8]), row[8] or 0, row[9] or 0, row[10] or 0,
            row[11] or 0, vehicles.get(row[12]), row[13]) for row in rows}

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
            runs.ids if runs else [], list(facts.volunteers), list(OPEN_RUNS),
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
                      o.run_id,
                      ARRAY(SELECT k.run_id FROM ts_ride k
                            WHERE k.outward_id = r.id AND k.run_id IS NOT NULL),
                      ARRAY(SELECT ts_aid_id FROM ts_aid_ts_ride_rel a WHERE a.ts_ride_id = r.id),
                      b.name, hc.name
               FROM ts_ride r
               JOIN ts_beneficiary b ON b.id = r.beneficiary_id
               JOIN res_partner h ON h.id = b.partner_id
               LEFT JOIN ts_commune hc ON hc.id = h.ts_commune_id
               LEFT JOIN ts_place pp ON pp.id = r.pickup_place_id
               LEFT JOIN ts_commune pc ON pc.id = pp.commune_id
               LEFT JOIN ts_place dp ON dp.id = r.dropoff_place_id
               LEFT JOIN ts_commune dc ON dc.id = dp.commune_id
               LEFT JOIN ts_ride o ON o.id = r.outward_id
               WHERE r.id = ANY(%s) OR r.run_id = ANY(%s)
               ORDER BY r.pickup_at, r.id""", self.ids, list(facts.runs)))
        read = {row[0]: self._make_ride_facts(row, seats) for row in rows}
        for ride in read.values():
            if ride.run_id in facts.runs:
                facts.runs[ride.run_id].rides.append(ride)
        facts.rides.update((ride_id, read[ride_id]) for ride_id in self.ids if ride_id in read)

    @staticmethod
    def _make_ride_facts(row, aid_seats):
        home, pickup, dropoff = row[15:20], row[20:25], row[25:30]
        aids = frozenset(row[32])
        companions = row[9] or 0
        return RideFacts(
            row[0], row[1], row[2], row[33] or '', row[3], row[4], row[5], row[6], row[7] or 0.0, row[8] or 0,
            1 + companions + sum(aid_seats.get(aid) or 0 for aid in aids), companions, aids, row[10],
            row[34], make_point(*(pickup if row[13] else home)), make_point(*(dropoff if row[14] else home)),
            ('place', row[13]) if row[13] else ('home', row[12]),
            ('place', row[14]) if row[14] else ('home', row[12]),
            row[11], frozenset(run for run in (row[11], row[30], *row[31]) if run))

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
                """SELECT p.volunteer_id, p.kind, p.vehicle_id, p.date_end FROM ts_paper p
                   WHERE p.volunteer_id = ANY(%s) AND EXISTS (
                       SELECT 1 FROM ts_paper old WHERE old.volunteer_id = p.volunteer_id
                       AND old.kind = p.kind AND old.date_end < %s)
                   ORDER BY p.date_end, p.id""", ids, last_day)):
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
