# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models

from ..tools.distance import GreatCircleProvider, Leg


class TsDistance(models.Model):
    """Distances for a ranking: thousands of pairs that are looked at once and mostly forgotten."""

    _inherit = 'ts.distance'

    @api.model
    def _estimate_legs(self, company, pairs):
        """Return the ``Leg`` of each pair of points without waiting for anybody and without keeping anything.

        A provider that computes by itself (``instant``) gives its own answer, the same as ``_get_legs``. Of
        another one only what is known already is taken; the rest is estimated as the crow flies, and
        the way that is chosen is measured when the ride is given.

        :param pairs: list of ``(start, end)`` with known ends
        """
        provider = company._get_distance_provider()
        if getattr(provider, 'instant', False):
            return provider.legs(pairs)
        keys = [self._make_key(provider, pair) for pair in pairs]
        cache = self.sudo()  # positions only, no person
        known = {d.key: Leg(d.km, d.minutes, d.provider) for d in cache.search([('key', 'in', keys)])}
        guess = GreatCircleProvider(company.ts_road_factor or 1.0)
        return [known[key] if key in known else guess.legs([pair])[0]
                for key, pair in zip(keys, pairs, strict=True)]
