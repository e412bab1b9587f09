# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


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
