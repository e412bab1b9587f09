# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from odoo import Command
from odoo.exceptions import AccessError, UserError

from .common_ledger import DECEMBER, NOVEMBER, TsLedgerCommon


class TestStatementStates(TsLedgerCommon):
    """Who moves a statement where."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.run_1 = cls.make_run(date(2026, 11, 3), 100)
        cls.run_2 = cls.make_run(date(2026, 11, 10), 50, cost=3.0)
        cls.statement = cls.env['ts.statement']._create_for_period(cls.company, *NOVEMBER)

    def as_user(self, user):
        return self.statement.with_user(user)

    def test_submit_and_approve_keep_who_and_when(self):
        self.approve(self.statement)
        self.assertRecordValues(self.statement, [{
            'state': 'approved', 'submitted_by_id': self.coordinator.id,
            'approved_by_id': self.treasurer.id}])
        self.assertTrue(self.statement.approved_at)

    def test_payee_never_approves_his_own(self):
        self.statement.action_submit()
        self.coordinator.partner_id = self.volunteer.partner_id
        reason = self.as_user(self.coordinator).cannot_approve_reason
        self.assertIn("somebody else", reason)
        with self.assertRaisesRegex(UserError, "somebody else has to approve it"):
            self.as_user(self.coordinator).action_approve()
        self.assertEqual(self.statement.state, 'submitted')

    def test_payee_never_approves_his_own_by_a_second_account(self):
        self.statement.action_submit()
        payee = self.volunteer.partner_id
        cases = {
            'same e-mail, other spelling': (self.coordinator, "Helene <LEDGER_COORDINATOR@example.org>"),
            'login that is the e-mail': (
                self.make_user('helene@example.org', 'transport_solidaire.group_ts_user'), "helene@example.org"),
            'one of several': (self.coordinator, "h@example.org, ledger_coordinator@example.org"),
        }
        cases['login that is the e-mail'][0].partner_id.email = "office@example.org"
        for case, (user, email) in cases.items():
            payee.email = email
            with self.subTest(case=case):
                self.assertIn("somebody else", self.as_user(user).cannot_approve_reason)
                with self.assertRaisesRegex(UserError, "somebody else has to approve it"):
                    self.as_user(user).action_approve()
        payee.email = "helene.other@example.org"
        self.assertFalse(self.as_user(self.coordinator).cannot_approve_reason)
        payee.email = False
        self.coordinator.partner_id.email = False
        self.as_user(self.coordinator).action_approve()
        self.assertEqual(self.statement.state, 'approved')

    def test_contact_of_a_stated_volunteer_is_not_replaced(self):
        """Else he would approve his own statement, or somebody else would be paid."""
        stranger = self.env['res.partner'].create({'name': "Somebody Else"})
        volunteer = self.volunteer.with_user(self.coordinator)
        with self.assertRaisesRegex(UserError, "Hélène Lefèvre has a statement.*NDF/2026/00001"):
            volunteer.partner_id = stranger
        volunteer.write({'partner_id': volunteer.partner_id.id, 'note': "The same contact"})
        self.make_volunteer("Never Stated").with_user(self.coordinator).partner_id = stranger

    def test_draft_is_not_approved_nor_posted(self):
        with self.assertRaisesRegex(UserError, "not waiting for approval"):
            self.as_user(self.treasurer).action_approve()
        with self.assertRaisesRegex(UserError, "only approved statements are posted"):
            self.as_user(self.treasurer).action_post()

    def test_coordinator_does_not_post(self):
        self.approve(self.statement)
        with self.assertRaises(AccessError):
            self.as_user(self.coordinator).action_post()

    def test_board_plain_and_portal_users_have_no_access(self):
        for login, group in (('ledger_board', 'transport_solidaire.group_ts_board'),
                             ('ledger_plain', 'base.group_user'), ('ledger_portal', 'base.group_portal')):
            user = self.make_user(login, group)
            for records in (self.statement, self.statement.line_ids):
                with self.assertRaises(AccessError):
                    records.with_user(user).read(['amount_total' if records == self.statement else 'km'])

    def test_nothing_moves_by_a_plain_write(self):
        for vals in ({'approval_state': 'approved'}, {'date_to': date(2026, 12, 31)},
                     {'approved_by_id': self.coordinator.id}, {'line_ids': [Command.clear()]}):
            with self.assertRaisesRegex(UserError, "moves by its buttons only"):
                self.as_user(self.coordinator).write(vals)
        with self.assertRaisesRegex(UserError, "moves by its buttons only"):
            self.statement.copy({'name': 'NDF/X'})
        with self.assertRaisesRegex(UserError, "made from runs"):
            self.statement.line_ids[0].with_user(self.coordinator).amount = 1000
        with self.assertRaisesRegex(UserError, "made from runs"):
            self.statement.line_ids[0].unlink()

    def test_forged_context_opens_nothing(self):
        forged = self.as_user(self.coordinator).with_context(ts_guard=True)
        with self.assertRaisesRegex(UserError, "moves by its buttons only"):
            forged.approval_state = 'approved'

    def test_reset_takes_the_approval_back(self):
        self.approve(self.statement)
        self.as_user(self.coordinator).action_reset()
        self.assertRecordValues(self.statement, [{
            'state': 'draft', 'approved_by_id': False, 'submitted_by_id': False}])

    def test_refused_statement_releases_its_runs(self):
        self.approve(self.statement)
        self.assertTrue(self.run_1.is_stated)
        with self.assertRaisesRegex(UserError, "Say why"):
            self.as_user(self.treasurer).action_refuse("  ")
        self.as_user(self.treasurer).action_refuse("Wrong month")
        self.assertEqual(self.statement.state, 'refused')
        self.assertFalse(self.run_1.is_stated)
        again = self.state_period()
        self.assertEqual(self.lines_of(again), self.lines_of(self.statement))
        with self.assertRaisesRegex(UserError, "Refused"):
            self.statement.action_reset()

    def test_refused_line_is_not_paid_and_does_not_come_back(self):
        line = self.statement.line_ids[0]
        action = line.with_user(self.coordinator).action_open_refuse()
        wizard = self.env[action['res_model']].with_user(self.coordinator).with_context(
            **action['context']).create({'reason': "Driven on another day"})
        wizard.action_refuse()
        self.assertEqual(self.statement.amount_total, 23.0)
        self.assertEqual(line.refuse_reason, "Driven on another day")
        self.assertFalse(self.state_period(DECEMBER))

    def test_refused_line_comes_back_once_the_run_is_corrected(self):
        self.statement.line_ids[0]._refuse("Too many kilometres")
        self.run_1.km_actual = 60
        december = self.state_period(DECEMBER)
        self.assertEqual(self.lines_of(december), [(3, 'mileage', 60.0, 24.0)])

    def test_refused_line_can_be_accepted_again_unless_restated(self):
        line = self.statement.line_ids[0]
        line._refuse("Mistake")
        line.action_accept()
        self.assertEqual((line.refused, self.statement.amount_total), (False, 63.0))

    def test_refused_line_is_not_accepted_once_its_run_is_stated_again(self):
        """Else 40.00 and 24.00 would be paid for one run of 60 kilometres."""
        line, kilometres, cost = self.statement.line_ids.sorted('id')
        (line | cost)._refuse("Too many kilometres")
        self.run_1.km_actual = 60
        december = self.state_period(DECEMBER)
        own = line.with_user(self.treasurer)
        with self.assertRaisesRegex(UserError, f"stated again since, on {december.name}"):
            own.action_accept()
        self.assertTrue(line.refused)
        cost.with_user(self.coordinator).action_accept()
        self.assertFalse(cost.refused, "what the run cost was not stated again")
        kilometres.action_accept()
        december.with_user(self.coordinator).action_refuse("Both are wrong")
        own.action_accept()
        self.assertEqual(self.statement.amount_total, 63.0)

    def test_refused_correction_is_not_accepted_once_it_is_corrected_again(self):
        self.run_1.km_actual = 150
        refused = self.state_period(DECEMBER).line_ids
        refused._refuse("No proof")
        self.run_1.km_actual = 120
        newer = self.state_period((date(2027, 1, 1), date(2027, 1, 31)))
        self.assertEqual(newer.amount_total, 8.0)
        with self.assertRaisesRegex(UserError, "stated again since"):
            refused.action_accept()

    def test_refused_adjustment_does_not_come_back_either(self):
        self.run_1.km_actual = 150
        self.make_run(date(2026, 12, 1), 10)
        december = self.state_period(DECEMBER)
        december.line_ids.filtered(lambda line: line.kind == 'adjustment')._refuse("No proof")
        self.assertFalse(self.state_period(DECEMBER))
        self.run_1.km_actual = 120
        self.assertEqual(self.lines_of(self.state_period(DECEMBER)), [(3, 'adjustment', 20.0, 8.0)])

    def test_line_of_an_approved_statement_is_not_refused(self):
        self.approve(self.statement)
        with self.assertRaisesRegex(UserError, "already approved"):
            self.statement.line_ids[0]._refuse("Late")
        with self.assertRaisesRegex(UserError, "no longer a draft"):
            self.statement.line_ids[0].action_accept()

    def test_statement_with_every_line_refused_is_not_submitted(self):
        self.statement.line_ids._refuse("All wrong")
        with self.assertRaisesRegex(UserError, "nothing to pay"):
            self.statement.action_submit()

    def test_draft_made_again_takes_corrections_in(self):
        self.statement.line_ids[1]._refuse("Asked for the ticket")
        self.run_1.km_actual = 110
        self.as_user(self.coordinator).action_refresh()
        self.assertEqual(self.lines_of(self.statement), [
            (3, 'mileage', 110.0, 44.0), (10, 'cost', 0.0, 3.0)])
        self.assertFalse(self.state_period(DECEMBER))

    def test_only_drafts_are_made_again(self):
        self.approve(self.statement)
        with self.assertRaisesRegex(UserError, "only drafts"):
            self.statement.action_refresh()

    def test_draft_can_be_deleted_and_its_runs_stated_again(self):
        self.statement.with_user(self.coordinator).unlink()
        self.assertEqual(self.state_period().amount_total, 63.0)

    def test_approved_statement_is_kept(self):
        self.approve(self.statement)
        with self.assertRaisesRegex(UserError, "is kept"):
            self.statement.unlink()

    def test_line_opens_its_run(self):
        action = self.statement.line_ids[0].action_open_run()
        self.assertEqual((action['res_model'], action['res_id']), ('ts.run', self.run_1.id))
        self.assertIn("03/11/2026", self.statement.line_ids[0].display_name)
