# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo.exceptions import UserError
from odoo.http import request, route

from .portal import TsPortal

# Statements that are still being made change every day: they are shown once submitted.
SHOWN_STATEMENTS = ('submitted', 'approved', 'posted', 'partial', 'paid', 'reversed', 'refused')


class TsPortalVolunteer(TsPortal):
    """A volunteer's questions, availability, papers, statements and calendar."""

    def _pick(self, volunteers, volunteer_id):
        """Return the file meant by a form: the only one, or the one chosen among his own."""
        chosen = volunteers.filtered(lambda v: v.id == self._get_id(volunteer_id))
        if volunteer_id and not chosen:
            self._refuse()
        return chosen or volunteers[:1]

    # ---- questions ---------------------------------------------------------------------------------
    def _show_questions(self, volunteers, error=None):
        # sudo: reasons are a list of words, the same for everybody
        reasons = request.env['ts.ride.reason'].sudo().search([('kind', '=', 'declined')])
        return self._render(
            'ts_portal_questions', page='questions', error=error, many=len(volunteers) > 1,
            questions=volunteers._get_open_questions()._get_portal_values(),
            reasons=[(reason.id, reason.name) for reason in reasons])

    @route('/my/ts/questions', type='http', auth='user', methods=['GET'])
    def questions(self, **kw):
        """Show what he is asked, without any name."""
        return self._show_questions(self._own_volunteers())

    @route('/my/ts/questions/<int:proposal_id>', type='http', auth='user', methods=['POST'])
    def answer(self, proposal_id, answer=None, reason_id=None, note=None, seen=None, **kw):
        """He says yes, or no and why."""
        volunteers = self._own_volunteers()
        proposal = self._one('ts.proposal', proposal_id, [('volunteer_id', 'in', volunteers.ids)])
        try:
            if answer == 'yes' and seen != proposal._get_seen():
                raise UserError(request.env._(
                    "The ride has changed since you saw it. Please look again before you answer."))
            if answer == 'yes':
                proposal._accept('portal')
            elif answer == 'no':
                # sudo: as above
                reason = request.env['ts.ride.reason'].sudo().search(
                    [('id', '=', self._get_id(reason_id)), ('kind', '=', 'declined')], limit=1)
                proposal._decline(reason, (note or '')[:200], 'portal')
            else:
                return self._show_questions(volunteers)
        except UserError as error:
            # not undone: what was noted of a late answer stays
            return self._show_questions(volunteers, str(error))
        return request.redirect('/my/ts/questions?m=no' if answer == 'no' else '/my/ts?m=yes')

    # ---- when he can -------------------------------------------------------------------------------
    def _show_availability(self, volunteers, error=None, form=None):
        slots = volunteers.availability_ids
        today = self._today(volunteers)
        return self._render(
            'ts_portal_availability', page='availability', error=error, form=form or {}, today=today,
            files=[(volunteer.id, volunteer.company_id.name) for volunteer in volunteers],
            weekdays=slots._fields['weekday']._description_selection(request.env),
            slots=[{'id': slot.id, 'weekday': slot.weekday, 'from': slot.hour_from, 'to': slot.hour_to,
                    'association': slot.company_id.name}
                   for slot in slots.sorted(lambda s: (s.weekday, s.hour_from))],
            absences=[{'id': absence.id, 'from': absence.date_from, 'to': absence.date_to,
                       'association': absence.company_id.name}
                      for absence in volunteers.absence_ids.sorted('date_from') if absence.date_to >= today])

    @route('/my/ts/availability', type='http', auth='user', methods=['GET'])
    def availability(self, **kw):
        """Show when he can usually drive, and when he is away."""
        return self._show_availability(self._own_volunteers())

    @route('/my/ts/availability/add', type='http', auth='user', methods=['POST'])
    def add_availability(self, weekday=None, hour_from=None, hour_to=None, volunteer_id=None, **kw):
        """Add a weekly slot; the same one twice is one."""
        volunteers = self._own_volunteers()
        volunteer = self._pick(volunteers, volunteer_id)

        def work():
            begin = self._get_hour(hour_from, request.env._("From"))
            end = self._get_hour(hour_to, request.env._("To"))
            if weekday not in dict(volunteer.availability_ids._fields['weekday'].selection):
                raise UserError(request.env._("Choose a day of the week."))
            if not 0 <= begin < end <= 24:
                raise UserError(request.env._("The end must come after the beginning."))
            vals = {'weekday': weekday, 'hour_from': begin, 'hour_to': end}
            if not volunteer.availability_ids.filtered_domain([(name, '=', vals[name]) for name in vals]):
                volunteer.availability_ids.create({**vals, 'volunteer_id': volunteer.id})

        return self._submit(work, '/my/ts/availability?m=saved', lambda error: self._show_availability(
            volunteers, error, {'weekday': weekday, 'hour_from': hour_from, 'hour_to': hour_to}))

    @route('/my/ts/availability/<int:slot_id>/remove', type='http', auth='user', methods=['POST'])
    def remove_availability(self, slot_id, **kw):
        """Remove a weekly slot."""
        volunteers = self._own_volunteers()
        slot = self._one('ts.availability', slot_id, [('volunteer_id', 'in', volunteers.ids)])
        return self._submit(lambda: slot.unlink() and None, '/my/ts/availability?m=removed',
                            lambda error: self._show_availability(volunteers, error))

    @route('/my/ts/absences/add', type='http', auth='user', methods=['POST'])
    def add_absence(self, date_from=None, date_to=None, **kw):
        """Say that he is away, for all his associations; the same days twice are one absence."""
        volunteers = self._own_volunteers()

        def work():
            begin = self._get_day(date_from, request.env._("From"))
            end = self._get_day(date_to or date_from, request.env._("To"))
            today = self._today(volunteers)
            if not begin <= end or end < today or end > today + timedelta(days=731):
                raise UserError(request.env._("The last day comes before the first, or is past."))
            for volunteer in volunteers:
                if not volunteer.absence_ids.filtered_domain(
                        [('date_from', '=', begin), ('date_to', '=', end)]):
                    volunteer.absence_ids.create(
                        {'volunteer_id': volunteer.id, 'date_from': begin, 'date_to': end})
            if volunteers._get_absence_conflicts(begin, end):
                return '/my/ts/availability?m=conflict'
            return None

        return self._submit(work, '/my/ts/availability?m=absent', lambda error: self._show_availability(
            volunteers, error, {'date_from': date_from, 'date_to': date_to}))

    @route('/my/ts/absences/<int:absence_id>/remove', type='http', auth='user', methods=['POST'])
    def remove_absence(self, absence_id, **kw):
        """He is there after all."""
        volunteers = self._own_volunteers()
        absence = self._one('ts.absence', absence_id, [('volunteer_id', 'in', volunteers.ids)])
        return self._submit(lambda: absence.unlink() and None, '/my/ts/availability?m=removed',
                            lambda error: self._show_availability(volunteers, error))

    # ---- papers and money --------------------------------------------------------------------------
    @route('/my/ts/papers', type='http', auth='user', methods=['GET'])
    def papers(self, **kw):
        """Show which papers were seen, by whom, and until when they are valid; there is no copy."""
        volunteers = self._own_volunteers()
        today = self._today(volunteers)
        return self._render('ts_portal_papers', page='more', today=today, soon=today + timedelta(days=30), papers=[{
            'name': paper.display_name, 'vehicle': paper.vehicle_id.name, 'seen': paper.date_seen,
            'by': paper.seen_by_id.name, 'until': paper.date_end, 'association': paper.company_id.name,
        } for paper in volunteers.paper_ids.sorted(lambda p: (not p.date_end, p.date_end or today, p.id))])

    def _statement_domain(self):
        return [('volunteer_id', 'in', self._own_volunteers().ids), ('state', 'in', SHOWN_STATEMENTS)]

    @route('/my/ts/statements', type='http', auth='user', methods=['GET'])
    def statements(self, **kw):
        """Show his statements of expenses with their state."""
        domain = self._statement_domain()
        # sudo: no rights on models; the domain is on the user's own files
        statements = request.env['ts.statement'].sudo().search(domain, limit=60)
        states = dict(statements._fields['state']._description_selection(request.env))
        return self._render('ts_portal_statements', page='more', statements=[{
            'id': line.id, 'name': line.name, 'from': line.date_from, 'to': line.date_to,
            'km': line.km_total, 'amount': line.amount_total, 'currency': line.currency_id,
            'state': line.state, 'state_text': states[line.state], 'reason': line.refuse_reason,
        } for line in statements])

    @route('/my/ts/statements/<int:statement_id>/pdf', type='http', auth='user', methods=['GET'])
    def statement_pdf(self, statement_id, **kw):
        """Return a statement as it is printed."""
        statement = self._one('ts.statement', statement_id, self._statement_domain())
        # sudo: as above; the record is his own
        content, _kind = request.env['ir.actions.report'].sudo()._render_qweb_pdf(
            'transport_solidaire.ts_statement_report', statement.ids)
        name = statement.name.replace('/', '-')
        return request.make_response(content, [
            ('Content-Type', 'application/pdf'), ('Content-Length', len(content)),
            ('Content-Disposition', f'inline; filename="{name}.pdf"'), ('Cache-Control', 'no-store'),
            ('X-Content-Type-Options', 'nosniff')])

    # ---- calendar ----------------------------------------------------------------------------------
    @route('/my/ts/calendar', type='http', auth='user', methods=['GET'])
    def calendar(self, **kw):
        """Show the private address of his calendar, by association."""
        return self._render('ts_portal_calendar', page='more', feeds=[{
            'association': volunteer.company_id.name,
            'url': volunteer.calendar_token and f'{self._base_url()}/ts/calendar/{volunteer.calendar_token}.ics',
        } for volunteer in self._own_volunteers()])

    @route('/my/ts/calendar/renew', type='http', auth='user', methods=['POST'])
    def renew_calendar(self, **kw):
        """Make private addresses that nobody has; those before are dead."""
        volunteers = self._own_volunteers()
        return self._submit(volunteers._renew_calendar_token, '/my/ts/calendar?m=renewed',
                            lambda error: self.calendar())

    @route('/ts/calendar/<string:token>.ics', type='http', auth='public', methods=['GET'], readonly=True)
    def feed(self, token, **kw):
        """Return the calendar of whoever has this address; it is the key, and can be renewed."""
        # sudo: a calendar program has no account; the random address is its right
        volunteer = request.env['ts.volunteer'].sudo().search([('calendar_token', '=', token)], limit=1)
        if len(token) < 20 or not volunteer:
            self._refuse()
        language = volunteer.partner_id.lang or volunteer.company_id.partner_id.lang
        text = volunteer.with_context(lang=language)._get_calendar(self._base_url())
        return request.make_response(text, [
            ('Content-Type', 'text/calendar; charset=utf-8'), ('Cache-Control', 'private, no-cache'),
            ('X-Robots-Tag', 'noindex'), ('Content-Disposition', 'inline; filename="ts.ics"')])

    def _base_url(self):
        return request.httprequest.url_root.rstrip('/')

    @route('/my/ts/more', type='http', auth='user', methods=['GET'])
    def more(self, **kw):
        """Show what is not needed every day."""
        volunteers = self._own_volunteers()
        return self._render('ts_portal_more', page='more', is_carried=bool(self._people()), desks=[
            {'name': company.name, 'phone': company.phone} for company in volunteers.company_id])
