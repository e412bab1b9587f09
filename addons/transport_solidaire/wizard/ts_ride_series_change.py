# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.ts_ride import UPCOMING_STATES


class TsRideSeriesChange(models.TransientModel):
    """Changes or cancels rides of a repeated need: this one, this and the next, or all that are to come.

    What was done stays; what was assigned stays with its volunteer and is looked at again.
    """

    _name = 'ts.ride.series.change'
    _description = "Change a Repeated Need"

    ride_id = fields.Many2one('ts.ride', required=True)
    company_id = fields.Many2one(related='ride_id.company_id')
    series_id = fields.Many2one(related='ride_id.series_id')
    scope = fields.Selection(
        [('one', "This Day Only"), ('next', "This Day and the Next Ones"), ('all', "All That Are to Come")],
        "Which Rides", default='one', required=True)
    with_exceptions = fields.Boolean("Also Those Changed by Themselves")
    what = fields.Selection([('change', "Change"), ('cancel', "Cancel")], default='change', required=True)
    reason_id = fields.Many2one('ts.ride.reason', domain=[('kind', '=', 'cancelled')],
                                default=lambda self: self.env['ts.ride.reason'].search(
                                    [('kind', '=', 'cancelled')], limit=1))
    hour = fields.Float("New Time", help="0: the time stays.")
    return_hour = fields.Float("New Time of the Return", help="0: the time stays.")
    place_id = fields.Many2one('ts.place', "New Place", check_company=True)
    return_open = fields.Boolean("She Will Call for the Return")
    purpose_id = fields.Many2one('ts.purpose', "New Purpose")
    companions = fields.Integer(compute='_compute_companions', store=True, readonly=False)
    volunteer_id = fields.Many2one('ts.volunteer', "New Usual Volunteer", check_company=True)
    ride_count = fields.Integer("Rides Concerned", compute='_compute_ride_count')

    @api.depends('scope', 'with_exceptions', 'ride_id')
    def _compute_ride_count(self):
        for wizard in self:
            wizard.ride_count = len(wizard._get_rides())

    @api.depends('ride_id')
    def _compute_companions(self):
        for wizard in self:
            wizard.companions = wizard.ride_id.companions

    def _get_rides(self):
        """Return the rides concerned, outward and return, that have not taken place."""
        ride, series = self.ride_id._origin or self.ride_id, self.series_id
        if self.scope == 'one':
            return (ride | ride.outward_id | ride.return_ids).filtered(lambda r: r.state in UPCOMING_STATES)
        first = ride.series_date if self.scope == 'next' else fields.Date.context_today(self)
        # what took place today and has no result yet is not to come
        rides = self.env['ts.ride'].search([
            ('series_id', '=', series.id), ('series_date', '>=', first), ('state', 'in', UPCOMING_STATES),
            '|', ('pickup_at', '>', fields.Datetime.now()), ('id', '=', ride.id)])
        return rides if self.with_exceptions else rides.filtered(lambda r: not r.is_series_exception or r == ride)

    def action_apply(self):
        """Change the rides, then the need itself so that the coming ones are made right."""
        self.ensure_one()
        rides = self._get_rides()
        if self.what == 'cancel':
            rides._close('cancelled', self.reason_id)
            self._end_series()
            return {'type': 'ir.actions.act_window_close'}
        rides = rides.with_context(ts_series_change=True)
        self._move(rides)
        if self.scope == 'one':
            rides.is_series_exception = True
        else:
            self._change_series(rides)
        self._change_rest(rides)
        if self.volunteer_id:
            self._hand_over(rides)
        rides._recheck()
        rides.filtered(lambda r: r.state == 'requested')._assign_usual()
        return self._tell(rides)

    def _end_series(self):
        if self.scope == 'all':
            self.series_id.action_end()
        elif self.scope == 'next':
            self._stop_before()

    def _stop_before(self):
        """Let the series end the day before this ride."""
        series, day = self.series_id, self.ride_id.series_date
        if series.kind == 'dates':
            days = series._get_days(series.date_from, day - timedelta(days=1))
            series.dates_text = ', '.join(str(d) for d in days) or str(series.date_from)
        else:
            series.write({'end': 'until', 'date_until': max(series.date_from, day - timedelta(days=1))})
        if day <= series.date_from:
            series.action_end()

    # ---- changing --------------------------------------------------------------------------------
    def _move(self, rides):
        """Put rides at the new hour and place; each keeps its day, in local time."""
        outwards = rides.filtered(lambda r: not r.outward_id)
        if self.hour or self.return_hour:
            for outward in outwards:
                self._move_hours(outward.with_context(ts_stops_later=True), outward.return_ids & rides)
            for back in (rides - outwards).filtered(lambda r: r.outward_id not in outwards):
                self._move_hours(self.env['ts.ride'], back)
        if self.place_id:
            outwards.write({'dropoff_place_id': self.place_id.id})
            (rides - outwards).write({'pickup_place_id': self.place_id.id})
        rides.run_id.filtered(lambda r: r.state in ('planned', 'confirmed'))._rebuild_stops()

    def _change_rest(self, rides):
        """Change what is neither hour nor place."""
        vals = {'purpose_id': self.purpose_id.id} if self.purpose_id else {}
        if self.companions != self.ride_id.companions:
            vals['companions'] = self.companions
        if vals:
            rides.write(vals)
        if self.return_open:
            rides.filtered('outward_id').time_to_confirm = True

    def _hand_over(self, rides):
        """Take the rides back from whoever was planned and has not said yes; who said yes keeps his."""
        rides.filtered(lambda r: r.state == 'planned' and r.volunteer_id != self.volunteer_id).action_unassign()
        if self.scope == 'one':
            rides.filtered(lambda r: r.state == 'requested')._assign_to(self.volunteer_id)

    def _move_hours(self, outward, back):
        """Put both ways at their new hours; a return without one keeps its time after the arrival.

        What moves later begins with the return, so that it is never before its outward ride.
        """
        moves, delta = [], timedelta()
        if outward and self.hour:
            field = 'appointment_at' if outward.appointment_at else 'pickup_at'
            moment = outward.company_id._to_utc(outward.series_date, self.hour)
            delta = moment - outward[field]
            moves.append((outward, {field: moment}))
        for ride in back.with_context(ts_stops_later=True):
            if self.return_hour:
                moment = ride.company_id._to_utc(ride.series_date, self.return_hour)
                moves.append((ride, {'pickup_at': moment, 'time_to_confirm': False}))
            elif delta:
                moves.append((ride, {'pickup_at': ride.pickup_at + delta}))
        for ride, vals in reversed(moves) if delta > timedelta() else moves:
            ride.write(vals)

    def _change_series(self, rides):
        """Change the need; from a day on it becomes another one, so that its history stays."""
        series = self.series_id
        if self.scope == 'next' and self.ride_id.series_date > series.date_from:
            series = self._split(rides)
        vals = {'place_id': self.place_id.id, 'volunteer_id': self.volunteer_id.id,
                'purpose_id': self.purpose_id.id}
        if self.companions != self.ride_id.companions:
            series.companions = self.companions
        series.write({name: value for name, value in vals.items() if value})
        # the slots of the ride only: other hours of the week stay
        slot = rides.series_slot_id & series.slot_ids
        slot = (slot.filtered(lambda s: s == self.ride_id.series_slot_id) or slot).with_context(ts_series_change=True)
        if self.hour:
            for one in slot:
                later = one.return_hour + self.hour - one.hour
                one.write({'hour': self.hour, 'return_hour': self.return_hour or later})
        elif self.return_hour:
            slot.return_hour = self.return_hour
        if self.return_open:
            slot.return_open = True

    def _split(self, rides):
        """Return a new series that goes on from this day, with the coming rides."""
        old, day = self.series_id, self.ride_id.series_date
        left = old.count - len(old._get_days(old.date_from, day - timedelta(days=1))) if old.end == 'count' else 0
        dates = old._get_days(day, day + timedelta(days=3660)) if old.kind == 'dates' else []
        new = old.copy({'date_from': day, 'count': max(1, left),
                        'dates_text': ', '.join(str(d) for d in dates) or old.dates_text})
        pairs = dict(zip(old.slot_ids, new.slot_ids, strict=True))
        moving = self.env['ts.ride'].search([('series_id', '=', old.id), ('series_date', '>=', day)])
        for ride in moving:
            slot = pairs.get(ride.series_slot_id)
            if slot:
                way = 'back' if ride.outward_id else 'out'
                ride.write({'series_id': new.id, 'series_slot_id': slot.id,
                            'series_key': slot._get_key(ride.series_date, way)})
        state = old.state
        self._stop_before()
        new.state = state
        return new

    def _tell(self, rides):
        """Say what was changed and what is now to be checked."""
        warned = rides.filtered('has_warning')
        message = self.env._("%(count)s rides changed.", count=len(rides))
        if warned:
            message += ' ' + self.env._("To check: %(rides)s.", rides=', '.join(warned.mapped('display_name')))
        return {'type': 'ir.actions.client', 'tag': 'display_notification', 'params': {
            'message': message, 'type': 'warning' if warned else 'success', 'sticky': bool(warned),
            'next': {'type': 'ir.actions.act_window_close'}}}


