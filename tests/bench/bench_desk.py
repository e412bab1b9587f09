# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""How long the desk takes to open a day in a database of 100 000 rides, and with how many queries."""
import json
import statistics
import time

from odoo import Command, fields
from odoo.tools import SQL

RIDES, RIDES_A_DAY, VOLUNTEERS, PEOPLE, PLACES = 100_000, 60, 250, 1_000, 300
LIMIT_SECONDS, LIMIT_QUERIES, TIMES = 0.5, 12, 15


def run(env, options, progress):
    """Fill an association with years of rides, open today's desk; return seconds, queries and sizes.

    :param options: ``rides``, how many
    """
    rides = options.get('rides') or RIDES
    world = World(env)
    world.fill(rides, progress)
    progress("Opening the desk")
    desk = env(user=world.user.id, context={'allowed_company_ids': world.company.ids})['ts.desk']
    seconds, queries, day = zip(*(open_day(desk) for _time in range(TIMES)), strict=True)
    found = [find_person(desk, f"Nom{number}") for number in range(0, PEOPLE, 100)]
    opened = max(seconds[1:])
    return {
        'ok': opened < LIMIT_SECONDS and max(queries[1:]) <= LIMIT_QUERIES and len(day[0]['rides']) >= RIDES_A_DAY,
        'rides': rides, 'rides_that_day': len(day[0]['rides']), 'runs_that_day': len(day[0]['runs']),
        'volunteers_shown': len(day[0]['volunteers']), 'kilobytes': round(len(json.dumps(day[0])) / 1024),
        'first_ms': round(seconds[0] * 1000), 'worst_ms': round(opened * 1000),
        'median_ms': round(statistics.median(seconds[1:]) * 1000), 'first_queries': queries[0],
        'queries': max(queries[1:]), 'find_person_worst_ms': round(max(found) * 1000),
    }


def open_day(desk):
    """Open today's desk on a cold cache; return (seconds, queries, day)."""
    desk.env.invalidate_all()
    start, queries = time.monotonic(), desk.env.cr.sql_log_count
    day = desk.get_day()
    return time.monotonic() - start, desk.env.cr.sql_log_count - queries, day


def find_person(desk, text):
    """Return the seconds that finding a person and her usual trips takes."""
    desk.env.invalidate_all()
    start = time.monotonic()
    for person in desk.find_person(text)[:1]:
        desk.get_usual(person['id'])
    return time.monotonic() - start


