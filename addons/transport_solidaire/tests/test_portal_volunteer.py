# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
from datetime import datetime, timedelta
from unittest.mock import patch

import pytz
import vobject

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import MONDAY, NOW, freeze_time, latitude
from .common_portal import TsPortalCommon

PNG = base64.b64decode(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==')
SECRETS = ("Bertille", "02 40 11 22 33", "3 lane of the Test", "Code 12B")
MAX_PAGE_BYTES = 20_000
MAX_LOOKS_BYTES = 4_000


@tagged('post_install', '-at_install')
@freeze_time(NOW)
class TestPortalVolunteer(TsPortalCommon):
    """What a volunteer sees, until when, and what he does in two taps."""

    def setUp(self):
        super().setUp()
        self.login('ts_vincent')
        self.url = f'/my/ts/runs/{self.outing.id}'

    def assert_secret(self, text):
        for secret in SECRETS:
            self.assertNotIn(secret, text)

    # ---- who is driven, and until when -------------------------------------------------------------
    def test_a_confirmed_ride_shows_who_where_and_how_to_call(self):
        page = self.get('/my/ts').text
        for text in (*SECRETS, 'href="tel:0240112233"', "Test Walker", "09:46", "10:00"):
            self.assertIn(text, page)
        self.assertIn('https://www.openstreetmap.org/?mlat=', page)

    def test_before_his_yes_only_communes(self):
        ride = self.make_ride(self.other_person, self.place, hour=14, day=1)
        ride._assign(self.volunteer)
        page = self.get(f'/my/ts/runs/{ride.run_id.id}').text
        self.assertNotIn("Paul Private", page)
        self.assertNotIn(self.place.name, page)
        self.assert_done(self.post(f'/my/ts/runs/{ride.run_id.id}/confirm'),
                         f'/my/ts/runs/{ride.run_id.id}?m=confirmed')
        self.assertEqual(ride.state, 'confirmed')
        self.assertIn("Paul Private", self.get(f'/my/ts/runs/{ride.run_id.id}').text)

    def test_the_day_after_everything_about_her_has_gone(self):
        self.ride.action_done()
        with freeze_time('2026-03-10 22:30:00'):  # 23:30 in France, still the day after
            self.login('ts_vincent')
            self.assertIn("Bertille", self.get(self.url).text)
        with freeze_time('2026-03-10 23:30:00'):  # half past midnight in France
            self.login('ts_vincent')
            self.assert_secret(self.get(self.url).text)
            self.assert_secret(self.get('/my/ts').text)

    def test_a_run_forgotten_stays_to_be_finished_without_her_name(self):
        with freeze_time('2026-03-13 08:00:00'):
            self.login('ts_vincent')
            page = self.get('/my/ts').text
            self.assertIn(self.url, page)
            self.assert_secret(page)

    def test_another_driver_on_the_ride_sees_her_and_he_no_more(self):
        self.ride.action_unassign()
        self.ride._assign(self.other_volunteer)
        self.ride.action_confirm()
        self.assertEqual(self.get(self.url).status_code, 404)
        self.assert_secret(self.get('/my/ts').text)

    def test_her_names_are_text_not_code(self):
        self.person.partner_id.name = "<script>alert(1)</script>"
        self.assertNotIn('<script>alert', self.get('/my/ts').text)

    # ---- leaving and back --------------------------------------------------------------------------
    def test_two_taps_leave_and_back(self):
        self.assertIn("I am leaving", self.get('/my/ts').text)
        self.assert_done(self.post(self.url + '/start'), self.url + '?m=started')
        self.assertEqual(self.outing.started_at, datetime(2026, 3, 9, 7))
        page = self.get(self.url).text
        self.assertIn('name="km"', page)
        with freeze_time('2026-03-09 10:00:00'):
            self.login('ts_vincent')
            self.assert_done(self.post(self.url + '/finish', {'km': '61,5'}), self.url + '?m=finished')
        self.assertEqual((self.outing.state, self.outing.km_actual, self.outing.km_source),
                         ('done', 61.5, 'manual'))
        self.assertEqual(self.outing.ended_at, datetime(2026, 3, 9, 10))

    def test_the_kilometres_proposed_are_those_of_the_plan(self):
        self.post(self.url + '/start')
        self.assertIn(f'value="{self.outing.km_planned:.0f}"', self.get(self.url).text)
        self.post(self.url + '/finish', {'km': str(self.outing.km_planned)})
        self.assertEqual(self.outing.km_source, 'planned')

    def test_the_odometer(self):
        self.post(self.url + '/start', {'odometer': '52300'})
        self.post(self.url + '/finish', {'km': '60', 'odometer_end': '52371'})
        self.assertEqual((self.outing.odometer_start, self.outing.odometer_end), (52300, 52371))
        self.assertEqual((self.outing.km_actual, self.outing.km_source), (71, 'odometer'))

    def test_tapping_twice_changes_nothing(self):
        for _tap in range(2):
            self.assert_done(self.post(self.url + '/start'), self.url + '?m=started')
        for hour in (9, 10):
            with freeze_time(f'2026-03-09 {hour:02d}:00:00'):
                self.login('ts_vincent')
                self.assert_done(self.post(self.url + '/finish', {'km': '60'}), self.url + '?m=finished')
        self.assertEqual(self.outing.started_at, datetime(2026, 3, 9, 7))
        self.assertEqual(self.outing.ended_at, datetime(2026, 3, 9, 9))
        self.assertEqual(self.outing.km_actual, 60)

    def test_absent_then_corrected(self):
        self.post(self.url + '/start')
        self.post(self.url + '/finish', {'km': '60', 'absent': str(self.ride.id)})
        self.assertEqual((self.ride.state, self.ride.reason_id.kind), ('no_show', 'no_show'))
        self.post(self.url + '/finish', {'km': '58'})
        self.assertEqual((self.ride.state, self.ride.reason_id.id), ('done', False))
        self.assertEqual(self.outing.km_actual, 58)

    def test_the_number_of_another_ride_makes_nobody_absent(self):
        other = self.make_ride(self.other_person, self.place, hour=10, day=0)
        other._assign(self.other_volunteer)
        other.action_confirm()
        self.post(self.url + '/start')
        self.post(self.url + '/finish', {'km': '60', 'absent': str(other.id)})
        self.assertEqual((self.ride.state, other.state), ('done', 'confirmed'))

    def test_kilometres_that_cannot_be(self):
        self.post(self.url + '/start')
        for km in ('0', '-3', 'nan', '1e9', '99999', 'many', ''):
            with self.subTest(km=km):
                self.assertEqual(self.post(self.url + '/finish', {'km': km}).status_code, 200)
                self.assertEqual((self.outing.state, self.ride.state), ('confirmed', 'confirmed'))
        self.assert_said(self.post(self.url + '/finish', {
            'odometer_start': '500', 'odometer_end': '400'}), "cannot be right")
        self.assertFalse(self.outing.ended_at)

    def test_not_before_the_day(self):
        ride = self.make_ride(self.person, self.place, hour=10, day=1)
        run = ride._assign(self.volunteer)
        ride.action_confirm()
        for action in ('start', 'finish'):
            self.assert_said(self.post(f'/my/ts/runs/{run.id}/{action}', {'km': '3'}), "another day")
        self.assertFalse(run.started_at)

    def test_nothing_moves_once_stated(self):
        self.post(self.url + '/start')
        self.post(self.url + '/finish', {'km': '60'})
        self._env_of('manager')['ts.mileage.rate'].create({
            'date_from': '2026-01-01', 'amount': 0.4, 'company_id': self.company.id, 'note': "Board"})
        self.env['ts.statement']._create_for_period(self.company, MONDAY, MONDAY)
        self.assertTrue(self.outing.is_stated)
        self.assert_said(self.post(self.url + '/finish', {'km': '70'}), "statement")
        self.assert_said(self.post(self.url + '/costs', {'kind': 'toll', 'amount': '3', 'key': 'k'}), "statement")
        self.assertEqual(self.outing.km_actual, 60)

    # ---- tolls -------------------------------------------------------------------------------------
    def _cost(self, content=PNG, key='abc', amount='3,20', name='ticket.png', kind='toll'):
        return self.post(self.url + '/costs', {'kind': kind, 'amount': amount, 'key': key},
                         files={'receipt': (name, content, 'image/png')})

    def test_a_toll_with_its_photo_sent_twice_is_one(self):
        for _tap in range(2):
            self.assert_done(self._cost(), self.url + '?m=cost')
        cost = self.outing.cost_ids
        self.assertEqual((len(cost), cost.amount, cost.kind, cost.receipt_name), (1, 3.2, 'toll', 'ticket.png'))
        self.assertEqual(base64.b64decode(cost.receipt), PNG)
        self.assert_done(self._cost(key='other'), self.url + '?m=cost')
        self.assertEqual(len(self.outing.cost_ids), 2)
        self.assert_done(self.post(f'{self.url}/costs/{cost.id}/remove'), self.url + '?m=removed')
        self.assertFalse(cost.exists())

    def test_a_toll_without_photo(self):
        self.assert_done(self.post(self.url + '/costs', {'kind': 'parking', 'amount': '2', 'key': 'x'}),
                         self.url + '?m=cost')
        self.assertFalse(self.outing.cost_ids.receipt)

    def test_what_is_no_photo_is_refused(self):
        for content in (b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', b'<html/>', b'MZ' + b'\0' * 90,
                        b'GIF89a' + b'\0' * 40):
            with self.subTest(content=content[:6]):
                self.assert_said(self._cost(content), "Only a photo")
        self.assert_said(self._cost(PNG + b'\0' * (10 * 1024 * 1024)), "too big")
        self.assertFalse(self.outing.cost_ids)

    def test_amounts_and_kinds_that_cannot_be(self):
        for vals in ({'amount': '0'}, {'amount': '-2'}, {'amount': '5000'}, {'amount': 'x'}, {'kind': 'gift'},
                     {'key': ''}):
            with self.subTest(vals=vals):
                self.assertEqual(self._cost(**vals).status_code, 200)
        self.assertFalse(self.outing.cost_ids)

    # ---- when he can -------------------------------------------------------------------------------
    def test_weekly_hours_are_added_once_and_removed(self):
        for _tap in range(2):
            self.assert_done(self.post('/my/ts/availability/add', {
                'weekday': '2', 'hour_from': '09:30', 'hour_to': '12:00'}), '/my/ts/availability?m=saved')
        slot = self.volunteer.availability_ids
        self.assertEqual((slot.weekday, slot.hour_from, slot.hour_to), ('2', 9.5, 12))
        self.assertIn("09:30", self.get('/my/ts/availability').text)
        self.assert_done(self.post(f'/my/ts/availability/{slot.id}/remove'), '/my/ts/availability?m=removed')
        self.assertFalse(slot.exists())

    def test_hours_that_cannot_be(self):
        for vals in ({'weekday': '9'}, {'hour_from': '19:00'}, {'hour_to': 'noon'}, {'hour_to': '25:00'},
                     {'hour_from': ''}):
            with self.subTest(vals=vals):
                response = self.post('/my/ts/availability/add', {
                    'weekday': '2', 'hour_from': '09:30', 'hour_to': '12:00', **vals})
                self.assertIn('class="err"', response.text)
        self.assertFalse(self.volunteer.availability_ids)

    def test_an_absence_tells_of_the_outings_it_hits(self):
        self.assert_done(self.post('/my/ts/absences/add', {'date_from': '2026-04-01', 'date_to': '2026-04-08'}),
                         '/my/ts/availability?m=absent')
        self.assert_done(self.post('/my/ts/absences/add', {'date_from': '2026-03-09'}),
                         '/my/ts/availability?m=conflict')
        self.assertEqual(len(self.volunteer.absence_ids), 2)
        self.assertTrue(self.ride.warning)
        for vals in ({'date_from': ''}, {'date_from': '2026-04-08', 'date_to': '2026-04-01'},
                     {'date_from': '2020-01-01', 'date_to': '2020-01-02'}):
            self.assertIn('class="err"', self.post('/my/ts/absences/add', vals).text)
        absence = self.volunteer.absence_ids[-1]
        self.assert_done(self.post(f'/my/ts/absences/{absence.id}/remove'), '/my/ts/availability?m=removed')

    def test_hours_for_anothers_file_are_not_found(self):
        response = self.post('/my/ts/availability/add', {
            'weekday': '2', 'hour_from': '9', 'hour_to': '12', 'volunteer_id': str(self.other_volunteer.id)})
        self.assertEqual(response.status_code, 404)

    # ---- papers ------------------------------------------------------------------------------------
    def test_papers_tell_what_ends(self):
        self.env['ts.paper'].create([
            {'volunteer_id': self.volunteer.id, 'kind': 'licence', 'date_end': MONDAY - timedelta(days=2)},
            {'volunteer_id': self.other_volunteer.id, 'kind': 'charter'}])
        page = self.get('/my/ts/papers').text
        self.assertIn("Driving Licence", page)
        self.assertIn("expired", page)
        self.assertNotIn("Charter", page)

    # ---- two associations --------------------------------------------------------------------------
    def test_a_volunteer_of_two_associations_sees_both_of_his_and_nothing_else(self):
        twin = self.root_env['res.company'].create({
            'name': "Second Association", 'currency_id': self.root_env.ref('base.EUR').id})
        self.root_env.user.company_ids |= twin
        env = self.root_env(context={'allowed_company_ids': twin.ids})
        env.user.group_ids |= self.env.ref('transport_solidaire.group_ts_manager')
        second, stranger = env['ts.volunteer'].create([
            {'partner_id': partner.id, 'company_id': twin.id, 'state': 'active'}
            for partner in (self.volunteer.partner_id, self.env['res.partner'].create({'name': "Stranger"}))])
        env['ts.volunteer.vehicle'].create([{'volunteer_id': v.id, 'name': "Car"} for v in second | stranger])
        person = env['ts.beneficiary'].create({
            'partner_id': env['res.partner'].create({
                'name': "Second Person", 'partner_latitude': latitude(3), 'partner_longitude': -1.5}).id,
            'company_id': twin.id})
        place = env['ts.place'].create({
            'name': "Second Place", 'company_id': twin.id, 'latitude': latitude(8), 'longitude': -1.5})
        rides = env['ts.ride'].create([{
            'company_id': twin.id, 'beneficiary_id': person.id, 'dropoff_place_id': place.id,
            'pickup_at': self.when(hour, 0)} for hour in (15, 16)])
        rides[0]._assign(second)
        rides[1]._assign(stranger)
        rides.action_confirm()
        page = self.get('/my/ts').text
        for text in (self.url, f'/my/ts/runs/{rides[0].run_id.id}"', "Second Association", "Second Person"):
            self.assertIn(text, page)
        self.assertNotIn(f'/my/ts/runs/{rides[1].run_id.id}"', page)
        self.assertEqual(self.get(f'/my/ts/runs/{rides[1].run_id.id}').status_code, 404)
        self.assert_done(self.post(f'/my/ts/runs/{rides[0].run_id.id}/start'),
                         f'/my/ts/runs/{rides[0].run_id.id}?m=started')
        self.post('/my/ts/availability/add', {
            'weekday': '2', 'hour_from': '9', 'hour_to': '12', 'volunteer_id': str(second.id)})
        self.assertEqual(second.availability_ids.company_id, twin)
        self.assertFalse(self.volunteer.availability_ids)

    # ---- questions ---------------------------------------------------------------------------------
    def _ask(self):
        ride = self.make_ride(self.other_person, self.place, hour=14, day=2, aid_ids=[Command.set(self.walker.ids)])
        return self.env['ts.proposal'].create({'ride_id': ride.id, 'volunteer_id': self.volunteer.id})

    def test_questions_have_no_names(self):
        self._ask()
        self.assertIn('/my/ts/questions"', self.get('/my/ts').text)
        page = self.get('/my/ts/questions').text
        self.assertIn("14:00", page)
        self.assertIn("Test Walker", page)
        for secret in ("Paul", "Private", self.place.name):
            self.assertNotIn(secret, page)

    def test_yes_gives_him_the_ride(self):
        proposal = self._ask()
        for _tap in range(2):
            response = self.post(f'/my/ts/questions/{proposal.id}', {'answer': 'yes', 'seen': proposal._get_seen()})
            self.assert_done(response, '/my/ts?m=yes')
        self.assertEqual(proposal.answer, 'yes')
        self.assertEqual((proposal.ride_id.state, proposal.ride_id.volunteer_id), ('confirmed', self.volunteer))

    def test_a_yes_is_to_what_was_shown(self):
        proposal = self._ask()
        self.assertIn(proposal._get_seen(), self.get('/my/ts/questions').text)
        seen = proposal._get_seen()
        proposal.ride_id.aid_ids = self.chair
        self.assert_said(self.post(f'/my/ts/questions/{proposal.id}', {'answer': 'yes', 'seen': seen}), "look again")
        self.assertEqual((proposal.answer, proposal.ride_id.state), ('waiting', 'requested'))

    def test_no_with_a_reason(self):
        proposal = self._ask()
        for _tap in range(2):
            self.assert_done(self.post(f'/my/ts/questions/{proposal.id}', {
                'answer': 'no', 'reason_id': '', 'note': "Next week"}), '/my/ts/questions?m=no')
        self.assertEqual((proposal.answer, proposal.note, proposal.ride_id.state),
                         ('no', "Next week", 'requested'))

    def test_a_yes_too_late_is_told_and_not_lost(self):
        proposal = self._ask()
        with patch.object(type(proposal), '_accept', side_effect=UserError("Somebody else drives.")):
            self.assert_said(self.post(f'/my/ts/questions/{proposal.id}', {
                'answer': 'yes', 'seen': proposal._get_seen()}), "Somebody else drives.")
        self.assertEqual(self.post(f'/my/ts/questions/{proposal.id}', {'answer': 'maybe'}).status_code, 200)
        self.assertEqual(proposal.answer, 'waiting')

    # ---- calendar ----------------------------------------------------------------------------------
    def _feed(self):
        # sudo: the desk may not read the address
        return self.get(f'/ts/calendar/{self.volunteer.sudo().calendar_token}.ics')

    def test_the_calendar_is_in_utc_and_can_be_renewed(self):
        self.assert_done(self.post('/my/ts/calendar/renew'), '/my/ts/calendar?m=renewed')
        old = self.volunteer.sudo().calendar_token  # sudo: as above
        self.assertIn(old, self.get('/my/ts/calendar').text)
        self.login(None)
        response = self._feed()
        self.assertEqual(response.headers['Content-Type'], 'text/calendar; charset=utf-8')
        calendar = vobject.readOne(response.text)
        event = calendar.vevent
        self.assertEqual(event.dtstart.value, pytz.utc.localize(self.outing.start_at))
        self.assertIn(f"DTSTART:{self.outing.start_at:%Y%m%dT%H%M%SZ}", response.text)
        self.assertTrue(event.url.value.endswith(self.url))
        self.login('ts_vincent')
        self.post('/my/ts/calendar/renew')
        self.login(None)
        self.assertEqual(self.get(f'/ts/calendar/{old}.ics').status_code, 404)
        self.assertEqual(self._feed().status_code, 200)

    def test_the_calendar_names_nobody(self):
        """Whoever keeps the calendar does not forget the day after."""
        waiting = self.make_ride(self.other_person, self.place, hour=14, day=1)
        waiting._assign(self.volunteer)
        self.volunteer.sudo()._renew_calendar_token()  # sudo: as his page does
        text = self._feed().text.replace('\r\n ', '')
        for secret in ("Bertille", "Paul", "02 40", "lane", "12B", "Walker", self.place.name):
            self.assertNotIn(secret, text)
        self.assertIn('STATUS:TENTATIVE', text)

    # ---- weight ------------------------------------------------------------------------------------
    def _fill(self, count):
        people = [self.make_person(f"Person {number}", km=10 + number) for number in range(count)]
        for number, person in enumerate(people):
            ride = self.make_ride(person, self.place, hour=8, day=1 + number)
            ride._assign(self.volunteer)
            ride.action_confirm()

    def test_the_page_is_light(self):
        self._fill(6)
        page = self.get('/my/ts').content
        looks = self.get('/transport_solidaire/static/src/portal/portal.css').content
        script = self.get('/transport_solidaire/static/src/portal/portal.js').content
        self.assertEqual(page.count(b'class="time"'), 21)
        self.assertLess(len(page), MAX_PAGE_BYTES)
        self.assertLess(len(looks) + len(script), MAX_LOOKS_BYTES)
        self.assertNotIn(b'/web/assets', page)

    def test_queries_do_not_grow_with_the_rides(self):
        self._fill(8)
        runs = self.volunteer.run_ids.sorted('start_at').sudo()  # sudo: as the page reads them
        self.assert_flat(lambda some: some._get_portal_values(), runs, 4)
        self.assert_flat(lambda some: some.ride_ids._get_beneficiary_values(), runs, 4)
