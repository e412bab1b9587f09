# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import new_test_user, tagged
from odoo.tests.common import freeze_time

from .common import NOW, ROLES
from .test_ask import AskCommon


@freeze_time(NOW)
@tagged('post_install', '-at_install')
class TestAskLeaks(AskCommon):
    """What answers leave behind: tasks for whoever has the ride now, and no name in any e-mail's subject."""

    def test_task_goes_to_whoever_took_the_desk_over(self):
        stand_in = new_test_user(
            self.root_env, 'ts_leak_stand_in', groups=ROLES['coordinator'], company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)])
        proposal = self.ask('one', self.vera).proposal_ids
        proposal._reply_yes('link')
        self.env['ts.desk.pass'].create({'to_user_id': stand_in.id}).action_pass()
        proposal._withdraw("ill", 'link')
        self.assertEqual(self.ride.activity_ids.user_id, stand_in)

    def test_no_subject_says_who_travels_or_where_to(self):
        before = self.root_env['mail.mail'].search([])
        proposal = self.ask('one', self.vera).proposal_ids
        proposal._reply_yes('link')
        proposal._withdraw("ill", 'link')
        self.ride.message_post(body="Ring her", partner_ids=self.users['manager'].partner_id.ids)
        self.env.flush_all()
        mails = self.root_env['mail.mail'].search([]) - before
        self.assertTrue(mails, "the message that was posted leaves")
        for subject in mails.mapped('subject'):
            for secret in ("Paula", "Private", "Oncology"):
                self.assertNotIn(secret, subject or '')
        self.assertTrue(self.ride.activity_ids, "the task is there all the same")

    def test_question_that_has_not_left_is_not_asked_when_it_is_over(self):
        early = self.make_ride(self.person, self.place, hour=8.25)
        with freeze_time('2026-03-09 20:30:00'):
            batch = early._propose(self.vera)
        with freeze_time('2026-03-10 07:20:00'):
            batch._expire()
        self.assertEqual(batch.proposal_ids.answer, 'expired')
        self.assertEqual(batch.proposal_ids.notice_id.state, 'cancelled')

    def test_link_with_strange_letters_is_none_of_ours(self):
        proposal = self.ask('one', self.vera).proposal_ids
        self.assertFalse(proposal._read_token(f"{proposal.id}-é"))
