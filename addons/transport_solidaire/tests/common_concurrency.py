# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What tests in several real transactions share. They commit: what they create is unlinked at the end."""
from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import DummyRLock, Registry
from odoo.tests.common import BaseCase, get_db_name
from odoo.tools import mute_logger


class RealTransactions(BaseCase):
    """Makes records that others see, and takes them away: ``_make_records`` and ``_unlink_created``."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        self.created = []
        self.addCleanup(self._unlink_created)
        with self.registry.cursor() as cr:
            env = self._env(cr)
            self.max_distance = env['ts.distance'].search([], order='id desc', limit=1).id or 0
            self._make_records(env)
        # the server holds this lock in its own thread while it tests; ours would wait for it
        self.startPatcher(patch.object(Registry, '_lock', DummyRLock()))
        # the database's refusals that lead to a retry are logged as errors by core
        self.enterContext(mute_logger('odoo.sql_db'))
        # the pause before a retry is random and long; nothing depends on it
        self.startPatcher(patch('odoo.service.model.time.sleep', lambda seconds: None))

    def _env(self, cr):
        return api.Environment(cr, SUPERUSER_ID, {'lang': 'en_US', 'tracking_disable': True})

    def _create(self, env, model, **vals):
        """Create a record that is unlinked at the end; return its id."""
        record = env[model].create(vals)
        self.created.append((model, record.id))
        return record.id

    def _unlink_rest(self, env):
        """Unlink what was created, the last first, and the distances that were learned."""
        for model, record_id in reversed(self.created):
            env[model].browse(record_id).exists().unlink()
        env['ts.distance'].search([('id', '>', self.max_distance)]).unlink()
