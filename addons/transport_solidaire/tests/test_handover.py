# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Anybody can take over at noon: calls, next steps, desks passed on, the rota and what it weighs."""
from datetime import date, timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tests.common import freeze_time

from .common import NOW, ROLES, TsCommon


class HandoverCommon(TsCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person, cls.place = cls.make_person(), cls.make_place()
        cls.volunteer = cls.make_volunteer()
        cls.stand_in = new_test_user(
            cls.root_env, 'ts_stand_in', groups=ROLES['coordinator'], company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)], tz='Europe/Paris')
        cls.coordinator = cls.users['coordinator']

    def call(self, **vals):
        return self.env['ts.call'].create({
            'company_id': self.company.id, 'beneficiary_id': self.person.id, **vals})

    def tasks(self, *kinds, user=None):
        self.env.flush_all()
        tasks = self.env['ts.desk.task'].search([])
        return tasks.filtered(lambda t: (not kinds or t.kind in kinds) and (not user or t.user_id == user))


@freeze_time(NOW)
@tagged('post_install', '-at_install')
class TestCalls(HandoverCommon):
    """“Calls made, to whom, answer, next step.”"""

    def test_a_request_shows_its_calls_and_what_is_left_to_do(self):
        ride = self.make_ride(self.person, self.place)
        self.call(ride_ids=ride.ids, volunteer_id=self.volunteer.id, said="Asks his wife first",
                  next_step="Ring Vincent at noon", next_user_id=self.stand_in.id)
        self.call(ride_ids=ride.ids, next_step="Tell her the hour")
        self.assertEqual(len(ride.call_ids), 2)
        self.assertEqual(ride.next_step, f"Ring Vincent at noon ({self.stand_in.name}) · Tell her the hour")

    def test_a_step_that_is_done_keeps_who_did_it_first(self):
        call = self.call(next_step="Ring back")
        call.action_next_done()
        self.assertEqual((call.next_state, call.done_by_id), ('done', self.coordinator))
        call.with_user(self.stand_in).action_next_done()
        self.assertEqual(call.done_by_id, self.coordinator, "a second press changed who did it")

    def test_a_step_that_changes_is_to_do_again(self):
        call = self.call(next_step="Ring back")
        call.action_next_done()
        call.next_step = "Ring the surgery"
        self.assertEqual((call.next_state, call.done_at), ('open', False))

    def test_calling_again_is_doing_the_step(self):
        call = self.call(next_step="Ring back")
        context = call.action_call_again()['context']
        again = self.env['ts.call'].with_context(**context).create({'said': "Comes at ten"})
        self.assertEqual(again.beneficiary_id, self.person)
        self.assertEqual(call.next_state, 'done')

    def test_a_call_says_with_whom(self):
        with self.assertRaisesRegex(ValidationError, "Say who"):
            self.call(beneficiary_id=False)
        self.assertTrue(self.call(beneficiary_id=False, other="Her daughter").display_name.startswith("Her daughter"))

    def test_the_ride_offers_its_person(self):
        ride = self.make_ride(self.person, self.place)
        context = ride.action_note_call()['context']
        call = self.env['ts.call'].with_context(**context).create({})
        self.assertEqual((call.beneficiary_id, call.ride_ids), (self.person, ride))

    def test_the_treasurer_does_not_read_what_was_said(self):
        ride = self.make_ride(self.person, self.place)
        self.call(ride_ids=ride.ids, said="…")
        with self.assertRaises(AccessError):
            ride.with_env(self._env_of('treasurer')).read(['call_ids'])

    def test_rides_read_their_calls_together(self):
        rides = self.env['ts.ride'].union(*[
            self.make_ride(self.make_person(f"Person {n}"), self.place, day=2) for n in range(8)])
        for ride in rides:
            self.call(ride_ids=ride.ids, next_step="Ring", next_user_id=self.stand_in.id)
        self.assert_flat(lambda records: records.mapped('next_step'), rides, 4)