class World:
    """One association: people by the ORM, rides and runs by SQL, two in three of them with a driver."""

    def __init__(self, env):
        self.env = env
        self.company = env['res.company'].create({'name': "Rides of the Bench", 'currency_id': env.ref('base.EUR').id})
        self.company.partner_id.tz = 'Europe/Paris'
        self.user = env['res.users'].with_context(no_reset_password=True).create({
            'name': "Coordinator of the Bench", 'login': f"bench-{self.company.id}", 'company_id': self.company.id,
            'company_ids': [Command.set(self.company.ids)],
            'group_ids': [Command.set(env.ref('transport_solidaire.group_ts_user').ids)]})

    def fill(self, rides, progress):
        """Create everything; today has as many rides as any other day."""
        progress("People and places")
        people = self._people('ts.beneficiary', PEOPLE)
        volunteers = self._people('ts.volunteer', VOLUNTEERS, state='active')
        places = self.env['ts.place'].create([
            {'name': f"Lieu {n}", 'company_id': self.company.id, 'latitude': 47 + n % 50 / 100,
             'longitude': -2 + n % 70 / 100} for n in range(PLACES)])
        self.env['ts.availability'].create([
            {'volunteer_id': volunteer.id, 'weekday': str(weekday), 'hour_from': 8, 'hour_to': 18}
            for volunteer in volunteers[::2] for weekday in range(5)])
        self.env.flush_all()
        progress("Rides and runs")
        self._rides(rides, people.ids, volunteers.ids, places.ids)
        progress("Stops")
        self._stops()
        self.env.cr.execute("ANALYZE ts_ride, ts_run, ts_run_stop, ts_volunteer, ts_beneficiary, res_partner")
        self.env.invalidate_all()

    def _people(self, model, count, **vals):
        communes = self.env['ts.commune'].search([], limit=200).ids or [False]
        partners = self.env['res.partner'].with_context(tracking_disable=True).create([
            {'name': f"Nom{n} Prénom{n}", 'phone': f"02 40 {n // 100:02} {n % 100:02} 00", 'city': "Ville",
             'ts_commune_id': communes[n % len(communes)]} for n in range(count)])
        return self.env[model].with_context(tracking_disable=True).create(
            [{'partner_id': partner.id, 'company_id': self.company.id, **vals} for partner in partners])

    def _rides(self, rides, people, volunteers, places):
        """Write rides around today, sixty a day, each third one without a driver where it is still to come."""
        today = fields.Date.context_today(self.user)
        source = SQL(
            """SELECT n, %(today)s::date + (n / %(a_day)s - %(rides)s / %(a_day)s / 2) AS date,
                      8 + (n %% 10) AS hour, (n %% 60) AS minute
                 FROM generate_series(0, %(rides)s - 1) n""",
            today=today, a_day=RIDES_A_DAY, rides=rides)
        pick = SQL("(%s::int[])[1 + (n * 7) %% %s]", volunteers, len(volunteers))
        self.env.cr.execute(SQL(
            """WITH source AS (%(source)s), made AS (
                 INSERT INTO ts_run (company_id, volunteer_id, mode, state, date, start_at, end_at, km_planned,
                                     odometer_end)
                 SELECT %(company)s, %(pick)s, 'car', CASE WHEN date < %(today)s THEN 'done' ELSE 'planned' END, date,
                        date + make_interval(hours => hour, mins => minute),
                        date + make_interval(hours => hour + 1, mins => minute), 40, n
                   FROM source WHERE n %% 3 != 0 OR date < %(today)s
                 RETURNING id, odometer_end AS n, volunteer_id, state)
               INSERT INTO ts_ride (company_id, beneficiary_id, dropoff_place_id, pickup_at, dropoff_at, date, state,
                                    run_id, volunteer_id, companions, distance_km, duration_minutes)
               SELECT %(company)s, (%(people)s::int[])[1 + (n * 13) %% %(people_count)s],
                      (%(places)s::int[])[1 + (n * 11) %% %(places_count)s],
                      date + make_interval(hours => hour, mins => minute + 15),
                      date + make_interval(hours => hour, mins => minute + 40), date,
                      COALESCE(made.state, 'requested'), made.id, made.volunteer_id, 0, 18, 25
                 FROM source LEFT JOIN made USING (n)""",
            source=source, company=self.company.id, pick=pick, today=today, people=people,
            people_count=len(people), places=places, places_count=len(places)))
        self.env.cr.execute(SQL("UPDATE ts_run SET odometer_end = 0 WHERE company_id = %s", self.company.id))

    def _stops(self):
        """Write the four stops of each run: home, in, out, home."""
        self.env.cr.execute(SQL(
            """INSERT INTO ts_run_stop (run_id, company_id, sequence, kind, ride_id, planned_at, wait_minutes,
                                        load_before, leg_km, leg_minutes)
               SELECT r.run_id, r.company_id, s.sequence, s.kind,
                      CASE WHEN s.sequence IN (2, 3) THEN r.id END,
                      r.pickup_at + make_interval(mins => s.minutes), 0, (s.sequence = 3)::int, 10, 15
                 FROM ts_ride r, (VALUES (1, 'start', -15), (2, 'pickup', 0), (3, 'dropoff', 25), (4, 'end', 40))
                      AS s (sequence, kind, minutes)
                WHERE r.company_id = %s AND r.run_id IS NOT NULL""", self.company.id))
