# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import smtplib
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.addons.base.models.ir_mail_server import IrMail_Server
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tests.common import freeze_time

from ..tools.phone import to_mobile
from .common import NOW
from .common_notice import TsNoticeCommon


@tagged('post_install', '-at_install')
@freeze_time(NOW)
class TestNotice(TsNoticeCommon):
    """One message, to one person, once, by the way she wishes."""

    # ---- by which way -----------------------------------------------------------------------------
    def test_mail_is_sent_once(self):
        notice = self.tell(link="https://example.org/ts/a/abc")
        self.assertEqual((notice.state, notice.channel, notice.address),
                         ('waiting', 'email', "wanda@example.org"))
        self.send()
        self.send()
        self.assertEqual(len(self.mails), 1)
        mail = self.mails[0]
        self.assertEqual((mail['To'], mail['Subject']), ("wanda@example.org", "Your ride"))
        self.assertIn("desk@example.org", mail['From'])
        for part in ("The ride is on Tuesday.", "https://example.org/ts/a/abc"):
            self.assertIn(part, self.mail_text(mail))
        self.assertEqual((notice.state, notice.provider_reference), ('sent', mail['Message-Id']))

    def test_sms_is_written_once(self):
        notice = self.tell(self.texter, link="https://example.org/x")
        self.send()
        self.send()
        self.assertEqual(self.texts(), [("+33612345678", "The ride is on Tuesday.\nhttps://example.org/x")])
        self.assertEqual(notice.state, 'sent')

    def test_who_wishes_the_telephone_is_called(self):
        notice = self.tell(self.caller)
        self.send()
        self.assertEqual((notice.state, self.mails, self.texts()), ('to_call', [], []))
        notice.action_called()
        self.assertEqual((notice.state, notice.done_by_id), ('called', self.users['coordinator']))
        first = notice.done_at
        with freeze_time(self.when(12)):
            notice.action_called()
        self.assertEqual(notice.done_at, first, "pressing twice keeps who was first")

    def test_who_cannot_be_written_to_is_called(self):
        for values in ({'message_consent_on': False}, {'email': "wanda at home"}, {'email': False},
                       {'contact_channel': 'sms', 'phone': "02 40 11 22 33", 'email': False}):
            with self.subTest(values=values), self.cr.savepoint() as savepoint:
                self.writer.write(values)
                self.assertEqual(self.tell(key=str(values)).state, 'to_call')
                savepoint.rollback()
            self.env.invalidate_all()
        self.settings.ts_sms_provider = 'none'
        self.assertEqual(self.tell(self.texter).state, 'to_call')

    def test_consent_says_by_whom(self):
        self.caller.message_consent_on = fields.Date.today()
        self.assertEqual(self.caller.message_consent_by_id, self.users['coordinator'])
        self.caller.message_consent_on = False
        self.assertFalse(self.caller.message_consent_by_id)

    def test_mobile_numbers(self):
        for written, expected in (
                ("06 12 34 56 78", '+33612345678'), ("+33 (0)7.12.34.56.78", '+33712345678'),
                ("0033612345678", '+33612345678'), ("0692 12 34 56", '+262692123456'),
                ("0690123456", '+590690123456'), ("0696 12 34 56", '+596696123456'),
                ("+32 470 12 34 56", '+32470123456'), ("02 40 11 22 33", None), ("06 12", None),
                ("", None), (False, None)):
            with self.subTest(written=written):
                self.assertEqual(to_mobile(written), expected)

    # ---- once --------------------------------------------------------------------------------------
    def test_same_key_is_the_same_message(self):
        first = self.tell()
        self.assertEqual(self.tell(), first)
        self.assertNotEqual(self.tell(key='key-2'), first)

    def test_message_half_sent_is_called_and_not_sent_again(self):
        notice = self.tell()
        self.assertEqual(notice.sudo()._claim(), notice.sudo())
        self.assertFalse(notice.sudo()._claim(), "taken already")
        self.send()
        self.assertEqual((notice.state, self.mails), ('sending', []), "somebody may still be at it")
        with freeze_time(fields.Datetime.now() + timedelta(minutes=16)):
            self.send()
        self.assertEqual((notice.state, self.mails), ('to_call', []))
        self.assertIn("est peut-être arrivé", notice.error)

    def test_each_attempt_has_the_same_message_id(self):
        notice = self.tell()
        with patch.object(IrMail_Server, 'send_email', side_effect=smtplib.SMTPServerDisconnected()):
            self.send()
        self.assertEqual(notice.state, 'to_call')
        self.assertIn("est peut-être arrivé", notice.error)
        expected = notice.sudo()._get_message_id()
        notice.action_retry()
        self.send()
        self.assertEqual([mail['Message-Id'] for mail in self.mails], [expected])

    # ---- failures ----------------------------------------------------------------------------------
    def test_failure_is_readable_and_stops_nobody_else(self):
        bad, good = self.tell(), self.tell(key='key-2')
        answers = [smtplib.SMTPRecipientsRefused({}), None]

        def send_email(server, message, **kw):
            answer = answers.pop(0)
            if answer:
                raise answer
            return self._keep_mail(message)

        with patch.object(IrMail_Server, 'send_email', send_email):
            self.send()
        self.assertEqual((bad.state, good.state), ('failed', 'sent'))
        self.assertIn("Le serveur de courriel", bad.error)
        bad.action_retry()
        self.assertEqual(bad.state, 'waiting')
        bad.action_cancel()
        self.send()
        self.assertEqual((bad.state, len(self.mails)), ('cancelled', 1))

    def test_address_that_has_gone_is_said(self):
        mail, sms = self.tell(), self.tell(self.texter, 'key-2')
        self.writer.email, self.texter.phone = False, "02 40 11 22 33"
        self.send()
        self.assertEqual((mail.state, sms.state), ('failed', 'failed'))
        self.assertIn("pas d'adresse électronique", mail.error)
        self.assertIn("pas de numéro de portable", sms.error)
        with self.assertRaisesRegex(UserError, "can only be called"):
            mail.action_retry()

    def test_a_message_is_not_rewritten_by_hand(self):
        self.assertFalse(self.tell().has_access('write'))
        self.assertFalse(self.notices.has_access('create'))

    # ---- hours -------------------------------------------------------------------------------------
    def test_message_at_night_waits_for_the_morning(self):
        with freeze_time(self.when(21.5, day=0)):
            late, urgent = self.tell(), self.tell(key='urgent', urgent=True)
            self.send()
            self.assertEqual((late.state, urgent.state), ('waiting', 'sent'))
            self.assertEqual(late.send_at, self.when(8, day=1))
        with freeze_time(self.when(8, day=1)):
            self.send()
        self.assertEqual((late.state, len(self.mails)), ('sent', 2))

    def test_quiet_hours_of_the_association(self):
        self.settings.write({'ts_quiet_from': 12.0, 'ts_quiet_to': 14.0})
        for hour, expected in ((11, 11), (12, 14), (13.5, 14), (14, 14), (22, 22)):
            with self.subTest(hour=hour):
                self.assertEqual(self.company._get_send_time(self.when(hour)), self.when(expected))

    def test_hours_are_hours(self):
        with self.assertRaises(ValidationError):
            self.settings.ts_quiet_from = 25

    def test_clocks_go_forward(self):
        """On 29 March 2026 the night is an hour shorter; morning is eight o'clock all the same."""
        self.assertEqual(self.local(self.company._get_send_time(self.when(22, day=19))), '08:00')

    # ---- privacy and size --------------------------------------------------------------------------
    def test_nothing_goes_to_the_chatter(self):
        self.tell(self.texter)
        self.tell(key='key-2')
        self.send()
        for person in (self.texter, self.writer):
            self.assertNotIn("Tuesday", self.chatter(person))
        self.assertFalse(self.root_env['mail.message'].search([('body', 'ilike', "ride is on Tuesday")]))
        self.assertFalse(self.root_env['mail.mail'].search([('email_to', 'ilike', "wanda@")]))

    def test_old_bodies_are_forgotten(self):
        notice = self.tell(html="<p>Much detail</p>")
        self.send()
        self.assertIn("Much detail", self.mail_text(self.mails[0]))
        with freeze_time(fields.Datetime.now() + timedelta(days=4)):
            self.root_env['ts.notice']._gc_personal()
        self.assertFalse(notice.html)
        self.assertTrue(notice.text)

    def test_delivery_reported_by_the_operator(self):
        notice = self.tell(self.texter)
        self.send()
        record = self.root_env['ts.notice']._record_delivery
        self.assertFalse(record(self.company, {'reference': "unknown", 'delivered': True}))
        self.assertFalse(record(self.company, {}))
        record(self.company, {'reference': notice.provider_reference, 'delivered': True})
        self.assertEqual((notice.state, notice.delivery), ('sent', 'delivered'))
        record(self.company, {'reference': notice.provider_reference, 'delivered': False})
        self.assertEqual((notice.state, notice.delivery), ('failed', 'lost'))
        self.assertIn("pas arrivé", notice.error)
