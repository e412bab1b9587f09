# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ..tools.geo import Point

POSITION_FIELDS = {'zip', 'city', 'ts_commune_id', 'partner_latitude', 'partner_longitude'}


class ResPartner(models.Model):
    """A contact's address gets a commune, and a position without any network."""

    _inherit = 'res.partner'

    ts_commune_id = fields.Many2one(
        'ts.commune', "Commune", compute='_compute_ts_commune_id', store=True, readonly=False,
        index='btree_not_null',
        help="Found from the postcode and the town; choose it when they are not enough.")

    @api.depends('zip', 'city')
    def _compute_ts_commune_id(self):
        communes = self.env['ts.commune']._match((p.zip, p.city) for p in self if p.zip or p.city)
        for partner in self:
            partner.ts_commune_id = communes.get((partner.zip or '', partner.city or ''), False)

    def write(self, vals):
        """Measure again what is planned from or to a home that moves; the past keeps its kilometres."""
        result = super().write(vals)
        if POSITION_FIELDS & set(vals):
            self._refresh_planned_ways()
        return result

    def _refresh_planned_ways(self):
        upcoming = [('state', 'in', ('requested', 'planned', 'confirmed')),
                    ('pickup_at', '>=', fields.Datetime.now())]
        # whoever corrects an address need not see the rides that depend on it
        rides = self.env['ts.ride'].sudo()  # see above
        moved = rides.search([
            *upcoming, ('beneficiary_id.partner_id', 'in', self.ids),
            '|', ('pickup_place_id', '=', False), ('dropoff_place_id', '=', False)])
        moved._refresh_distances()
        others = rides.search([*upcoming, ('volunteer_id.partner_id', 'in', self.ids)]) - moved
        others.run_id._rebuild_stops()

    def _get_point(self):
        """Return the position of the address: its own coordinates, else its commune's, else None."""
        self.ensure_one()
        if self.partner_latitude or self.partner_longitude:
            return Point(round(self.partner_latitude, 4), round(self.partner_longitude, 4))
        return self.ts_commune_id._get_point()
