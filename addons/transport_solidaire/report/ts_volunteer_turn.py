# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.suggestion import LOAD_DAYS, LOAD_WEEKS


class TsVolunteerTurn(models.Model):
    """Each active driver today: is too much asked of him, or is he forgotten? One row each, no names.

    Overloaded: above his own wish over the last four weeks, or this week or the next by what is planned.
    Forgotten: there, and neither driving nor asked for so many days (company setting). Days when he was
    away, or was no volunteer yet, do not count; who has a ride to come is not forgotten.
    """

    _name = 'ts.volunteer.turn'
    _description = "Overloaded or Forgotten"
    _auto = False
    _order = 'is_overloaded desc, quiet_days desc, id'
    _rec_name = 'label'
    _depends = {
        'ts.volunteer': ['state', 'is_driver', 'active', 'company_id', 'wished_rides_week', 'wished_km_week',
                         'date_start'],
        'ts.run': ['volunteer_id', 'date', 'state', 'km_actual', 'km_planned', 'ride_ids'],
        'ts.ride': ['run_id', 'state', 'pickup_at'],
        'ts.proposal': ['volunteer_id', 'ride_id', 'asked_at', 'answer', 'answered_at', 'first_answered_at'],
        'ts.call': ['volunteer_id', 'called_at', 'direction', 'ride_ids'],
        'ts.absence': ['volunteer_id', 'date_from', 'date_to'],
        'ts.availability': ['volunteer_id', 'date_to'],
        'res.company': ['ts_forgotten_days'],
    }

    company_id = fields.Many2one('res.company', "Association", readonly=True)
    label = fields.Char("Volunteer", compute='_compute_label')
    last_ride_date = fields.Date("Last Ride", readonly=True)
    last_asked_date = fields.Date("Last Asked", readonly=True, help="By a message or on the telephone.")
    quiet_days = fields.Integer("Days Without Anything", readonly=True, aggregator=None,
                                help="Since he last drove, was asked or came back.")
    rides = fields.Integer("Rides in Four Weeks", readonly=True)
    km = fields.Float("Kilometres in Four Weeks", digits=(9, 1), readonly=True)
    rides_this_week = fields.Integer(readonly=True, help="Driven and planned.")
    rides_next_week = fields.Integer(readonly=True)
    km_this_week = fields.Float("Kilometres This Week", digits=(9, 1), readonly=True)
    km_next_week = fields.Float("Kilometres Next Week", digits=(9, 1), readonly=True)
    wished_rides = fields.Integer("Rides Wished", readonly=True, help="A week; 0: he has not said.")
    wished_km = fields.Integer("Kilometres Wished", readonly=True, help="A week; 0: he has not said.")
    is_overloaded = fields.Boolean("Overloaded", readonly=True)
    is_forgotten = fields.Boolean("Forgotten", readonly=True)
    note = fields.Char("In Words", compute='_compute_note')

    def _compute_label(self):
        for row in self:
            row.label = self.env._("Volunteer no. %(number)s", number=row.id)

    @api.depends('is_overloaded', 'is_forgotten', 'quiet_days')
    def _compute_note(self):
        for row in self:
            sentences = row._get_overload() if row.is_overloaded else []
            if row.is_forgotten:
                sentences.append(self.env._("nothing for %(days)s days", days=row.quiet_days))
            row.note = ', '.join(sentences) or False

    def _get_overload(self):
        """Return what is above his wish, in words."""
        weeks = self.env._("in four weeks")
        this, following = self.env._("this week"), self.env._("next week")
        rides = [(weeks, self.rides, self.wished_rides * LOAD_WEEKS), (this, self.rides_this_week, self.wished_rides),
                 (following, self.rides_next_week, self.wished_rides)]
        km = [(weeks, self.km, self.wished_km * LOAD_WEEKS), (this, self.km_this_week, self.wished_km),
              (following, self.km_next_week, self.wished_km)]
        return [
            *(self.env._("%(count)s rides %(when)s, wishes %(wish)s", count=count, when=when, wish=wish)
              for when, count, wish in rides if 0 < wish < count),
            *(self.env._("%(km)s km %(when)s, wishes %(wish)s", km=round(count), when=when, wish=wish)
              for when, count, wish in km if 0 < wish < count)]

    @property
    def _table_query(self):
        today = fields.Date.context_today(self)
        monday = today - timedelta(days=today.weekday())
        return SQL("""
            SELECT turn.*, turn.quiet_days > turn.patience AND turn.patience > 0 AND NOT turn.is_away
                           AND NOT turn.will_drive AND turn.is_available AS is_forgotten,
                   COALESCE(turn.rides > %(weeks)s * NULLIF(turn.wished_rides, 0)
                            OR turn.km > %(weeks)s * NULLIF(turn.wished_km, 0), FALSE)
                   OR COALESCE(GREATEST(turn.rides_this_week, turn.rides_next_week)
                               > NULLIF(turn.wished_rides, 0), FALSE)
                   OR COALESCE(GREATEST(turn.km_this_week, turn.km_next_week)
                               > NULLIF(turn.wished_km, 0), FALSE) AS is_overloaded
            FROM (
                SELECT v.id, v.company_id, company.ts_forgotten_days AS patience,
                       run.last AS last_ride_date, asked.last AS last_asked_date,
                       GREATEST(0, %(today)s::date - GREATEST(run.last, asked.last, away.back, v.date_start,
                                                              v.create_date::date)) AS quiet_days,
                       COALESCE(run.rides, 0) AS rides, COALESCE(run.km, 0) AS km,
                       COALESCE(run.rides_this, 0) AS rides_this_week, COALESCE(run.km_this, 0) AS km_this_week,
                       COALESCE(run.rides_next, 0) AS rides_next_week, COALESCE(run.km_next, 0) AS km_next_week,
                       COALESCE(v.wished_rides_week, 0) AS wished_rides,
                       COALESCE(v.wished_km_week, 0) AS wished_km,
                       COALESCE(run.coming, FALSE) AS will_drive, COALESCE(away.is_away, FALSE) AS is_away,
                       COALESCE(hours.is_available, TRUE) AS is_available
                FROM ts_volunteer v
                JOIN res_company company ON company.id = v.company_id
                LEFT JOIN (%(runs)s) run ON run.volunteer_id = v.id
                LEFT JOIN (%(asked)s) asked ON asked.volunteer_id = v.id
                LEFT JOIN (
                    SELECT volunteer_id, MAX(date_to) FILTER (WHERE date_to < %(today)s) AS back,
                           BOOL_OR(%(today)s BETWEEN date_from AND date_to) AS is_away
                    FROM ts_absence GROUP BY volunteer_id
                ) away ON away.volunteer_id = v.id
                LEFT JOIN (
                    SELECT volunteer_id, BOOL_OR(date_to IS NULL OR date_to >= %(today)s) AS is_available
                    FROM ts_availability GROUP BY volunteer_id
                ) hours ON hours.volunteer_id = v.id
                WHERE v.active AND v.is_driver AND v.state = 'active'
            ) turn""", today=today, weeks=LOAD_WEEKS, runs=self._get_runs(today, monday),
                   asked=self._get_asked(today))

    def _get_runs(self, today, monday):
        """Return what each volunteer drove and is to drive, as for fair turns."""
        return SQL("""
            SELECT volunteer_id, MAX(date) FILTER (WHERE date <= %(today)s) AS last,
                   BOOL_OR(date > %(today)s) AS coming,
                   SUM(rides) FILTER (WHERE %(month)s)::int AS rides, SUM(km) FILTER (WHERE %(month)s) AS km,
                   SUM(rides) FILTER (WHERE %(this)s)::int AS rides_this, SUM(km) FILTER (WHERE %(this)s) AS km_this,
                   SUM(rides) FILTER (WHERE %(next)s)::int AS rides_next, SUM(km) FILTER (WHERE %(next)s) AS km_next
            FROM (%(outings)s) outing GROUP BY volunteer_id""", today=today,
                   outings=self.env['ts.volunteer']._get_outings(SQL("TRUE")),
                   month=SQL("date > %s AND date <= %s", today - timedelta(days=LOAD_DAYS), today),
                   this=SQL("date >= %s AND date < %s", monday, monday + timedelta(days=7)),
                   next=SQL("date >= %s AND date < %s", monday + timedelta(days=7), monday + timedelta(days=14)))

    def _get_asked(self, today):
        """Return when each volunteer was last asked, by message or by a call of ours about a ride."""
        return SQL("""
            SELECT volunteer_id, MAX(asked_at)::date AS last
            FROM (%s) question WHERE asked_at::date <= %s
            GROUP BY volunteer_id""", self.env['ts.proposal']._get_questions(), today)
