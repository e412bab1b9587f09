# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.tools import SQL

from ..models.ts_run import MODES


class TsRideReport(models.Model):
    """Figures of the rides without anybody's name: what the board and the funders may see.

    The kilometres of a run are shared out between its rides by their direct distance (equally when
    none is known), so that their sum is the sum of the runs.
    """

    _name = 'ts.ride.report'
    _description = "Ride Figures"
    _auto = False
    _order = 'date desc, id desc'
    _rec_name = 'date'
    _depends = {
        'ts.ride': ['date', 'purpose_id', 'funder_id', 'state', 'company_id', 'companions', 'run_id',
                    'distance_km', 'pickup_place_id', 'dropoff_place_id', 'beneficiary_id'],
        'ts.run': ['mode', 'km_actual'],
        'ts.place': ['commune_id', 'sector_id'],
        'ts.beneficiary': ['commune_id'],
        'ts.sector': ['commune_ids', 'company_id', 'sequence'],
    }

    company_id = fields.Many2one('res.company', "Association", readonly=True)
    date = fields.Date(readonly=True)
    purpose_id = fields.Many2one('ts.purpose', readonly=True)
    funder_id = fields.Many2one('res.partner', readonly=True)
    state = fields.Selection(selection='_selection_state', readonly=True)
    mode = fields.Selection(MODES, readonly=True)
    pickup_commune_id = fields.Many2one('ts.commune', "Commune of Departure", readonly=True)
    dropoff_commune_id = fields.Many2one('ts.commune', "Commune of Arrival", readonly=True)
    pickup_sector_id = fields.Many2one('ts.sector', "Sector of Departure", readonly=True)
    dropoff_sector_id = fields.Many2one('ts.sector', "Sector of Arrival", readonly=True)
    ride_count = fields.Integer("Rides", readonly=True)
    passengers = fields.Integer("People Carried", readonly=True,
                                help="The person and her companions.")
    distance_km = fields.Float("Direct Distance (km)", digits=(9, 1), readonly=True)
    km = fields.Float("Kilometres Driven", digits=(9, 1), readonly=True,
                      help="The share of the run's kilometres, from the volunteer's home and back.")

    def _selection_state(self):
        return self.env['ts.ride']._fields['state']._description_selection(self.env)

    @property
    def _table_query(self):
        return SQL(
            "SELECT %(columns)s FROM (%(rides)s) ride LEFT JOIN ts_run run ON run.id = ride.run_id "
            "%(pickup)s %(dropoff)s",
            columns=self._get_columns(), rides=self._get_rides(),
            pickup=self._join_sector('pickup'), dropoff=self._join_sector('dropoff'))

    def _get_figures(self):
        """Return each ride with its communes and kilometres, for other reports on the same rows."""
        return SQL(
            "SELECT ride.id, ride.pickup_commune_id, ride.dropoff_commune_id, ride.distance_km, %(km)s AS km "
            "FROM (%(rides)s) ride LEFT JOIN ts_run run ON run.id = ride.run_id",
            km=self._get_km(), rides=self._get_rides())

    def _get_km(self):
        """Return a ride's share of the kilometres of its run."""
        return SQL("""
            CASE WHEN NOT ride.is_driven THEN 0
                 WHEN ride.run_distance > 0
                 THEN run.km_actual * ride.distance_km / ride.run_distance
                 ELSE run.km_actual / ride.run_rides END""")

    def _get_columns(self):
        return SQL("""
            ride.id, ride.company_id, ride.date, ride.purpose_id, ride.funder_id, ride.state,
            CASE WHEN ride.is_driven THEN run.mode END AS mode,
            ride.pickup_commune_id, ride.dropoff_commune_id,
            COALESCE(ride.pickup_place_sector_id, pickup.sector_id) AS pickup_sector_id,
            COALESCE(ride.dropoff_place_sector_id, dropoff.sector_id) AS dropoff_sector_id,
            1 AS ride_count,
            CASE WHEN ride.state = 'done' THEN 1 + COALESCE(ride.companions, 0) ELSE 0 END AS passengers,
            ride.distance_km, %(km)s AS km""", km=self._get_km())

    def _get_rides(self):
        """Return each ride with both its ends and the sum of the driven rides of its run."""
        return SQL("""
            SELECT ride.id, ride.company_id, ride.date, ride.purpose_id, ride.funder_id, ride.state,
                ride.companions, ride.run_id, COALESCE(ride.distance_km, 0) AS distance_km,
                ride.state IN ('done', 'no_show') AS is_driven,
                CASE WHEN origin.id IS NULL THEN person.commune_id
                     ELSE origin.commune_id END AS pickup_commune_id,
                CASE WHEN target.id IS NULL THEN person.commune_id
                     ELSE target.commune_id END AS dropoff_commune_id,
                origin.sector_id AS pickup_place_sector_id,
                target.sector_id AS dropoff_place_sector_id,
                SUM(ride.distance_km) FILTER (WHERE ride.state IN ('done', 'no_show'))
                    OVER (PARTITION BY ride.run_id) AS run_distance,
                COUNT(*) FILTER (WHERE ride.state IN ('done', 'no_show'))
                    OVER (PARTITION BY ride.run_id) AS run_rides
            FROM ts_ride ride
            JOIN ts_beneficiary person ON person.id = ride.beneficiary_id
            LEFT JOIN ts_place origin ON origin.id = ride.pickup_place_id
            LEFT JOIN ts_place target ON target.id = ride.dropoff_place_id""")

    def _join_sector(self, end):
        """Join the first sector, of the association or shared, that holds the commune of an end."""
        return SQL("""
            LEFT JOIN (
                SELECT DISTINCT ON (rel.ts_commune_id, company.id)
                       rel.ts_commune_id, company.id AS company_id, sector.id AS sector_id
                FROM ts_commune_ts_sector_rel rel
                JOIN ts_sector sector ON sector.id = rel.ts_sector_id AND sector.active
                JOIN res_company company ON sector.company_id IS NULL OR sector.company_id = company.id
                ORDER BY rel.ts_commune_id, company.id, sector.company_id NULLS LAST, sector.sequence,
                         sector.id
            ) %(end)s ON %(end)s.ts_commune_id = %(commune)s AND %(end)s.company_id = ride.company_id""",
            end=SQL.identifier(end), commune=SQL.identifier('ride', f'{end}_commune_id'))
