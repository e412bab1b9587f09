# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

ADDRESS_FIELDS = {'street', 'zip', 'city', 'commune_id', 'latitude', 'longitude'}


class TsPlace(models.Model):
    """A place that moves: whoever is confirmed for it must know."""

    _inherit = 'ts.place'

    def write(self, vals):
        """Remember where the confirmed rides were to go."""
        if ADDRESS_FIELDS & set(vals):
            self._get_upcoming_rides().filtered(lambda r: r.state == 'confirmed')._remember_told()
        return super().write(vals)
