# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json
from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import MONDAY, TsCommon, latitude

TUESDAY = str(MONDAY + timedelta(days=1))
QUERIES = 12


@tagged('post_install', '-at_install')
class TestDesk(TsCommon):
    """What the desk's screen gets of a day, and what its actions answer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.volunteer = cls.make_volunteer("Vera Volunteer", km=0)
        cls.person = cls.make_person("Berta Beneficiary", km=10, alert="Ring twice.",
                                     aid_ids=[Command.set(cls.walker.ids)])
        cls.person.partner_id.write({'phone': '02 40 11 22 33', 'city': "Testville"})
        cls.place = cls.make_place(km=30)
        cls.desk = cls.env['ts.desk']

    def day(self, day=TUESDAY):
        return self.desk.get_day(day)

    # ---- what is shown ---------------------------------------------------------------------------
    def test_ride_to_place(self):
        ride = self.make_ride(self.person, self.place, appointment_at=self.when(10), companions=1,
                              earliest_at=self.when(9), note="Blue door")
        data = self.day()
        self.assertEqual((data['day'], data['today'], data['now']), (TUESDAY, str(MONDAY), 8 * 60 - 24 * 60))
        [shown] = data['rides']
        expected = {
            'id': ride.id, 'state': 'requested', 'person': "Berta Beneficiary", 'phone': '02 40 11 22 33',
            'from': "home, Testville", 'to': "Surgery of the Test", 'appointment': 600, 'window': [540, None],
            'companions': 1, 'aids': ["Test Walker"], 'alert': "Ring twice.", 'note': "Blue door", 'run': None,
            'from_point': [latitude(10), -1.5], 'to_point': [latitude(30), -1.5], 'asked': [],
            'confirm_time': False, 'series': False, 'online': False, 'warning': '', 'outward': None}
        self.assertEqual({key: shown[key] for key in expected}, expected)
        self.assertEqual(shown['pickup'], 600 - 10 - (ride.duration_minutes + 3 + 4) // 5 * 5)
        json.dumps(data)

    def test_labels_are_those_of_the_ride(self):
        self.place.city = "Nort"
        ride = self.make_ride(self.person, self.place)
        back = self.make_return(ride)
        self.assertEqual([(r['from'], r['to']) for r in self.day()['rides']],
                         [(r.pickup_label, r.dropoff_label) for r in ride | back])

    def test_without_position_the_communes_centroid_stands_in(self):
        commune = self.env['ts.commune'].search([], limit=1)
        lost = self.make_person("Lost Person", km=None)
        lost.partner_id.ts_commune_id = commune
        place = self.make_place("Lost Place", km=None)
        self.make_ride(lost, place)
        [shown] = self.day()['rides']
        self.assertEqual(shown['from_point'], [commune.latitude, commune.longitude])
        self.assertIsNone(shown['to_point'])

    def test_segments_of_a_run_that_waits(self):
        out = self.make_ride(self.person, self.place, hour=10)
        back = self.make_return(out, hour=11.5)
        run = (out | back)._assign(self.volunteer)
        [shown] = self.day()['runs']
        self.assertEqual((shown['id'], shown['volunteer'], shown['state']), (run.id, self.volunteer.id, 'planned'))
        kinds = [segment[0] for segment in shown['segments']]
        self.assertEqual(kinds, ['approach', 'loaded', 'waiting', 'loaded', 'return'])
        for before, after in zip(shown['segments'], shown['segments'][1:], strict=False):
            self.assertEqual(before[2], after[1], "the segments follow each other")
        self.assertEqual((shown['segments'][0][1], shown['segments'][-1][2]), (shown['start'], shown['end']))
        self.assertEqual(shown['segments'][1][1], 600)
        self.assertEqual([stop['kind'] for stop in shown['stops']],
                         ['start', 'pickup', 'dropoff', 'pickup', 'dropoff', 'end'])
        self.assertAlmostEqual(shown['km'], run.km_planned)

    def test_closed_rides_are_gone(self):
        ride = self.make_ride(self.person, self.place)
        ride._close('cancelled', self.reasons['cancelled'])
        data = self.day()
        self.assertEqual((data['rides'], data['runs']), ([], []))

    def test_who_drives_and_who_could(self):
        away = self.make_volunteer("Away Driver")
        self.env['ts.absence'].create({'volunteer_id': away.id, 'date_from': MONDAY, 'date_to': TUESDAY})
        tuesday, friday = self.make_volunteer("Tuesday Driver"), self.make_volunteer("Friday Driver")
        for volunteer, weekday in ((tuesday, '1'), (friday, '4')):
            self.env['ts.availability'].create(
                {'volunteer_id': volunteer.id, 'weekday': weekday, 'hour_from': 8.5, 'hour_to': 12})
        self.make_volunteer("Paused Driver").action_pause()
        shown = {v['id']: v for v in self.day()['volunteers']}
        self.assertEqual(set(shown), {self.volunteer.id, tuesday.id})
        self.assertEqual(shown[tuesday.id]['slots'], [[510, 720]])
        self.make_ride(self.person, self.place)._assign(friday, reason=self.reasons['override'])
        self.assertIn(friday.id, [v['id'] for v in self.day()['volunteers']])

    def test_what_waits_beside(self):
        ride = self.make_ride(self.person, self.place)
        self.make_ride(self.person, self.place, day=3)
        self.desk.propose(ride.ids, self.volunteer.ids)
        self.env['ts.call'].create({'other': "Town hall", 'next_step': "Call back"})
        data = self.day()
        self.assertEqual((data['counts']['asked'], data['counts']['steps']), (1, 1))
        self.assertEqual(data['rides'][0]['asked'], self.volunteer.ids)
        self.assertEqual(data['ahead'], [[str(MONDAY + timedelta(days=3)), 1]])
        ride._assign(self.volunteer)
        self.assertEqual(self.day()['counts']['asked'], 0)

    def test_next_steps_of_the_calls(self):
        ride = self.make_ride(self.person, self.place)
        call = self.env['ts.call'].create({
            'beneficiary_id': self.person.id, 'ride_ids': [Command.set(ride.ids)], 'next_step': "Call her daughter"})
        self.env['ts.call'].create({'beneficiary_id': self.person.id, 'ride_ids': [Command.set(ride.ids)]})
        self.assertEqual(self.day()['rides'][0]['steps'], ["Call her daughter"])
        call.action_next_done()
        self.assertEqual(self.day()['rides'][0]['steps'], [])

    def test_asked_online(self):
        ride = self.make_ride(self.person, self.place)
        ride.asked_online = True
        self.assertTrue(self.day()['rides'][0]['online'])
        answer = self.desk.confirm_asked(ride.ids, TUESDAY)
        self.assertFalse(answer['day']['rides'][0]['online'])

    def test_ride_of_a_repeated_need(self):
        series = self.env['ts.ride.series'].create({
            'company_id': self.company.id, 'beneficiary_id': self.person.id, 'place_id': self.place.id,
            'date_from': MONDAY, 'slot_ids': [Command.create({'weekday': '1', 'hour': 10.0})]})
        series.action_start()
        series.ride_ids.series_note = "Public holiday"
        shown = self.day(str(MONDAY + timedelta(days=8)))['rides'][0]
        self.assertEqual((shown['series'], shown['series_note']), (True, "Public holiday"))

    def test_messages_that_did_not_arrive(self):
        notices = self.root_env['ts.notice'].create([{
            'company_id': self.company.id, 'volunteer_id': self.volunteer.id, 'key': f"test {number}",
            'kind': 'reminder', 'channel': 'email', 'send_at': '2026-03-09 07:00:00', 'state': state,
        } for number, state in enumerate(('failed', 'to_call', 'to_call', 'sent'))])
        counts = self.day()['counts']
        self.assertEqual((len(notices), counts['failed'], counts['to_call']), (4, 1, 2))

    def test_today_when_no_day_is_said(self):
        self.company.sudo().write({'ts_near_hours': 2.5, 'ts_map_tiles': False})
        data = self.desk.get_day()
        self.assertEqual((data['day'], data['now'], data['near'], data['tiles']), (str(MONDAY), 480, 150, ''))

    def test_only_the_own_association(self):
        self.make_ride(self.person, self.place)
        other = self.root_env['res.company'].create({'name': "Other Rides"})
        stranger = new_test_user(
            self.root_env, 'ts_stranger', groups='transport_solidaire.group_ts_user', company_id=other.id,
            company_ids=[Command.set(other.ids)])
        data = self.root_env(user=stranger.id, context={'allowed_company_ids': other.ids})['ts.desk'].get_day(TUESDAY)
        self.assertEqual((data['rides'], data['runs'], data['volunteers']), ([], [], []))

    def test_only_for_those_who_plan(self):
        for role in ('treasurer', 'board', 'plain', 'portal'):
            desk = self._env_of(role)['ts.desk']
            ride = self.make_ride(self.person, self.place)
            for call in (lambda d: d.get_day(TUESDAY), lambda d: d.find_person("berta"),
                         lambda d, r=ride: d.assign(r.ids, self.volunteer.id),
                         lambda d, r=ride: d.suggest(r.ids, 3), lambda d, r=ride: d.book_usual(r.id, TUESDAY, 9)):
                with self.subTest(role=role), self.assertRaises(AccessError):
                    call(desk)

    # ---- queries ---------------------------------------------------------------------------------
    def test_queries_of_a_day(self):
        people = self.env['ts.beneficiary'].union(*[self.make_person(f"Person {n}", km=n) for n in range(12)])
        rides = self.env['ts.ride'].union(*[
            self.make_ride(people[n], self.place, hour=8 + n / 2) for n in range(12)])
        for ride in rides[::2]:
            ride._assign(self.make_volunteer(f"Driver {ride.id}", km=1))

        def open_day(kept):
            (rides - kept).run_id.write({'note': "left aside"})
            self.env.cr.execute("UPDATE ts_ride SET date = '2031-01-01' WHERE id = ANY(%s)", [(rides - kept).ids])
            self.env.cr.execute("UPDATE ts_run SET date = '2031-01-01' WHERE id = ANY(%s)", [(rides - kept).run_id.ids])
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            data = self.day()
            self.assertEqual(len(data['rides']), len(kept))
            counts.append(self.cr.sql_log_count - before)

        counts = []
        self.count_queries(open_day, rides[:6])  # what is cached for the whole process
        counts.clear()
        for size in (6, 12):
            self.count_queries(open_day, rides[:size])
        self.assertEqual(counts[0], counts[1])
        self.assertLessEqual(counts[1], QUERIES)

    # ---- actions ---------------------------------------------------------------------------------
    def test_assign_then_confirm_then_take_back(self):
        ride = self.make_ride(self.person, self.place)
        answer = self.desk.assign(ride.ids, self.volunteer.id, TUESDAY)
        self.assertTrue(answer['done'])
        self.assertEqual(answer['day']['rides'][0]['run'], ride.run_id.id)
        self.assertEqual((ride.state, ride.volunteer_id), ('planned', self.volunteer))
        self.desk.confirm(ride.ids, TUESDAY)
        self.assertEqual(ride.state, 'confirmed')
        answer = self.desk.unassign(ride.ids, TUESDAY)
        self.assertEqual((ride.state, answer['day']['runs']), ('requested', []))

    def test_assign_and_he_said_yes(self):
        ride = self.make_ride(self.person, self.place)
        self.desk.assign(ride.ids, self.volunteer.id, said_yes=True)
        self.assertEqual(ride.state, 'confirmed')

    def test_join_a_run(self):
        first = self.make_ride(self.person, self.place)
        second = self.make_ride(self.make_person("Second", km=10), self.place)
        self.desk.assign(first.ids, self.volunteer.id)
        answer = self.desk.assign(second.ids, self.volunteer.id, run_id=first.run_id.id,
                                  reason_id=self.reasons['override'].id)
        self.assertTrue(answer['done'], answer)
        self.assertEqual(first.run_id, second.run_id)

    def test_a_reason_is_asked_for(self):
        ride = self.make_ride(self.person, self.place)
        self.volunteer.max_km = 5
        answer = self.desk.assign(ride.ids, self.volunteer.id, TUESDAY)
        self.assertEqual((answer['done'], answer['hard']), (False, []))
        self.assertRegex(answer['soft'][0], "wishes at most 5")
        self.assertIn([self.reasons['override'].id, "Test reason override"], answer['reasons'])
        self.assertEqual(ride.state, 'requested')
        answer = self.desk.assign(ride.ids, self.volunteer.id, TUESDAY, reason_id=self.reasons['override'].id)
        self.assertTrue(answer['done'])
        self.assertEqual(ride.override_reason_id, self.reasons['override'])

    def test_not_possible_even_with_a_reason(self):
        ride = self.make_ride(self.person, self.place)
        self.volunteer.refused_beneficiary_ids = self.person
        answer = self.desk.assign(ride.ids, self.volunteer.id, reason_id=self.reasons['override'].id)
        self.assertEqual(answer['done'], False)
        self.assertRegex(answer['hard'][0], "do not travel together")

    def test_given_in_the_meantime(self):
        ride = self.make_ride(self.person, self.place)
        self.desk.assign(ride.ids, self.volunteer.id)
        with self.assertRaisesRegex(UserError, "given to Vera Volunteer in the meantime"):
            self.desk.assign(ride.ids, self.make_volunteer("Late").id)

    def test_move_is_both_or_nothing(self):
        ride = self.make_ride(self.person, self.place)
        self.desk.assign(ride.ids, self.volunteer.id)
        other = self.make_volunteer("Other", km=1, max_km=5)
        answer = self.desk.move(ride.ids, other.id, TUESDAY)
        self.assertFalse(answer['done'])
        self.assertEqual((ride.state, ride.volunteer_id), ('planned', self.volunteer))
        answer = self.desk.move(ride.ids, other.id, TUESDAY, reason_id=self.reasons['override'].id)
        self.assertTrue(answer['done'])
        self.assertEqual(ride.volunteer_id, other)
        self.assertFalse(self.volunteer.run_ids)

    def test_asking_twice_asks_once(self):
        ride = self.make_ride(self.person, self.place)
        for _time in range(2):
            self.desk.propose(ride.ids, self.volunteer.ids, TUESDAY)
        self.assertEqual(ride.proposal_ids.mapped('answer'), ['waiting'])

    def test_suggestions(self):
        ride = self.make_ride(self.person, self.place)
        [best] = self.desk.suggest(ride.ids, 1)
        self.assertEqual((best['volunteer_id'], best['possible']), (self.volunteer.id, True))
        self.assertTrue(best['reasons'])
        json.dumps(best)
