# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import MONDAY, TsCommon


@tagged('post_install', '-at_install')
class TestDeskUsual(TsCommon):
    """Who calls is found by a few letters or figures; the same trip is booked again with one key."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person = cls.make_person("Zoé Voyageuse", km=10)
        cls.person.partner_id.phone = '+33 2 40 11 22 33'
        cls.place, cls.shop = cls.make_place("Dialysis", km=30), cls.make_place("Shop", km=14)
        cls.desk = cls.env['ts.desk']
        for week in (1, 2, 3):
            out = cls.make_ride(cls.person, cls.place, day=-7 * week + 3,
                                appointment_at=cls.when(9, day=-7 * week + 3))
            cls.make_return(out, hour=12.5, day=-7 * week + 3)
        cls.make_ride(cls.person, cls.shop, hour=15, day=-2)

    def book(self, trip, **vals):
        args = {'day': trip['day'], 'hour': trip['hour'], 'return_hour': trip['return_hour'], **vals}
        return self.desk.book_usual(trip['ride_id'], **args)

    def test_found_by_letters_and_by_figures(self):
        for text in ("zoe", "VOYAGEUSE z", "0240112233", "02.40.11", "2233"):
            with self.subTest(text=text):
                self.assertEqual([p['id'] for p in self.desk.find_person(text)], self.person.ids)
        self.assertEqual(self.desk.find_person("zoe")[0]['phone'], '+33 2 40 11 22 33')

    def test_too_little_finds_nobody(self):
        for text in ("", "zo", "z o", "224"):
            self.assertEqual(self.desk.find_person(text), [], text)

    def test_usual_trips(self):
        usual = self.desk.get_usual(self.person.id)
        dialysis, shop = usual['trips']
        thursday = str(MONDAY + timedelta(days=3))
        self.assertEqual(
            {key: dialysis[key] for key in ('to', 'count', 'day', 'hour', 'is_appointment', 'return_hour')},
            {'to': "Dialysis", 'count': 3, 'day': thursday, 'hour': 9.0, 'is_appointment': True,
             'return_hour': 12.5})
        self.assertEqual((shop['to'], shop['hour'], shop['has_return'], shop['return_hour']),
                         ("Shop", 15.0, False, False))
        self.assertEqual(shop['day'], str(MONDAY + timedelta(days=1)))

    def test_a_day_that_is_shown_is_the_start(self):
        day = str(MONDAY + timedelta(days=3))
        usual = self.desk.get_usual(self.person.id, day)
        self.assertEqual(usual['trips'][0]['day'], str(MONDAY + timedelta(days=10)))

    def test_queries_do_not_grow_with_trips(self):
        places = [self.make_place(f"Place {n}", km=20 + n) for n in range(8)]
        people = self.env['ts.beneficiary']
        for size in (2, 4, 4, 8):
            person = self.make_person(f"Person {size}", km=5)
            people |= person
            for n in range(size):
                out = self.make_ride(person, places[n], hour=8, day=-9 - n)
                self.make_return(out, day=-9 - n)
        counts = [self.count_queries(lambda p: self.desk.get_usual(p.id), person) for person in people]
        self.assertEqual(counts[1], counts[3])

    def test_booked_again_as_the_dialog_does(self):
        trip = self.desk.get_usual(self.person.id)['trips'][0]
        booked = self.book(trip)
        out, back = self.env['ts.ride'].browse(booked['ride_ids'])
        self.assertFalse(booked['known'])
        self.assertEqual(booked['day'], trip['day'])
        self.assertEqual((out.appointment_at, back.pickup_at), (self.when(9, day=3), self.when(12.5, day=3)))
        self.assertEqual((out.dropoff_place_id, back.outward_id, out.purpose_id), (self.place, out, self.purpose))
        self.assertEqual((out | back).mapped('state'), ['requested', 'requested'])

    def test_the_same_request_twice_gives_one(self):
        trip = self.desk.get_usual(self.person.id)['trips'][0]
        first, second = self.book(trip), self.book(trip)
        self.assertEqual(first['ride_ids'], second['ride_ids'])
        self.assertTrue(second['known'])

    def test_other_day_and_hour_and_one_way(self):
        shop = self.desk.get_usual(self.person.id)['trips'][1]
        booked = self.book(shop, day=str(MONDAY + timedelta(days=8)), hour=16.25)
        [ride] = self.env['ts.ride'].browse(booked['ride_ids'])
        self.assertEqual((ride.pickup_at, ride.appointment_at), (self.when(16.25, day=8), False))

    def test_a_return_without_hour_stays_open(self):
        out = self.make_ride(self.person, self.make_place("Hairdresser", km=12), hour=10, day=-1)
        self.make_return(out, hour=11, day=-1, time_to_confirm=True)
        trip = next(t for t in self.desk.get_usual(self.person.id)['trips'] if t['to'] == "Hairdresser")
        self.assertEqual((trip['has_return'], trip['return_open'], trip['return_hour']), (True, True, False))
        booked = self.book(trip)
        self.assertTrue(self.env['ts.ride'].browse(booked['ride_ids'][1]).time_to_confirm)

    def test_rules_of_the_dialog_hold(self):
        trip = self.desk.get_usual(self.person.id)['trips'][0]
        self.company.sudo().ts_max_trip_km = 10
        with self.assertRaisesRegex(UserError, "may not go beyond"):
            self.book(trip)

    def test_somebody_elses_person_is_refused(self):
        other = self.root_env['res.company'].create({'name': "Other Rides"})
        stranger = new_test_user(
            self.root_env, 'ts_stranger', groups='transport_solidaire.group_ts_user', company_id=other.id,
            company_ids=[Command.set(other.ids)])
        desk = self.root_env(user=stranger.id, context={'allowed_company_ids': other.ids})['ts.desk']
        self.assertEqual(desk.find_person("zoe"), [])
        for call in (lambda: desk.get_usual(self.person.id),
                     lambda: desk.book_usual(self.person.ride_ids[0].id, '2026-03-20', 9)):
            with self.assertRaises(AccessError):
                call()

    def test_habits_of_a_person_with_aids(self):
        self.person.aid_ids = [Command.set(self.walker.ids)]
        booked = self.book(self.desk.get_usual(self.person.id)['trips'][0])
        self.assertEqual(self.env['ts.ride'].browse(booked['ride_ids']).aid_ids, self.walker)
