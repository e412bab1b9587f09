# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta
from pathlib import Path

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import config, hmac

from ..tools.sms import FileSmsProvider
from ..tools.sms_ovh import OvhSmsProvider

SYSTEM = 'base.group_system'


class ResCompany(models.Model):
    """How an association tells people: by whom SMS are sent, and when nobody is disturbed."""

    _inherit = 'res.company'

    ts_desk_phone = fields.Char("Telephone of the Desk", help="Told in messages and on pages; else the company's.")
    ts_quiet_from = fields.Float("Quiet From", default=20.0, help="From this hour nothing is sent but what is urgent.")
    ts_quiet_to = fields.Float("Quiet Until", default=8.0, help="From this hour messages leave again.")
    ts_remind_hour = fields.Float("Reminder At", default=18.0,
                                  help="The evening before, volunteers receive the sheet of the day at this hour.")
    ts_call_before = fields.Float(
        "Call Before (h)", default=3.0,
        help="A change this near to its ride is told by telephone rather than by e-mail.")
    ts_collect_note = fields.Char(
        "To Collect", help="Printed on each sheet: what the driver asks of the person, if anything.")
    ts_sms_provider = fields.Selection(
        [('none', "No SMS"), ('file', "To a File (Trial)"), ('ovh', "OVHcloud SMS")],
        "Who Sends SMS", default='none', required=True, help="Who sends the SMS. Without one, people are called.")
    ts_sms_sender = fields.Char("Sender of SMS", help="Name shown to the receiver, approved by the operator.")
    ts_ovh_url = fields.Char("OVH Address", default='https://eu.api.ovh.com/1.0', required=True, groups=SYSTEM)
    ts_ovh_service = fields.Char("OVH Service", help="Name of the SMS account, such as sms-ab12345-1.", groups=SYSTEM)
    ts_ovh_key = fields.Char("OVH Application Key", groups=SYSTEM)
    ts_ovh_secret = fields.Char("OVH Application Secret", groups=SYSTEM)
    ts_ovh_consumer = fields.Char("OVH Consumer Key", groups=SYSTEM)

    ts_sms_report_url = fields.Char(
        "Address for Reports", compute='_compute_ts_sms_report_url', groups=SYSTEM,
        help="Give it to the operator (callback): it says there which SMS have reached their telephone.")

    def _compute_ts_sms_report_url(self):
        for company in self:
            company.ts_sms_report_url = (
                f"{company.get_base_url()}/ts/sms/{company.id}/{company._get_sms_report_token()}")

    def _get_sms_report_token(self):
        """Return what proves that a report comes from the operator, who alone was given it."""
        return hmac(self.env(su=True), 'ts-sms-report', self.id)[:40]  # the secret only signs

    @api.constrains('ts_quiet_from', 'ts_quiet_to', 'ts_remind_hour')
    def _check_hours(self):
        for company in self:
            if not all(0 <= hour <= 24 for hour in (
                    company.ts_quiet_from, company.ts_quiet_to, company.ts_remind_hour)):
                raise ValidationError(self.env._("Hours of messages are between 0:00 and 24:00."))

    def _get_sms_provider(self):
        """Return the SMS provider of this company (see ``tools/sms.py``), or None."""
        self.ensure_one()
        company = self.sudo()  # whoever sends does not see the operator's keys
        if company.ts_sms_provider == 'file':
            return FileSmsProvider(Path(config['data_dir']) / 'ts_sms' / f'{self.env.cr.dbname}-{self.id}')
        if company.ts_sms_provider == 'ovh':
            return OvhSmsProvider(
                company.ts_ovh_url, company.ts_ovh_service or '', company.ts_ovh_key or '',
                company.ts_ovh_secret or '', company.ts_ovh_consumer or '', company.ts_sms_sender or '')
        return None

    def _get_desk_phone(self):
        """Return the number to call the desk."""
        return self.ts_desk_phone or self.phone or ''

    def _get_send_time(self, moment, urgent=False):
        """Return when a message may leave: at once, or at the end of the quiet hours (naive UTC)."""
        local = self._to_local(moment)
        hour, start, end = local.hour + local.minute / 60, self.ts_quiet_from, self.ts_quiet_to
        quiet = start <= hour or hour < end if start > end else start <= hour < end
        if urgent or not quiet or start == end:
            return moment
        tomorrow = start > end and hour >= start
        return self._to_utc(local.date() + timedelta(days=1 if tomorrow else 0), end)

    def _is_before_morning(self, moment):
        """Return whether something happens before a message that leaves now would be read."""
        return moment <= self._get_send_time(fields.Datetime.now()) + timedelta(hours=1)
