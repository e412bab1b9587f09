# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json
import shutil
import tempfile
from pathlib import Path
from unittest.mock import patch

from odoo.addons.base.models.ir_mail_server import IrMail_Server
from odoo.tests import tagged

from ..models.res_company_notice import ResCompany as Telling
from ..tools.sms import FileSmsProvider
from .common import TsCommon


@tagged('post_install', '-at_install')
class TsNoticeCommon(TsCommon):
    """People who wish e-mail, SMS and telephone; SMS go to a folder, e-mails to a list."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.settings = cls.company.sudo()  # settings are the administrator's
        cls.settings.write({'ts_sms_provider': 'file', 'ts_desk_phone': "02 40 00 00 00",
                            'email': "desk@example.org"})
        cls.notices = cls.env['ts.notice']
        cls.writer = cls.make_volunteer("Wanda Writer", message_consent_on='2026-01-05', contact_channel='email')
        cls.writer.email = "wanda@example.org"
        cls.texter = cls.make_person("Tess Texter", message_consent_on='2026-01-05', contact_channel='sms')
        cls.texter.phone = "06 12 34 56 78"
        cls.caller = cls.make_person("Carla Caller", km=12)

    def setUp(self):
        super().setUp()
        self.mails = []
        self.folder = tempfile.mkdtemp(prefix='ts_sms_')
        self.addCleanup(shutil.rmtree, self.folder)
        # the trial operator writes below the server's data otherwise
        self.startPatcher(patch.object(
            Telling, '_get_sms_provider', lambda company: FileSmsProvider(self.folder)))
        self.startPatcher(patch.object(
            IrMail_Server, 'send_email', lambda server, message, **kw: self._keep_mail(message)))

    def _keep_mail(self, message):
        self.mails.append(message)
        return message['Message-Id']

    def tell(self, person=None, key='key-1', **kwargs):
        return self.notices._tell(
            person or self.writer, 'confirmation', "Your ride", "The ride is on Tuesday.", key, **kwargs)

    def send(self):
        """Run the sending job as the server does."""
        self.root_env['ts.notice']._cron_send()
        self.env.invalidate_all()

    def texts(self):
        """Return the SMS written so far, as (number, text)."""
        lines = [json.loads(path.read_text(encoding='utf-8')) for path in sorted(Path(self.folder).glob('*.jsonl'))]
        return [(line['number'], line['text']) for line in lines]

    def mail_text(self, mail):
        """Return everything a reader or a scanner sees of a mail."""
        return '\n'.join(part.get_content() for part in mail.walk() if part.get_content_maintype() == 'text')
