# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import TsCommon, latitude


@tagged('post_install', '-at_install')
class TestPlace(TsCommon):
    """A place that moves changes the rides to come, never those that took place."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.volunteer = cls.make_volunteer(km=0)
        cls.person = cls.make_person(km=10)
        cls.place = cls.make_place(km=30)

    def test_rides_are_measured_along_the_road(self):
        ride = self.make_ride(self.person, self.place)
        self.assertEqual(ride.distance_km, 20.0)
        self.assertEqual(ride.distance_provider, 'great_circle')
        self.assertGreater(ride.duration_minutes, 15)

    def test_moving_a_place_measures_again_the_coming_rides(self):
        coming = self.make_ride(self.person, self.place)
        back = self.make_return(coming)
        run = (coming | back)._assign(self.volunteer)
        self.assertEqual(run.km_planned, 60.0)
        self.place.latitude = latitude(35)
        self.assertEqual((coming | back).mapped('distance_km'), [25.0, 25.0])
        self.assertEqual(run.km_planned, 70.0, "the run's stops were not measured again")

    def test_past_rides_keep_their_kilometres(self):
        run = self.make_driven(self.volunteer, self.person, self.place)
        before = (run.ride_ids.distance_km, run.km_planned, run.km_actual)
        self.place.latitude = latitude(35)
        self.env.invalidate_all()
        self.assertEqual((run.ride_ids.distance_km, run.km_planned, run.km_actual), before)

    def test_a_ride_asked_again_after_the_move_uses_the_new_position(self):
        self.make_ride(self.person, self.place)
        self.place.latitude = latitude(35)
        self.assertEqual(self.make_ride(self.person, self.place, hour=15).distance_km, 25.0)

    def test_number_of_coming_rides_counts_from_and_to(self):
        outward = self.make_ride(self.person, self.place)
        self.make_return(outward)
        self.make_ride(self.person, self.place, day=-2)
        cancelled = self.make_ride(self.person, self.place, hour=17)
        cancelled._close('cancelled', self.reasons['cancelled'])
        self.assertEqual(self.place.upcoming_ride_count, 2)

    def test_place_without_coordinates_stands_at_its_commune(self):
        communes = self._env_of('manager')['ts.commune'].create([{
            'name': "Mairie-du-Test", 'code': '99801', 'department': '99', 'postcodes': '99801',
            'latitude': latitude(40), 'longitude': -1.5}])
        place = self.make_place("Town hall", km=None, zip='99801', city="Mairie du Test")
        self.assertEqual(place.commune_id, communes.with_env(self.env))
        ride = self.make_ride(self.person, place)
        self.assertEqual(ride.distance_km, 30.0)
        self.assertFalse(place._get_point().precise)
        place.write({'latitude': latitude(42), 'longitude': -1.5})
        self.assertEqual(ride.distance_km, 32.0)

    def test_place_that_nobody_can_locate_gives_no_kilometres_and_no_error(self):
        ride = self.make_ride(self.person, self.make_place("Somewhere", km=None))
        self.assertEqual((ride.distance_km, ride.duration_minutes, ride.distance_provider), (0.0, 0, False))

    def test_moving_is_kept_in_the_chatter(self):
        self.chatter(self.place)
        self.place.city = "Elsewhere"
        self.assertIn("Elsewhere", self.chatter(self.place))

    def test_town_is_added_to_the_name_unless_it_says_so_already(self):
        self.place.city = "Nort"
        self.assertEqual(self.place.display_name, "Surgery of the Test, Nort")
        self.place.name = "Surgery, nort"
        self.assertEqual(self.place.display_name, "Surgery, nort")

    def test_a_place_shared_by_associations_has_no_company(self):
        place = self._env_of('manager')['ts.place'].create({'name': "Shared station", 'company_id': False})
        ride = self.make_ride(self.person, place.with_env(self.env))
        self.assertEqual(ride.dropoff_label, "Shared station")

    def test_a_ride_cannot_begin_and_end_at_the_same_place(self):
        with self.assertRaises(UserError):
            self.make_ride(self.person, self.place, pickup_place_id=self.place.id)

    def test_usual_purpose_of_the_place_is_proposed_when_booking(self):
        self.place.purpose_id = self.purpose
        booking = self.env['ts.ride.book'].new({'beneficiary_id': self.person.id, 'place_id': self.place.id})
        self.assertEqual(booking.purpose_id, self.purpose)
