# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.tools import email_normalize

from ..tools.phone import to_mobile

CHANNELS = [('phone', "Telephone"), ('email', "E-mail"), ('sms', "SMS")]


class TsPersonMixin(models.AbstractModel):
    """How a person wishes to be told, and that she has agreed to it."""

    _inherit = 'ts.person.mixin'

    contact_channel = fields.Selection(
        CHANNELS, "Told By", default='phone', required=True,
        help="How this person is told. Without her consent, an address or a mobile number she is called.")
    message_consent_on = fields.Date("Agrees to Messages Since",
                                     help="When she agreed to be told by message. Empty: she is called.")
    message_consent_by_id = fields.Many2one('res.users', "Agreement Noted By", readonly=True)

    @api.onchange('contact_channel')
    def _onchange_contact_channel(self):
        if self.contact_channel != 'phone' and not self.message_consent_on:
            self.message_consent_on = fields.Date.context_today(self)

    def write(self, vals):
        """Keep who noted the agreement."""
        if 'message_consent_on' in vals and 'message_consent_by_id' not in vals:
            vals = {**vals, 'message_consent_by_id': self.env.uid if vals['message_consent_on'] else False}
        return super().write(vals)

    def _get_channel(self, wished=None):
        """Return how a message can really reach this person: ``email``, ``sms`` or ``phone``.

        :param wished: a channel asked for by whoever writes; the person's own when empty
        """
        channel = wished or self.contact_channel
        company = self.company_id
        if not self.message_consent_on:
            return 'phone'
        if channel == 'sms' and not (company.ts_sms_provider not in (False, 'none') and to_mobile(self.phone)):
            channel = 'email'
        return 'phone' if channel == 'email' and not email_normalize(self.email or '') else channel

    def _get_message_lang(self):
        """Return the language in which this person is written to."""
        return self.partner_id.lang or self.company_id.partner_id.lang or self.env.lang
