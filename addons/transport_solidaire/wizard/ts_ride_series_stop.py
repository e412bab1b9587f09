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


class TsRideSeries(models.Model):
    """From a need to the dialog that stops it."""

    _inherit = 'ts.ride.series'

    def action_open_stop(self):
        """Open the dialog that pauses or ends this need."""
        self.ensure_one()
        what = self.env.context.get('default_what', 'end')
        titles = {'pause': self.env._("Pause a Repeated Need"), 'end': self.env._("End a Repeated Need")}
        return {
            'type': 'ir.actions.act_window', 'res_model': 'ts.ride.series.stop', 'view_mode': 'form', 'target': 'new',
            'name': titles[what], 'context': {'default_series_id': self.id, 'default_what': what}}
