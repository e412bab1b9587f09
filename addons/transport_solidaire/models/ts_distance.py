# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ..tools.distance import Leg


class TsDistance(models.Model):
    """Cache of road distances by pair of points, as the company's provider gave them."""

    _name = 'ts.distance'
    _description = "Known Distance"

    key = fields.Char(required=True, help="Provider, version and both positions.")
    km = fields.Float("Kilometres", digits=(9, 1), required=True)
    minutes = fields.Integer(required=True)
    provider = fields.Char(required=True)

    _key_uniq = models.Constraint('UNIQUE(key)', "This distance is already known.")

    @api.model
    def _get_legs(self, company, pairs):
        """Return the ``Leg`` of each pair of points, from the cache or the company's provider.

        :param pairs: list of ``(start, end)``; a pair with an unknown (None) end gives None
        :return: list in the same order; the number of queries does not depend on its length
        """
        provider = company._get_distance_provider()
        keys = [self._make_key(provider, pair) for pair in pairs]
        cache = self.sudo()  # positions only, no person: every user may read and fill the cache
        known = {d.key: Leg(d.km, d.minutes, d.provider)
                 for d in cache.search([('key', 'in', [key for key in keys if key])])}
        missing = {key: pair for key, pair in zip(keys, pairs, strict=True) if key and key not in known}
        if missing:
            found = dict(zip(missing, provider.legs(list(missing.values())), strict=True))
            cache._remember(found)
            known.update(found)
        return [known.get(key) for key in keys]

    @staticmethod
    def _make_key(provider, pair):
        start, end = pair
        if not (start and end):
            return None
        return f"{provider.name}:{provider.version}:{start.key}:{end.key}"

    def _remember(self, legs):
        """Keep new legs; two transactions that learn the same one at once do not disturb each other."""
        rows = [(key, leg.km, leg.minutes, leg.provider) for key, leg in legs.items()]
        self.env.cr.execute_values(
            """INSERT INTO ts_distance (key, km, minutes, provider) VALUES %s
               ON CONFLICT (key) DO NOTHING""", rows, page_size=len(rows))