class TsRide(models.Model):
    """From one ride to the need behind it."""

    _inherit = 'ts.ride'

    def action_open_series_change(self):
        """Open the dialog that changes or cancels this ride, the next ones or all."""
        self.ensure_one()
        if not self.series_id:
            raise UserError(self.env._("This ride is not one of a repeated need."))
        return {
            'type': 'ir.actions.act_window', 'res_model': 'ts.ride.series.change', 'view_mode': 'form',
            'target': 'new', 'name': self.env._("Change a Repeated Need"), 'context': {'default_ride_id': self.id}}

    def action_repeat(self):
        """Open a repeated need filled in from this ride."""
        self.ensure_one()
        local = self.company_id._to_local(self.appointment_at or self.pickup_at)
        back = self.return_ids[:1]
        back_at = back and self.company_id._to_local(back.pickup_at)
        return {
            'type': 'ir.actions.act_window', 'res_model': 'ts.ride.series', 'view_mode': 'form',
            'name': self.env._("Repeated Need"), 'context': {
                'default_beneficiary_id': self.beneficiary_id.id, 'default_place_id': self.dropoff_place_id.id,
                'default_from_place_id': self.pickup_place_id.id, 'default_purpose_id': self.purpose_id.id,
                'default_volunteer_id': self.volunteer_id.id,
                'default_date_from': str(local.date() + timedelta(days=1)),
                'default_slot_ids': [fields.Command.create({
                    'weekday': str(local.weekday()), 'hour': local.hour + local.minute / 60,
                    'is_appointment': bool(self.appointment_at), 'has_return': bool(back),
                    'return_hour': back_at.hour + back_at.minute / 60 if back else 0.0,
                    'return_open': back.time_to_confirm})]}}