@freeze_time(NOW)
@tagged('post_install', '-at_install')
class TestTasks(HandoverCommon):
    """“What I must do now”: one list over rides, calls and handovers."""

    def test_a_day_at_the_desk(self):
        to_place = self.make_ride(self.person, self.place, day=1)
        far = self.make_ride(self.person, self.place, day=20)
        planned = self.make_ride(self.person, self.place, day=2)
        planned._assign(self.volunteer)
        past = self.make_ride(self.make_person("Past"), self.place, day=-2)
        self.call(next_step="Ring back", next_user_id=self.coordinator.id)
        found = {(task.kind, task.ride_id) for task in self.tasks()}
        self.assertEqual(found, {
            ('place', to_place), ('confirm', planned), ('result', past), ('step', self.env['ts.ride'])})
        self.assertNotIn(far, self.tasks().ride_id)

    def test_the_task_goes_with_what_it_asks_for(self):
        ride = self.make_ride(self.person, self.place)
        self.assertEqual(self.tasks('place').ride_id, ride)
        ride._assign(self.volunteer)
        self.assertEqual(self.tasks().mapped('kind'), ['confirm'])
        ride.action_confirm()
        self.assertFalse(self.tasks())
        self.volunteer.refused_beneficiary_ids = self.person
        self.assertEqual(self.tasks().mapped('kind'), ['warning'])

    def test_numbers_are_not_shared_by_two_tasks(self):
        ride = self.make_ride(self.person, self.place)
        ride._assign(self.volunteer)
        self.volunteer.refused_beneficiary_ids = self.person
        self.call(next_step="Ring")
        tasks = self.tasks()
        self.assertEqual(len(tasks), 3)
        self.assertEqual(len(set(tasks.ids)), 3)

    def test_the_most_urgent_comes_first_and_late_is_said(self):
        self.call(next_step="Later", next_at=fields.Datetime.now() + timedelta(hours=2))
        self.call(next_step="Late", next_at=fields.Datetime.now() - timedelta(hours=2))
        tasks = self.tasks('step')
        self.assertEqual(tasks.mapped('step'), ["Late", "Later"])
        self.assertEqual(tasks.mapped('is_late'), [True, False])

    def test_a_step_is_done_from_the_list_and_opened_from_it(self):
        call = self.call(next_step="Ring")
        task = self.tasks('step')
        opened = task.action_open()
        self.assertEqual((opened['res_model'], opened['res_id']), ('ts.call', call.id))
        task.action_step_done()
        self.assertFalse(self.tasks('step'))

    def test_the_list_is_read_in_as_many_queries_whatever_its_length(self):
        people = [self.make_person(f"Person {n}") for n in range(12)]
        for person in people:
            self.make_ride(person, self.place, day=2)
        self.env.flush_all()
        fields_shown = self.view_fields('ts.desk.task', 'list', 'ts_desk_task_view_list')
        tasks = self.env['ts.desk.task'].search([])
        self.assert_flat(lambda records: records.web_read(fields_shown), tasks, 6)


@freeze_time(NOW)
@tagged('post_install', '-at_install')
class TestPassing(HandoverCommon):
    """“A day's work died because one person left; her knowledge was in her head.”"""

    def wizard(self, **vals):
        return self.env['ts.desk.pass'].create({
            'company_id': self.company.id, 'to_user_id': self.stand_in.id, **vals})

    def test_at_noon_everything_open_goes_to_the_stand_in(self):
        ride = self.make_ride(self.person, self.place)
        done = self.make_driven(self.volunteer, self.person, self.place).ride_ids
        step = self.call(next_step="Ring back", next_user_id=self.coordinator.id)
        old = self.call(next_step="Old", next_user_id=self.coordinator.id)
        old.action_next_done()
        activity = ride.activity_schedule('mail.mail_activity_data_call', user_id=self.coordinator.id)
        wizard = self.wizard(note="Mrs B. waits for the hour")
        self.assertEqual((wizard.ride_count, wizard.call_count), (1, 1))
        wizard.action_pass()
        self.assertEqual(ride.coordinator_id, self.stand_in)
        self.assertEqual(step.next_user_id, self.stand_in)
        self.assertEqual(activity.user_id, self.stand_in)
        self.assertEqual((done.coordinator_id, old.next_user_id), (self.coordinator, self.coordinator),
                         "what is finished was moved too")
        handover = self.env['ts.desk.handover'].search([])
        self.assertEqual((handover.ride_ids, handover.call_ids), (ride, step))
        self.assertEqual(self.tasks('handover').user_id, self.stand_in)

    def test_tasks_and_questions_go_along(self):
        other = self.make_ride(self.person, self.place, coordinator_id=self.users['manager'].id)
        task = other.activity_schedule('mail.mail_activity_data_call', user_id=self.coordinator.id)
        ride = self.make_ride(self.make_person("Asked"), self.place, 15.0)
        batch = ride._propose(self.volunteer)
        self.wizard().action_pass()
        self.assertEqual((task.user_id, batch.asked_by_id), (self.stand_in, self.stand_in))

    def test_whoever_is_on_duty_is_offered(self):
        self.env['ts.desk.shift'].create({
            'company_id': self.company.id, 'user_id': self.stand_in.id, 'date': fields.Date.today(),
            'hour_from': 7, 'hour_to': 12})
        self.assertEqual(self.env['ts.desk.pass'].new({'company_id': self.company.id}).to_user_id._origin,
                         self.stand_in)

    def test_pressed_twice_is_passed_once(self):
        self.make_ride(self.person, self.place)
        wizard = self.wizard()
        wizard.action_pass()
        with self.assertRaisesRegex(UserError, "nothing to pass on"):
            self.wizard().action_pass()
        self.assertEqual(self.env['ts.desk.handover'].search_count([]), 1)

    def test_taking_over_ends_the_task_and_keeps_the_first_hour(self):
        self.make_ride(self.person, self.place)
        self.wizard().action_pass()
        handover = self.env['ts.desk.handover'].search([])
        self.tasks('handover').action_step_done()
        first = handover.taken_at
        self.assertTrue(first)
        self.assertFalse(self.tasks('handover'))
        with freeze_time('2026-03-09 11:00:00'):
            handover.action_take()
        self.assertEqual(handover.taken_at, first)

    def test_only_coordinators_of_the_association_are_offered(self):
        offered = self.wizard().candidate_ids
        self.assertIn(self.stand_in, offered)
        self.assertIn(self.users['manager'], offered)
        self.assertNotIn(self.coordinator, offered)
        self.assertNotIn(self.users['treasurer'], offered)

    def test_somebody_who_had_to_leave_can_be_relieved_by_another(self):
        ride = self.make_ride(self.person, self.place)
        wizard = self.env['ts.desk.pass'].with_user(self.users['manager']).create({
            'company_id': self.company.id, 'from_user_id': self.coordinator.id, 'to_user_id': self.stand_in.id})
        wizard.action_pass()
        self.assertEqual(ride.coordinator_id, self.stand_in)


