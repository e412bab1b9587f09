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
    """

    _name = 'ts.need.report'
    _description = "Needs and What Became of Them"
    _auto = False
    _order = 'date desc, id desc'
    _rec_name = 'date'
    _depends = {
        'ts.ride': ['company_id', 'date', 'pickup_at', 'purpose_id', 'state', 'reason_id', 'pickup_place_id',
                    'dropoff_place_id', 'beneficiary_id', 'placed_at', 'create_date'],
        'ts.proposal': ['ride_id', 'asked_at', 'answered_at', 'answer'],
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
    asked_share = fields.Float("Asked a Volunteer", readonly=True, aggregator='avg',
                               help="Share of the rides for which a volunteer was asked.")
    answered_share = fields.Float("Answered", readonly=True, aggregator='avg',
                                  help="Share of the rides for which a volunteer has answered.")
    placed_share = fields.Float("Given", readonly=True, aggregator='avg',
                                help="Share of the rides that were given to a volunteer.")
    asked_count = fields.Integer("Volunteers Asked", readonly=True)
    hours_to_ask = fields.Float("Hours Until Asked", readonly=True, aggregator='avg')
    hours_to_answer = fields.Float("Hours Until an Answer", readonly=True, aggregator='avg')
    hours_to_place = fields.Float("Hours Until Given", readonly=True, aggregator='avg')

    @property
    def _table_query(self):
        return SQL("""
            SELECT ride.id, ride.company_id, ride.date, ride.purpose_id, ride.reason_id, 1 AS ride_count,
                   EXTRACT(HOUR FROM %(local)s)::int AS hour, EXTRACT(ISODOW FROM %(local)s)::text AS weekday,
                   CASE WHEN origin.id IS NULL THEN person.commune_id ELSE origin.commune_id END
                       AS pickup_commune_id,
                   CASE WHEN target.id IS NULL THEN person.commune_id ELSE target.commune_id END
                       AS dropoff_commune_id,
                   CASE WHEN ride.state = 'done' THEN 'served'
                        WHEN ride.state IN ('requested', 'planned', 'confirmed') THEN 'coming'
                        ELSE ride.state END AS outcome,
                   (ride.state IN ('unserved', 'refused'))::int AS unmet,
                   (asked.first_asked IS NOT NULL)::int::float AS asked_share,
                   (asked.first_answer IS NOT NULL)::int::float AS answered_share,
                   (ride.placed_at IS NOT NULL)::int::float AS placed_share,
                   COALESCE(asked.volunteers, 0) AS asked_count,
                   EXTRACT(EPOCH FROM asked.first_asked - ride.create_date) / %(hour)s AS hours_to_ask,
                   EXTRACT(EPOCH FROM asked.first_answer - ride.create_date) / %(hour)s AS hours_to_answer,
                   EXTRACT(EPOCH FROM ride.placed_at - ride.create_date) / %(hour)s AS hours_to_place
            FROM ts_ride ride
            JOIN ts_beneficiary person ON person.id = ride.beneficiary_id
            JOIN res_company company ON company.id = ride.company_id
            JOIN res_partner seat ON seat.id = company.partner_id
            LEFT JOIN ts_place origin ON origin.id = ride.pickup_place_id
            LEFT JOIN ts_place target ON target.id = ride.dropoff_place_id
            LEFT JOIN (
                SELECT ride_id, MIN(asked_at) AS first_asked, COUNT(DISTINCT volunteer_id) AS volunteers,
                       MIN(answered_at) FILTER (WHERE answer IN ('yes', 'no', 'to_call', 'withdrawn'))
                           AS first_answer
                FROM ts_proposal WHERE answer != 'queued' GROUP BY ride_id
            ) asked ON asked.ride_id = ride.id""", hour=HOURS, local=SQL(
                "(ride.pickup_at AT TIME ZONE 'UTC' AT TIME ZONE COALESCE(seat.tz, 'Europe/Paris'))"))
