# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.tools import SQL


class TsDeskLoad(models.Model):
    """How much each coordinator gives, week by week, against his own wish; nobody carried is named.

    Hours come from the rota, calls from the call log, rides from who took the request.
    """

    _name = 'ts.desk.load'
    _description = "Load of the Coordinators"
    _auto = False
    _order = 'week desc, user_id'
    _rec_name = 'week'
    _depends = {
        'ts.desk.shift': ['company_id', 'user_id', 'date', 'hours'],
        'ts.call': ['company_id', 'user_id', 'called_at'],
        'ts.ride': ['company_id', 'coordinator_id'],
        'res.users': ['ts_wished_desk_hours'],
    }

    company_id = fields.Many2one('res.company', "Association", readonly=True)
    user_id = fields.Many2one('res.users', "Coordinator", readonly=True)
    week = fields.Date("Week Of", readonly=True, help="Its Monday.")
    hours = fields.Float("Hours at the Desk", readonly=True)
    wished_hours = fields.Float(readonly=True, aggregator='avg', help="0 means that no wish was said.")
    extra_hours = fields.Float("Beyond the Wish (h)", readonly=True)
    calls = fields.Integer(readonly=True)
    rides = fields.Integer("Rides Taken", readonly=True)

    @property
    def _table_query(self):
        return SQL("""
            SELECT MIN(work.number) AS id, work.company_id, work.user_id, work.week,
                   SUM(work.hours) AS hours, SUM(work.calls) AS calls, SUM(work.rides) AS rides,
                   COALESCE(users.ts_wished_desk_hours, 0) AS wished_hours,
                   CASE WHEN users.ts_wished_desk_hours > 0
                        THEN GREATEST(SUM(work.hours) - users.ts_wished_desk_hours, 0) ELSE 0 END AS extra_hours
            FROM (%s) work JOIN res_users users ON users.id = work.user_id
            GROUP BY work.company_id, work.user_id, work.week, users.ts_wished_desk_hours""",
                   SQL(" UNION ALL ").join(self._get_work()))

    def _get_work(self):
        """Return the SQL of what counts as work, each row with its week."""
        return [
            SQL("SELECT id * 3 AS number, company_id, user_id, DATE_TRUNC('week', date)::date AS week, "
                "hours, 0 AS calls, 0 AS rides FROM ts_desk_shift"),
            SQL("SELECT id * 3 + 1, company_id, user_id, DATE_TRUNC('week', called_at)::date, 0, 1, 0 "
                "FROM ts_call"),
            SQL("SELECT id * 3 + 2, company_id, coordinator_id, DATE_TRUNC('week', create_date)::date, 0, 0, 1 "
                "FROM ts_ride WHERE coordinator_id IS NOT NULL"),
        ]
