# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..tools.text import fold

# So many requests of one person may wait for the desk: more is a mistake or worse.
MAX_WAITING = 20


class TsBeneficiary(models.Model):
    """What a beneficiary, or her daughter, does on her own page."""

    _inherit = 'ts.beneficiary'

    portal_partner_ids = fields.Many2many(
        'res.partner', 'ts_beneficiary_portal_partner_rel', 'beneficiary_id', 'partner_id',
        "May Ask for Her Online", domain=[('is_company', '=', False)],
        help="A daughter, a neighbour: with portal access they see her rides, ask for new ones and "
             "cancel in time. Nothing else of her file.")

    def _get_portal_partners(self):
        return self.partner_id | self.portal_partner_ids

    @api.model
    def _get_portal_domain(self, partner):
        """Return the domain of the people whose rides a contact may see."""
        return ['|', ('partner_id', '=', partner.id), ('portal_partner_ids', 'in', partner.ids)]

    def _ask_online(self, partner, key, place, words, **asked):
        """Ask for a ride: a request, with its return, that the desk must confirm.

        :param partner: who asks
        :param key: a text of the form, so that sending it twice asks once
        :param place: a ``ts.place`` where she has been; empty: ``words`` say where
        :param asked: fields of ``ts.ride.book``
        :return: the outward ride
        """
        self.ensure_one()
        known = self.env['ts.ride'].search(
            [('beneficiary_id', '=', self.id), ('portal_key', '=', key)], limit=1)
        if known:
            return known
        self._check_few_waiting()
        place = place or self._get_place_in_words(words)
        request = self.env['ts.ride.book'].create({
            'company_id': self.company_id.id, 'beneficiary_id': self.id, 'place_id': place.id,
            'aid_ids': [Command.set(self.aid_ids.ids)], **asked})
        outward = request.with_context(ts_unchecked=True)._book()  # the rules are for the desk that confirms
        (outward | outward.return_ids).write({
            'asked_online': True, 'asked_by_partner_id': partner.id, 'coordinator_id': False})
        outward.portal_key = key
        return outward

    def _check_few_waiting(self):
        waiting = self.env['ts.ride'].search_count([
            ('beneficiary_id', '=', self.id), ('asked_online', '=', True),
            ('state', '=', 'requested')], limit=MAX_WAITING)
        if waiting >= MAX_WAITING:
            raise UserError(self.env._(
                "Many requests are waiting for the desk already. Please call the association."))

    def _get_place_in_words(self, words):
        """Return the place that is called so, else one that the desk alone will see until it confirms."""
        words = ' '.join((words or '').split())[:80]
        if not words:
            raise UserError(self.env._("Say where you wish to go."))
        companies = ('company_id', 'in', (False, self.company_id.id))
        same = self.env['ts.place'].with_context(active_test=False).search(
            [companies, ('name', '=ilike', words.replace('\\', '').replace('%', '').replace('_', ' '))])
        known = same.filtered(lambda p: fold(p.name) == fold(words)).sorted('active', reverse=True)[:1]
        return known or self.env['ts.place'].create(
            {'name': words, 'company_id': self.company_id.id, 'active': False})
