# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models

CHANNEL = 'ts_desk'
PENDING = 'ts.desk.days'
# What the desk shows of a ride, beside what its run and its proposals say of themselves.
SHOWN_FIELDS = {
    'state', 'run_id', 'beneficiary_id', 'pickup_at', 'appointment_at', 'earliest_at', 'latest_at',
    'time_to_confirm', 'companions', 'aid_ids', 'pickup_place_id', 'dropoff_place_id', 'note', 'warning',
    'outward_id', 'asked_online', 'series_note', 'series_warning',
}


class TsRide(models.Model):
    """Tells the desks which days have changed: one message for each transaction and association.

    The message is sent after the commit and holds nothing but days.
    """

    _inherit = 'ts.ride'

    @api.model_create_multi
    def create(self, vals_list):
        """Tell the desks of the new rides' days."""
        rides = super().create(vals_list)
        rides._tell_desks()
        return rides

    def write(self, vals):
        """Tell the desks of the days that a shown ride leaves and comes to."""
        shown = SHOWN_FIELDS & set(vals)
        if shown:
            self._tell_desks()
        result = super().write(vals)
        if shown:
            self._tell_desks()
        return result

    def unlink(self):
        """Tell the desks of the days that these rides leave."""
        self._tell_desks()
        return super().unlink()

    def _refresh_distances(self):
        result = super()._refresh_distances()
        self._tell_desks()
        return result

    def _tell_desks(self):
        """Note the days of these rides for the message that the commit sends."""
        pending = self.env.cr.precommit.data.get(PENDING)
        if pending is None:
            pending = self.env.cr.precommit.data[PENDING] = {}
            self.env.cr.precommit.add(self.browse()._send_to_desks)
        for ride in self:
            pending.setdefault(ride.company_id.id, set()).add(ride.date)

    def _send_to_desks(self):
        """Send one message to each association's desks."""
        pending = self.env.cr.precommit.data.pop(PENDING)
        for company_id, days in pending.items():
            company = self.env['res.company'].browse(company_id)
            self.env['bus.bus']._sendone((company, CHANNEL), CHANNEL, {
                'company_id': company_id, 'days': sorted(str(day) for day in days if day)})
