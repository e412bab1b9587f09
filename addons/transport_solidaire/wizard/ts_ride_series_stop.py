# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ..models.ts_ride import UPCOMING_STATES


class TsRideSeriesStop(models.TransientModel):
    """Pauses or ends a repeated need, and asks what becomes of the rides that were made ahead.

    Rides that nobody drives are ticked to be cancelled; those that somebody has are left unless they are ticked.
    """

    _name = 'ts.ride.series.stop'
    _description = "Pause or End a Repeated Need"

    series_id = fields.Many2one('ts.ride.series', "Repeated Need", required=True)
    what = fields.Selection([('pause', "Pause for a While"), ('end', "End for Good")], default='end', required=True)
    date = fields.Date("Last Day", required=True, default=fields.Date.context_today,
                       help="Rides of this day still take place; those after it may be cancelled.")
    reason_id = fields.Many2one('ts.ride.reason', domain=[('kind', '=', 'cancelled')],
                                default=lambda self: self.env['ts.ride.reason'].search(
                                    [('kind', '=', 'cancelled')], limit=1))
    line_ids = fields.One2many('ts.ride.series.stop.line', 'stop_id', compute='_compute_line_ids', store=True,
                               readonly=False)
    cancel_count = fields.Integer("Rides to Be Cancelled", compute='_compute_cancel_count')

    @api.depends('series_id', 'date')
    def _compute_line_ids(self):
        for stop in self:
            rides = stop._get_rides() if stop.series_id and stop.date else stop.env['ts.ride']
            stop.line_ids = [fields.Command.clear(), *(fields.Command.create(
                {'ride_id': ride.id, 'cancel': ride.state == 'requested'}) for ride in rides)]

    @api.depends('line_ids.cancel')
    def _compute_cancel_count(self):
        for stop in self:
            stop.cancel_count = len(stop.line_ids.filtered('cancel'))

    def _get_rides(self):
        """Return the rides made for days after the last one, in order."""
        return self.env['ts.ride'].search([
            ('series_id', '=', self.series_id.id), ('series_date', '>', self.date),
            ('state', 'in', UPCOMING_STATES), ('pickup_at', '>', fields.Datetime.now())], order='pickup_at, id')

    def action_stop(self):
        """Stop making rides and cancel those that are ticked; twice is once."""
        self.ensure_one()
        chosen = self.line_ids.filtered('cancel').ride_id & self._get_rides()
        self._stop_series()
        if chosen:
            # a need that goes on after a pause makes them again
            chosen.series_key = False
            chosen._close('cancelled', self.reason_id)
        return {'type': 'ir.actions.act_window_close'}

    def _stop_series(self):
        series = self.series_id
        if self.what == 'pause':
            series.action_pause()
        elif self.date > fields.Date.context_today(self) and series.kind == 'weekly' and series.state == 'running':
            # it goes on until its last day, then has no more days
            series.write({'end': 'until', 'date_until': max(self.date, series.date_from)})
        else:
            series.action_end()
