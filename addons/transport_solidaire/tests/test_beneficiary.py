# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import TsCommon


@tagged('post_install', '-at_install')
class TestBeneficiary(TsCommon):
    """The file of the person carried: what the desk must know, and nothing about illness."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person = cls.make_person(km=10, aid_ids=[Command.set(cls.walker.ids)])
        cls.place = cls.make_place(km=30)
        cls.day = cls.when(10).date()

    def test_boarding_time_follows_the_aids_and_can_be_corrected(self):
        self.assertEqual(self.person.boarding_minutes, 3)
        self.person.aid_ids |= self.chair
        self.assertEqual(self.person.boarding_minutes, 13)
        self.person.boarding_minutes = 20
        self.assertEqual(self.person.boarding_minutes, 20)

    def test_aids_stay_out_of_the_chatter(self):
        self.chatter(self.person)
        self.person.aid_ids = self.chair
        text = self.chatter(self.person)
        self.assertNotIn("Test Chair", text)
        self.assertNotIn("Test Walker", text)

    def test_alert_note_is_shown_at_booking(self):
        self.person.alert = "Speak loudly"
        self.assertEqual(self.person._get_booking_alerts(self.day), ["Speak loudly"])

    def test_agreed_limit_is_told_when_it_is_reached(self):
        self.person.max_rides_month = 2
        self.make_ride(self.person, self.place, day=1)
        cancelled = self.make_ride(self.person, self.place, day=2)
        cancelled._close('cancelled', self.reasons['cancelled'])
        self.make_ride(self.person, self.place, day=-20)  # February
        self.assertEqual(self.person._get_booking_alerts(self.day), [])
        self.make_ride(self.person, self.place, day=3)
        alerts = self.person._get_booking_alerts(self.day)
        self.assertEqual(len(alerts), 1)
        self.assertRegex(alerts[0], r"2 rides already.*2 were agreed")

    def test_nothing_to_tell_gives_no_alert(self):
        self.assertEqual(self.person._get_booking_alerts(self.day), [])

    def test_recent_places_come_the_most_recent_first_and_once(self):
        first, second, third = (self.make_place(f"Place {n}", km=20 + n) for n in range(3))
        for day, place in ((-9, first), (-8, second), (-7, third), (-6, first)):
            self.make_ride(self.person, place, day=day)
        self.assertEqual(self.person._get_recent_places(), first | third | second)
        self.assertEqual(self.person._get_recent_places().ids, [first.id, third.id, second.id])
        self.assertEqual(self.person._get_recent_places(limit=1), first)

    def test_ride_takes_what_the_file_says_and_keeps_what_was_typed(self):
        self.person.companions = 1
        ride = self.make_ride(self.person, self.place)
        self.assertRecordValues(ride, [{'companions': 1, 'aid_ids': self.walker.ids, 'seats': 2}])
        other = self.make_ride(self.person, self.place, companions=0, aid_ids=[Command.set(self.chair.ids)])
        self.assertRecordValues(other, [{'companions': 0, 'aid_ids': self.chair.ids, 'seats': 2}])

    def test_one_file_per_person_and_association(self):
        with self.assertRaises(Exception) as caught, mute_logger('odoo.sql_db'), self.cr.savepoint():
            self.env['ts.beneficiary'].create({'partner_id': self.person.partner_id.id})
        self.assertIn('ts_beneficiary_partner_company_uniq', str(caught.exception))

    def test_person_who_is_also_a_volunteer_has_two_files_on_one_contact(self):
        volunteer = self.env['ts.volunteer'].create({'partner_id': self.person.partner_id.id})
        volunteer.phone = '06 39 98 00 01'
        self.assertEqual(self.person.phone, '06 39 98 00 01')

    def test_person_with_rides_cannot_be_deleted(self):
        self.make_ride(self.person, self.place)
        with self.assertRaises(Exception) as caught, mute_logger('odoo.sql_db'), self.cr.savepoint():
            self.person.with_user(self.users['manager']).unlink()
        self.assertIn('ts_ride_beneficiary_id_fkey', str(caught.exception))

    def test_ride_count(self):
        self.make_ride(self.person, self.place)
        self.make_ride(self.person, self.place, hour=15)
        self.assertEqual(self.person.ride_count, 2)
        self.assertEqual(self.make_person("Somebody Else").ride_count, 0)

    def test_display_name_tells_the_town(self):
        self.person.city = "Testville"
        self.assertEqual(self.person.display_name, "Bertille Beneficiary (Testville)")
        self.person.city = False
        self.assertEqual(self.person.display_name, "Bertille Beneficiary")
