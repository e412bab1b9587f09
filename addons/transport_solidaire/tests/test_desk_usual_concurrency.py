# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The key pressed twice, or two coordinators who answer the same call: two real transactions, one ride.

These tests commit: what they create is unlinked at the end.
"""
import threading
from datetime import timedelta
from unittest.mock import patch

from odoo import SUPERUSER_ID, api, fields
from odoo.modules.registry import DummyRLock, Registry
from odoo.service.model import retrying
from odoo.tests import tagged
from odoo.tests.common import BaseCase, get_db_name
from odoo.tools import mute_logger

from .common import latitude

WAIT_SECONDS = 20


@tagged('post_install', '-at_install')
class TestDeskUsualConcurrency(BaseCase):
    """The second request finds what the first one has booked."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        self.addCleanup(self._unlink_created)
        with self.registry.cursor() as cr:
            self._make_records(self._env(cr))
        # the server holds this lock in its own thread while it tests; ours would wait for it
        self.startPatcher(patch.object(Registry, '_lock', DummyRLock()))
        self.enterContext(mute_logger('odoo.sql_db'))  # a refusal of the database leads to the retry
        self.startPatcher(patch('odoo.service.model.time.sleep', lambda seconds: None))

    def _env(self, cr):
        return api.Environment(cr, SUPERUSER_ID, {'lang': 'en_US', 'tracking_disable': True})

    def _make_records(self, env):
        self.max_distance = env['ts.distance'].search([], order='id desc', limit=1).id or 0
        company = env.ref('base.main_company')
        partner = env['res.partner'].create({
            'name': "Concurrent Caller", 'partner_latitude': latitude(10), 'partner_longitude': -1.5})
        person = env['ts.beneficiary'].create({'partner_id': partner.id, 'company_id': company.id})
        place = env['ts.place'].create({'name': "Concurrent Shop", 'company_id': company.id,
                                        'latitude': latitude(30), 'longitude': -1.5})
        pickup = fields.Datetime.now().replace(minute=0, second=0, microsecond=0) - timedelta(days=10)
        ride = env['ts.ride'].create({'company_id': company.id, 'beneficiary_id': person.id,
                                      'dropoff_place_id': place.id, 'pickup_at': pickup})
        self.day = fields.Date.to_string(fields.Date.today() + timedelta(days=10))
        self.created = [('res.partner', partner.id), ('ts.beneficiary', person.id), ('ts.place', place.id)]
        self.person, self.ride = person.id, ride.id

    def _unlink_created(self):
        with self.registry.cursor() as cr:
            env = self._env(cr)
            env['ts.ride'].search([('beneficiary_id', '=', self.person)]).unlink()
            for model, record_id in reversed(self.created):
                env[model].browse(record_id).exists().unlink()
            env['ts.distance'].search([('id', '>', self.max_distance)]).unlink()

    def book(self, cr):
        """Book as a request of the web client does: retried when the database asks for it, committed."""
        env = self._env(cr)
        return retrying(lambda: env['ts.desk'].book_usual(self.ride, self.day, 9.5), env)

    def test_pressed_twice_at_the_same_moment(self):
        barrier, answers = threading.Barrier(2, timeout=WAIT_SECONDS), []

        def work(cr):
            cr.execute("SELECT count(*) FROM ts_ride")  # she sees the rides as they were before
            barrier.wait()
            answers.append(self.book(cr))

        with self.registry.cursor() as first, self.registry.cursor() as second:
            threads = [threading.Thread(target=work, args=(cr,)) for cr in (first, second)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(WAIT_SECONDS)
                self.assertFalse(thread.is_alive(), "two bookings wait for each other")
        self.assertEqual(sorted(answer['known'] for answer in answers), [False, True])
        self.assertEqual(answers[0]['ride_ids'], answers[1]['ride_ids'])
        with self.registry.cursor() as cr:
            self.assertEqual(self._env(cr)['ts.ride'].search_count([('beneficiary_id', '=', self.person)]), 2)

    def test_booked_after_the_other_had_begun(self):
        with self.registry.cursor() as first, self.registry.cursor() as second:
            second.execute("SELECT count(*) FROM ts_ride")
            one = self.book(first)
            other = self.book(second)
        self.assertEqual((one['known'], other['known']), (False, True))
        self.assertEqual(one['ride_ids'], other['ride_ids'])
