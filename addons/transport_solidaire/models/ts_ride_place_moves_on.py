# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models

from .ts_ride import UPCOMING_STATES

MOMENTS = {'pickup_at', 'appointment_at', 'pickup_place_id', 'dropoff_place_id'}
ENDS = ('pickup_place_id', 'dropoff_place_id')


class TsRide(models.Model):
    """A ride goes where its places are on its day."""

    _inherit = 'ts.ride'

    @api.model_create_multi
    def create(self, vals_list):
        """Put the rides at the addresses of their day."""
        rides = super().create(vals_list)
        rides._follow_places()
        return rides

    def write(self, vals):
        """A ride that is put on another day goes to the address of that day."""
        result = super().write(vals)
        if MOMENTS & set(vals):
            self._follow_places()
        return result

    def _follow_places(self):
        moving = self.filtered(lambda r: r.state in UPCOMING_STATES and any(
            r[end].moved_to_id or r[end].moved_from_ids for end in ENDS))
        for ride in moving.with_context(ts_series_change=True):
            right = {end: ride[end]._at(ride.date).id for end in ENDS if ride[end]}
            if any(ride[end].id != place for end, place in right.items()):
                ride.write(right)
