# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ..tools.geo import Point


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

    def _get_point(self):
        """Return the position of the address: its own coordinates, else its commune's, else None."""
        self.ensure_one()
        if self.partner_latitude or self.partner_longitude:
            return Point(round(self.partner_latitude, 4), round(self.partner_longitude, 4))
        return self.ts_commune_id._get_point()
