# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from math import sqrt

from odoo import api, models

# Fewer than so many rides are not told: in a village everybody knows who that was.
SMALL = 5
# Below this share of rides not met, a commune has the colour; the last one has no limit.
BANDS = ((0.10, 'low'), (0.25, 'some'), (1.01, 'high'))


class TsNeedReport(models.Model):
    """The needs on a map: one circle for each commune of departure, small counts hidden."""

    _inherit = 'ts.need.report'

    @api.model
    def get_map(self, domain):
        """Return what the map shows of the rides of a domain.

        :return: dict with ``tiles`` (address of the background, or empty) and ``communes``, the biggest
            first: ``id`` and ``name`` (empty for rides without a commune), ``point`` (latitude and longitude,
            or None), ``rides``, ``unmet`` and ``share`` as text, ``band`` (``hidden``, ``met``, ``few``,
            ``low``, ``some`` or ``high``) and ``size`` between 0 and 1
        """
        groups = self._read_group(
            domain, ['pickup_commune_id'], ['ride_count:sum', 'unmet:sum'],
            order='ride_count:sum DESC, pickup_commune_id')
        biggest = max((rides for _commune, rides, _unmet in groups), default=0)
        return {
            'tiles': self.env.company.ts_map_tiles or '',
            'communes': [self._get_circle(commune, rides, unmet, biggest) for commune, rides, unmet in groups],
        }

    def _get_circle(self, commune, rides, unmet, biggest):
        """Return one commune; what is fewer than five rides leaves the server as “<5” only."""
        point = commune._get_point()
        small = f"<{SMALL}"
        hidden = rides < SMALL
        few = 0 < unmet < SMALL
        share = '' if hidden or few else self._format_share(unmet / rides)
        return {
            'id': commune.id, 'name': commune.name or '', 'point': [point.latitude, point.longitude] if point else None,
            'rides': small if hidden else str(rides), 'unmet': '' if hidden else small if few else str(unmet),
            'share': share, 'band': self._get_band(rides, unmet),
            'size': round(sqrt(max(rides, SMALL) / max(biggest, SMALL)), 2),
        }

    def _format_share(self, share):
        return self.env._("%(share)s %%", share=round(100 * share))

    @staticmethod
    def _get_band(rides, unmet):
        if rides < SMALL:
            return 'hidden'
        if not unmet:
            return 'met'
        if unmet < SMALL:
            return 'few'
        return next(name for limit, name in BANDS if unmet / rides < limit)
