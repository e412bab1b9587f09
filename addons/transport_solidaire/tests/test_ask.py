# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged

from .common import TsCommon


class AskCommon(TsCommon):
    """An outward ride with its return, and three volunteers who agree to mails."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.vera, cls.otto, cls.nina = (cls.make_reachable(name, km) for name, km in
                                        (("Vera", 0), ("Otto", 5), ("Nina", 8)))
        cls.person = cls.make_person("Paula Private", km=10, city="Testville", phone='02 40 00 00 01',
                                     aid_ids=[Command.set(cls.walker.ids)], door_note="Code 1234")
        cls.place = cls.make_place("Oncology Ward", km=30, city="Wardville")
        cls.ride = cls.make_ride(cls.person, cls.place, hour=10, day=1)
        cls.back = cls.make_return(cls.ride, hour=11.5, day=1)
        cls.rides = cls.ride | cls.back
        cls.team = cls.vera | cls.otto | cls.nina

    @classmethod
    def make_reachable(cls, name, km):
        volunteer = cls.make_volunteer(name, km=km)
        volunteer.write({'email': f"{name.lower()}@example.org", 'contact_channel': 'email',
                         'message_consent_on': fields.Date.today()})
        return volunteer

    def ask(self, mode='all', volunteers=None, **kwargs):
        return self.rides._propose(volunteers or self.team, mode, **kwargs)

    def of(self, batch, volunteer):
        return batch.proposal_ids.filtered(lambda p: p.volunteer_id == volunteer)

    def answers(self, batch):
        return [self.of(batch, volunteer).answer for volunteer in self.team]

    def send_all(self):
        self.root_env['ts.notice'].search([('state', '=', 'waiting')]).state = 'sent'
        self.env.invalidate_all()


@tagged('post_install', '-at_install')
class TestAsk(AskCommon):
    """One, several in order, or all at once: the first yes wins, the others are thanked."""

    def test_all_are_asked_at_once(self):
        batch = self.ask()
        self.assertEqual((batch.state, self.answers(batch)), ('waiting', ['waiting'] * 3))
        self.assertEqual(batch.proposal_ids.mapped('channel'), ['email'] * 3)
        self.assertEqual(len(batch.proposal_ids.notice_id), 3)
        self.assertEqual(set(batch.proposal_ids.mapped('expires_at')),
                         {fields.Datetime.now() + timedelta(hours=self.company.ts_ask_hours)})
        self.assertEqual(self.of(batch, self.vera).km_estimate, 60.0)
        self.assertTrue(self.ride.is_being_asked and self.back.is_being_asked)
        self.assertEqual(self.back.asked_ids, batch.proposal_ids)

    def test_first_yes_wins_and_the_others_are_thanked_once(self):
        batch = self.ask()
        self.send_all()
        self.of(batch, self.otto)._accept('link')
        self.assertEqual(self.answers(batch), ['taken', 'yes', 'taken'])
        self.assertEqual((batch.state, batch.winner_id), ('taken', self.otto))
        self.assertEqual(set(self.rides.mapped('state')), {'confirmed'})
        self.assertEqual(self.rides.volunteer_id, self.otto)
        self.assertEqual(len(self.rides.run_id), 1)
        thanks = self.env['ts.notice'].search([('kind', '=', 'thanks_taken')])
        self.assertEqual(thanks.volunteer_id, self.vera | self.nina)
        self.of(batch, self.otto)._accept('link')
        batch._end(self.otto)
        self.assertEqual(self.env['ts.notice'].search_count([('kind', '=', 'thanks_taken')]), 2)

    def test_question_that_has_not_left_is_taken_back_without_a_word(self):
        batch = self.ask()
        self.of(batch, self.otto)._accept('link')
        self.assertEqual(self.of(batch, self.vera).notice_id.state, 'cancelled')
        self.assertFalse(self.env['ts.notice'].search([('kind', '=', 'thanks_taken')]))

    def test_yes_after_somebody_elses_is_kind_and_changes_nothing(self):
        batch = self.ask()
        self.of(batch, self.otto)._accept('link')
        with self.assertRaisesRegex(UserError, "Somebody else has said yes"):
            self.of(batch, self.vera)._accept('portal')
        outcome = self.of(batch, self.vera)._reply_yes('link')
        self.assertEqual(outcome.code, 'taken')
        self.assertEqual((self.rides.volunteer_id, self.answers(batch)), (self.otto, ['taken', 'yes', 'taken']))

    def test_in_order_the_next_one_is_asked_at_once_after_a_no(self):
        batch = self.ask('order')
        self.assertEqual(self.answers(batch), ['waiting', 'queued', 'queued'])
        self.assertFalse(self.of(batch, self.otto).asked_at)
        reason = self.env['ts.ride.reason'].search([('kind', '=', 'declined')], limit=1)
        proposal = self.of(batch, self.vera)
        proposal._decline(reason.id, "  not   today ", 'link')
        self.assertEqual((proposal.decline_reason_id, proposal.note, proposal.source),
                         (reason, "not today", 'link'))
        self.assertEqual(self.answers(batch), ['no', 'waiting', 'queued'])
        proposal._decline(reason.id, "again", 'link')
        self.assertEqual((self.answers(batch), proposal.note), (['no', 'waiting', 'queued'], "not today"))

    def test_in_order_the_next_one_is_asked_when_time_is_over(self):
        batch = self.ask('order', hours=2)
        with freeze_time(fields.Datetime.now() + timedelta(hours=1)):
            batch._expire()
            self.assertEqual(self.answers(batch), ['waiting', 'queued', 'queued'])
        with freeze_time(fields.Datetime.now() + timedelta(hours=2)):
            batch._expire()
            batch._expire()
            self.assertEqual(self.answers(batch), ['expired', 'waiting', 'queued'])
            self.assertEqual(self.of(batch, self.vera)._reply_yes('link').code, 'expired')
            self.assertEqual(set(self.rides.mapped('state')), {'requested'})

    def test_everybody_declines(self):
        batch = self.ask()
        for proposal in batch.proposal_ids:
            proposal._decline(None, None, 'link')
        self.assertEqual((batch.state, set(self.rides.mapped('state'))), ('nobody', {'requested'}))
        self.assertFalse(self.ride.is_being_asked)

    def test_a_no_may_become_a_yes_while_it_is_open(self):
        batch = self.ask()
        proposal = self.of(batch, self.vera)
        proposal._decline(None, None, 'link')
        proposal._accept('link')
        self.assertEqual(self.rides.volunteer_id, self.vera)
        with self.assertRaisesRegex(UserError, "cannot come after all"):
            proposal._decline(None, None, 'portal')

    def test_desk_gives_the_rides_otherwise(self):
        batch = self.ask(volunteers=self.vera | self.otto)
        self.send_all()
        self.rides._assign(self.nina)
        self.assertEqual(batch.proposal_ids.mapped('answer'), ['taken', 'taken'])
        self.assertEqual(batch.state, 'taken')
        self.assertEqual(self.env['ts.notice'].search_count([('kind', '=', 'thanks_taken')]), 2)

    def test_desk_gives_the_rides_to_somebody_who_was_asked(self):
        batch = self.ask()
        self.rides._assign(self.vera)
        self.assertEqual(self.answers(batch), ['waiting', 'taken', 'taken'])
        self.of(batch, self.vera)._accept('link')
        self.assertEqual((set(self.rides.mapped('state')), batch.state), ({'confirmed'}, 'taken'))

    def test_planned_without_asking_and_he_says_no(self):
        batch = self.ask()
        self.rides._assign(self.vera)
        self.of(batch, self.vera)._decline(None, None, 'link')
        self.assertEqual(set(self.rides.mapped('state')), {'requested'})

    def test_cancelled_rides_are_no_longer_asked_for(self):
        batch = self.ask()
        self.ride._close('cancelled', self.reasons['cancelled'])
        self.assertEqual((batch.state, batch._get_open_rides()), ('waiting', self.back))
        self.back._close('cancelled', self.reasons['cancelled'])
        self.assertEqual((batch.state, self.answers(batch)), ('stopped', ['stopped'] * 3))
        self.assertEqual(self.of(batch, self.vera)._reply_yes('link').code, 'stopped')

    def test_desk_stops_asking(self):
        batch = self.ask('order')
        self.send_all()
        batch.action_stop()
        batch.action_stop()
        self.assertEqual((batch.state, self.answers(batch)), ('stopped', ['stopped'] * 3))
        self.assertEqual(self.env['ts.notice'].search([('kind', '=', 'thanks_taken')]).volunteer_id, self.vera)

    # ---- his plan has changed ----------------------------------------------------------------------
    def test_plan_that_has_changed_goes_to_the_desk(self):
        batch = self.ask()
        self.make_ride(self.make_person(km=12), self.place, hour=10, day=1)._assign(self.vera)
        proposal = self.of(batch, self.vera)
        outcome = proposal._reply_yes('link')
        self.assertEqual(outcome.code, 'to_call')
        self.assertIn("the phone desk calls you", outcome.message)
        self.assertEqual((proposal.answer, batch.state, batch.to_call), ('to_call', 'waiting', True))
        self.assertIn("already drives", proposal.desk_note)
        self.assertEqual(set(self.rides.mapped('state')), {'requested'})
        proposal._reply_yes('link')
        tasks = self.ride.activity_ids
        self.assertEqual(len(tasks), 1)
        self.assertNotIn("Walker", tasks.summary)
        self.of(batch, self.otto)._accept('link')
        self.assertEqual(proposal.answer, 'taken')

    def test_known_warning_is_agreed_and_a_new_one_is_not(self):
        self.vera.max_km = 50
        batch = self.ask()
        proposal = self.of(batch, self.vera)
        self.assertIn("60 km", proposal.known_blockers)
        proposal._accept('link')
        self.assertEqual(self.rides.volunteer_id, self.vera)
        self.assertIn("60 km", self.ride.override_note)
        self.assertEqual(self.ride.override_reason_id,
                         self.env.ref('transport_solidaire.ts_ride_reason_override_1'))

    def test_new_warning_goes_to_the_desk(self):
        batch = self.ask()
        self.vera.max_km = 50
        with self.assertRaisesRegex(UserError, "phone desk calls you"):
            self.of(batch, self.vera)._accept('link')
        self.assertIn("60 km", self.of(batch, self.vera).desk_note)

    # ---- cannot come after all ---------------------------------------------------------------------
    def test_yes_taken_back_until_the_ride_starts(self):
        batch = self.ask()
        proposal = self.of(batch, self.vera)
        proposal._accept('link')
        self.assertEqual(proposal._withdraw("broken down", 'link').code, 'withdrawn')
        self.assertEqual(set(self.rides.mapped('state')), {'requested'})
        self.assertEqual((proposal.answer, proposal.note, batch.state), ('withdrawn', "broken down", 'nobody'))
        self.assertIn("cannot come after all", self.ride.activity_ids.summary)
        proposal._withdraw("broken down", 'link')
        self.assertEqual(len(self.ride.activity_ids), 1)
        self.env.flush_all()
        self.cr.precommit.run()
        self.assertFalse(self.env['ts.notice'].search([('kind', '=', 'cancellation')]))

    def test_yes_is_not_taken_back_once_it_has_begun(self):
        batch = self.ask()
        proposal = self.of(batch, self.vera)
        proposal._accept('link')
        with freeze_time(self.ride.pickup_at):
            self.assertEqual(proposal._withdraw(None, 'link').code, 'yes')
        self.assertEqual(set(self.rides.mapped('state')), {'confirmed'})

    # ---- noted by the desk -------------------------------------------------------------------------
    def test_telephone_answer_in_one_click(self):
        batch = self.ask('order')
        self.of(batch, self.vera).action_unreachable()
        self.assertEqual(self.answers(batch), ['unreachable', 'waiting', 'queued'])
        self.of(batch, self.otto).action_decline()
        self.assertEqual(self.answers(batch), ['unreachable', 'no', 'waiting'])
        self.of(batch, self.nina).action_accept()
        self.assertEqual((batch.state, self.rides.volunteer_id), ('taken', self.nina))
        self.assertRecordValues(self.of(batch, self.nina), [{
            'source': 'phone', 'answered_by_id': self.users['coordinator'].id}])

    # ---- whom to ask -------------------------------------------------------------------------------
    def test_whoever_cannot_is_left_out(self):
        self.otto.refused_aid_ids = self.walker
        batch = self.ask()
        self.assertEqual(batch.proposal_ids.volunteer_id, self.vera | self.nina)
        with self.assertRaisesRegex(UserError, "Otto does not take"):
            self.ask('one', self.otto)

    def test_nobody_is_asked_twice(self):
        self.ask()
        with self.assertRaisesRegex(UserError, "Vera has been asked already"):
            self.ask()

    def test_a_message_that_would_leave_after_the_ride_is_refused(self):
        early = self.make_ride(self.make_person("Early"), self.place, hour=7.5)
        with freeze_time('2026-03-09 20:30:00'), self.assertRaisesRegex(UserError, "call instead"):
            early._propose(self.vera)

    def test_nothing_to_ask_for(self):
        with self.assertRaisesRegex(UserError, "Choose one volunteer"):
            self.ask('one')
        with freeze_time(self.ride.pickup_at), self.assertRaisesRegex(UserError, "begins before"):
            self.ask()
        self.rides._assign(self.vera)
        with self.assertRaisesRegex(UserError, "no longer to place"):
            self.ask()

    def test_who_is_called_is_on_the_list_of_calls(self):
        self.vera.contact_channel = 'phone'
        proposal = self.ask('one', self.vera).proposal_ids
        self.assertEqual((proposal.channel, proposal.notice_state), ('phone', 'to_call'))

    def test_time_to_answer_begins_when_the_message_may_leave(self):
        evening = self.when(21, day=0)
        with freeze_time(evening):
            proposal = self.ask('one', self.vera, hours=1).proposal_ids
        self.assertEqual(self.local(proposal.expires_at), '09:00')

    # ---- guarded -----------------------------------------------------------------------------------
    def test_answers_are_not_written(self):
        batch = self.ask()
        proposal = batch.proposal_ids[0]
        for vals in ({'answer': 'yes'}, {'source': 'link'}, {'volunteer_id': self.nina.id + 1},
                     {'expires_at': '2030-01-01'}):
            with self.subTest(vals=vals), self.assertRaisesRegex(UserError, "noted with its buttons"):
                proposal.with_context(ts_guard=True).write(vals)
        with self.assertRaisesRegex(UserError, "noted with its buttons"):
            self.env['ts.proposal'].create(
                {'ride_id': self.ride.id, 'volunteer_id': self.vera.id, 'answer': 'yes'})
        for vals in ({'mode': 'one'}, {'ride_ids': [Command.clear()]}, {'hours': 9}):
            with self.subTest(vals=vals), self.assertRaisesRegex(UserError, "asked this question already"):
                batch.write(vals)

    def test_asking_is_for_the_desk(self):
        for role in ('treasurer', 'board', 'portal'):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self.rides.with_env(self._env_of(role)).propose(self.vera.ids)

    # ---- what is told ------------------------------------------------------------------------------
    def test_messages_tell_no_name_no_place_no_need(self):
        batch = self.ask()
        self.send_all()
        self.of(batch, self.otto)._accept('link')
        for notice in self.env['ts.notice'].search([('kind', 'in', ('proposal', 'thanks_taken'))]):
            said = f"{notice.subject} {notice.text} {notice.html} {notice.link}"
            for secret in ("Paula", "Private", "Oncology", "Walker", "02 40", "1234", "Errand"):
                self.assertNotIn(secret, said)
            self.assertIn("Wardville", said)
        proposal = self.of(batch, self.vera)
        self.assertIn(f"{proposal._get_link()}?r=yes", proposal.notice_id.html)
        self.assertLessEqual(len(proposal.notice_id.text + proposal._get_link()), 320)

    def test_messages_are_in_the_volunteers_language(self):
        self.root_env['res.lang']._activate_lang('fr_FR')
        self.vera.partner_id.lang = 'fr_FR'
        self.assertIn("mardi 10 mars", self.ask('one', self.vera).proposal_ids.notice_id.subject)

    def test_link_is_signed(self):
        batch = self.ask()
        vera, otto = self.of(batch, self.vera), self.of(batch, self.otto)
        read = self.env['ts.proposal']._read_token
        token = vera._get_token()
        self.assertEqual(read(token), vera)
        self.assertGreaterEqual(len(token.partition('-')[2]) * 5, 128)
        for wrong in (f"{otto.id}-{token.partition('-')[2]}", token[:-1], token + 'a', 'x', '', '-',
                      f"{10 ** 30}-a", token.upper()):
            self.assertFalse(read(wrong), wrong)

    # ---- screens -----------------------------------------------------------------------------------
    def test_dialog_shows_the_best_and_asks_those_ticked(self):
        action = self.ride.action_open_propose()
        form = Form(self.env['ts.ride.propose'].with_context(**action['context']))
        self.assertEqual(form.mode, 'order')
        self.assertEqual(form.hours, 4.0)
        self.assertEqual(len(form.line_ids), 3)
        with form.line_ids.edit(0) as line:
            self.assertTrue(line.reason)
            line.is_chosen = True
        wizard = form.save()
        wizard.action_ask()
        batch = self.ride.batch_ids
        self.assertEqual(batch.ride_ids, self.rides)
        self.assertEqual(len(batch.proposal_ids), 1)
        with self.assertRaisesRegex(UserError, "Tick at least one"):
            Form(self.env['ts.ride.propose'].with_context(**action['context'])).save().action_ask()

    def test_remote_call_of_the_desk(self):
        data = self.ride.propose(self.team.ids, 'order', 3)
        self.assertEqual([p['name'] for p in data['proposals'] if p['answer'] == 'waiting'], ["Vera"])
        self.assertEqual((len(data['proposals']), data['state']), (3, 'waiting'))

    def test_looking_at_many_volunteers_takes_no_more_queries(self):
        team = self.team | self.make_reachable("Rita", 3)

        def look(volunteers):
            known = self.rides._get_fitting(volunteers)
            self.rides._estimate_km(volunteers)
            self.assertEqual(len(known), len(volunteers))

        self.assert_flat(look, team, 2)
