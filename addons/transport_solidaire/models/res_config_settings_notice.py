# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """Settings of the messages."""

    _inherit = 'res.config.settings'

    ts_desk_phone = fields.Char(related='company_id.ts_desk_phone', readonly=False)
    ts_quiet_from = fields.Float(related='company_id.ts_quiet_from', readonly=False)
    ts_quiet_to = fields.Float(related='company_id.ts_quiet_to', readonly=False)
    ts_remind_hour = fields.Float(related='company_id.ts_remind_hour', readonly=False)
    ts_sms_provider = fields.Selection(related='company_id.ts_sms_provider', readonly=False)
    ts_sms_sender = fields.Char(related='company_id.ts_sms_sender', readonly=False)
    ts_ovh_service = fields.Char(related='company_id.ts_ovh_service', readonly=False)
    ts_ovh_key = fields.Char(related='company_id.ts_ovh_key', readonly=False)
    ts_ovh_secret = fields.Char(related='company_id.ts_ovh_secret', readonly=False)
    ts_ovh_consumer = fields.Char(related='company_id.ts_ovh_consumer', readonly=False)
    ts_ovh_url = fields.Char(related='company_id.ts_ovh_url', readonly=False)
    ts_call_before = fields.Float(related='company_id.ts_call_before', readonly=False)
    ts_collect_note = fields.Char(related='company_id.ts_collect_note', readonly=False)
    ts_sms_report_url = fields.Char(related='company_id.ts_sms_report_url')
