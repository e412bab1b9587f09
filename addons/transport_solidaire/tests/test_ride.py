# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import TsCommon


@tagged('post_install', '-at_install')
class TestRideRequest(TsCommon):
    """What is asked: who, from where to where, when; and what follows from it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person = cls.make_person(km=10)
        cls.place = cls.make_place(km=30)

    # ---- when ------------------------------------------------------------------------------------
    def test_appointment_is_optional(self):
        ride = self.make_ride(self.person, self.place, hour=10)
        self.assertFalse(ride.appointment_at)
        self.assertEqual(self.local(ride.pickup_at), '10:00')

    def test_pickup_is_proposed_so_that_she_is_early_at_her_appointment(self):
        for km in range(10, 17):
            person = self.make_person(f"Person {km}", km=km)
            ride = self.make_ride(person, self.place, appointment_at=self.when(10))
            with self.subTest(km=km):
                needed = self.company.ts_arrival_margin + ride.duration_minutes
                early = (ride.appointment_at - ride.pickup_at).total_seconds() / 60
                self.assertGreaterEqual(early, needed)
                self.assertLess(early - needed, 5)
                self.assertEqual(ride.pickup_at.minute % 5, 0)
                self.assertLessEqual(ride.dropoff_at, ride.appointment_at - timedelta(minutes=10))

    def test_slow_boarding_means_an_earlier_pickup(self):
        quick = self.make_ride(self.person, self.place, appointment_at=self.when(10))
        slow = self.make_person("Slow", km=10, boarding_minutes=20)
        self.assertEqual(quick.pickup_at - self.make_ride(
            slow, self.place, appointment_at=self.when(10)).pickup_at, timedelta(minutes=20))

    def test_moving_the_appointment_moves_the_pickup(self):
        ride = self.make_ride(self.person, self.place, appointment_at=self.when(10))
        before = ride.pickup_at
        ride.appointment_at = self.when(11)
        self.assertEqual(ride.pickup_at - before, timedelta(hours=1))

    def test_pickup_typed_by_hand_is_kept(self):
        ride = self.make_ride(self.person, self.place, appointment_at=self.when(10))
        ride.pickup_at = self.when(8)
        self.env.invalidate_all()
        self.assertEqual(self.local(ride.pickup_at), '08:00')

    def test_day_of_a_ride_is_the_local_day(self):
        late = self.make_ride(self.person, self.place, hour=0.5, day=2)
        self.assertEqual(late.date, self.when(12, day=2).date())
        self.assertEqual(late.pickup_at.date(), self.when(12, day=1).date(), "stored in UTC")

    def test_window_in_the_wrong_order_is_refused(self):
        with self.assertRaises(UserError):
            self.make_ride(self.person, self.place, earliest_at=self.when(11), latest_at=self.when(9))

    def test_negative_companions_are_refused(self):
        with self.assertRaises(Exception) as caught, mute_logger('odoo.sql_db'), self.cr.savepoint():
            self.make_ride(self.person, self.place, companions=-1)
        self.assertIn('companions_positive', str(caught.exception))

    def test_seats_are_the_person_companions_and_what_aids_take(self):
        ride = self.make_ride(self.person, self.place, companions=1, aid_ids=[
            Command.set((self.walker | self.chair).ids)])
        self.assertEqual(ride.seats, 3)

    # ---- outward and return ----------------------------------------------------------------------
    def test_return_follows_its_outward(self):
        outward = self.make_ride(self.person, self.place)
        self.assertEqual(outward.direction, 'single')
        back = self.make_return(outward)
        self.assertEqual((outward.direction, back.direction), ('outward', 'return'))
        self.assertEqual(outward.return_ids, back)

    def test_return_before_the_outward_is_refused(self):
        outward = self.make_ride(self.person, self.place, hour=10)
        with self.assertRaisesRegex(UserError, "Bertille Beneficiary"):
            self.make_return(outward, hour=9)

    def test_outward_moved_after_its_return_is_refused(self):
        outward = self.make_ride(self.person, self.place, hour=10)
        self.make_return(outward, hour=11)
        with self.assertRaises(UserError):
            outward.pickup_at = self.when(12)

    def test_deleting_the_outward_keeps_the_return(self):
        outward = self.make_ride(self.person, self.place)
        back = self.make_return(outward)
        outward.unlink()
        self.assertFalse(back.outward_id)
        self.assertEqual(back.direction, 'single')

    def test_copy_of_a_request_keeps_who_and_where_and_forgets_its_result(self):
        volunteer = self.make_volunteer()
        ride = self.make_ride(self.person, self.place)
        ride._assign(volunteer)
        copy = ride.copy({'pickup_at': self.when(10, day=8)})
        self.assertRecordValues(copy, [{
            'beneficiary_id': self.person.id, 'dropoff_place_id': self.place.id, 'state': 'requested',
            'run_id': False, 'pickup_at': self.when(10, day=8)}])
        self.assertEqual(ride.pickup_at, self.when(10), "copying a request changed its dates")

    def test_labels_say_home_or_place(self):
        self.person.city = "Testville"
        ride = self.make_ride(self.person, self.place)
        self.assertEqual((ride.pickup_label, ride.dropoff_label), ("home, Testville", "Surgery of the Test"))

    def test_name_tells_when_who_and_where(self):
        ride = self.make_ride(self.person, self.place)
        self.assertEqual(ride.display_name, "Bertille Beneficiary · Surgery of the Test · 10/03/2026 10:00")

    def test_ride_of_a_person_of_another_association_is_refused(self):
        other = self.root_env['res.company'].create(
            {'name': "Other Association", 'currency_id': self.root_env.ref('base.EUR').id})
        stranger = self.root_env['ts.beneficiary'].create({
            'partner_id': self._make_partner("Stranger", 3).id, 'company_id': other.id})
        with self.assertRaises(UserError):
            self.root_env['ts.ride'].create({
                'company_id': self.company.id, 'beneficiary_id': stranger.id,
                'dropoff_place_id': self.place.id, 'pickup_at': self.when(10)})
