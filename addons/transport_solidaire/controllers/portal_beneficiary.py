# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.http import request, route

from .portal import TsPortal

LAST_DAY = 366
MAX_COMPANIONS = 4


class TsPortalBeneficiary(TsPortal):
    """A beneficiary's trips, for her or for who asks for her."""

    def _ride(self, ride_id):
        return self._one('ts.ride', ride_id, [('beneficiary_id', 'in', self._own_people().ids)])

    def _show_rides(self, error=None):
        people = self._own_people()
        today = self._today(people)
        rides = people.env['ts.ride'].search([
            ('beneficiary_id', 'in', people.ids), ('date', '>=', today),
            ('state', 'in', ('requested', 'planned', 'confirmed'))], order='pickup_at, id', limit=60)
        return self._render(
            'ts_portal_rides', page='rides', rides=rides._get_beneficiary_values(), error=error,
            many=len(people) > 1, is_volunteer=bool(self._volunteers()))

    @route('/my/ts/rides', type='http', auth='user', methods=['GET'])
    def rides(self, **kw):
        """Show her next trips: when, where, and who drives once that is sure."""
        return self._show_rides()

    @route('/my/ts/rides/<int:ride_id>/cancel', type='http', auth='user', methods=['POST'])
    def cancel(self, ride_id, both=None, **kw):
        """Cancel a trip in time, and its return or outward trip when she says so."""
        ride = self._ride(ride_id)
        return self._submit(lambda: ride._cancel_online(with_linked=bool(both)),
                            '/my/ts/rides?m=cancelled', self._show_rides)

    # ---- asking ------------------------------------------------------------------------------------
    def _show_form(self, error=None, form=None, key=None):
        people = self._own_people()
        today = self._today(people)
        return self._render(
            'ts_portal_ask', page='ask', error=error, form=form or {}, today=today,
            last_day=today + timedelta(days=LAST_DAY), key=key or self._new_key(),
            is_volunteer=bool(self._volunteers()), max_companions=MAX_COMPANIONS,
            people=[{'id': person.id, 'name': person.name, 'places': self._get_places(person)}
                    for person in people])

    def _get_places(self, person):
        """Return the places where she has been last, to choose from."""
        return [(place.id, place.display_name)
                for place in person._get_recent_places(8).filtered('active')]

    @route('/my/ts/ask', type='http', auth='user', methods=['GET'])
    def ask_form(self, **kw):
        """Show the form to ask for a trip."""
        return self._show_form()

    @route('/my/ts/ask', type='http', auth='user', methods=['POST'])
    def ask(self, **form):
        """Ask for a trip: the desk must confirm it. The same form twice asks once."""
        people = self._own_people()
        person = people.filtered(lambda p: p.id == self._get_id(form.get('person_id')))
        if form.get('person_id') and not person:
            self._refuse()
        person = person or people[:1]

        def work():
            key = (form.get('key') or '')[:40] or self._new_key()
            place = self._get_place(person, form.get('place_id'))
            person._ask_online(
                request.env.user.partner_id, key, place, form.get('words'), **self._read_form(person, form))

        return self._submit(work, '/my/ts/rides?m=asked', lambda error: self._show_form(
            error, form, key=(form.get('key') or '')[:40]))

    def _get_place(self, person, place_id):
        """Return a place she has been to; another number is nobody's."""
        place_id = self._get_id(place_id)
        if not place_id:
            return person.env['ts.place']
        return person._get_recent_places(8).filtered(lambda p: p.active and p.id == place_id) or self._refuse()

    def _read_form(self, person, form):
        """Return what was typed as fields of the booking."""
        env = request.env
        day = self._get_day(form.get('date'), env._("Day"))
        hour = self._get_hour(form.get('hour'), env._("Time"))
        company = person.company_id
        today = self._today(person)
        if not today <= day <= today + timedelta(days=LAST_DAY):
            raise UserError(env._("Choose a day from today on, within a year."))
        if company._to_utc(day, hour) <= fields.Datetime.now():
            raise UserError(env._("This time is past. Choose a later one."))
        asked = {
            'date': day, 'hour': hour, 'is_appointment': form.get('meaning') != 'pickup',
            'has_return': form.get('back') in ('time', 'call'), 'return_open': form.get('back') == 'call',
            'companions': min(self._get_id(form.get('companions')), MAX_COMPANIONS),
            'note': (form.get('note') or '').strip()[:300]}
        if form.get('back') == 'time':
            asked['return_hour'] = self._get_hour(form.get('return_hour'), env._("Return"))
            if asked['return_hour'] <= hour:
                raise UserError(env._("The return must come after the outward trip."))
        return asked
