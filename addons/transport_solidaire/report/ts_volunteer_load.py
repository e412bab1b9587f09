# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

# Weeks back that the figures tell of, the present one included.
WEEKS = 13


class TsVolunteerLoad(models.Model):
    """What each active driver drove in each week against his wish, for the board: numbers, no names.

    Nobody's name stands here, neither of volunteers nor of the people they drive: a volunteer is known
    by the number of his file, which the coordinator can look up and the board need not.
    A week without any ride has its row: it counts in the mean.
    """

    _name = 'ts.volunteer.load'
    _description = "Volunteers' Load"
    _auto = False
    _order = 'week desc, number'
    _rec_name = 'label'
    _depends = {
        'ts.volunteer': ['state', 'is_driver', 'active', 'company_id', 'wished_rides_week', 'wished_km_week'],
        'ts.run': ['volunteer_id', 'date', 'state', 'km_actual', 'km_planned', 'ride_ids'],
        'ts.ride': ['run_id', 'state'],
    }

    company_id = fields.Many2one('res.company', "Association", readonly=True)
    number = fields.Integer("Volunteer Number", readonly=True, aggregator=None)
    label = fields.Char("Volunteer", compute='_compute_label')
    week = fields.Date("Week of Monday", readonly=True)
    rides = fields.Integer(readonly=True)
    km = fields.Float("Kilometres", digits=(9, 1), readonly=True)
    wished_rides = fields.Integer("Rides Wished", readonly=True)
    wished_km = fields.Integer("Kilometres Wished", readonly=True)
    over_rides = fields.Integer("Rides Above Wish", readonly=True,
                                help="Below zero: he would have driven more. Empty when he has not said.")

    @api.depends('number')
    def _compute_label(self):
        for row in self:
            row.label = self.env._("Volunteer no. %(number)s", number=row.number)

    @property
    def _table_query(self):
        today = fields.Date.context_today(self)
        last = today - timedelta(days=today.weekday())
        first = last - timedelta(weeks=WEEKS - 1)
        return SQL("""
            SELECT v.id::bigint * 10000 + (week.monday::date - DATE '2000-01-03') / 7 AS id,
                   v.company_id, v.id AS number, week.monday::date AS week,
                   COALESCE(run.rides, 0) AS rides, COALESCE(run.km, 0) AS km,
                   COALESCE(v.wished_rides_week, 0) AS wished_rides,
                   COALESCE(v.wished_km_week, 0) AS wished_km,
                   CASE WHEN v.wished_rides_week > 0
                        THEN COALESCE(run.rides, 0) - v.wished_rides_week END AS over_rides
            FROM ts_volunteer v
            CROSS JOIN generate_series(%(first)s::timestamp, %(last)s::timestamp, INTERVAL '1 week') AS week(monday)
            LEFT JOIN (
                SELECT volunteer_id, date_trunc('week', date) AS monday, SUM(rides) AS rides, SUM(km) AS km
                FROM (%(outings)s) outing GROUP BY 1, 2
            ) run ON run.volunteer_id = v.id AND run.monday = week.monday
            WHERE v.active AND v.is_driver AND v.state = 'active'""",
            first=first, last=last, outings=self.env['ts.volunteer']._get_outings(SQL("run.date >= %s", first)))
