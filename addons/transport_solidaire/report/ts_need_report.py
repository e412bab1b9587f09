# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.tools import SQL

GROUPS = [('served', "Driven"), ('coming', "Still to Come"), ('unserved', "No Driver Found"),
          ('refused', "Refused by Us"), ('cancelled', "Cancelled"), ('no_show', "Person Absent")]
HOURS = 3600.0


class TsNeedReport(models.Model):
    """What people asked for and what became of it, without anybody's name: the needs that are not met.

    The rows are those of the rides, as in the books: a ride that was driven is one row here, one row of
    ``ts.ride.report`` and one ride of a run that is paid.

    A volunteer was asked when a proposal or a call of ours to him says so. Hours tell of requests that
    somebody took on the telephone: a ride made by a repeated need or read from a spreadsheet was not asked
    for at the moment its row was written, so that it counts in the shares and not in the hours.
    """

    _name = 'ts.need.report'
    _description = "Needs and What Became of Them"
    _auto = False
    _order = 'date desc, id desc'
    _rec_name = 'date'
    _depends = {
        'ts.ride': ['company_id', 'date', 'pickup_at', 'purpose_id', 'state', 'reason_id', 'pickup_place_id',
                    'dropoff_place_id', 'beneficiary_id', 'placed_at', 'create_date', 'run_id', 'distance_km',
                    'series_id', 'import_key'],
        'ts.run': ['km_actual'],
        'ts.proposal': ['ride_id', 'asked_at', 'answered_at', 'first_answered_at', 'answer', 'volunteer_id'],
        'ts.call': ['ride_ids', 'volunteer_id', 'called_at', 'direction'],
        'ts.place': ['commune_id'],
        'ts.beneficiary': ['commune_id'],
    }

    company_id = fields.Many2one('res.company', "Association", readonly=True)
    date = fields.Date(readonly=True)
    hour = fields.Integer("Hour of the Day", readonly=True, aggregator=None, help="In local time, 0 to 23.")
    weekday = fields.Selection(
        [('1', "Monday"), ('2', "Tuesday"), ('3', "Wednesday"), ('4', "Thursday"), ('5', "Friday"),
         ('6', "Saturday"), ('7', "Sunday")], readonly=True)
    purpose_id = fields.Many2one('ts.purpose', readonly=True)
    pickup_commune_id = fields.Many2one('ts.commune', "Commune of Departure", readonly=True)
    dropoff_commune_id = fields.Many2one('ts.commune', "Commune of Arrival", readonly=True)
    outcome = fields.Selection(GROUPS, "What Became of It", readonly=True)
    reason_id = fields.Many2one('ts.ride.reason', readonly=True)
    ride_count = fields.Integer("Rides", readonly=True)
    unmet = fields.Integer("Not Met", readonly=True, help="No driver found, or refused by us.")
    distance_km = fields.Float("Direct Distance (km)", digits=(9, 1), readonly=True)
    km = fields.Float("Kilometres Driven", digits=(9, 1), readonly=True,
                      help="The share of the run's kilometres, from the volunteer's home and back.")
    asked_share = fields.Float("Asked a Volunteer", readonly=True, aggregator='avg',
                               help="Share of the rides for which a volunteer was asked, by message or telephone.")
    answered_share = fields.Float("Answered", readonly=True, aggregator='avg',
                                  help="Share of the rides for which a volunteer has answered.")
    placed_share = fields.Float("Given", readonly=True, aggregator='avg',
                                help="Share of the rides that were given to a volunteer.")
    asked_count = fields.Integer("Volunteers Asked", readonly=True)
    hours_to_ask = fields.Float("Hours Until Asked", readonly=True, aggregator='avg',
                                help="Empty for rides of repeated needs and spreadsheets.")
    hours_to_answer = fields.Float("Hours Until an Answer", readonly=True, aggregator='avg',
                                   help="Until the first answer of anybody, yes or no.")
    hours_to_place = fields.Float("Hours Until Given", readonly=True, aggregator='avg')

    @property
    def _table_query(self):
        return SQL("""
            SELECT ride.id, ride.company_id, ride.date, ride.purpose_id, ride.reason_id, 1 AS ride_count,
                   EXTRACT(HOUR FROM %(local)s)::int AS hour, EXTRACT(ISODOW FROM %(local)s)::text AS weekday,
                   figure.pickup_commune_id, figure.dropoff_commune_id, figure.distance_km, figure.km,
                   CASE WHEN ride.state = 'done' THEN 'served'
                        WHEN ride.state IN ('requested', 'planned', 'confirmed') THEN 'coming'
                        ELSE ride.state END AS outcome,
                   (ride.state IN ('unserved', 'refused'))::int AS unmet,
                   (asked.first_asked IS NOT NULL)::int::float AS asked_share,
                   (asked.first_answer IS NOT NULL)::int::float AS answered_share,
                   (ride.placed_at IS NOT NULL)::int::float AS placed_share,
                   COALESCE(asked.volunteers, 0) AS asked_count,
                   %(to_ask)s AS hours_to_ask, %(to_answer)s AS hours_to_answer, %(to_place)s AS hours_to_place
            FROM ts_ride ride
            JOIN res_company company ON company.id = ride.company_id
            JOIN res_partner seat ON seat.id = company.partner_id
            JOIN (%(figures)s) figure ON figure.id = ride.id
            LEFT JOIN (%(asked)s) asked ON asked.ride_id = ride.id""",
                   figures=self.env['ts.ride.report']._get_figures(), asked=self._get_asked(),
                   to_ask=self._get_hours(SQL("asked.first_asked")),
                   to_answer=self._get_hours(SQL("asked.first_answer")),
                   to_place=self._get_hours(SQL("ride.placed_at")),
                   local=SQL("(ride.pickup_at AT TIME ZONE 'UTC' AT TIME ZONE COALESCE(seat.tz, 'Europe/Paris'))"))

    @staticmethod
    def _get_hours(moment):
        """Return the hours since the request; nothing for rides that no call has made."""
        return SQL("CASE WHEN ride.series_id IS NULL AND ride.import_key IS NULL "
                   "THEN EXTRACT(EPOCH FROM %s - ride.create_date) / %s END", moment, HOURS)

    def _get_asked(self):
        """Return when volunteers were asked for each ride, how many, and when the first one answered."""
        return SQL("""
            SELECT ride_id, MIN(asked_at) AS first_asked, COUNT(DISTINCT volunteer_id) AS volunteers,
                   MIN(answered_at) AS first_answer
            FROM (%s) question GROUP BY ride_id""", self.env['ts.proposal']._get_questions())
