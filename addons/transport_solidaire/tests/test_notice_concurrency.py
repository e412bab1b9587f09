# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Two servers that send at the same moment, and one that is killed half-way, in real transactions.

These tests commit: what they create is unlinked at the end.
"""
import re
import threading
from unittest.mock import patch

from odoo import SUPERUSER_ID, api, fields
from odoo.addons.base.models.ir_mail_server import IrMail_Server
from odoo.modules.registry import DummyRLock, Registry
from odoo.tests import tagged
from odoo.tests.common import BaseCase, get_db_name

from ..models.ts_notice_send import TsNotice as Sending

WAIT_SECONDS = 20


class Killed(BaseException):
    """The server dies: nothing after this line happens."""


@tagged('post_install', '-at_install')
class TestNoticeConcurrency(BaseCase):
    """Whatever happens between two transactions, a message leaves once."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        self.sent = []
        self.addCleanup(self._unlink_created)
        with self.registry.cursor() as cr:
            self._make_records(self._env(cr))
        self.startPatcher(patch.object(Registry, '_lock', DummyRLock()))
        self.startPatcher(patch.object(Sending, '_commit', lambda notices: notices.env.cr.commit()))
        self.startPatcher(patch.object(
            IrMail_Server, 'send_email', lambda server, message, **kw: self._carry(message)))

    def _carry(self, message):
        self.sent.append(message['Message-Id'])
        return message['Message-Id']

    def _env(self, cr):
        return api.Environment(cr, SUPERUSER_ID, {'lang': 'en_US', 'tracking_disable': True})

    def _make_records(self, env):
        self.partner = env['res.partner'].create({
            'name': "Concurrent Reader", 'email': "reader@example.org"}).id
        self.volunteer = env['ts.volunteer'].create({
            'partner_id': self.partner, 'company_id': env.ref('base.main_company').id, 'state': 'active',
            'contact_channel': 'email', 'message_consent_on': fields.Date.today()}).id
        self.ids = [self._tell(env, f'concurrent-{i}').id for i in range(3)]

    def _tell(self, env, key):
        return env['ts.notice']._tell(
            env['ts.volunteer'].browse(self.volunteer), 'portal', "Your page", "Here it is.", key, urgent=True)

    def _unlink_created(self):
        with self.registry.cursor() as cr:
            env = self._env(cr)
            env['ts.notice'].search([('volunteer_id', '=', self.volunteer)]).unlink()
            env['ts.volunteer'].browse(self.volunteer).unlink()
            env['res.partner'].browse(self.partner).unlink()

    def states(self):
        with self.registry.cursor() as cr:
            return self._env(cr)['ts.notice'].browse(self.ids).mapped('state')

    def send(self):
        """Send only this test's messages, in a transaction of its own."""
        with self.registry.cursor() as cr:
            self._env(cr)['ts.notice']._cron_send()

    def mine(self):
        ids = '|'.join(map(str, self.ids))
        return [sent for sent in self.sent if re.match(rf'<ts-notice-({ids})-', sent)]

    def test_two_servers_at_once_send_each_message_once(self):
        errors = []

        def work(barrier):
            try:
                with self.registry.cursor() as cr:
                    cr.execute("SELECT 1")  # the transaction has begun before anybody writes
                    barrier.wait()
                    self._env(cr)['ts.notice']._cron_send()
            except Exception as error:  # noqa: BLE001 said below
                errors.append(error)

        barrier = threading.Barrier(2, timeout=WAIT_SECONDS)
        threads = [threading.Thread(target=work, args=(barrier,)) for _i in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(WAIT_SECONDS)
            self.assertFalse(thread.is_alive())
        self.assertEqual(errors, [])
        self.send()  # what both left to each other
        self.assertEqual(len(self.mine()), 3)
        self.assertEqual(len(set(self.mine())), 3)
        self.assertEqual(self.states(), ['sent'] * 3)

    def test_message_taken_by_another_server_after_this_one_looked(self):
        with self.registry.cursor() as late:
            notices = self._env(late)['ts.notice'].browse(self.ids)
            self.assertEqual(notices.mapped('state'), ['waiting'] * 3)
            self.send()
            for notice in notices:
                self.assertFalse(notice._claim())
        self.assertEqual(len(self.mine()), 3)

    def test_message_being_taken_is_left_to_the_other(self):
        with self.registry.cursor() as first, self.registry.cursor() as second:
            held = self._env(first)['ts.notice'].browse(self.ids[0])
            held.lock_for_update()
            self._env(second)['ts.notice']._cron_send()
            self.assertEqual(len(self.mine()), 2)
        self.assertEqual(self.states(), ['waiting', 'sent', 'sent'])

    def test_server_killed_after_the_mail_has_left(self):
        def carry_and_die(server, message, **kw):
            self._carry(message)
            raise Killed

        with patch.object(IrMail_Server, 'send_email', carry_and_die), self.assertRaises(Killed):
            self.send()
        self.assertEqual(sorted(self.states()), ['sending', 'waiting', 'waiting'])
        self.send()
        self.assertEqual(len(self.mine()), 3, "the one that has left is not sent again")
        self.assertEqual(sorted(self.states()), ['sending', 'sent', 'sent'])
        with self.registry.cursor() as cr:
            cr.execute("UPDATE ts_notice SET sending_since = sending_since - interval '1 hour' WHERE id IN %s",
                       [tuple(self.ids)])
        self.send()
        self.assertEqual(len(self.mine()), 3)
        self.assertEqual(sorted(self.states()), ['sent', 'sent', 'to_call'])

    def test_same_thing_told_by_two_requests_is_one_message(self):
        with self.registry.cursor() as first, self.registry.cursor() as second:
            second.execute("SELECT count(*) FROM ts_notice")
            self._tell(self._env(first), 'told-at-once')
            first.commit()
            self._tell(self._env(second), 'told-at-once')
            second.commit()
        with self.registry.cursor() as cr:
            self.assertEqual(self._env(cr)['ts.notice'].search_count([('key', '=', 'told-at-once')]), 1)
