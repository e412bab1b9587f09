# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging

from psycopg2.extensions import TransactionRollbackError

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.distance import Leg

_logger = logging.getLogger(__name__)


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
        """Keep new legs; whoever learns at the same time as somebody else goes on without keeping.

        Never waits for another transaction and never makes this one start again: a cache must not.
        """
        rows = [(key, leg.km, leg.minutes, leg.provider) for key, leg in legs.items()]
        cr = self.env.cr
        cr.execute("SELECT pg_try_advisory_xact_lock(hashtext('ts_distance'))")
        if not cr.fetchone()[0]:
            return
        try:
            with cr.savepoint(flush=False):
                cr.execute(SQL(
                    """INSERT INTO ts_distance (key, km, minutes, provider) VALUES %s
                       ON CONFLICT (key) DO NOTHING""", SQL(', ').join(rows)), log_exceptions=False)
        except TransactionRollbackError:
            # committed by somebody else since this transaction began, where it cannot be seen
            _logger.debug("Distances learned by somebody else at the same time: %s", list(legs))
