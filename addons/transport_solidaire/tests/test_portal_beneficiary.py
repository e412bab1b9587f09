# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..models.ts_beneficiary_portal import MAX_WAITING
from .common import NOW, freeze_time
from .common_portal import TsPortalCommon


@tagged('post_install', '-at_install')
@freeze_time(NOW)
class TestPortalBeneficiary(TsPortalCommon):
    """What a beneficiary, or her daughter, sees, asks for and cancels."""

    def setUp(self):
        super().setUp()
        self.login('ts_denise')

    def _ask(self, **vals):
        return self.post('/my/ts/ask', {
            'key': 'form-1', 'place_id': str(self.place.id), 'date': '2026-03-12', 'hour': '10:00',
            'meaning': 'appointment', 'back': 'none', **vals})

    def _asked(self):
        return self.env['ts.ride'].search([('asked_online', '=', True)])

    # ---- seeing ------------------------------------------------------------------------------------
    def test_she_sees_who_drives_once_that_is_sure(self):
        self.volunteer.partner_id.write({'firstname': "Vincent", 'lastname': "Volunteer", 'phone': "06 40 00 00 01"})
        planned = self.make_ride(self.person, self.place, hour=14, day=2)
        planned._assign(self.other_volunteer)
        for login in ('ts_bertille', 'ts_denise'):
            self.login(login)
            page = self.get('/my/ts/rides').text
            for text in ("Vincent", 'href="tel:0640000001"', "Blue Car", self.place.name, "14:00"):
                self.assertIn(text, page)
            for secret in ("Volunteer<", "Odile"):
                self.assertNotIn(secret, page)

    def test_nobody_sees_the_trips_of_another(self):
        self.login('ts_paul')
        page = self.get('/my/ts/rides').text
        self.assertNotIn(self.place.name, page)
        self.assertNotIn("Vincent", page)
        self.person.portal_partner_ids = [Command.clear()]
        self.login('ts_denise')
        self.assertEqual(self.get('/my/ts/rides').status_code, 404)

    def test_start_page_leads_to_her_trips(self):
        self.assert_done(self.get('/my/ts'), '/my/ts/rides')

    # ---- asking ------------------------------------------------------------------------------------
    def test_a_request_waits_for_the_desk(self):
        self.assert_done(self._ask(back='time', return_hour='12:30', companions='1', note="Ring twice"),
                         '/my/ts/rides?m=asked')
        outward, back = self._asked().sorted('pickup_at')
        self.assertEqual((outward.state, outward.beneficiary_id, outward.dropoff_place_id),
                         ('requested', self.person, self.place))
        self.assertEqual((outward.appointment_at, back.pickup_at), (self.when(10, 3), self.when(12.5, 3)))
        self.assertEqual((back.outward_id, back.pickup_place_id), (outward, self.place))
        self.assertEqual((outward.companions, outward.note, outward.aid_ids), (1, "Ring twice", self.walker))
        self.assertEqual(outward.asked_by_partner_id, self.daughter)
        self.assertFalse(outward.coordinator_id)
        self.assertIn("the association will confirm", self.get('/my/ts/rides').text)
        self.assertEqual(self.blocker_codes(outward, self.volunteer), ['asked_online'])
        outward.action_confirm_asked()
        self.assertFalse(self._asked())
        self.assertEqual((outward | back).coordinator_id, self.users['coordinator'])
        self.assertEqual(self.blocker_codes(outward, self.volunteer), [])

    def test_sending_twice_asks_once(self):
        for _tap in range(2):
            self.assert_done(self._ask(back='call'), '/my/ts/rides?m=asked')
        self.assertEqual(len(self._asked()), 2)  # one outward ride and its return
        self.assert_said(self._ask(key='form-2'), "already booked")
        self.assertEqual(len(self._asked()), 2)

    def test_her_own_words_are_a_place_for_the_desk_to_choose(self):
        self._ask(place_id='', words="  Dentist,  Héric ")
        ride = self._asked()
        self.assertEqual((ride.dropoff_place_id.name, ride.dropoff_place_id.active), ("Dentist, Héric", False))
        with self.assertRaisesRegex(UserError, "her own words"):
            ride.action_confirm_asked()
        ride.dropoff_place_id = self.place
        ride.action_confirm_asked()
        self.assertFalse(ride.asked_online)

    def test_words_that_name_a_known_place_find_it(self):
        self._ask(place_id='', words=self.place.name.upper())
        self.assertEqual(self._asked().dropoff_place_id, self.place)
        self._ask(place_id='', words="%", key='form-3')
        self.assertNotEqual(self._asked()[-1].dropoff_place_id, self.place)

    def test_a_place_where_she_never_was_is_not_found(self):
        secret = self.make_place("Secret Place", km=40)
        self.assertEqual(self._ask(place_id=str(secret.id)).status_code, 404)
        self.assertNotIn("Secret Place", self.get('/my/ts/ask').text)
        self.assertIn(self.place.name, self.get('/my/ts/ask').text)

    def test_asking_for_somebody_else_is_not_found(self):
        self.assertEqual(self._ask(person_id=str(self.other_person.id)).status_code, 404)
        self.assertFalse(self._asked())

    def test_a_daughter_of_two_chooses_for_whom(self):
        self.other_person.portal_partner_ids = self.daughter
        page = self.get('/my/ts/ask').text
        self.assertIn("Paul Private", page)
        self._ask(person_id=str(self.other_person.id), place_id='', words="Town hall of the Test")
        self.assertEqual(self._asked().beneficiary_id, self.other_person)

    def test_what_cannot_be_is_said_and_the_form_kept(self):
        for vals in ({'date': '2026-03-08'}, {'date': '2029-01-01'}, {'date': 'soon'}, {'hour': ''},
                     {'hour': '99:00'}, {'date': '2026-03-09', 'hour': '07:00'},
                     {'back': 'time', 'return_hour': '09:00'}, {'place_id': '', 'words': ' '}):
            with self.subTest(vals=vals):
                response = self._ask(**vals)
                self.assertIn('class="err"', response.text)
                self.assertIn('value="form-1"', response.text)
        self.assertFalse(self._asked())

    def test_too_many_requests(self):
        rides = self.env['ts.ride'].create([{
            'beneficiary_id': self.person.id, 'dropoff_place_id': self.place.id,
            'pickup_at': self.when(8, 5 + day), 'asked_online': True} for day in range(MAX_WAITING)])
        self.assert_said(self._ask(), "Many requests")
        self.assertEqual(self._asked(), rides)

    # ---- cancelling --------------------------------------------------------------------------------
    def test_in_time_she_cancels_by_herself_both_ways(self):
        outward = self.make_ride(self.person, self.place, hour=10, day=2)
        back = self.make_return(outward, hour=12, day=2)
        outward._assign(self.volunteer)
        outward.action_confirm()
        for _tap in range(2):
            self.assert_done(self.post(f'/my/ts/rides/{outward.id}/cancel', {'both': '1'}),
                             '/my/ts/rides?m=cancelled')
        self.assertEqual((outward | back).mapped('state'), ['cancelled', 'cancelled'])
        self.assertEqual(outward.reason_id.kind, 'cancelled')

    def test_one_way_only(self):
        outward = self.make_ride(self.person, self.place, hour=10, day=2)
        back = self.make_return(outward, hour=12, day=2)
        self.post(f'/my/ts/rides/{back.id}/cancel')
        self.assertEqual((outward.state, back.state), ('requested', 'cancelled'))

    def test_too_late_she_calls(self):
        self.assert_said(self.post(f'/my/ts/rides/{self.ride.id}/cancel'), "02 40 00 00 00")
        self.assertEqual(self.ride.state, 'confirmed')
        self.assertIn('href="tel:0240000000"', self.get('/my/ts/rides').text)
        self.company.with_env(self.root_env).ts_cancel_hours = 1
        self.assert_done(self.post(f'/my/ts/rides/{self.ride.id}/cancel'), '/my/ts/rides?m=cancelled')

    def test_a_ride_that_began_is_not_cancelled(self):
        self.company.with_env(self.root_env).ts_cancel_hours = 0
        with freeze_time('2026-03-09 10:00:00'):
            self.login('ts_denise')
            self.assert_said(self.post(f'/my/ts/rides/{self.ride.id}/cancel'), "too late")
        self.assertEqual(self.ride.state, 'confirmed')

    def test_a_request_nobody_has_read_is_taken_back_at_any_time(self):
        self._ask(date='2026-03-09', hour='12:00')
        ride = self._asked()
        self.assert_done(self.post(f'/my/ts/rides/{ride.id}/cancel'), '/my/ts/rides?m=cancelled')
        self.assertEqual(ride.state, 'cancelled')

    # ---- the desk ----------------------------------------------------------------------------------
    def test_the_desk_finds_what_was_asked_online(self):
        self._ask()
        arch = self.env['ts.ride'].get_view(view_type='search')['arch']
        self.assertIn("name=\"asked_online\"", arch)
        form = self.env['ts.ride'].get_view(self.env.ref('transport_solidaire.ts_ride_view_form').id)['arch']
        self.assertIn('action_confirm_asked', form)

    def test_the_invitation_is_for_her_and_those_who_ask_for_her(self):
        action = self.person.action_give_portal_access()
        wizard = self.env[action['res_model']].browse(action['res_id'])
        self.assertEqual(wizard.user_ids.partner_id, self.person.partner_id | self.daughter)
        action = self.volunteer.action_give_portal_access()
        wizard = self.env[action['res_model']].browse(action['res_id'])
        self.assertEqual(wizard.user_ids.partner_id, self.volunteer.partner_id)

    def test_my_account_leads_to_the_pages(self):
        for login, own, other in (('ts_vincent', '"/my/ts"', '"/my/ts/rides"'),
                                  ('ts_denise', '"/my/ts/rides"', '"/my/ts"'),):
            self.login(login)
            page = self.url_open('/my/home').text
            self.assertIn(own, page)
            self.assertNotIn(other, page)
        self.login(self.users['plain'].login)
        self.assertNotIn('/my/ts', self.url_open('/my/home').text)
