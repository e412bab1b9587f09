# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import itertools

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models.ts_ride import TRANSITIONS
from ..tools.guard import guarded
from .common import TsCommon

STATES = ('requested', 'planned', 'confirmed', 'done', 'no_show', 'cancelled', 'refused', 'unserved')
# What a person can do to a ride, and from which states, written out as the class's table says it.
ALLOWED = {
    'assign': {'requested'},
    'confirm': {'planned'},
    'unassign': {'planned', 'confirmed'},
    'done': {'planned', 'confirmed', 'no_show'},
    'no_show': {'planned', 'confirmed', 'done'},
    'cancel': {'requested', 'planned', 'confirmed', 'unserved'},
    'refuse': {'requested'},
    'unserve': {'requested'},
    'reopen': {'done', 'no_show', 'cancelled', 'refused', 'unserved'},
}
BECOMES = {
    'assign': 'planned', 'confirm': 'confirmed', 'unassign': 'requested', 'done': 'done',
    'no_show': 'no_show', 'cancel': 'cancelled', 'refuse': 'refused', 'unserve': 'unserved',
}
ROLE_MAY = {'coordinator': True, 'manager': True, 'treasurer': False, 'board': False, 'plain': False,
            'portal': False}


@tagged('post_install', '-at_install')
class TestRideStates(TsCommon):
    """Every state, everything that can be done to a ride, every role."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person = cls.make_person(km=10)
        cls.place = cls.make_place(km=30)
        cls.volunteer = cls.make_volunteer()

    def setUp(self):
        super().setUp()
        self.days = itertools.count(3)

    def ride_in(self, state):
        """Return a ride of a past day of its own that came to a state as a coordinator brings it there."""
        ride = self.make_ride(self.person, self.place, day=-next(self.days))
        if state in ('cancelled', 'refused', 'unserved'):
            ride._close(state, self.reasons[state])
        elif state != 'requested':
            ride._assign(self.volunteer)
            if state == 'confirmed':
                ride.action_confirm()
            elif state in ('done', 'no_show'):
                getattr(ride, f'action_{state}')()
        self.assertEqual(ride.state, state)
        return ride

    def do(self, action, ride):
        if action == 'assign':
            return ride._assign(self.volunteer.with_env(ride.env))
        closing = {'cancel': 'cancelled', 'refuse': 'refused', 'unserve': 'unserved'}
        if action in closing:
            reason = self.reasons[closing[action]].with_env(ride.env)
            return ride._close(closing[action], reason)
        return getattr(ride, f'action_{action}')()

    def test_every_state_and_everything_that_can_be_done(self):
        for state in STATES:
            for action in ALLOWED:
                with self.subTest(state=state, action=action), self.cr.savepoint() as savepoint:
                    ride = self.ride_in(state)
                    if state in ALLOWED[action]:
                        self.do(action, ride)
                        became = BECOMES.get(action) or (
                            'planned' if state in ('done', 'no_show') else 'requested')
                        self.assertEqual(ride.state, became)
                    else:
                        with self.assertRaises(UserError):
                            self.do(action, ride)
                        self.assertEqual(ride.state, state)
                    savepoint.rollback()
                    self.env.invalidate_all()

    def test_every_pair_of_states_by_the_table(self):
        """The guard itself, for other addons that call it with their own buttons."""
        allowed = {(old, new) for old, news in TRANSITIONS.items() for new in news}
        self.assertEqual(set(TRANSITIONS), set(STATES))
        written_out = {
            ('requested', 'planned'), ('requested', 'cancelled'), ('requested', 'refused'),
            ('requested', 'unserved'), ('planned', 'requested'), ('planned', 'confirmed'),
            ('planned', 'done'), ('planned', 'no_show'), ('planned', 'cancelled'),
            ('confirmed', 'requested'), ('confirmed', 'planned'), ('confirmed', 'done'),
            ('confirmed', 'no_show'), ('confirmed', 'cancelled'), ('done', 'planned'), ('done', 'no_show'),
            ('no_show', 'planned'), ('no_show', 'done'), ('cancelled', 'requested'),
            ('refused', 'requested'), ('unserved', 'requested'), ('unserved', 'cancelled')}
        self.assertEqual(allowed, written_out)
        rides = {state: self.ride_in(state) for state in STATES}
        for old in STATES:
            for new in STATES:
                if (old, new) not in written_out:
                    with self.subTest(old=old, new=new), self.assertRaises(UserError):
                        rides[old]._set_state(new)

    def test_every_role_and_everything_that_can_be_done(self):
        starts = {'assign': 'requested', 'confirm': 'planned', 'unassign': 'planned', 'done': 'confirmed',
                  'no_show': 'confirmed', 'cancel': 'planned', 'refuse': 'requested',
                  'unserve': 'requested', 'reopen': 'done'}
        self.assertEqual(set(starts), set(ALLOWED))
        for role, may in ROLE_MAY.items():
            for action, state in starts.items():
                with self.subTest(role=role, action=action), self.cr.savepoint() as savepoint:
                    ride = self.ride_in(state)
                    self.env.flush_all()
                    own = ride.with_env(self._env_of(role))
                    if may:
                        self.do(action, own)
                        self.assertEqual(ride.state, BECOMES.get(action, 'planned'))
                    else:
                        with self.assertRaises(AccessError):
                            self.do(action, own)
                        self.assertEqual(ride.state, state)
                    savepoint.rollback()
                    self.env.invalidate_all()

    def test_refusal_says_what_the_ride_is_and_what_it_cannot_become(self):
        ride = self.ride_in('cancelled')
        with self.assertRaisesRegex(UserError, "Bertille Beneficiary.*“Cancelled”.*“Done”"):
            ride.action_done()

    def test_one_ride_of_several_in_the_wrong_state_changes_none(self):
        good, bad = self.ride_in('planned'), self.ride_in('cancelled')
        with self.assertRaises(UserError), self.cr.savepoint():
            (good | bad).action_confirm()
        self.env.invalidate_all()
        self.assertEqual(good.state, 'planned')

    def test_planned_without_a_run_is_refused_by_the_database(self):
        for state in ('planned', 'confirmed', 'done', 'no_show'):
            with self.subTest(state=state), self.assertRaises(Exception) as caught, \
                    mute_logger('odoo.sql_db'), self.cr.savepoint():
                guarded(self.env['ts.ride']).create({
                    'company_id': self.company.id, 'beneficiary_id': self.person.id, 'state': state,
                    'dropoff_place_id': self.place.id, 'pickup_at': self.when(10, day=-1)})
                self.env.flush_all()
            self.assertIn('planned_has_run', str(caught.exception))
            self.env.invalidate_all()

    def test_nobody_moves_a_ride_by_a_plain_write(self):
        """Neither the reason, nor the plan of the volunteer, nor the kilometres would be asked for."""
        planned, done, asked = self.ride_in('planned'), self.ride_in('done'), self.ride_in('requested')
        cases = [
            (planned, {'state': 'cancelled'}), (planned, {'state': 'no_show'}), (planned, {'state': 'done'}),
            (planned, {'state': 'requested'}), (planned, {'run_id': False, 'state': 'requested'}),
            (planned, {'run_id': done.run_id.id}), (done, {'state': 'planned'}),
            (asked, {'state': 'refused', 'reason_id': self.reasons['refused'].id}),
            (asked, {'state': 'planned', 'run_id': planned.run_id.id})]
        for role in ('coordinator', 'manager'):
            for ride, vals in cases:
                for context in ({}, {'ts_guard': True}):  # a forged context opens nothing
                    own = ride.with_env(self._env_of(role)).with_context(**context)
                    with self.subTest(role=role, vals=vals), \
                            self.assertRaisesRegex(UserError, "by its buttons only"):
                        own.write(vals)
        planned.write({'state': 'planned', 'run_id': planned.run_id.id, 'note': "Nothing moves here"})
        self.assertEqual((planned.state, done.state, asked.state), ('planned', 'done', 'requested'))

    def test_nobody_books_a_ride_that_has_its_driver_or_result_already(self):
        run = self.ride_in('planned').run_id
        for vals in ({'state': 'cancelled'}, {'state': 'done', 'run_id': run.id}, {'run_id': run.id}):
            with self.subTest(vals=vals), self.assertRaisesRegex(UserError, "by its buttons only"), \
                    self.cr.savepoint():
                self.make_ride(self.person, self.place, day=-1, **vals)
        with self.assertRaisesRegex(UserError, "by its buttons only"), self.cr.savepoint():
            run.write({'ride_ids': [Command.link(self.make_ride(self.person, self.place).id)]})
        with self.assertRaisesRegex(UserError, "by its buttons only"), self.cr.savepoint():
            self.env['ts.ride'].with_context(default_state='cancelled').create({
                'beneficiary_id': self.person.id, 'dropoff_place_id': self.place.id,
                'pickup_at': self.when(10), 'company_id': self.company.id})

    def test_state_is_kept_in_the_chatter(self):
        ride = self.make_ride(self.person, self.place)
        self.chatter(ride)
        ride._close('cancelled', self.reasons['cancelled'])
        self.assertIn("Cancelled", self.chatter(ride))

    # ---- doing -----------------------------------------------------------------------------------
    def test_not_done_before_its_day(self):
        ride = self.make_ride(self.person, self.place, day=1)
        ride._assign(self.volunteer)
        for action in ('action_done', 'action_no_show'):
            with self.subTest(action=action), self.assertRaisesRegex(UserError, "not taken place yet"):
                getattr(ride, action)()
        self.assertEqual(ride.state, 'planned')

    def test_done_on_its_day(self):
        ride = self.make_ride(self.person, self.place, day=0, hour=17)
        ride._assign(self.volunteer)
        ride.action_done()
        self.assertEqual(ride.state, 'done')

    def test_no_show_is_paid_like_a_ride(self):
        ride = self.ride_in('no_show')
        self.assertRecordValues(ride.run_id, [{'state': 'done', 'km_actual': 60.0}])

    def test_no_show_without_a_word_takes_the_first_reason(self):
        first = self.env['ts.ride.reason'].search([('kind', '=', 'no_show')], limit=1)
        ride = self.ride_in('confirmed')
        ride.action_no_show()
        self.assertEqual(ride.reason_id, first)
        chosen = self.ride_in('confirmed')
        chosen._close('no_show', self.reasons['no_show'])
        self.assertEqual(chosen.reason_id, self.reasons['no_show'])
        (ride | chosen).action_done()
        self.assertFalse((ride | chosen).reason_id, "nobody was absent after all")

    def test_no_show_without_any_reason_in_the_lists_says_where_to_add_one(self):
        self._env_of('manager')['ts.ride.reason'].search([('kind', '=', 'no_show')]).active = False
        ride = self.ride_in('confirmed')
        with self.assertRaisesRegex(UserError, "no reason “Person absent”.*configuration"):
            ride.action_no_show()

    def test_no_show_asks_for_its_reason_in_the_dialog(self):
        ride = self.ride_in('confirmed')
        dialog = self.env['ts.ride.close'].create({
            'ride_ids': [Command.set(ride.ids)], 'state': 'no_show',
            'reason_id': self.reasons['no_show'].id})
        dialog.action_close()
        self.assertRecordValues(ride, [{'state': 'no_show', 'reason_id': self.reasons['no_show'].id}])
        self.assertEqual(ride.run_id.state, 'done')

    # ---- ending without a drive ------------------------------------------------------------------
    def test_reason_must_fit_the_result(self):
        for state in ('cancelled', 'refused', 'unserved', 'no_show'):
            ride = self.make_ride(self.person, self.place, day=-3)
            with self.subTest(state=state), self.assertRaisesRegex(UserError, "Test reason override"):
                ride._close(state, self.reasons['override'])

    def test_closing_dialog_proposes_a_reason_that_fits(self):
        ride = self.make_ride(self.person, self.place)
        dialog = self.env['ts.ride.close'].with_context(default_ride_ids=ride.ids).create({})
        self.assertEqual((dialog.state, dialog.reason_id.kind), ('cancelled', 'cancelled'))
        dialog.state = 'refused'
        self.assertEqual(dialog.reason_id.kind, 'refused')
        dialog.action_close()
        self.assertEqual((ride.state, ride.reason_id.kind), ('refused', 'refused'))

    def test_cancelling_the_outward_cancels_the_return_when_asked(self):
        for asked, expected in ((True, 'cancelled'), (False, 'requested')):
            with self.subTest(asked=asked):
                outward = self.make_ride(self.person, self.place, day=4)
                back = self.make_return(outward, day=4)
                dialog = self.env['ts.ride.close'].create({
                    'ride_ids': [Command.set(outward.ids)], 'with_linked': asked,
                    'reason_id': self.reasons['cancelled'].id})
                self.assertTrue(dialog.has_linked)
                dialog.action_close()
                self.assertEqual(back.state, expected)

    def test_return_already_done_is_not_cancelled_with_its_outward(self):
        outward = self.make_ride(self.person, self.place, day=-3)
        back = self.make_return(outward, day=-3)
        (outward | back)._assign(self.volunteer)
        back.action_done()
        outward._close('cancelled', self.reasons['cancelled'], with_linked=True)
        self.assertEqual((outward.state, back.state), ('cancelled', 'done'))

    def test_a_day_with_only_cancelled_rides_closes(self):
        outward = self.make_ride(self.person, self.place, day=-3)
        back = self.make_return(outward, day=-3)
        run = (outward | back)._assign(self.volunteer)
        outward._close('cancelled', self.reasons['cancelled'], with_linked=True)
        self.assertEqual(run.state, 'cancelled')
        run.action_done()
        self.assertEqual((run.state, run.km_actual), ('cancelled', 0.0), "nothing to do, nothing to pay")

    def test_cancelled_ride_asked_again_leaves_its_old_run(self):
        ride = self.ride_in('planned')
        run = ride.run_id
        ride._close('cancelled', self.reasons['cancelled'])
        ride.action_reopen()
        self.assertRecordValues(ride, [{'state': 'requested', 'run_id': False, 'reason_id': False}])
        self.assertFalse(run.exists())

    def test_driven_ride_reopened_stays_with_its_volunteer(self):
        ride = self.ride_in('done')
        ride.action_reopen()
        self.assertEqual((ride.state, ride.run_id.state), ('planned', 'planned'))
        self.assertEqual(ride.volunteer_id, self.volunteer)

    def test_taking_a_ride_back_deletes_its_empty_run(self):
        ride = self.ride_in('confirmed')
        run = ride.run_id
        ride.action_unassign()
        self.assertEqual((ride.state, ride.volunteer_id), ('requested', self.env['ts.volunteer']))
        self.assertFalse(run.exists())

    def test_taking_one_ride_back_keeps_the_run_of_the_others(self):
        outward = self.make_ride(self.person, self.place)
        back = self.make_return(outward)
        run = (outward | back)._assign(self.volunteer)
        back.action_unassign()
        self.assertEqual(run.ride_ids, outward)
        kinds = run.stop_ids.sorted('sequence').mapped('kind')
        self.assertEqual(kinds, ['start', 'pickup', 'dropoff', 'end'])

    # ---- deletion --------------------------------------------------------------------------------
    def test_driven_rides_cannot_be_deleted(self):
        for state in STATES:
            ride = self.ride_in(state).with_user(self.users['manager'])
            with self.subTest(state=state):
                if state in ('done', 'no_show'):
                    with self.assertRaises(UserError):
                        ride.unlink()
                else:
                    ride.unlink()
                    self.assertFalse(ride.exists())

    def test_deleting_a_planned_ride_leaves_no_stop_of_it(self):
        outward = self.make_ride(self.person, self.place)
        back = self.make_return(outward)
        run = (outward | back)._assign(self.volunteer)
        back.unlink()
        self.assertEqual(run.stop_ids.ride_id, outward)
        self.assertEqual(run.km_planned, 60.0)
