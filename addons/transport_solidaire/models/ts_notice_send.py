# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.addons.base.models.ir_mail_server import MailDeliveryException
from odoo.modules import module
from odoo.tools import plaintext2html

from ..tools.sms import SmsMessage, mobile_number

_logger = logging.getLogger(__name__)
STUCK_MINUTES = 15


class TsNotice(models.Model):
    """Handing messages over to the mail server and the SMS operator, one by one, each at most once."""

    _inherit = 'ts.notice'

    @api.model
    def _cron_send(self):
        """Send what is due; each message is a transaction of its own."""
        self._give_up_stuck()
        due = self.search([('state', '=', 'waiting'), ('send_at', '<=', fields.Datetime.now())], order='send_at, id')
        for notice in due:
            claimed = notice.try_lock_for_update().filtered(lambda n: n.state == 'waiting')
            if claimed:
                claimed.state = 'sending'
                self._commit()
                claimed._send()
            self._commit()

    def _commit(self):
        if not module.current_test:  # the transaction of a test is not ours to end
            self.env.cr.commit()

    def _give_up_stuck(self):
        """A message that was leaving when the server stopped may have left: somebody calls."""
        limit = fields.Datetime.now() - timedelta(minutes=STUCK_MINUTES)
        stuck = self.search([('state', '=', 'sending'), ('write_date', '<', limit)])
        stuck.write({'state': 'to_call', 'error': self.env._(
            "The server stopped while this message was leaving: it may have arrived.")})

    def _send(self):
        """Hand one message over and note what became of it."""
        self.ensure_one()
        try:
            reference = self._send_sms() if self.channel == 'sms' else self._send_mail()
        except (MailDeliveryException, ValueError, OSError) as error:
            _logger.info("Message %s could not be sent: %s", self.id, type(error).__name__)
            self.write({'state': 'failed', 'error': str(error)[:300]})
        else:
            self.write({'state': 'sent', 'done_at': fields.Datetime.now(), 'provider_reference': reference})

    def _send_mail(self):
        person, company = self._get_person(), self.company_id
        if not person.email:
            raise ValueError(self.env._("There is no e-mail address on the file."))
        mail = self.env['mail.mail'].create({
            'subject': self.subject, 'body_html': self._get_html(), 'email_to': person.email,
            'email_from': company.email_formatted or self.env.user.email_formatted,
            'attachment_ids': self.attachment_ids.ids, 'auto_delete': True})
        reference = mail.message_id
        mail.send(raise_exception=True)
        return reference

    def _get_html(self):
        html = self.html or plaintext2html(self.text or '')
        if self.link and not self.html:
            html += self.env['ir.qweb']._render(
                'transport_solidaire.ts_notice_link', {'link': self.link, 'company': self.company_id})
        return html

    def _send_sms(self):
        provider = self.company_id._get_sms_provider()
        number = mobile_number(self._get_person().phone)
        if not provider or not number:
            raise ValueError(self.env._("There is no mobile number on the file, or no SMS provider in the settings."))
        text = '\n'.join(filter(None, [self.text, self.link]))
        result = provider.send([SmsMessage(str(self.id), number, text)])[0]
        if result.error:
            raise ValueError(result.error)
        return result.provider_reference
