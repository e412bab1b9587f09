# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The operator's interface against a server of our own on this machine, never the outside."""
import hashlib
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from unittest.mock import patch

import requests

from odoo.tests import BaseCase, tagged

from ..tools.sms import FileSmsProvider, SmsMessage
from ..tools.sms_ovh import OvhSmsProvider

AHEAD = 500  # seconds the operator's clock is ahead of ours


class Operator(BaseHTTPRequestHandler):
    """Answers what the test has put in ``server.answer`` and keeps what it was sent."""

    def do_GET(self):
        self._answer(200, str(int(time.time()) + AHEAD))

    def do_POST(self):
        body = self.rfile.read(int(self.headers['Content-Length'])).decode()
        self.server.requests.append((self.path, dict(self.headers), body))
        status, answer = self.server.answer
        if status is None:  # the line breaks after the message was taken
            self.close_connection = True
            return
        self._answer(status, answer if isinstance(answer, str) else json.dumps(answer))

    def _answer(self, status, text):
        self.send_response(status)
        self.send_header('Content-Length', str(len(text.encode())))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *args):
        """Say nothing on the test's output."""


@tagged('post_install', '-at_install')
class TestSmsProvider(BaseCase):
    """Signed requests, readable errors, one result a message, in order."""

    def setUp(self):
        super().setUp()
        self.server = ThreadingHTTPServer(('127.0.0.1', 0), Operator)
        self.server.requests = []
        self.server.answer = (200, {'ids': [77], 'validReceivers': ["+33612345678"], 'invalidReceivers': []})
        thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        thread.start()
        self.addCleanup(thread.join, 5)
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)
        self.base = f"http://127.0.0.1:{self.server.server_port}/1.0"
        self.provider = OvhSmsProvider(self.base + '/', 'sms-ab12345-1', 'APPKEY', 'SECRET', 'CONSUMER', 'Desk')

    def send(self, *messages, provider=None):
        messages = messages or (SmsMessage('ts1', "+33612345678", "Trajet à 10:00"),)
        return (provider or self.provider).send(list(messages))

    def test_request_is_signed_with_the_operators_clock(self):
        self.assertEqual(self.send()[0].reference, '77')
        path, headers, body = self.server.requests[0]
        self.assertEqual(path, '/1.0/sms/sms-ab12345-1/jobs')
        stamp = headers['X-Ovh-Timestamp']
        self.assertAlmostEqual(int(stamp), time.time() + AHEAD, delta=5)
        plain = f"SECRET+CONSUMER+POST+{self.base}/sms/sms-ab12345-1/jobs+{body}+{stamp}"
        self.assertEqual(headers['X-Ovh-Signature'], '$1$' + hashlib.sha1(plain.encode()).hexdigest())
        self.assertEqual((headers['X-Ovh-Application'], headers['X-Ovh-Consumer']), ('APPKEY', 'CONSUMER'))
        self.assertNotIn('SECRET', str(headers) + body)
        sent = json.loads(body)
        self.assertEqual((sent['message'], sent['receivers'], sent['sender'], sent['noStopClause']),
                         ("Trajet à 10:00", ["+33612345678"], 'Desk', True))

    def test_without_a_sender_an_answer_is_possible(self):
        self.provider.sender = ''
        self.send()
        sent = json.loads(self.server.requests[0][2])
        self.assertTrue(sent['senderForResponse'])
        self.assertNotIn('sender', sent)

    def test_each_message_has_its_result_in_order(self):
        messages = [SmsMessage(f'ts{i}', f"+3361234567{i}", f"Text {i}", i == 2) for i in range(3)]
        self.assertEqual([r.key for r in self.send(*messages)], ['ts0', 'ts1', 'ts2'])
        bodies = [json.loads(body) for _path, _headers, body in self.server.requests]
        self.assertEqual([b['message'] for b in bodies], ["Text 0", "Text 1", "Text 2"])
        self.assertEqual([b['priority'] for b in bodies], ['medium', 'medium', 'high'])

    def test_what_the_operator_answers_becomes_an_error(self):
        for answer, error in (
                ((200, {'ids': [], 'invalidReceivers': ["+33612345678"]}), 'number'),
                ((200, {'ids': []}), 'unsure'), ((200, "no json"), 'unsure'), ((200, []), 'unsure'),
                ((403, {'errorCode': 'INVALID_SIGNATURE', 'message': "Invalid signature"}), 'rights'),
                ((403, {'message': "Not enough credits"}), 'credit'), ((402, {}), 'credit'),
                ((400, {'message': "bad sender"}), 'refused'), ((302, {}), 'refused'),
                ((500, "oops"), 'unsure'), ((None, None), 'unsure')):
            self.server.answer = answer
            with self.subTest(answer=answer):
                result = self.send()[0]
                self.assertEqual((result.error, result.reference), (error, ''))

    def test_nobody_there_is_no_connection(self):
        provider = OvhSmsProvider('http://127.0.0.1:9/1.0', 's', 'a', 'b', 'c')
        self.assertEqual(self.send(provider=provider)[0].error, 'network')

    def test_slow_operator_may_have_taken_it(self):
        with patch.object(self.provider, '_post', side_effect=requests.ReadTimeout):
            self.assertEqual(self.send()[0].error, 'unsure')
        with patch.object(self.provider, '_post', side_effect=requests.ConnectTimeout):
            self.assertEqual(self.send()[0].error, 'network')

    def test_delivery_reports(self):
        parse = self.provider.parse_delivery
        self.assertTrue(parse({'id': '77', 'ptt': '4'}).delivered)
        self.assertFalse(parse({'id': '77', 'ptt': '5'}).delivered)
        for payload in ({'id': '77', 'ptt': '3'}, {'id': '77', 'ptt': 'x'}, {'ptt': '4'}, {}):
            with self.subTest(payload=payload):
                self.assertIsNone(parse(payload))

    def test_file_that_cannot_be_written(self):
        result = FileSmsProvider('/proc/nowhere').send([SmsMessage('ts1', "+33612345678", "Hello")])[0]
        self.assertEqual(result.error, 'network')
