# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common import TsCommon


@tagged('post_install', '-at_install')
class TestProposal(TsCommon):
    """Who was asked, by whom, and what they said: a stand-in can go on at noon."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.volunteer = cls.make_volunteer("Vera", km=0)
        cls.other = cls.make_volunteer("Otto", km=5)
        cls.ride = cls.make_ride(cls.make_person(km=10), cls.make_place(km=30))

    def ask(self, volunteer, **vals):
        return self.env['ts.proposal'].create(
            {'ride_id': self.ride.id, 'volunteer_id': volunteer.id, **vals})

    def test_who_asked_and_when_is_noted(self):
        proposal = self.ask(self.volunteer)
        self.assertRecordValues(proposal, [{
            'asked_by_id': self.users['coordinator'].id, 'asked_at': fields.Datetime.now(),
            'answer': 'waiting', 'company_id': self.company.id}])

    def test_yes_gives_the_ride_and_confirms_it(self):
        proposal = self.ask(self.volunteer)
        self.assertIs(proposal.action_accept(), True)
        self.assertEqual((self.ride.state, self.ride.volunteer_id), ('confirmed', self.volunteer))
        self.assertEqual((proposal.answer, proposal.answered_at), ('yes', fields.Datetime.now()))

    def test_no_and_not_reached_are_remembered_and_give_nothing(self):
        no, silent = self.ask(self.volunteer), self.ask(self.other)
        no.action_decline()
        silent.action_unreachable()
        self.assertEqual((no.answer, silent.answer), ('no', 'unreachable'))
        self.assertTrue(no.answered_at)
        self.assertEqual(self.ride.state, 'requested')

    def test_somebody_not_reached_may_call_back_and_say_yes(self):
        proposal = self.ask(self.volunteer)
        proposal.action_unreachable()
        proposal.action_accept()
        self.assertEqual(self.ride.volunteer_id, self.volunteer)

    def test_yes_when_somebody_else_has_it_already(self):
        late = self.ask(self.other)
        self.ask(self.volunteer).action_accept()
        with self.assertRaisesRegex(UserError, "no longer to place"):
            late.action_accept()
        self.assertEqual((self.ride.volunteer_id, late.answer), (self.volunteer, 'waiting'))

    def test_no_when_somebody_else_has_it_already_is_still_noted(self):
        late = self.ask(self.other)
        self.ask(self.volunteer).action_accept()
        late.action_decline()
        self.assertEqual(late.answer, 'no')

    def test_yes_for_a_cancelled_ride(self):
        proposal = self.ask(self.volunteer)
        self.ride._close('cancelled', self.reasons['cancelled'])
        with self.assertRaises(UserError):
            proposal.action_accept()

    def test_yes_with_a_warning_opens_the_dialog_with_the_volunteer(self):
        self.volunteer.max_km = 59
        proposal = self.ask(self.volunteer)
        action = proposal.action_accept()
        self.assertEqual(action['res_model'], 'ts.ride.assign')
        self.assertEqual(self.ride.state, 'requested')
        dialog = self.env['ts.ride.assign'].with_context(**action['context']).create({})
        self.assertEqual((dialog.volunteer_id, dialog.ride_ids), (self.volunteer, self.ride))
        self.assertIn("60 km", dialog.soft_blockers)
        dialog.reason_id = self.reasons['override']
        dialog.action_assign()
        self.assertEqual((self.ride.state, proposal.answer), ('confirmed', 'yes'))
        self.assertEqual(proposal.answered_at, fields.Datetime.now())

    def test_dialog_on_screen_keeps_the_question_it_answers(self):
        self.volunteer.max_km = 59
        proposal = self.ask(self.volunteer)
        with Form(self.env['ts.ride.assign'].with_context(**proposal.action_accept()['context'])) as form:
            form.reason_id = self.reasons['override']
        form.record.action_assign()
        self.assertEqual(proposal.answer, 'yes')

    def test_dialog_that_gives_the_ride_to_somebody_else_notes_no_yes(self):
        self.volunteer.max_km = 59
        asked = self.ask(self.volunteer)
        dialog = self.env['ts.ride.assign'].with_context(**asked.action_accept()['context']).create({})
        dialog.volunteer_id = self.other
        dialog.action_assign()
        self.assertEqual((self.ride.volunteer_id, asked.answer), (self.other, 'waiting'))

    def test_dialog_that_waits_for_his_yes_notes_none(self):
        self.volunteer.max_km = 59
        asked = self.ask(self.volunteer)
        dialog = self.env['ts.ride.assign'].with_context(**asked.action_accept()['context']).create(
            {'is_confirmed': False, 'reason_id': self.reasons['override'].id})
        dialog.action_assign()
        self.assertEqual((self.ride.state, asked.answer), ('planned', 'waiting'))

    def test_yes_can_be_taken_up_again_when_the_dialog_was_left(self):
        self.volunteer.max_km = 59
        proposal = self.ask(self.volunteer)
        proposal.action_accept()
        self.assertEqual(
            (proposal.answer, proposal.answered_at, self.ride.state), ('waiting', False, 'requested'))
        self.assertEqual(proposal.action_accept()['res_model'], 'ts.ride.assign')

    def test_he_may_change_his_mind_until_the_ride_is_his(self):
        self.volunteer.max_km = 59
        proposal = self.ask(self.volunteer)
        proposal.action_accept()
        proposal.action_decline()
        self.assertEqual(proposal.answer, 'no')
        self.volunteer.max_km = 0
        proposal.action_accept()
        for action in (proposal.action_decline, proposal.action_unreachable):
            with self.assertRaisesRegex(UserError, "Take it back first"):
                action()
        self.ride.action_unassign()
        proposal.action_decline()
        self.assertEqual(proposal.answer, 'no')

    def test_name_tells_who_and_what(self):
        self.assertEqual(self.ask(self.volunteer).display_name, "Vera: Waiting")

    def test_ride_remembers_everybody_asked_after_it_is_given(self):
        self.ask(self.other).action_decline()
        self.ask(self.volunteer).action_accept()
        self.assertEqual(len(self.ride.proposal_ids), 2)
