# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .common import TsCommon


@tagged('post_install', '-at_install')
class TestSearch(TsCommon):
    """The coordinator types what she has heard on the telephone and finds who and where."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person = cls.make_person("Élodie Lœuillet-Naïgeon", phone='+33 6 39 98 12 34')
        cls.person.partner_id.write({'zip': '99440', 'city': "Saint-Été-sur-Mer"})
        cls.other = cls.make_person("Elmire Autre", phone='02 61 91 00 11')
        cls.place = cls.make_place("Surgery Dr. Ô, Nort", city="Nôrtville", zip='99390')

    def found(self, model, text):
        """Return the records that the type-ahead of a field offers for a text."""
        return self.env[model].browse([pair[0] for pair in self.env[model].name_search(text)])

    def assert_finds(self, record, text):
        self.assertIn(record, self.found(record._name, text), f"“{text}” does not find {record.display_name}")

    def test_any_part_of_a_name_finds_it_without_accents_in_any_order(self):
        for text in ("elodie", "ÉLODIE", "loeuillet", "Lœuil", "naige", "naigeon elodie", "odie loeui"):
            with self.subTest(text=text):
                self.assert_finds(self.person, text)
                self.assertNotIn(self.other, self.found('ts.beneficiary', text))

    def test_every_typed_word_must_be_there(self):
        self.assertFalse(self.found('ts.beneficiary', "elodie autre"))

    def test_phone_in_any_form_finds_the_caller(self):
        for text in ('06 39 98 12 34', '0639981234', '06.39.98.12.34', '+33639981234', '0033 6 39 98 12 34',
                     '06-39-98', '98 12 34'):
            with self.subTest(text=text):
                self.assertEqual(self.found('ts.beneficiary', text), self.person)

    def test_town_and_postcode_find_the_people_who_live_there(self):
        for text in ("saint ete", "SUR MER", '99440', "elodie 99440"):
            with self.subTest(text=text):
                self.assertEqual(self.found('ts.beneficiary', text), self.person)

    def test_place_is_found_by_short_name_town_and_postcode(self):
        for text in ("surgery", "dr o", "nort", "nortville", '99390', "surgery 99390"):
            with self.subTest(text=text):
                self.assert_finds(self.place, text)

    def test_volunteer_is_found_like_a_person(self):
        volunteer = self.make_volunteer("Gaël Hervé", phone='0639 98 55 66')
        self.assertEqual(self.found('ts.volunteer', "herve gael"), volunteer)
        self.assertEqual(self.found('ts.volunteer', '+33 6 39 98 55 66'), volunteer)

    def test_what_finds_somebody_follows_the_contact(self):
        self.person.phone = '07 00 00 77 77'
        self.person.partner_id.name = "Élodie Nouvelle"
        self.assertEqual(self.found('ts.beneficiary', '07 00 00 77 77'), self.person)
        self.assertEqual(self.found('ts.beneficiary', "nouvelle elodie"), self.person)
        self.assertFalse(self.found('ts.beneficiary', "loeuillet"))

    def test_search_view_and_name_search_agree(self):
        domain = [('display_name', 'ilike', "elodie saint-ete")]
        self.assertEqual(self.env['ts.beneficiary'].search(domain), self.person)

    def test_archived_people_are_not_offered(self):
        self.person.active = False
        self.assertFalse(self.found('ts.beneficiary', "elodie"))

    def test_recent_places_of_the_person_come_first_when_booking(self):
        near = self.make_place("Aaa Surgery", km=12)
        often = self.make_place("Zzz Surgery", km=20)
        self.make_ride(self.person, often, day=-10)
        self.make_ride(self.person, self.place, day=-3)
        booking = self.env['ts.place'].with_context(ts_beneficiary_id=self.person.id)
        offered = [pair[0] for pair in booking.name_search("surgery")]
        self.assertEqual(offered[:3], [self.place.id, often.id, near.id])
        self.assertEqual(len(offered), len(set(offered)), "a place is offered twice")
        self.assertEqual(len(booking.name_search("surgery", limit=2)), 2)
