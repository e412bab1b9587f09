# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta
from urllib.parse import urlencode

from odoo import fields, models
from odoo.exceptions import UserError

MAX_KM = 2000
# Runs whose end the volunteer has forgotten stay on his page so many days.
FORGOTTEN_DAYS = 14
COMING_DAYS = 30


class TsRun(models.Model):
    """A run on its volunteer's telephone: leaving, back, kilometres, and what he sees of it."""

    _inherit = 'ts.run'

    started_at = fields.Datetime("Really Left At", copy=False, readonly=True, tracking=True)
    ended_at = fields.Datetime("Really Back At", copy=False, readonly=True, tracking=True)

    # ---- leaving and back --------------------------------------------------------------------------
    def _get_today(self):
        """Return the day it is where this run's association lives."""
        return self.company_id._to_local(fields.Datetime.now()).date()

    def _check_drivable(self):
        self.ensure_one()
        if self.is_stated:
            raise UserError(self.env._(
                "This outing is on a statement of expenses already. Please call the association."))
        if self.state not in ('confirmed', 'done'):
            raise UserError(self.env._("This outing is not confirmed. Please call the association."))
        if self.date > self._get_today():
            raise UserError(self.env._("This outing has not begun: it is for another day."))

    def _start(self, odometer=0):
        """The volunteer leaves home, now; twice is once.

        :param odometer: what it shows, in kilometres; 0 when nobody looked
        """
        self._check_drivable()
        if not self.started_at:
            self.started_at = fields.Datetime.now()
        if odometer and not self.ended_at:
            self._check_km(odometer, limit=10 ** 7)
            self.odometer_start = odometer

    def _finish(self, km=0.0, odometer_start=0, odometer_end=0, absent_rides=None):
        """The volunteer is back: kilometres, and the result of every ride. Twice is once.

        It may be said again, to correct, until the run is on a statement.

        :param km: kilometres from home and back; 0 when the odometer says them
        :param absent_rides: the rides whose person was not there; all others were done
        :raise UserError: too early, on a statement, kilometres that cannot be
        """
        self._check_drivable()
        self._write_km(km, odometer_start, odometer_end)
        rides = self.ride_ids.filtered(lambda r: r.state in ('planned', 'confirmed', 'done', 'no_show'))
        absent = (absent_rides or rides.browse()) & rides
        absent.filtered(lambda r: r.state != 'no_show').action_no_show()
        (rides - absent).filtered(lambda r: r.state != 'done').action_done()
        if not self.ended_at:
            self.ended_at = fields.Datetime.now()

    def _write_km(self, km, odometer_start, odometer_end):
        if odometer_end:
            start = odometer_start or self.odometer_start
            self._check_km(odometer_end - start if start else 0)
            self.write({'odometer_start': start, 'odometer_end': odometer_end,
                        'km_actual': odometer_end - start})
        else:
            self._check_km(km)
            if abs(km - self.km_actual) >= 0.05:
                self.write({'km_actual': round(km, 1), 'odometer_end': 0})

    def _check_km(self, km, limit=MAX_KM):
        if not 0 < km <= limit:
            raise UserError(self.env._(
                "These kilometres cannot be right. From your home and back, for example 24 or 24,5."))

    def _add_cost(self, kind, amount, key, receipt=None, receipt_name=None):
        """Note a toll or a parking ticket, with its photo; the same form twice notes it once.

        :param amount: in the association's currency
        :param receipt: the photo, base64; checked by the caller
        """
        self._check_drivable()
        known = self.cost_ids.filtered(lambda c: c.portal_key == key)
        if not known:
            known = self.env['ts.run.cost'].create({
                'run_id': self.id, 'kind': kind, 'amount': amount, 'portal_key': key,
                'receipt': receipt, 'receipt_name': receipt_name})
        return known

    # ---- what he sees ------------------------------------------------------------------------------
    def _get_portal_domain(self, volunteers, today):
        """Return the domain of the runs that a volunteer's page shows: yesterday's, today's, those to come."""
        return [
            ('volunteer_id', 'in', volunteers.ids), ('date', '<=', today + timedelta(days=COMING_DAYS)),
            '|', '&', ('state', 'in', ('planned', 'confirmed')),
            ('date', '>=', today - timedelta(days=FORGOTTEN_DAYS)),
            '&', ('state', '=', 'done'), ('date', '>=', today - timedelta(days=1))]

    def _get_portal_values(self, with_stops=True):
        """Return what the volunteer sees of these runs.

        :return: list of dicts of plain values, in the order of the runs
        """
        self._load_portal()
        return [run._get_portal_run(with_stops) for run in self]

    def _load_portal(self):
        """Read at once what the pages show: stops would ask for it one at a time."""
        rides = self.ride_ids
        people = rides.beneficiary_id
        people.partner_id.fetch(['name', 'phone', 'street', 'street2', 'zip', 'city',
                                 'partner_latitude', 'partner_longitude'])
        (rides.pickup_place_id | rides.dropoff_place_id).fetch(['name', 'street', 'zip', 'city'])
        rides.aid_ids.mapped('name')

    def _get_portal_run(self, with_stops):
        today = self._get_today()
        company = self.company_id
        active = self.ride_ids.filtered(lambda r: r.state != 'cancelled').sorted('pickup_at')
        open_now = not self.is_stated and self.date <= today
        return {
            'id': self.id, 'day': self.date, 'when': self._get_day_kind(today), 'state': self.state,
            'start': f"{company._to_local(self.start_at):%H:%M}",
            'end': f"{company._to_local(self.end_at):%H:%M}" if self.end_at else '',
            'association': company.name, 'desk_phone': company.phone,
            'started': f"{company._to_local(self.started_at):%H:%M}" if self.started_at else '',
            'ended': bool(self.ended_at) or self.state == 'done',
            'can_start': open_now and self.state == 'confirmed' and not self.started_at,
            'can_finish': open_now and (
                self.state == 'done' or self.state == 'confirmed' and bool(self.started_at)),
            'can_confirm': self.state == 'planned', 'stated': self.is_stated,
            'km': self.km_actual or self.km_planned, 'odometer_start': self.odometer_start or '',
            'odometer_end': self.odometer_end or '', 'communes': self._get_portal_communes(active),
            'rides': [{'id': ride.id, 'label': self._get_portal_person(ride, today),
                       'absent': ride.state == 'no_show'} for ride in active],
            'stops': self._get_portal_stops(today) if with_stops else [],
            'costs': [{'id': cost.id, 'kind': cost.display_name, 'amount': cost.amount,
                       'photo': bool(cost.receipt_name)} for cost in self.cost_ids],
            'currency': self.currency_id,
        }

    def _get_day_kind(self, today):
        """Return how far the day is: ``past``, ``today``, ``tomorrow`` or ``later``."""
        days = (self.date - today).days
        return 'past' if days < 0 else 'today' if not days else 'tomorrow' if days == 1 else 'later'

    def _get_portal_communes(self, rides):
        names = []
        for ride in rides:
            names += [ride._get_commune_label(ride.pickup_place_id),
                      ride._get_commune_label(ride.dropoff_place_id)]
        return ' → '.join(name for i, name in enumerate(names) if not i or names[i - 1] != name)

    def _get_portal_person(self, ride, today):
        """Return whom a ride carries, if he may know: her name; else her commune."""
        if ride._is_known_to_driver(today):
            return ride.beneficiary_id.name
        return ride._get_commune_label(self.env['ts.place'])

    def _get_portal_stops(self, today):
        """Return the stops where somebody gets in or out, in order."""
        stops = []
        for stop in self.stop_ids.filtered('ride_id').sorted('sequence'):
            ride = stop.ride_id
            place = ride.pickup_place_id if stop.kind == 'pickup' else ride.dropoff_place_id
            values = {'kind': stop.kind, 'time': f"{self.company_id._to_local(stop.planned_at):%H:%M}",
                      'where': ride._get_commune_label(place), 'known': ride._is_known_to_driver(today)}
            if values['known']:
                values |= self._get_portal_door(ride, place, stop.kind)
            stops.append(values)
        return stops

    def _get_portal_door(self, ride, place, kind):
        """Return what only the driver who has said yes may know, until the day after."""
        person = ride.beneficiary_id
        partner = person.partner_id
        home = place or partner
        street = ' '.join(filter(None, [home.street, '' if place else home.street2]))
        town = ' '.join(filter(None, [home.zip, home.city]))
        address = ', '.join(filter(None, [street, town]))
        values = {
            'who': partner.name, 'phone': partner.phone, 'address': address,
            'place': place.name, 'place_phone': place.phone, 'map': get_map_link(home._get_point(), address),
            'door_note': place.note if place else person.door_note, 'note': False, 'aids': '',
        }
        if kind == 'pickup':
            values |= {'note': ride.note, 'companions': ride.companions, 'to_confirm': ride.time_to_confirm,
                       'aids': ', '.join(ride.aid_ids.mapped('name')), 'escort': person.needs_escort,
                       'appointment': ride.appointment_at and
                       f"{self.company_id._to_local(ride.appointment_at):%H:%M}"}
        return values


def get_map_link(point, address):
    """Return a link to the map: by the exact position where it is known, else by the address, never by a name."""
    if point and point.precise:
        return f"https://www.openstreetmap.org/?mlat={point.latitude}&mlon={point.longitude}#map=17"
    return address and 'https://www.openstreetmap.org/search?' + urlencode({'query': address})
