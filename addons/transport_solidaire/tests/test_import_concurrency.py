# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Two imports at the same moment, and a job's progress, in real transactions.

These tests commit: what they create is deleted at the end.
"""
import tempfile
from pathlib import Path
from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo import SUPERUSER_ID, Command, api
from odoo.modules.registry import DummyRLock, Registry
from odoo.tests import tagged
from odoo.tests.common import BaseCase, get_db_name
from odoo.tools import mute_logger

from ..models.ts_import import ImportBusyError
from .common_import import DRIVERS, PAUL, PEOPLE, RIDES, VERA, ride_row, to_csv

NAME = "Imports of the Test"


@tagged('post_install', '-at_install')
class TestImportConcurrency(BaseCase):
    """Two imports of one file give one set of records; progress is seen from outside."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.paths = []
        for name, rows in (('benevoles', [DRIVERS, VERA]), ('adherents', [PEOPLE, PAUL]),
                           ('trajets', [RIDES, ride_row(), ride_row(Heure='16h')])):
            self.paths.append(str(folder / f'{name}.csv'))
            Path(self.paths[-1]).write_bytes(to_csv(rows))
        with self.registry.cursor() as cr:
            companies = self._env(cr)['res.company'].with_context(active_test=False)
            company = companies.search([('name', '=', NAME)]) or companies.create({'name': NAME})
            company.active = True
            self.company = company.id
        self.addCleanup(self._delete_all)
        # the server holds this lock in its own thread while it tests
        self.startPatcher(patch.object(Registry, '_lock', DummyRLock()))
        self.enterContext(mute_logger('odoo.sql_db'))

    def _env(self, cr):
        return api.Environment(cr, SUPERUSER_ID, {'lang': 'en_US', 'tracking_disable': True})

    def _delete_all(self):
        """Delete what the imports created; the company is archived, its accounts cannot be deleted."""
        with self.registry.cursor() as cr:
            env = self._env(cr)
            own = [('company_id', '=', self.company)]
            # driven rides cannot be deleted by anybody: the test takes its own away
            cr.execute("DELETE FROM ts_ride WHERE company_id = %s", (self.company,))
            cr.execute("DELETE FROM ts_run WHERE company_id = %s", (self.company,))
            for model in ('ts.beneficiary', 'ts.volunteer', 'ts.place', 'ts.import', 'res.partner'):
                env[model].with_context(active_test=False).search(own).unlink()
            env['res.company'].browse(self.company).active = False
            env.user.company_ids = [Command.unlink(self.company)]

    def bring_in(self, cr):
        """Import the files in a transaction; return how many rides were created."""
        env = self._env(cr)
        company = env['res.company'].browse(self.company)
        result = env['ts.import']._import_files(self.paths, company=company)
        env.flush_all()
        return result['created']['rides']

    def counts(self):
        """Return how many people and rides the association has now."""
        with self.registry.cursor() as cr:
            env = self._env(cr)
            return [env[model].search_count([('company_id', '=', self.company)])
                    for model in ('ts.volunteer', 'ts.beneficiary', 'ts.place', 'ts.ride', 'ts.run')]

    def test_while_the_other_is_still_writing(self):
        with self.registry.cursor() as first, self.registry.cursor() as second:
            self.assertEqual(self.bring_in(first), 2)
            with self.assertRaisesRegex(ImportBusyError, "Somebody else is importing into Imports of the Test"):
                self.bring_in(second)
            second.rollback()
            first.commit()
            self.assertEqual(self.bring_in(second), 0)
            second.commit()
        self.assertEqual(self.counts(), [1, 1, 1, 2, 2])

    def test_that_began_before_the_other_had_finished(self):
        with self.registry.cursor() as first, self.registry.cursor() as second:
            second.execute("SELECT count(*) FROM ts_ride")  # it sees the database as it was before
            self.bring_in(first)
            first.commit()
            with self.assertRaises(SerializationFailure):
                self.bring_in(second)
            second.rollback()  # the server runs it again
            self.assertEqual(self.bring_in(second), 0)
            second.commit()
        self.assertEqual(self.counts(), [1, 1, 1, 2, 2])

    def test_an_import_that_is_killed_leaves_nothing(self):
        with self.registry.cursor() as cr:
            self.bring_in(cr)
            cr.rollback()
        self.assertEqual(self.counts(), [0, 0, 0, 0, 0])
        with self.registry.cursor() as cr:
            self.assertEqual(self.bring_in(cr), 2)
        self.assertEqual(self.counts(), [1, 1, 1, 2, 2])

    def test_progress_is_seen_from_outside_the_job(self):
        with self.registry.cursor() as cr:
            env = self._env(cr)
            attachments = env['ir.attachment'].create([
                {'name': Path(path).name, 'raw': Path(path).read_bytes()} for path in self.paths])
            job = env['ts.import'].create({
                'company_id': self.company, 'attachment_ids': [Command.set(attachments.ids)]})
            job.action_read()
            job.action_preview()
            job.state = 'running'
            env['ts.import.progress'].create({'import_id': job.id})
            number = job.id
        with self.registry.cursor() as cr, self.registry.cursor() as watcher:
            job = self._env(cr)['ts.import'].browse(number).with_context(job_uuid='test')
            self.assertEqual(job.progress, 0)
            job._run_job()
            seen = self._env(watcher)['ts.import'].browse(number)
            self.assertEqual((seen.state, seen.progress), ('running', 95))
        with self.registry.cursor() as cr:
            job = self._env(cr)['ts.import'].browse(number)
            self.assertEqual((job.state, job.progress), ('done', 100))
        self.assertEqual(self.counts(), [1, 1, 1, 2, 2])
