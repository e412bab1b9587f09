# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tests.common import freeze_time

from .common import MONDAY, NOW, TsCommon, latitude


@freeze_time(NOW)
@tagged('post_install', '-at_install')
class TestPlaceMove(TsCommon):
    """A place that several associations share, and one that moves on a day to come."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person, cls.place = cls.make_person(km=10), cls.make_place(km=30)

    # ---- shared by associations ----------------------------------------------------------------------
    def _shared_with_another_association(self):
        """Return a place without an association, our ride there and a planned one of another association."""
        place = self.root_env['ts.place'].create(
            {'name': "Shared surgery", 'company_id': False, 'latitude': latitude(30), 'longitude': -1.5})
        ours = self.make_ride(self.person, place.with_env(self.env))
        other = self.root_env['res.company'].create({'name': "Next Door", 'country_id': self.company.country_id.id})
        root = self.root_env(context={'allowed_company_ids': other.ids})
        person, driver = (root['res.partner'].create(
            {'name': name, 'partner_latitude': latitude(10), 'partner_longitude': -1.5}) for name in ("Ida", "Ivo"))
        volunteer = root['ts.volunteer'].create(
            {'partner_id': driver.id, 'company_id': other.id, 'state': 'active', 'max_km': 50})
        root['ts.volunteer.vehicle'].create({'volunteer_id': volunteer.id, 'name': "Red Car"})
        theirs = root['ts.ride'].create({
            'company_id': other.id, 'dropoff_place_id': place.id, 'pickup_at': self.when(10),
            'beneficiary_id': root['ts.beneficiary'].create({'partner_id': person.id, 'company_id': other.id}).id})
        theirs._assign(volunteer)
        return place.with_env(self._env_of('manager')), ours, theirs

    def test_a_shared_place_that_moves_moves_for_every_association(self):
        place, ours, theirs = self._shared_with_another_association()
        self.assertEqual((ours.distance_km, theirs.distance_km, theirs.warning), (20, 20, False))
        wizard = place.env['ts.place.move'].create({'place_id': place.id, 'city': "Elsewhere"})
        self.assertEqual((wizard.ride_ids, wizard.other_ride_count), (ours, 1))
        place.latitude = latitude(60)
        self.assertEqual((ours.distance_km, theirs.distance_km), (50, 50))
        shown = wizard.action_move()
        self.assertTrue(theirs.warning or theirs.distance_km == 0, "their volunteer's longest trip is looked at again")
        self.assertEqual(shown['domain'], [('id', 'in', ours.ids)], "nobody reads the others' rides")

    def test_whoever_drives_to_a_shared_place_is_told_by_his_own_association(self):
        place, _ours, theirs = self._shared_with_another_association()
        theirs.action_confirm()
        self.env.cr.precommit.run()
        place.env['ts.place.move'].create({'place_id': place.id, 'city': "Elsewhere"}).action_move()
        self.env.cr.precommit.run()
        notice = self.root_env['ts.notice'].search(
            [('volunteer_id', '=', theirs.volunteer_id.id), ('kind', '=', 'change')])
        self.assertEqual((notice.ride_ids, notice.company_id), (theirs, theirs.company_id))

    def test_a_shared_place_that_is_replaced_is_replaced_for_every_association(self):
        place, ours, theirs = self._shared_with_another_association()
        new = place.create({'name': "New surgery", 'company_id': False, 'latitude': latitude(60), 'longitude': -1.5})
        place.env['ts.place.move'].create(
            {'place_id': place.id, 'how': 'replaced', 'other_place_id': new.id}).action_move()
        self.assertEqual((ours | theirs.with_env(ours.env)).sudo().dropoff_place_id, new)
        self.assertIn("50", theirs.warning, "their volunteer does not drive so far")

    def test_our_own_place_leaves_the_others_alone(self):
        _place, _ours, theirs = self._shared_with_another_association()
        wizard = self.env['ts.place.move'].create({'place_id': self.place.id, 'city': "Elsewhere"})
        self.assertEqual(wizard.other_ride_count, 0)
        self.assertNotIn(theirs, self.place._get_upcoming_rides())

    # ---- from a day on -------------------------------------------------------------------------------
    def _move_on(self, day, **vals):
        wizard = self.env['ts.place.move'].create({
            'place_id': self.place.id, 'date': MONDAY + timedelta(days=day), **vals})
        wizard.action_move()
        return wizard

    def test_from_a_day_on_rides_go_to_the_new_address(self):
        before, that_day, later = (self.make_ride(self.person, self.place, day=day) for day in (3, 4, 8))
        back = self.make_return(later, day=8)
        new = self.make_place("New Surgery", km=40)
        wizard = self._move_on(4, how='replaced', other_place_id=new.id)
        self.assertEqual(wizard.ride_ids, that_day | later | back)
        self.assertEqual((before.dropoff_place_id, before.distance_km), (self.place, 20))
        self.assertEqual((that_day | later).dropoff_place_id, new)
        self.assertEqual((later.distance_km, back.pickup_place_id), (30, new))
        self.assertTrue(self.place.active, "rides of this week still go there")

    def test_a_new_address_is_a_place_of_its_own(self):
        before, later = self.make_ride(self.person, self.place, day=3), self.make_ride(self.person, self.place, day=8)
        self._move_on(7, street="2 new street", zip='44001', city="Elsewhere")
        self.assertEqual(before.dropoff_place_id, self.place)
        new = later.dropoff_place_id
        self.assertNotEqual(new, self.place)
        self.assertEqual((new.name, new.street, new.city), (self.place.name, "2 new street", "Elsewhere"))
        self.assertFalse(new.latitude, "the old position is not that of the new address")
        self.assertFalse(self.place.city)

    def test_what_is_booked_meanwhile_goes_where_the_place_is_on_its_day(self):
        new = self.make_place("New Surgery", km=40)
        self._move_on(4, how='replaced', other_place_id=new.id)
        series = self.env['ts.ride.series'].create({
            'company_id': self.company.id, 'beneficiary_id': self.person.id, 'place_id': self.place.id,
            'date_from': MONDAY, 'slot_ids': [Command.create({'weekday': str(day), 'hour': 9}) for day in (2, 4)]})
        series.action_start()
        places = {ride.series_date - MONDAY: ride.dropoff_place_id for ride in series.ride_ids if not ride.outward_id}
        self.assertEqual([places[timedelta(days=day)] for day in (2, 4, 9)], [self.place, new, new])
        self.assertFalse(series.ride_ids.filtered('is_series_exception'))
        # whichever of the two is named
        self.assertEqual(self.make_ride(self.person, new, 15, day=2).dropoff_place_id, self.place)
        ride = self.make_ride(self.person, self.place, 16, day=2)
        ride.pickup_at = self.when(16, 5)
        self.assertEqual(ride.dropoff_place_id, new, "put off until after the move")

    def test_the_day_has_come(self):
        new = self.make_place("New Surgery", km=40)
        series = self.env['ts.ride.series'].create({
            'company_id': self.company.id, 'beneficiary_id': self.person.id, 'place_id': self.place.id,
            'date_from': MONDAY, 'slot_ids': [Command.create({'weekday': '2', 'hour': 9})]})
        self._move_on(4, how='replaced', other_place_id=new.id)
        self.env['ts.place'].sudo()._gc_moved()
        self.assertEqual((self.place.active, series.place_id), (True, self.place))
        with freeze_time('2026-03-13 01:00:00'):
            self.env['ts.place'].sudo()._gc_moved()
        self.assertEqual((self.place.active, series.place_id), (False, new))

    def test_a_place_moves_once(self):
        new = self.make_place("New Surgery", km=40)
        self._move_on(4, how='replaced', other_place_id=new.id)
        with self.assertRaisesRegex(UserError, "moves already"):
            self._move_on(9, city="Nowhere")
