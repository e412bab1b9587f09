# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common import TsCommon


@tagged('post_install', '-at_install')
class TestRideBook(TsCommon):
    """The booking dialog: who, where to, when, and back, while she is on the telephone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person = cls.make_person(
            km=10, alert="Speak loudly", companions=1, aid_ids=[Command.set(cls.walker.ids)])
        cls.place = cls.make_place(km=30, purpose_id=cls.purpose.id)

    def dialog(self, hour=10.0, **vals):
        form = Form(self.env['ts.ride.book'])
        form.beneficiary_id = self.person
        form.place_id = self.place
        form.date = date(2026, 3, 10)
        form.hour = hour
        for name, value in vals.items():
            form[name] = value
        return form

    def rides(self):
        return self.env['ts.ride'].search([('beneficiary_id', '=', self.person.id)], order='id')

    def test_the_file_fills_in_the_rest(self):
        form = self.dialog()
        self.assertEqual((form.companions, form.aid_ids[:], form.purpose_id),
                         (1, self.walker, self.purpose))
        self.assertEqual(form.alert, "Speak loudly")

    def test_day_offered_is_tomorrow(self):
        self.assertEqual(Form(self.env['ts.ride.book']).date, date(2026, 3, 10))

    def test_outward_is_saved_before_its_return_and_both_are_linked(self):
        self.dialog().save().action_book()
        outward, back = self.rides()
        self.assertLess(outward.id, back.id)
        self.assertEqual(back.outward_id, outward)
        self.assertRecordValues(outward | back, [
            {'pickup_place_id': False, 'dropoff_place_id': self.place.id, 'direction': 'outward',
             'companions': 1, 'aid_ids': self.walker.ids, 'purpose_id': self.purpose.id,
             'coordinator_id': self.users['coordinator'].id, 'state': 'requested'},
            {'pickup_place_id': self.place.id, 'dropoff_place_id': False, 'direction': 'return',
             'companions': 1, 'aid_ids': self.walker.ids, 'purpose_id': self.purpose.id,
             'coordinator_id': self.users['coordinator'].id, 'state': 'requested'}])

    def test_time_is_the_appointment_unless_she_says_pickup(self):
        self.dialog(has_return=False).save().action_book()
        ride = self.rides()
        self.assertEqual(self.local(ride.appointment_at), '10:00')
        self.assertLess(ride.pickup_at, ride.appointment_at)
        self.dialog(hour=14, has_return=False, is_appointment=False).save().action_book()
        shopping = self.rides() - ride
        self.assertFalse(shopping.appointment_at)
        self.assertEqual(self.local(shopping.pickup_at), '14:00')

    def test_return_is_offered_an_hour_and_a_half_later(self):
        form = self.dialog(hour=9.5)
        self.assertTrue(form.has_return)
        self.assertEqual(form.return_hour, 11.0)
        form.return_hour = 12.25
        form.save().action_book()
        self.assertEqual(self.local(self.rides()[1].pickup_at), '12:15')

    def test_open_return_is_kept_although_its_time_is_not_known(self):
        self.dialog(return_open=True).save().action_book()
        back = self.rides()[1]
        self.assertTrue(back.time_to_confirm)
        self.assertEqual(back.direction, 'return')

    def test_open_return_is_never_before_the_outward_whatever_time_stood_there(self):
        form = self.dialog()
        form.return_hour = 8
        form.return_open = True
        form.save().action_book()
        outward, back = self.rides()
        self.assertGreaterEqual(back.pickup_at, outward.pickup_at)

    def test_return_before_the_outward_is_refused(self):
        with self.assertRaisesRegex(UserError, "must come after 10:00"):
            self.dialog(return_hour=9).save()

    def test_return_that_begins_before_the_arrival_is_refused_with_both_times(self):
        """Picked up at 10:00, twenty kilometres away she arrives at about 10:28."""
        wizard = self.dialog(is_appointment=False, return_hour=10.25).save()
        with self.assertRaisesRegex(UserError, r"begin at 10:15, before the arrival planned at 10:2\d"), \
                self.cr.savepoint():
            wizard.action_book()
        self.assertFalse(self.rides())
        wizard.return_hour = 10.5
        wizard.action_book()
        outward, back = self.rides()
        self.assertGreaterEqual(back.pickup_at, outward.dropoff_at)

    def test_open_return_is_put_after_the_arrival(self):
        self.dialog(is_appointment=False, return_hour=10.1, return_open=True).save().action_book()
        outward, back = self.rides()
        self.assertEqual(back.pickup_at, outward.dropoff_at)

    def test_return_right_after_the_appointment_is_no_mistake(self):
        self.dialog(return_hour=10.05).save().action_book()
        self.assertEqual(self.local(self.rides()[1].pickup_at), '10:03')

    def test_a_time_must_be_typed_and_be_one_of_the_day(self):
        for hour in (0, 24, -1, 26):
            with self.subTest(hour=hour), self.assertRaises(UserError), self.cr.savepoint():
                self.dialog(hour=hour).save()

    def test_from_another_place_than_home(self):
        station = self.make_place("Station", km=15)
        self.dialog(from_place_id=station).save().action_book()
        outward, back = self.rides()
        self.assertEqual((outward.pickup_place_id, back.dropoff_place_id), (station, station))

    def test_what_was_changed_in_the_dialog_wins_over_the_file(self):
        form = self.dialog()
        form.companions = 0
        form.note = "Blue door"
        form.save().action_book()
        self.assertEqual(self.rides().mapped('companions'), [0, 0])
        self.assertEqual(self.rides().mapped('note'), ["Blue door", "Blue door"])

    def test_booking_the_same_twice_says_so(self):
        self.dialog().save().action_book()
        with self.assertRaisesRegex(UserError, "already booked: .*Bertille Beneficiary"):
            self.dialog().save().action_book()
        self.assertEqual(len(self.rides()), 2)

    def test_same_time_after_a_cancellation_or_to_another_place_is_another_ride(self):
        self.dialog().save().action_book()
        self.rides()[0]._close('cancelled', self.reasons['cancelled'], with_linked=True)
        self.dialog().save().action_book()
        self.dialog(place_id=self.make_place("Baker", km=12)).save().action_book()
        self.assertEqual(len(self.rides()), 6)

    def test_limit_reached_is_shown_with_the_alert(self):
        self.person.max_rides_month = 2
        self.dialog().save().action_book()
        form = self.dialog(hour=15)
        self.assertRegex(form.alert, r"(?s)Speak loudly.*2 rides already")

    def test_local_time_on_the_day_the_clocks_change(self):
        form = self.dialog(hour=9, has_return=False, is_appointment=False)
        form.date = date(2026, 3, 29)
        form.save().action_book()
        self.assertEqual(f"{self.rides().pickup_at:%H:%M}", '07:00', "9:00 of summer time is 7:00 UTC")

    def test_book_and_assign_goes_on_with_the_outward(self):
        action = self.dialog().save().action_book_and_assign()
        self.assertEqual(action['res_model'], 'ts.ride.assign')
        dialog = self.env['ts.ride.assign'].with_context(**action['context']).create({})
        self.assertEqual(dialog.ride_ids, self.rides()[0])
        self.assertTrue(dialog.has_return)

    def test_book_another_opens_the_dialog_again(self):
        action = self.dialog().save().action_book_another()
        self.assertEqual((action['res_model'], action['target']), ('ts.ride.book', 'new'))
        self.assertEqual(len(self.rides()), 2)
