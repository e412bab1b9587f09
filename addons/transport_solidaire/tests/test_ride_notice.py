# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo.tests import tagged
from odoo.tests.common import freeze_time

from .common import NOW
from .common_notice import TsNoticeCommon


@tagged('post_install', '-at_install')
@freeze_time(NOW)
class TestRideNotice(TsNoticeCommon):
    """Whoever must know of a ride hears of it, once, when the transaction has settled."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.place = cls.make_place("Cancer Centre of the Test", city="Nantes")
        cls.writer.partner_id.firstname = "Wanda"
        cls.texter.aid_ids = cls.walker
        cls.ride = cls.make_ride(cls.texter, cls.place, hour=10)

    def settle(self):
        """End the transaction as the server does, and return the new messages, oldest first."""
        last = self.notices.search([], order='id desc', limit=1).id or 0
        self.env.flush_all()
        self.cr.precommit.run()
        return self.notices.search([('id', '>', last)], order='id')

    def setUp(self):
        super().setUp()
        self.settle()

    def confirm(self, rides=None, volunteer=None):
        rides = rides or self.ride
        rides._assign(volunteer or self.writer)
        rides.action_confirm()
        return self.settle()

    # ---- confirmation ------------------------------------------------------------------------------
    def test_beneficiary_hears_who_comes_and_when(self):
        notice = self.confirm()
        self.assertEqual((notice.kind, notice.beneficiary_id, notice.state),
                         ('confirmation', self.texter, 'waiting'))
        self.send()
        number, text = self.texts()[0]
        self.assertEqual(number, "+33612345678")
        for part in ("10/03", "10:00", "Wanda", "vient chez vous", "02 40 00 00 00"):
            self.assertIn(part, text)
        for secret in ("Writer", "Cancer", "Walker"):
            self.assertNotIn(secret, text + notice.subject)

    def test_outward_and_return_are_one_message(self):
        back = self.make_return(self.ride, hour=11.5)
        notice = self.confirm(self.ride | back)
        self.assertEqual((len(notice), notice.ride_ids), (1, self.ride | back))
        self.assertIn("10:00", notice.text)
        self.assertIn("11:30", notice.text)

    def test_planned_ride_tells_nobody(self):
        self.ride._assign(self.writer)
        self.assertFalse(self.settle())

    def test_confirmed_again_without_a_change_tells_nothing_new(self):
        self.confirm()
        self.ride.action_unassign()
        self.settle()
        self.assertFalse(self.confirm().filtered('beneficiary_id'))

    def test_return_confirmed_later_has_its_own_message(self):
        self.confirm()
        back = self.make_return(self.ride, hour=11.5)
        self.settle()
        notice = self.confirm(back)
        self.assertEqual((notice.kind, notice.ride_ids), ('confirmation', back))

    # ---- changes -----------------------------------------------------------------------------------
    def test_change_reaches_both_once(self):
        self.confirm()
        self.ride.pickup_at = self.when(10.5)
        self.ride.pickup_at = self.when(11)
        found = self.settle()
        self.assertEqual(set(found.mapped('kind')), {'change'})
        self.assertEqual((found.beneficiary_id, found.volunteer_id, len(found)), (self.texter, self.writer, 2))
        for notice in found:
            self.assertIn("11:00", notice.text)
            self.assertNotIn("10:30", notice.text)
        self.assertFalse(self.settle())

    def test_volunteer_reads_no_name_in_the_message(self):
        self.confirm()
        self.ride.pickup_at = self.when(11)
        notice = self.settle().filtered('volunteer_id')
        self.send()
        said = self.mail_text(self.mails[-1]) + self.mails[-1]['Subject']
        self.assertIn("11:00", said)
        self.assertIn('/ts/sheet/', said, "names and addresses are behind his own link")
        for secret in ("Tess", "Texter", "Cancer", "Walker", self.texter.phone):
            self.assertNotIn(secret, said + notice.text)

    def test_there_and_back_tells_nothing(self):
        self.confirm()
        self.ride.pickup_at = self.when(11)
        self.ride.pickup_at = self.when(10)
        self.assertFalse(self.settle())

    def test_what_concerns_nobody_tells_nobody(self):
        self.confirm()
        self.ride.write({'funder_id': self.texter.partner_id.id, 'note': "Bring a coat"})
        self.assertFalse(self.settle())

    def test_the_same_change_a_second_time_is_told_again(self):
        self.confirm()
        for hour in (11, 10, 11):
            self.ride.pickup_at = self.when(hour)
            found = self.settle()
            self.assertEqual(len(found), 2, f"change to {hour}")
            self.assertIn(f"{hour}:00", found[0].text)

    def test_what_was_not_told_yet_is_replaced(self):
        first = self.confirm()
        self.ride.pickup_at = self.when(11)
        self.settle()
        self.assertEqual(first.state, 'cancelled')
        self.send()
        self.assertEqual(len(self.texts()), 1, "one message, with the hour that holds")
        self.assertIn("11:00", self.texts()[0][1])

    def test_another_driver_comes(self):
        self.confirm()
        other = self.make_volunteer("Otto Other", message_consent_on='2026-01-05', contact_channel='email',
                                    email="otto@example.org")
        other.partner_id.firstname = "Otto"
        self.ride.action_unassign()
        self.assertEqual(self.settle().volunteer_id, self.writer, "she hears when somebody else is found")
        self.ride._assign(other)
        self.ride.action_confirm()
        found = self.settle()
        self.assertEqual((found.beneficiary_id, found.volunteer_id.ids), (self.texter, []))
        self.assertIn("Otto", found.text)

    def test_help_that_comes_later_reaches_the_driver_alone(self):
        self.confirm()
        self.ride.aid_ids = self.chair
        found = self.settle()
        self.assertEqual((found.volunteer_id, found.beneficiary_id.ids, found.kind), (self.writer, [], 'change'))
        self.assertNotIn("Chair", found.text, "the sheet says what help, the message does not")
        self.assertIn('/ts/sheet/', found.link)

    def test_a_place_with_a_new_address_is_told(self):
        self.confirm()
        self.ride.dropoff_place_id.write({'street': "3 New Lane", 'city': "Elsewhere"})
        found = self.settle()
        self.assertEqual((found.beneficiary_id, found.volunteer_id), (self.texter, self.writer))
        self.assertEqual(set(found.mapped('kind')), {'change'})

    # ---- the end -----------------------------------------------------------------------------------
    def test_cancellation_reaches_both(self):
        self.confirm()
        self.ride._close('cancelled', self.reasons['cancelled'])
        found = self.settle()
        self.assertEqual(set(found.mapped('kind')), {'cancellation'})
        self.assertEqual((found.beneficiary_id, found.volunteer_id), (self.texter, self.writer))
        self.assertNotIn("Test reason", ''.join(found.mapped('text')))
        self.assertIn("n'a pas lieu", found.filtered('beneficiary_id').text)
        self.assertIn("plus à conduire", found.filtered('volunteer_id').text)

    def test_reminder_that_waits_gives_way_to_the_change(self):
        self.confirm()
        with freeze_time(self.when(18.5, day=0)):
            self.root_env['ts.volunteer']._cron_remind()
            reminders = self.notices.search([('kind', '=', 'reminder')])
            self.ride.pickup_at = self.when(11)
            self.settle()
            self.assertEqual(set(reminders.mapped('state')), {'cancelled'})

    def test_promised_ride_without_driver_is_called_off(self):
        self.confirm()
        self.ride.action_unassign()
        self.settle()
        self.ride._close('unserved', self.reasons['unserved'])
        found = self.settle()
        self.assertEqual((found.kind, found.beneficiary_id), ('cancellation', self.texter))

    def test_ride_that_was_never_promised_ends_in_silence(self):
        self.ride._close('refused', self.reasons['refused'])
        self.assertFalse(self.settle())

    def test_driven_ride_tells_nobody(self):
        self.confirm()
        with freeze_time(self.when(12)):
            self.ride.action_done()
            self.assertFalse(self.settle())

    def test_change_of_the_same_day_leaves_at_night_too(self):
        self.confirm()
        with freeze_time(self.when(6.5)):
            self.ride.pickup_at = self.when(9.75)
            found = self.settle()
            self.assertTrue(all(found.mapped('is_urgent')))
            self.assertEqual([n.state for n in found], ['waiting', 'waiting'])
            self.send()
            self.assertEqual([n.state for n in found], ['sent', 'sent'])

    def test_change_an_hour_before_is_told_by_telephone_instead_of_email(self):
        self.confirm()
        with freeze_time(self.when(9)):
            self.ride.pickup_at = self.when(10.25)
            found = self.settle()
        self.assertEqual(found.filtered('volunteer_id').state, 'to_call')
        self.assertEqual(found.filtered('beneficiary_id').state, 'waiting', "an SMS is read at once")

    # ---- size --------------------------------------------------------------------------------------
    def test_confirming_costs_the_same_for_many(self):
        rides = self.ride.browse()
        for i in range(8):
            ride = self.make_ride(self.caller, self.place, hour=8 + i, day=3 + i)
            ride._assign(self.make_volunteer(f"Driver {i}", message_consent_on='2026-01-05'))
            rides |= ride
        self.settle()
        self.assert_flat(lambda few: few._remember_told(), rides, 4)

    def test_reminder_of_the_person_and_of_the_driver(self):
        self.confirm()
        self.send()
        with freeze_time(self.when(18.5, day=0)):
            self.root_env['ts.volunteer']._cron_remind()
            self.root_env['ts.volunteer']._cron_remind()
            found = self.notices.search([('kind', '=', 'reminder')])
            self.assertEqual((found.beneficiary_id, found.volunteer_id, len(found)),
                             (self.texter, self.writer, 2))
            self.send()
        self.assertEqual(len(self.mails), 1)
        mail = self.mails[0]
        self.assertIn('/ts/sheet/', self.mail_text(mail))
        for secret in ("Tess", "Texter", "Cancer", "Walker"):
            self.assertNotIn(secret, self.mail_text(mail) + mail['Subject'])
        self.assertIn("Demain", self.texts()[-1][1])

    def test_no_reminder_before_the_hour_nor_for_what_is_not_confirmed(self):
        self.ride._assign(self.writer)
        with freeze_time(self.when(18.5, day=0)):
            self.root_env['ts.volunteer']._cron_remind()
        self.ride.action_confirm()
        with freeze_time(self.when(17, day=0)):
            self.root_env['ts.volunteer']._cron_remind()
        self.assertFalse(self.notices.search([('kind', '=', 'reminder')]))

    def test_reminder_of_an_early_ride_does_not_wait_for_the_morning(self):
        self.ride.pickup_at = self.when(7)
        self.confirm()
        with freeze_time(self.when(21, day=0)):
            self.root_env['ts.volunteer']._cron_remind()
            found = self.notices.search([('kind', '=', 'reminder')])
            self.assertTrue(all(n.send_at <= self.when(21, day=0) + timedelta(minutes=1) for n in found))

    # ---- in the evening, for the early morning -----------------------------------------------------
    def test_what_would_be_read_too_late_does_not_wait_for_the_morning(self):
        early = self.make_ride(self.texter, self.place, hour=7.5)
        self.confirm(early)
        with freeze_time('2026-03-09 20:30:00'):
            early._close('cancelled', self.reasons['cancelled'])
            told = self.settle()
        self.assertEqual(set(told.mapped('kind')), {'cancellation'})
        self.assertEqual((told.volunteer_id, told.beneficiary_id), (self.writer, self.texter))
        for notice in told:
            self.assertLess(notice.send_at, early.pickup_at, "told after the ride")

    def test_an_early_ride_put_later_is_told_before_its_old_hour(self):
        early = self.make_ride(self.texter, self.place, hour=7.5)
        self.confirm(early)
        with freeze_time('2026-03-09 20:30:00'):
            early.pickup_at = self.when(14)
            told = self.settle()
        self.assertEqual(set(told.mapped('kind')), {'change'})
        for notice in told:
            self.assertLess(notice.send_at, self.when(7.5), "he drove for nothing")
