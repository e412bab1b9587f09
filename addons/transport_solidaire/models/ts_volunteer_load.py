# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.suggestion import LOAD_DAYS, LOAD_WEEKS


class TsVolunteer(models.Model):
    """What volunteers drove over four weeks, beside what they wish: fair turns at a glance."""

    _inherit = 'ts.volunteer'

    load_rides = fields.Integer("Rides in Four Weeks", compute='_compute_load',
                                help="Driven in the last four weeks, today included.")
    load_km = fields.Float("Kilometres in Four Weeks", digits=(9, 1), compute='_compute_load')
    load_percent = fields.Float("Of His Wish (%)", digits=(9, 0), compute='_compute_load',
                                help="What he drove in four weeks, for each hundred of what he wishes: the "
                                     "rides, or the kilometres when he wishes only these. 0: he has not said.")

    @api.depends_context('uid')
    @api.depends('wished_rides_week', 'wished_km_week')
    def _compute_load(self):
        loads = self._get_turns(fields.Date.context_today(self))
        for volunteer in self:
            rides, km = loads.get(volunteer._origin.id, (0, 0.0))
            volunteer.load_rides, volunteer.load_km = rides, km
            done, wished = (rides, volunteer.wished_rides_week) if volunteer.wished_rides_week else (
                km, volunteer.wished_km_week)
            volunteer.load_percent = 100 * done / (wished * LOAD_WEEKS) if wished else 0.0

    def _get_turns(self, last_day, but=None):
        """Return volunteer's id → (rides, kilometres) of the four weeks that end on a day.

        Rides given for days to come count as well: they will have been driven by then.

        :param last_day: the last of the 28 days
        :param but: rides not to count
        """
        for model in ('ts.ride', 'ts.run'):
            self.env[model].flush_model()
        self.env.cr.execute(SQL(
            "SELECT volunteer_id, SUM(rides), SUM(km) FROM (%s) outing GROUP BY volunteer_id",
            self._get_outings(SQL(
                "NOT ride.id = ANY(%s) AND run.volunteer_id = ANY(%s) AND run.date > %s AND run.date <= %s",
                but.ids if but else [], self._origin.ids, last_day - timedelta(days=LOAD_DAYS), last_day))))
        return {row[0]: (int(row[1]), row[2] or 0.0) for row in self.env.cr.fetchall()}

    @api.model
    def _get_outings(self, condition):
        """Return what counts for anybody's load, as SQL: ``volunteer_id``, ``date``, ``rides``, ``km`` of each run.

        Kilometres are those driven, or those planned as long as nobody has said.

        :param condition: SQL about ``run`` and ``ride``
        """
        return SQL("""
            SELECT run.volunteer_id, run.date, COUNT(*) AS rides,
                   CASE WHEN run.state = 'done' THEN COALESCE(NULLIF(run.km_actual, 0), run.km_planned)
                        ELSE run.km_planned END AS km
            FROM ts_run run JOIN ts_ride ride ON ride.run_id = run.id
                 AND ride.state IN ('planned', 'confirmed', 'done', 'no_show')
            WHERE %s GROUP BY run.id""", condition)
