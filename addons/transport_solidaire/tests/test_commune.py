# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import TsCommon


@tagged('post_install', '-at_install')
class TestCommune(TsCommon):
    """An address gets its commune, or none when it is not certain."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Commune = cls._env_of('manager')['ts.commune']
        cls.rows = [
            cls._row('99001', "Testville", '99100'),
            cls._row('99002', "Saint-Test-les-Prés", '99200 99210'),
            cls._row('99003', "Petit-Test", '99300'),
            cls._row('99004', "Grand-Test", '99300'),
            cls._row('99005', "Doublon", '99500'),
            cls._row('98005', "Doublon", '98500', dep='98'),
            cls._row('99006', "Sainte-Épreuve", '99600'),
        ]
        cls.communes = {c.code: c for c in cls.Commune._load_rows(cls.rows)}

    @staticmethod
    def _row(code, name, postcodes, dep='99', **more):
        return {'code': code, 'nom': name, 'dep': dep, 'codes_postaux': postcodes, 'population': '1200',
                'lat': '47.25', 'lon': '-1.75', **more}

    def match(self, postcode, town):
        return self.Commune._match([(postcode, town)])[(postcode, town)].code or None

    def test_addresses_find_their_commune(self):
        cases = [
            # postcode, town, expected code, why
            ('99100', "Testville", '99001', "both agree"),
            ('', "testVILLE", '99001', "a town alone is enough when its name is unique"),
            ('99200', "St Test les Prés", '99002', "people write St for Saint"),
            ('99210', "SAINT TEST LES PRES", '99002', "one of several postcodes, no accents"),
            ('', "Ste Epreuve", '99006', "and Ste for Sainte"),
            ('99100', "", '99001', "a postcode alone when it has one commune"),
            ('99300', "", None, "two communes share this postcode"),
            ('99300', "Petit Test", '99003', "the town decides"),
            ('99300', "Grand-Test", '99004', "the town decides"),
            ('', "Doublon", None, "two communes of that name"),
            ('98500', "Doublon", '98005', "the postcode decides"),
            ('99999', "Doublon", '99005', "an unknown postcode still says the department"),
            ('99200', "Testville CEDEX", '99001', "a postal office's postcode of the same department"),
            ('75000', "Testville", None, "town and postcode contradict each other"),
            ('99100', "Nowhere at all", None, "unknown town"),
            ('10', "", None, "part of a postcode is no postcode"),
        ]
        for postcode, town, expected, why in cases:
            with self.subTest(postcode=postcode, town=town, why=why):
                self.assertEqual(self.match(postcode, town), expected)

    def test_many_addresses_at_once_give_each_its_own(self):
        pairs = [('99100', "Testville"), ('', "Ste Epreuve"), ('99300', ""), ('', "")]
        found = self.Commune._match(pairs)
        self.assertEqual([found[pair].code or None for pair in pairs], ['99001', '99006', None, None])

    def test_contact_gets_its_commune_and_a_rough_position(self):
        person = self.make_person(km=None)
        self.assertIsNone(person._get_point())
        person.partner_id.write({'zip': '99200', 'city': "St-Test-les-Prés"})
        self.assertEqual(person.commune_id, self.communes['99002'])
        point = person._get_point()
        self.assertEqual((point.latitude, point.longitude, point.precise), (47.25, -1.75, False))

    def test_exact_position_of_a_contact_wins_over_its_commune(self):
        person = self.make_person(km=10)
        person.partner_id.write({'zip': '99200', 'city': "St-Test-les-Prés"})
        self.assertTrue(person._get_point().precise)

    def test_commune_chosen_by_hand_stays_until_the_address_changes(self):
        person = self.make_person(km=None)
        person.partner_id.zip = '99300'
        self.assertFalse(person.commune_id)
        person.commune_id = self.communes['99004']
        person.partner_id.street = "1 rue du Test"
        self.assertEqual(person.partner_id.ts_commune_id, self.communes['99004'])
        person.partner_id.city = "Petit-Test"
        self.assertEqual(person.commune_id, self.communes['99003'])

    def test_loading_the_same_rows_twice_changes_nothing(self):
        self.env.flush_all()
        before = self.Commune.search_count([])
        writes = self._count_writes(self.rows)
        self.assertEqual(self.Commune.search_count([]), before)
        self.assertEqual(writes, 0, "a second load wrote to the database")

    def _count_writes(self, rows):
        written = []
        self.patch(type(self.Commune), 'write', lambda records, vals: written.append(vals))
        self.patch(type(self.Commune), 'create', lambda model, vals_list: written.extend(vals_list))
        self.Commune._load_rows(rows)
        return len(written)

    def test_the_shipped_file_is_loaded_and_loading_it_again_changes_nothing(self):
        rows = self.Commune._load_file()
        self.assertGreater(len(rows), 1000)
        self.assertEqual(self.match('', "Nantes"), '44109')
        before = self.Commune.search_count([])
        self.Commune._load_file()
        self.assertEqual(self.Commune.search_count([]), before)

    def test_a_newer_file_updates_what_has_changed(self):
        self.Commune._load_rows([self._row('99001', "Testville-la-Neuve", '99100 99110', population='1300')])
        self.assertRecordValues(self.communes['99001'], [{
            'name': "Testville-la-Neuve", 'postcodes': '99100 99110', 'population': 1300}])
        self.assertEqual(self.match('99110', "testville la neuve"), '99001')
        self.assertIsNone(self.match('', "Testville"))

    def test_a_bad_number_is_refused_with_its_row(self):
        rows = [self._row('99010', "Good", '99010'), self._row('99011', "Bad", '99011', lat='47,3N')]
        with self.assertRaisesRegex(UserError, r"Row 3 .*47,3N"):
            self.Commune._load_rows(rows)
        self.assertFalse(self.Commune.search([('code', '=', '99010')]), "half a file was loaded")

    def test_a_missing_column_is_refused_with_its_name(self):
        row = self._row('99012', "Short", '99012')
        del row['lon']
        with self.assertRaisesRegex(UserError, r"Row 2 .*lon"):
            self.Commune._load_rows([row])

    def test_same_code_twice_in_a_file_gives_one_commune(self):
        found = self.Commune._load_rows([
            self._row('99013', "Twice", '99013'), self._row('99013', "Twice again", '99013')])
        self.assertEqual(found.mapped('name'), ["Twice again"])
