# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import Counter
from datetime import timedelta
from statistics import median

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.text import fold, phone_digits

HISTORY = 60
TRIPS = 9
FOUND = 9
# Shorter texts would offer half of the file.
LETTERS, DIGITS = 3, 4


class TsDesk(models.AbstractModel):
    """“As usual”: who calls, where she usually goes, and the same again with one key."""

    _inherit = 'ts.desk'

    @api.model
    def find_person(self, text):
        """Return the persons found by three letters of their names or four digits of their telephone."""
        self._check_desk()
        if len(fold(text).replace(' ', '')) < LETTERS and len(phone_digits(text)) < DIGITS:
            return []
        people = self.env['ts.beneficiary'].search([('display_name', 'ilike', text)], limit=FOUND)
        return [{'id': person.id, 'name': person.name, 'city': person.city or '', 'phone': person.phone or '',
                 'alert': person.alert or ''} for person in people]

    @api.model
    def get_usual(self, beneficiary_id, day=None):
        """Return the trips a person makes, the most frequent first, each with when it would be next.

        A trip is an outward ride to a place, with its return. ``ride_id`` is the last one, the pattern for
        ``book_usual``; ``day`` its next usual weekday after the day given (today when empty); ``hour`` and
        ``return_hour`` are local hours (14.5 is half past two), the second False without a return.
        """
        self._check_desk()
        person = self.env['ts.beneficiary'].browse(beneficiary_id)
        company = person.company_id
        today = company._to_local(fields.Datetime.now()).date()
        after = max(fields.Date.to_date(day) or today, today)
        rides = self.env['ts.ride'].search(
            [('beneficiary_id', '=', person.id), ('outward_id', '=', False), ('dropoff_place_id', '!=', False),
             ('state', 'not in', ('cancelled', 'refused'))], order='pickup_at desc, id desc', limit=HISTORY)
        (rides.pickup_place_id | rides.dropoff_place_id).mapped('display_name')  # read at once
        trips = [self._describe_trip(company, same, after) for same in rides.grouped(
            lambda r: (r.pickup_place_id, r.dropoff_place_id)).values()]
        trips.sort(key=lambda trip: (trip['count'], trip['last']), reverse=True)
        return {'person': {'id': person.id, 'name': person.name, 'phone': person.phone or '',
                           'city': person.city or '', 'alerts': person._get_booking_alerts(after)},
                'trips': trips[:TRIPS]}

    def _describe_trip(self, company, rides, after):
        last = rides[0]
        moments = [company._to_local(r.appointment_at or r.pickup_at) for r in rides]
        backs = rides.return_ids.filtered(lambda r: r.state not in ('cancelled', 'refused'))
        hour = Counter(self._get_hour(moment) for moment in moments).most_common(1)[0][0]
        known = [b for b in backs if not b.time_to_confirm]
        gaps = [(b.pickup_at - (b.outward_id.appointment_at or b.outward_id.pickup_at)).total_seconds() / 3600
                for b in known]
        return {
            'ride_id': last.id, 'from': last.pickup_label, 'to': last.dropoff_label, 'count': len(rides),
            'last': fields.Date.to_string(last.date), 'day': self._get_next_day(rides, after),
            'hour': hour, 'is_appointment': bool(last.appointment_at),
            'has_return': bool(last.return_ids), 'return_open': bool(backs) and not known,
            'return_hour': min(round((hour + median(gaps)) * 4) / 4, 23.75) if gaps else False,
        }

    @staticmethod
    def _get_hour(moment):
        return moment.hour + moment.minute / 60

    @staticmethod
    def _get_next_day(rides, after):
        """Return the next day on the weekday of most of these rides, as text; the day after if none stands out."""
        weekday, count = Counter(r.date.weekday() for r in rides).most_common(1)[0]
        if count * 2 < len(rides) or len(rides) == 1:
            return fields.Date.to_string(after + timedelta(days=1))
        return fields.Date.to_string(after + timedelta(days=(weekday - after.weekday() - 1) % 7 + 1))

    @api.model
    def book_usual(self, ride_id, day, hour, return_hour=False):
        """Book a trip again as the dialog does, outward and return; the same request twice gives one.

        :param ride_id: the ride that is the pattern
        :param hour: local hour of the appointment, or of the pick-up where the pattern has none
        :param return_hour: local hour of the return; False: as the pattern, or left open
        :return: dict with ``ride_ids`` and ``known``, true when it was booked already
        """
        self._check_desk()
        pattern = self.env['ts.ride'].browse(ride_id)
        self._take_turn(pattern.beneficiary_id)
        dialog = self.env['ts.ride.book'].create(self._prepare_dialog_vals(pattern, day, hour, return_hour))
        known = dialog._find_same()
        rides = known or dialog._book()
        rides |= rides.return_ids
        return {'ride_ids': rides.ids, 'known': bool(known), 'day': fields.Date.to_string(rides[0].date)}

    def _take_turn(self, person):
        """Make two requests for one person follow each other: the second one sees what the first has booked.

        The row is written and not only locked, so that a transaction begun before the other's commit is
        run again by the server.
        """
        person.check_access('read')
        self.env.cr.execute(SQL("UPDATE ts_beneficiary SET write_date = write_date WHERE id = %s", person.id))

    def _prepare_dialog_vals(self, pattern, day, hour, return_hour):
        back = pattern.return_ids[:1]
        return {
            'company_id': pattern.company_id.id, 'beneficiary_id': pattern.beneficiary_id.id,
            'place_id': pattern.dropoff_place_id.id, 'from_place_id': pattern.pickup_place_id.id,
            'date': day, 'hour': hour, 'is_appointment': bool(pattern.appointment_at),
            'has_return': bool(back), 'return_open': bool(back) and not return_hour,
            'return_hour': return_hour or min(hour + 1.5, 23.75), 'purpose_id': pattern.purpose_id.id,
        }
