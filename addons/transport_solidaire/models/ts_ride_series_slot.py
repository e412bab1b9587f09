# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class TsRideSeriesSlot(models.Model):
    """One hour of a repeated need: a weekday (or each of its dates), there and perhaps back."""

    _name = 'ts.ride.series.slot'
    _description = "Hour of a Repeated Need"
    _order = 'weekday, hour, id'

    series_id = fields.Many2one('ts.ride.series', required=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(related='series_id.company_id', store=True, index=True)
    weekday = fields.Selection(
        [('0', "Monday"), ('1', "Tuesday"), ('2', "Wednesday"), ('3', "Thursday"), ('4', "Friday"),
         ('5', "Saturday"), ('6', "Sunday")], help="Empty for a list of dates: the hour is for each of them.")
    hour = fields.Float("Time", required=True, default=10.0)
    is_appointment = fields.Boolean("Appointment", default=True,
                                    help="Ticked: when she is expected. Otherwise when she is picked up.")
    has_return = fields.Boolean("And Back", default=True)
    return_hour = fields.Float("Return", default=11.5)
    return_open = fields.Boolean("She Will Call", help="The time of the return is not known yet.")

    @api.depends('weekday', 'hour')
    def _compute_display_name(self):
        days = dict(self._fields['weekday']._description_selection(self.env))
        for slot in self:
            clock = f"{int(slot.hour)}:{round(slot.hour % 1 * 60):02d}"
            slot.display_name = ' '.join(filter(None, [days.get(slot.weekday), clock]))

    @api.constrains('hour', 'return_hour', 'has_return', 'return_open')
    def _check_hours(self):
        for slot in self:
            if not 0 < slot.hour < 24:
                raise ValidationError(self.env._("Type the time, such as 9:30 or 14."))
            if slot.has_return and not slot.return_open and not slot.hour < slot.return_hour < 24:
                raise ValidationError(self.env._("The return of %(slot)s must come later.", slot=slot.display_name))

    def write(self, vals):
        """Rides carry the hour that made them: once it runs, a need changes by its dialog, rides and all."""
        if set(vals) - {'series_id'} and not self.env.context.get('ts_series_change'):
            self._refuse_running()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_running(self):
        self._refuse_running()

    def _refuse_running(self):
        running = self.series_id.filtered(lambda s: s.state in ('running', 'paused'))
        if running:
            raise UserError(self.env._(
                "%(need)s has made rides at these hours. Change them with “Change the Repetition…” on one of its "
                "rides, so that the rides follow.", need=running[0].display_name))

    def _new_booking(self, day):
        """Return the booking dialog filled in for a day, never saved: rides of a series are as booked."""
        series = self.series_id
        return self.env['ts.ride.book'].new({
            'company_id': series.company_id.id, 'beneficiary_id': series.beneficiary_id.id,
            'place_id': series.place_id.id, 'from_place_id': series.from_place_id.id, 'date': day,
            'hour': self.hour, 'is_appointment': self.is_appointment, 'has_return': self.has_return,
            'return_hour': self.return_hour, 'return_open': self.return_open, 'purpose_id': series.purpose_id.id,
            'companions': series.companions, 'aid_ids': [fields.Command.set(series.aid_ids.ids)],
            'note': series.note})
