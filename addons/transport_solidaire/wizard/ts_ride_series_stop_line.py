# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class TsRideSeriesStopLine(models.TransientModel):
    """One ride that was made ahead, to be cancelled or to be left."""

    _name = 'ts.ride.series.stop.line'
    _description = "Ride of a Repeated Need That Stops"
    _order = 'id'

    stop_id = fields.Many2one('ts.ride.series.stop', required=True, ondelete='cascade')
    ride_id = fields.Many2one('ts.ride', required=True, ondelete='cascade')
    cancel = fields.Boolean("Cancel It")
    pickup_at = fields.Datetime(related='ride_id.pickup_at')
    pickup_label = fields.Char("From", related='ride_id.pickup_label')
    dropoff_label = fields.Char("To", related='ride_id.dropoff_label')
    volunteer_id = fields.Many2one(related='ride_id.volunteer_id')
