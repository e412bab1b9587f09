# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import psycopg2

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import mute_logger

from .ts_person_channel import CHANNELS

KINDS = [
    ('proposal', "Who Drives?"), ('thanks_taken', "Somebody Else Drives"), ('confirmation', "Ride Confirmed"),
    ('reminder', "Reminder"), ('change', "Change"), ('cancellation', "Does Not Take Place"), ('portal', "Own Page"),
]


class TsNotice(models.Model):
    """One message to one person by one channel, and what became of it.

    | state     | means                                                                      |
    |-----------|----------------------------------------------------------------------------|
    | waiting   | leaves with the next round, after the quiet hours                          |
    | sending   | handed over just now; the server may be stopped at this very moment        |
    | sent      | the mail server or the operator has taken it                               |
    | failed    | refused; the reason is said, it can be sent again or told by telephone     |
    | to_call   | to be told by telephone: so she wishes, or no message can reach her        |
    | called    | told by telephone                                                          |
    | cancelled | no longer to be told                                                       |

    Never twice: ``key`` says what is told, and the state “sending” is kept before a message is handed
    over. One found in it by a later round may have left: it is not sent again, somebody calls.
    """

    _name = 'ts.notice'
    _description = "Message"
    _order = 'send_at desc, id desc'
    _check_company_auto = True

    company_id = fields.Many2one('res.company', "Association", required=True, index=True)
    key = fields.Char(required=True, readonly=True, help="What is told: the same key is told once.")
    kind = fields.Selection(KINDS, required=True, index=True, readonly=True)
    beneficiary_id = fields.Many2one('ts.beneficiary', readonly=True, index='btree_not_null', ondelete='cascade',
                                     check_company=True)
    volunteer_id = fields.Many2one('ts.volunteer', readonly=True, index='btree_not_null', ondelete='cascade',
                                   check_company=True)
    person = fields.Char("To", compute='_compute_person')
    address = fields.Char(compute='_compute_person', help="Where it is sent, or the number to call.")
    ride_ids = fields.Many2many('ts.ride', string="Rides", readonly=True)
    channel = fields.Selection(CHANNELS, required=True, readonly=True)
    subject = fields.Char(readonly=True)
    text = fields.Text(readonly=True)
    html = fields.Html(readonly=True, sanitize=False)
    link = fields.Char(readonly=True)
    attachment_ids = fields.Many2many('ir.attachment', readonly=True)
    is_urgent = fields.Boolean(readonly=True)
    send_at = fields.Datetime("Not Before", required=True, readonly=True, index=True)
    state = fields.Selection(
        [('waiting', "Waiting"), ('sending', "Leaving"), ('sent', "Sent"), ('failed', "Failed"),
         ('to_call', "To Call"), ('called', "Told by Telephone"), ('cancelled', "No Longer Needed")],
        required=True, default='waiting', index=True, readonly=True)
    error = fields.Char("What Went Wrong", readonly=True)
    sending_since = fields.Datetime(compute='_compute_sending_since', store=True)
    provider_reference = fields.Char(readonly=True, index='btree_not_null')
    done_at = fields.Datetime("Sent or Told", readonly=True)
    done_by_id = fields.Many2one('res.users', "Told By", readonly=True)

    _key_uniq = models.UniqueIndex('(key, company_id)', "This has been told already.")
    _open_idx = models.Index("(state, send_at) WHERE state IN ('waiting', 'sending')")

    _one_person = models.Constraint(
        'CHECK((volunteer_id IS NULL) != (beneficiary_id IS NULL))',
        "A message goes to one volunteer or to one beneficiary.")

    @api.depends('state')
    def _compute_sending_since(self):
        for notice in self:
            notice.sending_since = fields.Datetime.now() if notice.state == 'sending' else False

    @api.depends('beneficiary_id', 'volunteer_id', 'channel')
    def _compute_person(self):
        for notice in self:
            person = notice._get_person()
            notice.person = person.name
            notice.address = person.email if notice.channel == 'email' else person.phone

    @api.depends('kind', 'beneficiary_id', 'volunteer_id')
    def _compute_display_name(self):
        kinds = dict(self._fields['kind']._description_selection(self.env))
        for notice in self:
            notice.display_name = f"{kinds.get(notice.kind)} · {notice._get_person().name}"

    def _get_person(self):
        """Return the file of the person who is told."""
        return self.beneficiary_id or self.volunteer_id

    # ---- telling ---------------------------------------------------------------------------------
    @api.model
    def _tell(self, person, kind, subject, text, key, *, html=None, rides=None, link=None, attachments=None,
              urgent=False, channel=None):
        """Tell a person something, once.

        :param person: one ``ts.volunteer`` or ``ts.beneficiary``
        :param kind: one of ``KINDS``
        :param subject: for the e-mail; never a name of somebody else, nor anything about health
        :param text: what is said, in plain text; the SMS is this and the link
        :param key: what is told: a second call with the same key returns the first notice
        :param html: the e-mail's own form; made of the text when empty
        :param urgent: leaves even in the quiet hours
        :param channel: another one than the person's own
        :return: the ``ts.notice``; empty when somebody else is telling the same at this very moment
        """
        notices = self.sudo()  # whoever makes something happen may tell it, whatever his rights
        company = person.company_id
        known = notices.search([('key', '=', key), ('company_id', '=', company.id)])
        if known:
            return known.with_env(self.env)
        channel = person._get_channel(channel)
        vals = {
            'company_id': company.id, 'key': key, 'kind': kind, 'subject': subject, 'text': text, 'html': html,
            'link': link, 'channel': channel, 'is_urgent': urgent,
            'beneficiary_id' if person._name == 'ts.beneficiary' else 'volunteer_id': person.id,
            'ride_ids': rides.ids if rides else [], 'attachment_ids': attachments.ids if attachments else [],
            'state': 'to_call' if channel == 'phone' else 'waiting',
            'send_at': company._get_send_time(fields.Datetime.now(), urgent)}
        try:
            with mute_logger('odoo.sql_db'), self.env.cr.savepoint():
                notice = notices.create(vals)
        except psycopg2.errors.UniqueViolation:
            return self.browse()
        if notice.state == 'waiting':
            self.env.ref('transport_solidaire.ts_notice_cron').sudo()._trigger(notice.send_at)  # a clock only
        return notice.with_env(self.env)

    # ---- by hand ---------------------------------------------------------------------------------
    def action_called(self):
        """Somebody told her by telephone; pressing twice keeps who was first."""
        self.filtered(lambda n: n.state in ('to_call', 'failed', 'waiting')).sudo().write({  # a trace, not a right
            'state': 'called', 'done_at': fields.Datetime.now(), 'done_by_id': self.env.uid})

    def action_retry(self):
        """Send what failed again, after the address was corrected."""
        for notice in self.filtered(lambda n: n.state in ('failed', 'to_call')).sudo():  # a trace, not a right
            channel = notice._get_person()._get_channel()
            if channel == 'phone':
                raise UserError(self.env._(
                    "%(name)s can only be called: note the agreement to messages and an e-mail or a mobile number "
                    "on the file.", name=notice.person))
            notice.write({'state': 'waiting', 'error': False, 'channel': channel,
                          'send_at': notice.company_id._get_send_time(fields.Datetime.now(), notice.is_urgent)})
            self.env.ref('transport_solidaire.ts_notice_cron').sudo()._trigger(notice.send_at)  # a clock only

    def action_cancel(self):
        """It is no longer to be told."""
        self.filtered(lambda n: n.state in ('waiting', 'to_call', 'failed')).sudo().state = 'cancelled'  # a trace

    def _supersede(self):
        """Cancel what has not been told yet because a newer message says more."""
        pending = self.sudo().filtered(  # whoever changes a ride makes older messages untrue
            lambda n: n.state in ('waiting', 'to_call', 'failed'))
        pending.write({'state': 'cancelled', 'error': self.env._("Replaced by a newer message.")})