@freeze_time(NOW)
@tagged('post_install', '-at_install')
class TestRota(HandoverCommon):
    """Who is at the telephone, and what it weighs against what each one wished."""

    def shift(self, day=date(2026, 3, 9), hour_from=9, hour_to=12, user=None):
        return self.env['ts.desk.shift'].create({
            'company_id': self.company.id, 'user_id': (user or self.coordinator).id, 'date': day,
            'hour_from': hour_from, 'hour_to': hour_to})

    def test_who_is_on_duty(self):
        self.shift()
        self.shift(hour_from=14, hour_to=17, user=self.stand_in)
        duty = self.env['ts.desk.shift']._get_on_duty
        self.assertEqual(duty(self.company, self.when(10, day=0)), self.coordinator)
        self.assertFalse(duty(self.company, self.when(12, day=0)))
        self.assertEqual(duty(self.company, self.when(14, day=0)), self.stand_in)

    def test_nine_stays_nine_when_the_clocks_change(self):
        self.assertEqual(self.local(self.shift(date(2026, 3, 27)).start_at), '09:00')
        self.assertEqual(self.local(self.shift(date(2026, 3, 30)).start_at), '09:00')

    def test_nobody_is_there_twice_but_two_people_may_be(self):
        self.shift()
        self.shift(user=self.stand_in)
        self.shift(hour_from=12, hour_to=13)
        with self.assertRaisesRegex(ValidationError, "already at the desk"):
            self.shift(hour_from=11, hour_to=14)

    def test_the_week_after_is_copied_once(self):
        week = self.shift() | self.shift(date(2026, 3, 10))
        self.assertEqual(week.action_repeat().mapped('date'), [date(2026, 3, 16), date(2026, 3, 17)])
        self.assertFalse(week.action_repeat())

    def test_load_against_the_wish(self):
        self.coordinator.sudo().ts_wished_desk_hours = 4
        self.shift()
        self.shift(hour_from=14, hour_to=17)
        self.call()
        self.make_ride(self.person, self.place)
        self.env.flush_all()
        load = self.env['ts.desk.load'].search([
            ('user_id', '=', self.coordinator.id), ('week', '=', date(2026, 3, 9))])
        self.assertEqual((load.hours, load.wished_hours, load.extra_hours, load.calls), (6, 4, 2, 1))
        rides = self.env['ts.desk.load'].search([('user_id', '=', self.coordinator.id)])
        self.assertEqual(sum(rides.mapped('rides')), 1)

    def test_the_board_sees_the_load_and_nobody_carried(self):
        self.shift()
        self.env.flush_all()
        board = self._env_of('board')
        self.assertTrue(board['ts.desk.load'].search([]))
        names = set(board['ts.desk.load'].fields_get())
        self.assertFalse({'beneficiary_id', 'ride_id', 'call_id'} & names)

    def test_each_one_says_his_own_wish(self):
        own = self.coordinator.with_user(self.coordinator)
        own.write({'ts_wished_desk_hours': 5})
        self.assertEqual(self.coordinator.ts_wished_desk_hours, 5)
        with self.assertRaises(AccessError):
            self.stand_in.with_user(self.coordinator).write({'ts_wished_desk_hours': 40})
