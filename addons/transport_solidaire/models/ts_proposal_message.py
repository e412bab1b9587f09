# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import consteq, format_date, hmac

from ..tools.guard import guarded

SCOPE = 'ts.proposal.link'


class TsProposal(models.Model):
    """What a volunteer is sent: the question with its signed link, and thanks when it is over.

    Before his yes he is told days, hours and communes: never who travels, nor where exactly, nor why.
    The link is ``/ts/a/<id>-<signature>``: 128 bits signed with the database's secret, nothing is stored.
    """

    _inherit = 'ts.proposal'

    notice_id = fields.Many2one('ts.notice', "Message", readonly=True, index='btree_not_null', ondelete='set null')
    notice_state = fields.Selection(related='notice_id.state', string="State of the Message")

    # ---- link --------------------------------------------------------------------------------------
    def _get_token(self):
        self.ensure_one()
        message = (self.id, self.volunteer_id.id, self.create_date.isoformat())
        digest = bytes.fromhex(hmac(self.sudo().env, SCOPE, message))[:16]  # only the system reads the secret
        return f"{self.id}-{base64.b32encode(digest).decode().rstrip('=').lower()}"

    def _get_link(self):
        return f"{self.get_base_url()}/ts/a/{self._get_token()}"

    @api.model
    def _read_token(self, token):
        """Return the proposal of a token, empty when it is none of ours."""
        number = token.partition('-')[0]
        proposal = self.browse(int(number)).exists() if number.isdecimal() and len(number) < 10 else self.browse()
        return proposal if proposal and consteq(proposal._get_token().encode(), token.encode()) else self.browse()

    def _get_lang(self):
        return self.volunteer_id.partner_id.lang or self.company_id.partner_id.lang or 'fr_FR'

    # ---- asking ------------------------------------------------------------------------------------
    @api.model
    def _create_questions(self, batch, volunteers, known, km, channel):
        """Create one question for each volunteer, not asked yet.

        :param known: volunteer → sentences that speak against it and are passed over if he agrees
        :param km: volunteer → kilometres from home and back
        """
        return guarded(self).create([{
            'ride_id': batch.ride_ids.sorted('pickup_at')[:1].id, 'batch_id': batch.id, 'sequence': position,
            'volunteer_id': volunteer.id, 'answer': 'queued', 'asked_at': False, 'km_estimate': km[volunteer],
            'channel': volunteer._get_channel(channel),
            'known_blockers': '\n'.join(known[volunteer]) or False,
        } for position, volunteer in enumerate(volunteers, 1)]).with_env(self.env)

    def _ask(self):
        """Send the questions. The time to answer begins when the messages may leave."""
        now = fields.Datetime.now()
        for proposal in self:
            leaves = proposal.company_id._get_send_time(now) if proposal.channel != 'phone' else now
            end = min(leaves + timedelta(hours=proposal.batch_id.hours), min(proposal.ride_ids.mapped('pickup_at')))
            guarded(proposal).write({'answer': 'waiting', 'asked_at': now, 'expires_at': end})
            proposal._send_question()

    def _send_question(self):
        own = self._for_volunteer()
        link, lines = own._get_link(), own._get_question_lines()
        subject = own.env._("Can you drive on %(day)s?", day=lines[0]['day'])
        text = own.env._("%(association)s: %(first)s, can you drive on %(rides)s?",
                         association=own.company_id.name, first=own._get_first_name(),
                         rides=own.env._(" and ").join(line['short'] for line in lines))
        if self.volunteer_id._get_channel(self.channel) != 'phone':  # who is called answers at once
            text = own.env._("%(question)s Answer here:", question=text)
        html = own.env['ir.qweb']._render('transport_solidaire.ts_ask_mail', {
            'proposal': own, 'lines': lines, 'link': link, 'company': own.company_id})
        notice = own.env['ts.notice']._tell(
            own.volunteer_id, 'proposal', subject, text, f'proposal-{self.id}', html=html, rides=own.ride_ids,
            link=link, channel=self.channel)
        self.notice_id = notice

    def _thank(self):
        """Tell those who still think it over that they have nothing to do, once.

        A question that has not left yet is only taken back.
        """
        for proposal in self:
            if proposal.notice_id.state in ('waiting', 'to_call'):
                proposal.notice_id.action_cancel()
                continue
            own = proposal._for_volunteer()
            lines = own._get_question_lines()
            own.env['ts.notice']._tell(
                own.volunteer_id, 'thanks_taken',
                own.env._("Thank you: the ride of %(day)s is settled", day=lines[0]['day']),
                own.env._("%(association)s: %(first)s, you have nothing more to do for %(rides)s: it is settled. "
                          "Thank you for being there.", association=own.company_id.name,
                          first=own._get_first_name(),
                          rides=own.env._(" and ").join(line['short'] for line in lines)),
                f'thanks-{proposal.id}', rides=own.ride_ids)

    # ---- words -------------------------------------------------------------------------------------
    def _for_volunteer(self):
        """Return the record in the volunteer's language, with the hours of his association."""
        # sudo: he is told communes, whoever's answer or clock it is that makes the message leave
        return self.sudo().with_context(lang=self._get_lang(), tz=str(self.company_id._get_timezone()))

    def _get_first_name(self):
        partner = self.volunteer_id.partner_id
        return partner.firstname or partner.name

    def _get_question_lines(self):
        """Return what he may know of each ride before he says yes: dicts of plain words."""
        return [self._get_question_line(ride) for ride in self.ride_ids]

    def _get_question_line(self, ride):
        company = ride.company_id
        start, day = company._to_local(ride.pickup_at), ride.date
        words = {
            'day': format_date(self.env, day, date_format='EEEE d MMMM'), 'hour': f"{start:%H:%M}",
            'from': self._get_commune(ride.pickup_place_id, ride.beneficiary_id),
            'to': self._get_commune(ride.dropoff_place_id, ride.beneficiary_id)}
        appointment = ride.appointment_at and f"{company._to_local(ride.appointment_at):%H:%M}"
        return {**words, 'ride': ride, 'appointment': appointment, 'seats': ride.seats,
                'end': ride.dropoff_at and f"{company._to_local(ride.dropoff_at):%H:%M}",
                'aids': ride.aid_ids.mapped('name'),
                'short': self.env._("%(day)s at %(hour)s from %(from)s to %(to)s", **words)}

    def _get_commune(self, place, person):
        """Return the commune of a place, or of a person's home: nothing nearer."""
        where = place or person
        return where.commune_id.name or where.city or '?'

    def _get_seen(self):
        """Return a short text that changes when what he was shown does: a yes is to what he has seen."""
        rides = self._get_open_rides() | self._get_driven_rides()
        facts = [(r.id, str(r.pickup_at), str(r.appointment_at), r.pickup_place_id.id, r.dropoff_place_id.id,
                  r.beneficiary_id.id, r.companions, sorted(r.aid_ids.ids)) for r in rides.sorted('id')]
        return hmac(self.sudo().env, SCOPE + '.seen', facts)[:16]  # only the system reads the secret
