# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from ..tools.text import fold
from .ts_ride import DESK

AHEAD_DAYS = 7


class TsDesk(models.AbstractModel):
    """What the phone desk's screen shows of a day, in a few queries whatever the day's size.

    Moments are minutes since the association's local midnight of the day shown, positions are
    ``[latitude, longitude]``, distances are kilometres.
    """

    _name = 'ts.desk'
    _description = "Phone Desk"

    @api.model
    def get_day(self, day=None):
        """Return everything the screen shows of one day of the current association.

        :param day: ``YYYY-MM-DD``; today when empty
        :raise AccessError: for whoever does not plan rides
        """
        self._check_desk()
        self.env.flush_all()
        company = self.env.company
        today = company._to_local(fields.Datetime.now()).date()
        day = fields.Date.to_date(day) or today
        clock = self._get_clock(company, day)
        rides = self._get_rides(company, day, clock)
        runs = self._get_runs(company, day, clock)
        return {
            'day': fields.Date.to_string(day), 'today': fields.Date.to_string(today),
            'now': clock(fields.Datetime.now()), 'near': round(company.ts_near_hours * 60),
            'tiles': company.ts_map_tiles or '', 'company_id': company.id,
            'rides': rides, 'runs': runs,
            'volunteers': self._get_volunteers(company, day, [run['volunteer'] for run in runs]),
            'counts': self._get_counts(company, day), 'ahead': self._get_ahead(company, day),
        }

    def _check_desk(self):
        if not self.env.user.has_group(DESK):
            raise AccessError(self.env._("The desk is for those who plan rides."))

    @staticmethod
    def _get_clock(company, day):
        """Return the function that turns a UTC moment into minutes since the local midnight of a day."""
        midnight = fields.Datetime.to_datetime(day)

        def clock(moment):
            if not moment:
                return None
            return int((company._to_local(moment).replace(tzinfo=None) - midnight).total_seconds() // 60)

        return clock

    # ---- rides -----------------------------------------------------------------------------------
    def _get_rides(self, company, day, clock):
        rows = self.env.execute_query_dict(self._get_ride_query(company, day))
        return [self._format_ride(row, clock) for row in rows]

    def _get_ride_query(self, company, day):
        return SQL(
            """
            SELECT r.id, r.state, r.run_id, r.outward_id, r.beneficiary_id, b.name AS person, p.phone,
                   r.pickup_at, r.dropoff_at, r.appointment_at, r.earliest_at, r.latest_at,
                   COALESCE(r.time_to_confirm, FALSE) AS time_to_confirm, r.companions, r.distance_km,
                   r.note, r.warning, b.alert, p.city AS home_city,
                   f.name AS from_name, f.city AS from_city, t.name AS to_name, t.city AS to_city,
                   %(home)s AS home_point, %(from_)s AS from_point, %(to)s AS to_point,
                   ARRAY(SELECT COALESCE(a.name->>%(lang)s, a.name->>'en_US')
                           FROM ts_aid_ts_ride_rel l JOIN ts_aid a ON a.id = l.ts_aid_id
                          WHERE l.ts_ride_id = r.id ORDER BY a.sequence, a.id) AS aids,
                   ARRAY(SELECT o.volunteer_id FROM ts_proposal o
                          WHERE o.ride_id = r.id AND o.answer = 'waiting' ORDER BY o.id) AS asked,
                   ARRAY(SELECT c.next_step FROM ts_call_ts_ride_rel l JOIN ts_call c ON c.id = l.ts_call_id
                          WHERE l.ts_ride_id = r.id AND c.next_state = 'open' ORDER BY c.called_at) AS steps,
                   r.series_id IS NOT NULL AS series,
                   NULLIF(CONCAT_WS(' · ', r.series_warning, r.series_note), '') AS series_note,
                   COALESCE(r.asked_online, FALSE) AS online
              FROM ts_ride r
              JOIN ts_beneficiary b ON b.id = r.beneficiary_id
              JOIN res_partner p ON p.id = b.partner_id
              LEFT JOIN ts_commune hc ON hc.id = b.commune_id
              LEFT JOIN ts_place f ON f.id = r.pickup_place_id
              LEFT JOIN ts_commune fc ON fc.id = f.commune_id
              LEFT JOIN ts_place t ON t.id = r.dropoff_place_id
              LEFT JOIN ts_commune tc ON tc.id = t.commune_id
             WHERE r.company_id = %(company)s AND r.date = %(day)s
               AND r.state NOT IN ('cancelled', 'refused', 'unserved')
             ORDER BY r.pickup_at, r.id
            """,
            home=self._sql_point('p', 'hc', 'partner_'), from_=self._sql_point('f', 'fc'),
            to=self._sql_point('t', 'tc'), lang=self.env.lang or 'en_US', company=company.id, day=day)

    @staticmethod
    def _sql_point(table, commune, prefix=''):
        """Return a position of its own, else the commune's, as ``_get_point`` of places and contacts."""
        own = [SQL.identifier(table, f'{prefix}{name}') for name in ('latitude', 'longitude')]
        rough = [SQL.identifier(commune, name) for name in ('latitude', 'longitude')]
        return SQL(
            "CASE WHEN COALESCE(%(lat)s, 0) != 0 OR COALESCE(%(lon)s, 0) != 0 THEN ARRAY[%(lat)s, %(lon)s]::float[] "
            "WHEN %(rough_lat)s IS NOT NULL THEN ARRAY[%(rough_lat)s, %(rough_lon)s]::float[] END",
            lat=own[0], lon=own[1], rough_lat=rough[0], rough_lon=rough[1])

    def _format_ride(self, row, clock):
        home = self.env._("home, %(city)s", city=row['home_city'] or '?')
        return {
            'id': row['id'], 'state': row['state'], 'run': row['run_id'], 'outward': row['outward_id'],
            'person_id': row['beneficiary_id'], 'person': row['person'], 'phone': row['phone'] or '',
            'from': self._get_label(row['from_name'], row['from_city']) or home,
            'to': self._get_label(row['to_name'], row['to_city']) or home,
            'from_point': row['from_point'] if row['from_name'] else row['home_point'],
            'to_point': row['to_point'] if row['to_name'] else row['home_point'],
            'pickup': clock(row['pickup_at']), 'dropoff': clock(row['dropoff_at']),
            'appointment': clock(row['appointment_at']),
            'window': [clock(row['earliest_at']), clock(row['latest_at'])],
            'confirm_time': row['time_to_confirm'], 'companions': row['companions'] or 0,
            'km': float(row['distance_km'] or 0), 'aids': row['aids'], 'asked': row['asked'],
            'steps': row['steps'],
            'alert': row['alert'] or '', 'note': row['note'] or '', 'warning': row['warning'] or '',
            'series': row['series'], 'series_note': row['series_note'] or '', 'online': row['online'],
        }

    @staticmethod
    def _get_label(name, city):
        """Return how a place is called, as its display name does."""
        return f"{name}, {city}" if name and city and fold(city) not in fold(name) else name

    # ---- runs ------------------------------------------------------------------------------------
    def _get_runs(self, company, day, clock):
        """Return the day's runs with their stops and the segments that the time axis draws."""
        rows = self.env.execute_query_dict(SQL(
            """
            SELECT n.id, n.volunteer_id, n.state, n.mode, n.start_at, n.end_at, n.km_planned, s.id AS stop,
                   s.kind, s.ride_id, s.planned_at, s.wait_minutes, s.load_before, s.leg_km, s.leg_minutes
              FROM ts_run n LEFT JOIN ts_run_stop s ON s.run_id = n.id
             WHERE n.company_id = %s AND n.date = %s AND n.state != 'cancelled'
             ORDER BY n.start_at, n.id, s.sequence, s.id
            """, company.id, day))
        runs = {}
        for row in rows:
            run = runs.setdefault(row['id'], {
                'id': row['id'], 'volunteer': row['volunteer_id'], 'state': row['state'], 'mode': row['mode'],
                'start': clock(row['start_at']), 'end': clock(row['end_at']),
                'km': float(row['km_planned'] or 0), 'stops': [], 'segments': []})
            if row['stop']:
                self._add_stop(run, row, clock)
        return list(runs.values())

    def _add_stop(self, run, row, clock):
        at, stops = clock(row['planned_at']), run['stops']
        stops.append({'kind': row['kind'], 'ride': row['ride_id'], 'at': at, 'km': float(row['leg_km'] or 0)})
        before = stops[-2]['at'] if len(stops) > 1 else None
        if at is None or before is None:
            return
        arrives = min(at, before + (row['leg_minutes'] or 0))
        kind = 'loaded' if row['load_before'] else 'return' if row['kind'] == 'end' else 'approach'
        # getting in and out of the car is part of being on board
        ends = at if kind == 'loaded' else arrives
        if ends > before:
            run['segments'].append([kind, before, ends, float(row['leg_km'] or 0)])
        if at > ends:
            run['segments'].append(['waiting', ends, at, 0])

    # ---- volunteers ------------------------------------------------------------------------------
    def _get_volunteers(self, company, day, driving):
        """Return who drives that day and who could: active, not away, usually available that weekday."""
        rows = self.env.execute_query_dict(SQL(
            """
            SELECT v.id, v.name, p.phone, p.city, %(home)s AS point,
                   COALESCE((SELECT json_agg(json_build_array(a.hour_from, a.hour_to) ORDER BY a.hour_from)
                               FROM ts_availability a
                              WHERE a.volunteer_id = v.id AND a.weekday = %(weekday)s
                                AND (a.date_from IS NULL OR a.date_from <= %(day)s)
                                AND (a.date_to IS NULL OR a.date_to >= %(day)s)), '[]'::json) AS slots,
                   EXISTS (SELECT FROM ts_availability a WHERE a.volunteer_id = v.id) AS has_slots,
                   EXISTS (SELECT FROM ts_absence b WHERE b.volunteer_id = v.id
                              AND b.date_from <= %(day)s AND b.date_to >= %(day)s) AS away
              FROM ts_volunteer v
              JOIN res_partner p ON p.id = v.partner_id
              LEFT JOIN ts_commune hc ON hc.id = v.commune_id
             WHERE v.company_id = %(company)s
               AND (v.id = ANY(%(driving)s)
                    OR v.active AND v.state = 'active' AND (v.is_driver OR v.is_escort))
             ORDER BY v.name, v.id
            """,
            home=self._sql_point('p', 'hc', 'partner_'), weekday=str(day.weekday()), day=day,
            company=company.id, driving=driving))
        drives = set(driving)
        return [{
            'id': row['id'], 'name': row['name'], 'phone': row['phone'] or '', 'city': row['city'] or '',
            'point': row['point'], 'away': row['away'],
            'slots': [[round(start * 60), round(end * 60)] for start, end in row['slots']],
        } for row in rows if row['id'] in drives or self._is_available(row)]

    @staticmethod
    def _is_available(row):
        return not row['away'] and bool(row['slots'] or not row['has_slots'])

    # ---- what else waits -------------------------------------------------------------------------
    def _get_counts(self, company, day):
        """Return name → number of what waits for the desk beside the rides, in one query."""
        sources = self._get_count_sources(company)
        columns = SQL(", ").join(
            SQL("(%s) AS %s", source, SQL.identifier(name)) for name, source in sources.items())
        return self.env.execute_query_dict(SQL("SELECT %s", columns))[0]

    def _get_count_sources(self, company):
        """Return name → SQL of one number. Documented hook for other addons and parts of the desk."""
        sources = {
            'asked': SQL(
                "SELECT count(*) FROM ts_proposal o JOIN ts_ride r ON r.id = o.ride_id WHERE o.answer = 'waiting' "
                "AND r.company_id = %s AND r.state = 'requested'", company.id),
            'steps': SQL(
                "SELECT count(*) FROM ts_call c WHERE c.company_id = %s AND c.next_state = 'open' "
                "AND (c.next_user_id IS NULL OR c.next_user_id = %s)", company.id, self.env.uid),
        }
        for name in ('failed', 'to_call'):
            sources[name] = SQL("SELECT count(*) FROM ts_notice WHERE company_id = %s AND state = %s",
                                company.id, name)
        return sources

    def _get_ahead(self, company, day):
        """Return [day, rides without a driver] of the days to come that have some."""
        rows = self.env.execute_query(SQL(
            "SELECT date, count(*) FROM ts_ride WHERE company_id = %s AND date > %s AND date <= %s "
            "AND state = 'requested' GROUP BY date ORDER BY date",
            company.id, day, day + timedelta(days=AHEAD_DAYS)))
        return [[fields.Date.to_string(date), count] for date, count in rows]
