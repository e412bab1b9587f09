# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date, timedelta

from odoo import fields
from odoo.tests import tagged
from odoo.tests.common import freeze_time

from .common import MONDAY, NOW, TsCommon


@freeze_time(NOW)
@tagged('post_install', '-at_install')
class TestVolunteerTurn(TsCommon):
    """“A guard against exhaustion”, and nobody who waits for a call is forgotten."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person, cls.place = cls.make_person(), cls.make_place()
        cls.volunteer = cls.make_volunteer(date_start=date(2025, 1, 1))
        cls._there_since(cls.volunteer, days=400)

    @classmethod
    def _there_since(cls, volunteer, days):
        cls.env.flush_all()
        cls.env.cr.execute("UPDATE ts_volunteer SET create_date = %s WHERE id = %s",
                           (fields.Datetime.now() - timedelta(days=days), volunteer.id))

    def turn(self, volunteer=None):
        self.env.flush_all()
        self.env.invalidate_all()
        return self._env_of('board')['ts.volunteer.turn'].browse((volunteer or self.volunteer).id)

    def flags(self, volunteer=None):
        turn = self.turn(volunteer)
        return turn.is_overloaded, turn.is_forgotten

    def plan(self, day, hour=10.0):
        return self.make_ride(self.person, self.place, hour, day)._assign(self.volunteer)

    # ---- overloaded ----------------------------------------------------------------------------------
    def test_above_the_wish_over_four_weeks(self):
        self.volunteer.wished_rides_week = 1
        for day in (-4, -11, -18, -25):
            self.make_driven(self.volunteer, self.person, self.place, day=day)
        self.assertEqual(self.flags(), (False, False), "four in four weeks is what he wishes")
        self.make_driven(self.volunteer, self.person, self.place, day=-5)
        self.assertEqual(self.flags(), (True, False))
        self.assertEqual(self.turn().note, "5 rides in four weeks, wishes 4")

    def test_what_is_older_than_four_weeks_is_forgotten(self):
        self.volunteer.wished_rides_week = 1
        for day in (-28, -29, -30, -31, -32):
            self.make_driven(self.volunteer, self.person, self.place, day=day)
        self.assertEqual((self.turn().rides, self.flags()[0]), (0, False))

    def test_planned_above_the_wish_this_week_or_the_next(self):
        self.volunteer.wished_rides_week = 2
        self.plan(1), self.plan(2)
        self.assertFalse(self.flags()[0])
        self.plan(8), self.plan(9)
        self.assertFalse(self.flags()[0])
        self.plan(10)
        self.assertEqual((self.flags()[0], self.turn().note), (True, "3 rides next week, wishes 2"))
        self.plan(3)
        self.assertEqual(self.turn().note, "3 rides this week, wishes 2, 3 rides next week, wishes 2")

    def test_kilometres_count_where_he_wished_for_these(self):
        run = self.plan(2)
        self.volunteer.wished_km_week = round(run.km_planned) + 1
        self.assertFalse(self.flags()[0])
        self.volunteer.wished_km_week = round(run.km_planned) - 1
        self.assertTrue(self.flags()[0])
        self.assertIn("km this week", self.turn().note)

    def test_who_has_not_said_is_never_overloaded(self):
        for day in range(1, 6):
            self.plan(day)
        self.assertEqual(self.flags(), (False, False))

    def test_a_ride_that_does_not_take_place_does_not_count(self):
        self.volunteer.wished_rides_week = 1
        runs = self.plan(1) | self.plan(2)
        self.assertTrue(self.flags()[0])
        runs[0].ride_ids._close('cancelled', self.reasons['cancelled'])
        self.assertFalse(self.flags()[0])

    # ---- forgotten -----------------------------------------------------------------------------------
    def test_neither_asked_nor_driving_for_thirty_days(self):
        self.assertEqual(self.flags(), (False, True))
        self.assertEqual(self.turn().note, "nothing for 400 days")
        self.make_driven(self.volunteer, self.person, self.place, day=-30)
        self.assertEqual((self.flags()[1], self.turn().quiet_days), (False, 30))
        self.assertEqual(self.turn().last_ride_date, MONDAY - timedelta(days=30))
        self.company.sudo().ts_forgotten_days = 29
        self.assertTrue(self.flags()[1])
        self.company.sudo().ts_forgotten_days = 0
        self.assertFalse(self.flags()[1], "the rule is left out")

    def test_a_question_or_a_call_about_a_ride_reminds_of_him(self):
        ride = self.make_ride(self.person, self.place)
        call = self.env['ts.call'].create({'volunteer_id': self.volunteer.id})
        self.assertTrue(self.flags()[1], "a call about no ride asks him nothing")
        call.ride_ids = ride
        self.assertFalse(self.flags()[1])
        call.direction = 'in'
        self.assertTrue(self.flags()[1])
        proposal = self.env['ts.proposal'].create({'ride_id': ride.id, 'volunteer_id': self.volunteer.id})
        self.assertEqual((self.flags()[1], self.turn().last_asked_date), (False, MONDAY))
        self.env.cr.execute("UPDATE ts_proposal SET asked_at = %s WHERE id = %s", ('2026-01-05 09:00:00', proposal.id))
        self.assertTrue(self.flags()[1])

    def test_a_ride_to_come_is_enough(self):
        self.plan(20)
        self.assertFalse(self.flags()[1])

    def test_days_away_do_not_count(self):
        absence = self.env['ts.absence'].create({
            'volunteer_id': self.volunteer.id, 'date_from': '2026-02-01', 'date_to': '2026-03-20'})
        self.assertFalse(self.flags()[1], "he is away")
        absence.date_to = '2026-02-10'
        self.assertEqual((self.flags()[1], self.turn().quiet_days), (False, 27), "27 days since he is back")
        absence.date_to = '2026-02-05'
        self.assertTrue(self.flags()[1])

    def test_who_is_never_there_or_new_or_paused_is_not_forgotten(self):
        self.env['ts.availability'].create({
            'volunteer_id': self.volunteer.id, 'weekday': '1', 'date_to': '2026-01-31'})
        self.assertFalse(self.flags()[1], "his hours have ended")
        self.env['ts.availability'].create({'volunteer_id': self.volunteer.id, 'weekday': '2'})
        self.assertTrue(self.flags()[1])
        new = self.make_volunteer("Nelly New")
        self.assertEqual((self.flags(new), self.turn(new).quiet_days), ((False, False), 0))
        self.volunteer.state = 'paused'
        self.assertFalse(self.env['ts.volunteer.turn'].search([('id', '=', self.volunteer.id)]))

    # ---- who sees it ---------------------------------------------------------------------------------
    def test_filters_of_the_board_and_of_the_desk(self):
        busy = self.make_volunteer("Bruno Busy", wished_rides_week=1)
        calm = self.make_volunteer("Clara Calm")
        for day in (1, 2):
            self.make_ride(self.person, self.place, 10.0, day)._assign(busy)
        self.env.flush_all()
        ours = self.volunteer | busy | calm
        for env in (self.env, self._env_of('board')):
            rows = env['ts.volunteer.turn'].search([('company_id', '=', self.company.id)])
            self.assertEqual(set(rows.filtered('is_overloaded').ids), {busy.id})
            self.assertEqual(set(rows.filtered('is_forgotten').ids), {self.volunteer.id})
        search = self.env['ts.volunteer'].search
        self.assertEqual(search([('id', 'in', ours.ids), ('is_overloaded', '=', True)]), busy)
        self.assertEqual(search([('id', 'in', ours.ids), ('is_forgotten', '=', True)]), self.volunteer)
        self.assertEqual(search([('id', 'in', ours.ids), ('is_forgotten', '=', False),
                                 ('is_overloaded', '!=', True)]), calm)
        busy.invalidate_recordset()
        self.assertEqual((busy.is_overloaded, busy.turn_note), (True, "2 rides this week, wishes 1"))

    def test_board_reads_no_name(self):
        self.make_driven(self.volunteer, self.person, self.place)
        rows = self.turn().search([])
        told = str(rows.read())
        self.assertNotIn("Vincent", told)
        self.assertNotIn("Bertille", told)
        self.assertFalse({f.comodel_name for f in rows._fields.values()} & {'ts.volunteer', 'ts.beneficiary'})

    def test_as_many_questions_for_many_volunteers(self):
        crowd = self.volunteer
        for number in range(5):
            crowd |= self.make_volunteer(f"Driver {number}", wished_rides_week=1)
        self.assert_flat(lambda own: own.mapped('turn_note'), crowd, 3)
        board = self._env_of('board')['ts.volunteer.turn']
        self.assert_flat(lambda own: board.browse(own.ids).mapped('note'), crowd, 3)
