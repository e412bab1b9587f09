# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging
import smtplib
from datetime import timedelta

from markupsafe import Markup
from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.addons.base.models.ir_mail_server import MailDeliveryException
from odoo.exceptions import UserError
from odoo.modules import module
from odoo.tools import email_normalize, hmac, mute_logger, plaintext2html

from ..tools.phone import to_mobile
from ..tools.sms import SmsMessage, SmsResult

_logger = logging.getLogger(__name__)
# Longer than the slowest answer of a mail server or an operator.
STUCK_MINUTES = 15


class TsNotice(models.Model):
    """Handing messages over to the mail server and the SMS operator, one by one, each at most once.

    A message is marked “sending” and committed before it leaves, “sent” and committed after. When the
    server is killed in between nobody can know whether it left: it is never sent again by itself, a person
    calls. So nobody is told twice unseen, and nothing is lost unseen. An e-mail that somebody sends again
    keeps its Message-Id, an SMS its key.
    """

    _inherit = 'ts.notice'

    delivery = fields.Selection([('delivered', "Received"), ('lost', "Not Received")], "On the Telephone",
                                readonly=True, help="What the SMS operator says later.")

    @api.model
    def _cron_send(self):
        """Send what is due; each message is a transaction of its own."""
        self._give_up_stuck()
        due = self.search([('state', '=', 'waiting'), ('send_at', '<=', fields.Datetime.now())],
                          order='is_urgent desc, send_at, id')
        for notice in due:
            claimed = notice._claim()
            if claimed:
                claimed._send()
                self._commit()

    def _commit(self):
        if not module.current_test:  # the transaction of a test is not ours to end
            self.env['ir.cron']._commit_progress()

    def _claim(self):
        """Mark a message as leaving and commit; empty when another server has it or somebody called."""
        self._commit()  # see what others have done since
        self.invalidate_recordset()
        try:
            with mute_logger('odoo.sql_db'), self.env.cr.savepoint():
                claimed = self.try_lock_for_update().filtered(lambda n: n.state == 'waiting')
                claimed.state = 'sending'
                claimed.flush_recordset()
        except OperationalError:  # committed by another server since this transaction began
            self.invalidate_recordset()
            return self.browse()
        self._commit()
        return claimed

    def _give_up_stuck(self):
        """A message that was leaving when the server stopped may have left: somebody calls."""
        limit = fields.Datetime.now() - timedelta(minutes=STUCK_MINUTES)
        stuck = self.search([('state', '=', 'sending'), ('sending_since', '<', limit)])
        for notice in stuck.try_lock_for_update():
            notice.write({'state': 'to_call', 'error': notice._get_error_sentence('unsure')})
        self._commit()

    def _send(self):
        """Hand one message over and note what became of it; one that fails stops no other."""
        self.ensure_one()
        try:
            result = self._send_sms() if self.channel == 'sms' else self._send_mail()
        except Exception:  # noqa: BLE001 see the docstring; nobody knows whether it left
            _logger.exception("Message %s could not be handed over", self.id)
            result = SmsResult(self.key, error='unsure')
        if not result.error:
            self.write({'state': 'sent', 'done_at': fields.Datetime.now(), 'error': False,
                        'provider_reference': result.reference})
            return
        why = self._get_error_sentence(result.error)
        self.write({'state': 'to_call' if result.error == 'unsure' else 'failed',
                    'error': f"{why} ({result.detail})" if result.detail else why})

    def _get_error_sentence(self, error):
        """Return what a coordinator reads about an error of ``tools/sms.py`` or of the mail."""
        env = self.with_context(lang=self.company_id.partner_id.lang).env
        return {
            'address': env._("There is no valid e-mail address on the file."),
            'mobile': env._("There is no mobile number on the file, or no SMS operator in the settings."),
            'number': env._("The operator does not know this number."),
            'credit': env._("No SMS credit is left with the operator."),
            'rights': env._("The operator refuses our keys: its settings are to be looked at."),
            'network': env._("No connection. Try again later."),
            'unsure': env._("Interrupted while it was leaving: it may have arrived. Ask before sending again."),
            'mail': env._("The mail server refused it."),
        }.get(error) or env._("The operator refused it.")

    # ---- e-mail ----------------------------------------------------------------------------------
    def _get_message_id(self):
        """Return the Message-Id: the same for each attempt, so that a mailbox knows a copy."""
        secret = hmac(self.env(su=True), 'ts-notice-message-id', self.id)[:16]  # the secret only signs
        domain = (email_normalize(self.company_id.email or '') or 'x@localhost').partition('@')[2]
        return f"<ts-notice-{self.id}-{secret}@{domain}>"

    def _send_mail(self):
        """Send without a ``mail.mail``: nothing stays in the chatter or in another queue."""
        address = email_normalize(self._get_person().email or '')
        if not address:
            return SmsResult(self.key, error='address')
        server, company = self.env['ir.mail_server'], self.company_id
        message = server._build_email__(
            company.email_formatted or self.env.user.email_formatted, [address], self.subject,
            str(self._get_html()), subtype='html', message_id=self._get_message_id(),
            reply_to=company.email or False, headers={'Auto-Submitted': 'auto-generated'},
            attachments=[(file.name, file.raw, file.mimetype) for file in self.attachment_ids])
        try:
            return SmsResult(self.key, reference=server.send_email(message))
        except smtplib.SMTPServerDisconnected as error:
            return SmsResult(self.key, error='unsure', detail=type(error).__name__)
        except (MailDeliveryException, UserError, smtplib.SMTPException, OSError) as error:
            return SmsResult(self.key, error='mail', detail=type(error).__name__)

    def _get_html(self):
        html = Markup(self.html) if self.html else plaintext2html(self.text or '')
        if self.link and not self.html:
            html += self.env['ir.qweb']._render(
                'transport_solidaire.ts_notice_link', {'link': self.link, 'company': self.company_id})
        return html

    # ---- SMS -------------------------------------------------------------------------------------
    def _send_sms(self):
        provider = self.company_id._get_sms_provider()
        number = to_mobile(self._get_person().phone)
        if not provider or not number:
            return SmsResult(self.key, error='mobile')
        text = '\n'.join(filter(None, [self.text, self.link]))
        return provider.send([SmsMessage(f"ts{self.id}", number, text, self.is_urgent)])[0]

    @api.model
    def _record_delivery(self, company, payload):
        """Note what the operator reports later about a message.

        :param payload: dict of what it said
        :return: the ``ts.notice``, empty when none is meant
        """
        provider = company._get_sms_provider()
        delivery = provider and provider.parse_delivery(payload)
        if not delivery:
            return self.browse()
        notice = self.search([('company_id', '=', company.id), ('channel', '=', 'sms'),
                              ('provider_reference', '=', delivery.reference)], limit=1)
        if notice and delivery.delivered:
            notice.delivery = 'delivered'
        elif notice.state == 'sent':
            env = notice.with_context(lang=company.partner_id.lang).env
            notice.write({'delivery': 'lost', 'state': 'failed',
                          'error': env._("It has not reached the telephone.")})
        return notice

    @api.autovacuum
    def _gc_personal(self):
        """Forget the sheets and bodies of old messages: who was told when is enough."""
        limit = fields.Datetime.now() - timedelta(days=3)
        old = self.search([('send_at', '<', limit), ('state', 'not in', ('waiting', 'sending')),
                           '|', ('attachment_ids', '!=', False), ('html', '!=', False)], limit=1000)
        files = old.attachment_ids.filtered(lambda file: not file.res_model)
        old.write({'html': False, 'attachment_ids': [(5, 0, 0)]})
        files.unlink()
