# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What every page of volunteers and beneficiaries shares: who is asking, what is his, how errors are said.

People with a page have no right on any model. Each route fetches with sudo, by a domain on the user's own
contact, and hands plain values of chosen fields to its template; what is not his does not exist (404).
"""
import secrets
from datetime import date

from psycopg2.errors import UniqueViolation

from odoo import fields
from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.exceptions import UserError
from odoo.http import Controller, request

MAX_ID = 2 ** 31 - 1
HEADERS = {
    'Cache-Control': 'no-store',
    'Content-Security-Policy': "default-src 'self'; img-src 'self' data:; form-action 'self'; "
                               "frame-ancestors 'self'; base-uri 'none'",
    'Referrer-Policy': 'same-origin',
    'X-Content-Type-Options': 'nosniff',
}


class TsPortal(Controller):
    """Helpers of the pages; no route of its own."""

    # ---- who is asking -----------------------------------------------------------------------------
    def _volunteers(self):
        """Return the user's own volunteer files, one by association; times are then said as they live."""
        # sudo: no rights on models; the domain is the user's own contact
        files = request.env['ts.volunteer'].sudo().search(
            [('partner_id', '=', request.env.user.partner_id.id)])
        self._live_in(files)
        return files.with_env(files.env(context=request.env.context))

    def _people(self):
        """Return the beneficiaries for whom the user may ask: himself, or those who named him."""
        # sudo: no rights on models; the domain is the user's own contact
        people = request.env['ts.beneficiary'].sudo()
        people = people.search(people._get_portal_domain(request.env.user.partner_id))
        self._live_in(people)
        return people.with_env(people.env(context=request.env.context))

    def _live_in(self, files):
        if files and not request.env.context.get('tz'):
            request.update_context(tz=str(files[0].company_id._get_timezone()))

    def _today(self, files):
        """Return the day it is where these files' association lives."""
        return files[0].company_id._to_local(fields.Datetime.now()).date()

    def _own_volunteers(self):
        """Return the user's volunteer files; whoever has none finds nothing here."""
        return self._volunteers() or self._refuse()

    def _own_people(self):
        """Return those for whom the user may ask; whoever has none finds nothing here."""
        return self._people() or self._refuse()

    def _refuse(self):
        raise request.not_found()

    def _one(self, model, record_id, domain):
        """Return one record that is the user's, else 404.

        :param domain: what makes it his
        """
        if not 0 < record_id <= MAX_ID:
            self._refuse()
        # sudo: no rights on models; the domain is on the user's own files
        return request.env[model].sudo().search(
            [('id', '=', record_id), *domain], limit=1) or self._refuse()

    # ---- what is shown -----------------------------------------------------------------------------
    def _render(self, template, **values):
        """Render a page, with its messages."""
        code = request.params.get('m')
        values = {'message': self._get_messages().get(code), 'error': None, 'form': {}, **values}
        response = request.render(f'transport_solidaire.{template}', values)
        response.headers.update(HEADERS)
        return response

    def _get_messages(self):
        """Return what the page says after something was done, by code."""
        return {
            'yes': request.env._("Thank you! The outing is yours: you find it under “My outings”."),
            'no': request.env._("Thank you for your answer. Somebody else will be asked."),
            'confirmed': request.env._("Thank you! You now see names and addresses."),
            'started': request.env._("Have a good trip. When you are back, give the kilometres here."),
            'finished': request.env._("Noted. Thank you for this outing!"),
            'cost': request.env._("Noted."),
            'saved': request.env._("Noted."),
            'removed': request.env._("Removed."),
            'absent': request.env._("Noted."),
            'conflict': request.env._(
                "Noted. You have said yes to outings on these days: please call the association."),
            'renewed': request.env._("Here is your new address. The old one no longer works."),
            'asked': request.env._("Your request has reached the association. It will confirm it."),
            'cancelled': request.env._("The trip is cancelled. Whoever should drive is told by the association."),
        }

    def _new_key(self):
        """Return a text that names a form, so that sending it twice counts once."""
        return secrets.token_urlsafe(12)

    def _submit(self, work, done, back):
        """Do what a form asks for, whole or not at all, then go on; say an error on the same page.

        :param work: what to do; it may return another address to go to
        :param done: where to go then
        :param back: shows the page again, given the sentence
        """
        try:
            with request.env.cr.savepoint():
                target = work()
        except UniqueViolation:
            target = None  # the same form was sent twice at the same moment: it counts once
        except UserError as error:
            return back(str(error))
        return request.redirect(target or done)

    # ---- what is typed -----------------------------------------------------------------------------
    def _get_number(self, text, label):
        """Return a number typed as people do (24 or 24,5); empty is 0."""
        try:
            number = float((text or '0').replace(',', '.').replace(' ', ''))
        except ValueError:
            number = -1
        if not 0 <= number < 10 ** 7:  # also refuses nan
            raise UserError(request.env._("%(label)s: type a number, such as 24 or 24,5.", label=label))
        return number

    def _get_day(self, text, label):
        try:
            return date.fromisoformat(text or '')
        except ValueError as error:
            raise UserError(request.env._("%(label)s: choose a day.", label=label)) from error

    def _get_hour(self, text, label):
        """Return 9.5 for 09:30, 9:30, 9h30."""
        hours, _sep, minutes = (text or '').strip().lower().replace('h', ':').partition(':')
        if not hours.isdecimal() or (minutes and not minutes.isdecimal()):
            raise UserError(request.env._("%(label)s: type a time, such as 9:30.", label=label))
        if int(hours) > 24 or int(minutes or 0) > 59:
            raise UserError(request.env._("%(label)s: type a time, such as 9:30.", label=label))
        return int(hours) + int(minutes or 0) / 60

    def _get_id(self, text):
        """Return the number of a choice; 0 when there is none."""
        return int(text) if (text or '').isascii() and (text or '').isdecimal() else 0


class TsCustomerPortal(CustomerPortal):
    """The usual page “My account” leads to ours."""

    def _prepare_portal_layout_values(self):
        values = super()._prepare_portal_layout_values()
        partner = request.env.user.partner_id
        # sudo: no rights on models; whether the user has a file, nothing of it
        people = request.env['ts.beneficiary'].sudo()
        values['ts_is_volunteer'] = bool(request.env['ts.volunteer'].sudo().search_count(
            [('partner_id', '=', partner.id)], limit=1))  # sudo: as above
        values['ts_is_carried'] = bool(people.search_count(people._get_portal_domain(partner), limit=1))
        return values
