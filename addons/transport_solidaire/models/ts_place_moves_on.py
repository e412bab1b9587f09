# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from .ts_ride import UPCOMING_STATES

MOMENTS = {'pickup_at', 'appointment_at', 'pickup_place_id', 'dropoff_place_id'}
ENDS = ('pickup_place_id', 'dropoff_place_id')


class TsPlace(models.Model):
    """A place that moves on a day to come: until then rides go to the old address, from then on to the new one.

    The new address is a place of its own, so that each ride keeps the one it goes to. Whoever books by hand, as
    usual, by a repeated need or by a spreadsheet may name either: the day decides.
    """

    _inherit = 'ts.place'

    moved_to_id = fields.Many2one('ts.place', "Moves To", readonly=True, copy=False, index='btree_not_null',
                                  check_company=True)
    moves_on = fields.Date(readonly=True, copy=False, help="From this day on rides go to the new address.")
    moved_from_ids = fields.One2many('ts.place', 'moved_to_id')

    def _at(self, day):
        """Return the place as it is on a day: itself, where it moves to, or where it was before."""
        place = self
        while place.moved_to_id and day >= place.moves_on:
            place = place.moved_to_id
        while before := place.moved_from_ids.filtered(lambda p, d=day: d < p.moves_on)[:1]:
            place = before
        return place

    @api.autovacuum
    def _gc_moved(self):
        """The day has come: repeated needs go to the new address, the old one is archived."""
        today = fields.Date.context_today(self)
        for place in self.search([('moves_on', '<=', today), ('moved_to_id', '!=', False)]):
            place._settle()

    def _settle(self):
        """Let running and coming needs know the new place only."""
        series = self.env['ts.ride.series'].search([('state', '!=', 'ended')])
        for field in ('place_id', 'from_place_id'):
            series.filtered(lambda s, f=field: s[f] == self)[field] = self.moved_to_id
        self.active = False


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
