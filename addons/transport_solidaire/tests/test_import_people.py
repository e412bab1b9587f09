# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common_import import DRIVERS, PAUL, PEOPLE, VERA, ImportCommon, ride_row


def changed(headings, row, **values):
    """Return a row with some of its cells changed; underscores in names stand for nothing."""
    cells = dict(zip(headings, row, strict=True)) | values
    return [cells[name] for name in headings]


def vera(**values):
    """Return Véra's row, changed."""
    return changed(DRIVERS, VERA, **values)


def paul(**values):
    """Return Paul's row, changed."""
    return changed(PEOPLE, PAUL, **values)


@tagged('post_install', '-at_install')
class TestImportPeople(ImportCommon):
    """Lists of people: what a row becomes, who is somebody on file, what is kept."""

    # ---- what a row becomes ------------------------------------------------------------------------
    def test_a_volunteer(self):
        result = self.bring_in(self.drivers(vera(Remarques="refuse chiens", Électrique="oui")))
        volunteer = self.of_company('ts.volunteer')
        self.assertEqual(result['created']['volunteers'], 1)
        partner = volunteer.partner_id
        self.assertEqual((partner.lastname, partner.firstname), ("VOLANT", "Véra"))
        self.assertEqual((volunteer.phone, volunteer.street, volunteer.zip, volunteer.city),
                         ("06 39 98 00 01", "1 rue du Test", "44850", "Mouzeil"))
        self.assertEqual(volunteer.commune_id.name, "Mouzeil")
        self.assertEqual(partner.company_id, self.company)
        self.assertEqual((volunteer.state, volunteer.max_km, volunteer.note), ('active', 80, "refuse chiens"))
        self.assertEqual(volunteer.refused_aid_ids.mapped('code'), ['pet'])
        car = volunteer.vehicle_id
        self.assertEqual((car.kind, car.fiscal_power, car.energy, car.seats), ('car', 5, 'electric', 3))
        self.assertEqual((car.insurance_end, car.inspection_end), (date(2026, 3, 31), date(2026, 6, 30)))
        papers = {p.kind: (p.date_seen, p.date_end, p.vehicle_id) for p in volunteer.paper_ids}
        self.assertEqual(papers['licence'], (date(2024, 2, 1), False, car.browse()))
        self.assertEqual(papers['insurance'], (False, date(2026, 3, 31), car))
        self.assertEqual(
            [(s.weekday, s.hour_from, s.hour_to) for s in volunteer.availability_ids],
            [('0', 8.0, 19.0), ('1', 8.0, 12.0)])

    def test_a_volunteer_without_wheelchairs(self):
        self.bring_in(self.drivers(vera(Remarques="pas de fauteuil")))
        self.assertEqual(set(self.of_company('ts.volunteer').refused_aid_ids.mapped('code')),
                         {'wheelchair', 'folding_wheelchair'})

    def test_status_and_account_of_a_volunteer(self):
        headings = ['NOM Prénom', 'Statut', 'IBAN', 'Véhicule', 'Immatriculation', 'Énergie', 'Depuis']
        iban = 'FR7630006000011234567890189'
        path = self.write_file(
            'benevoles.csv', headings,
            ['UN Anne', 'partie', iban, 'Zoé', 'AA-123-BB', 'hybride', '01/09/2020'],
            ['DEUX Berthe', 'en pause', '', '', '', '', ''], ['TROIS Claire', 'candidate', '', '', '', '', ''],
            ['QUATRE Denise', 'actif', '', '', '', '', ''])
        self.bring_in(path)
        people = {v.partner_id.firstname: v for v in self.of_company('ts.volunteer')}
        self.assertEqual([people[n].state for n in ('Anne', 'Berthe', 'Claire', 'Denise')],
                         ['left', 'paused', 'applicant', 'active'])
        anne = people['Anne']
        self.assertEqual(anne.bank_ids.sanitized_acc_number, iban)
        self.assertEqual((anne.vehicle_id.name, anne.vehicle_id.plate, anne.vehicle_id.energy),
                         ("Zoé", "AA-123-BB", 'hybrid'))
        self.assertEqual(anne.date_start, date(2020, 9, 1))
        self.assertFalse(people['Berthe'].vehicle_id)

    def test_a_beneficiary(self):
        self.bring_in(self.people(paul(Besoins="déambulateur, accomp.", Observations="2e étage, code 45B")))
        person = self.of_company('ts.beneficiary')
        self.assertEqual((person.partner_id.lastname, person.partner_id.firstname), ("PORTÉ", "Paul"))
        self.assertEqual((person.birthdate, person.phone), (date(1940, 3, 2), "02 39 98 00 02"))
        self.assertEqual((person.aid_ids.mapped('code'), person.needs_escort), (['walker'], True))
        self.assertEqual((person.tus_ground, person.door_note, person.alert),
                         ('place', "2e étage, code 45B", False))
        self.assertEqual(person.commune_id.name, "Ligné")

    def test_what_is_no_door_note_is_an_alert(self):
        self.bring_in(self.people(paul(Observations="petit chien"), paul(
            Prénom="Pierre", Téléphone="02 39 98 00 03", Observations="sonner fort")))
        people = {p.partner_id.firstname: p for p in self.of_company('ts.beneficiary')}
        self.assertEqual((people['Paul'].alert, people['Paul'].door_note), ("petit chien", False))
        self.assertEqual(set(people['Paul'].aid_ids.mapped('code')), {'cane', 'pet'})
        self.assertEqual((people['Pierre'].alert, people['Pierre'].door_note), (False, "sonner fort"))

    def test_more_columns_of_a_beneficiary(self):
        headings = ['Nom', 'Prénom', 'Tél fixe', 'Portable', 'Mail', 'Accompagnants', 'Personne à prévenir',
                    'Tél urgence', 'Vit seul', 'Consentement', 'Critère TUS']
        self.bring_in(self.write_file('usagers.csv', headings, [
            'PORTÉ', 'Paul', '02 39 98 00 02', '0639980009', 'Paul@Example.org', '1', 'Sa fille',
            '+33 6 39 98 00 10', 'oui', '01/02/2025', 'lieu et ASPA']))
        person = self.of_company('ts.beneficiary')
        self.assertEqual((person.phone, person.email), ("02 39 98 00 02", "paul@example.org"))
        self.assertIn("06 39 98 00 09", str(person.partner_id.comment))
        self.assertEqual((person.companions, person.lives_alone, person.consent_date, person.tus_ground),
                         (1, True, date(2025, 2, 1), 'both'))
        self.assertEqual((person.emergency_name, person.emergency_phone), ("Sa fille", "06 39 98 00 10"))

    def test_a_phone_that_is_none_stays_as_it_is_written(self):
        self.bring_in(self.people(paul(Téléphone="+44 20 7946 0000")))
        self.assertEqual(self.of_company('ts.beneficiary').phone, "+442079460000")

    def test_unknown_need_is_told(self):
        job = self.make_import(('adherents.csv', open(self.people(paul(Besoins="oxygène")), 'rb').read()))
        job.action_read()
        job.action_preview()
        self.assertIn("“oxygène” was not understood. This value was left out.", job.row_ids.message)

    # ---- who is somebody on file -------------------------------------------------------------------
    def test_name_in_any_order_case_and_accents(self):
        known = self.make_person("Paul Porte")
        result = self.bring_in(self.people(paul()))
        self.assertEqual((result['created']['beneficiaries'], result['updated']['beneficiaries']), (0, 1))
        self.assertEqual(self.of_company('ts.beneficiary'), known)
        self.assertEqual((known.birthdate, known.city), (date(1940, 3, 2), "Ligné"))

    def test_a_new_last_name_is_known_by_the_telephone(self):
        known = self.make_person("DUPONT Paul", km=None)
        known.phone = "+33 2 39 98 00 02"
        self.bring_in(self.people(paul()))
        self.assertEqual(self.of_company('ts.beneficiary'), known)
        self.assertEqual(known.name, "DUPONT Paul")

    def test_a_couple_with_one_telephone_is_two_people(self):
        known = self.make_person("PORTÉ Pauline", km=None)
        known.phone = "02 39 98 00 02"
        self.bring_in(self.people(paul()))
        self.assertEqual(len(self.of_company('ts.beneficiary')), 2)

    def test_another_birthday_is_another_person(self):
        known = self.make_person("PORTÉ Paul", birthdate=date(1971, 1, 1))
        self.bring_in(self.people(paul()))
        self.assertEqual(len(self.of_company('ts.beneficiary')), 2)
        self.assertEqual(known.birthdate, date(1971, 1, 1))

    def test_homonyms_of_one_file(self):
        second = paul(**{'Né(e) le': '05/06/1951', 'Téléphone': '02 39 98 00 07', 'Commune': 'Mouzeil',
                         'Adresse': '9 rue Haute'})
        people = self.people(paul(), second)
        drivers = self.drivers(VERA)
        self.assertEqual(self.bring_in(people, drivers)['created']['beneficiaries'], 2)
        self.assertEqual(self.bring_in(people, drivers)['created']['beneficiaries'], 0)
        by_town = {p.city: p for p in self.of_company('ts.beneficiary')}
        result = self.bring_in(self.rides(
            ride_row(), ride_row(Départ='Mouzeil', Heure='16h'), ride_row(Départ='Nantes', Heure='17h')))
        self.assertEqual([r['reason'] for r in result['refused']], ['ambiguous'])
        self.assertIn("PORTÉ Paul (Ligné)", result['refused'][0]['message'].replace("Paul PORTÉ", "PORTÉ Paul"))
        self.assertEqual([(r.beneficiary_id, r.pickup_place_id.name) for r in self.of_company('ts.ride')],
                         [(by_town['Ligné'], False), (by_town['Mouzeil'], False)])

    def test_the_same_person_twice_in_a_file(self):
        result = self.bring_in(self.people(PAUL, PAUL))
        self.assertEqual([(r['line'], r['reason']) for r in result['refused']], [(3, "duplicate of line 2")])
        self.assertEqual(len(self.of_company('ts.beneficiary')), 1)

    def test_who_has_left_is_known(self):
        volunteer = self.make_volunteer("VOLANT Véra", state='left')
        volunteer.active = False
        self.bring_in(self.drivers(VERA))
        self.assertEqual(self.of_company('ts.volunteer'), volunteer)
        self.assertEqual(volunteer.state, 'left')

    def test_volunteer_and_beneficiary_share_a_contact(self):
        self.bring_in(self.drivers(VERA))
        self.bring_in(self.people(['VOLANT', 'Véra', '', '', '', '', '06.39.98.00.01', '', '', '']))
        self.assertEqual(self.of_company('ts.beneficiary').partner_id, self.of_company('ts.volunteer').partner_id)

    def test_people_of_another_association_are_never_matched(self):
        other = self.make_other_company()
        stranger = self.root_env['ts.beneficiary'].create({
            'company_id': other.id, 'partner_id': self._make_partner("PORTÉ Paul", None).id})
        self.root_env['ts.volunteer'].create({
            'company_id': other.id, 'partner_id': self._make_partner("VOLANT Véra", None).id, 'state': 'active'})
        refused = self.bring_in(self.rides(ride_row()))
        self.assertEqual([r['reason'] for r in refused['refused']], ['unknown'])
        self.assertNotIn("Did you mean", refused['refused'][0]['message'])
        self.bring_in_world(ride_row())
        self.assertFalse(stranger.birthdate)
        self.assertNotEqual(self.of_company('ts.beneficiary').partner_id, stranger.partner_id)
        self.assertEqual(self.root_env['ts.ride'].search_count([('company_id', '=', other.id)]), 0)

    # ---- what is kept ------------------------------------------------------------------------------
    def test_a_file_is_completed_and_never_overwritten(self):
        known = self.make_person("PORTÉ Paul", km=None, door_note="Back door")
        known.phone = "02 39 98 00 02"
        known.street = "Another Street"
        result = self.bring_in(self.people(paul(Observations="code 12")))
        self.assertEqual((known.street, known.door_note), ("Another Street", "Back door"))
        self.assertEqual((known.zip, known.tus_ground), ("44850", 'place'))
        self.assertEqual({(d['field'], d['kept'], d['found']) for d in result['differences']},
                         {("Street", "Another Street", "2 rue du Test"), ("Door Note", "Back door", "code 12")})
        self.assertEqual(self.bring_in(self.people(paul(Observations="code 12")))['updated']['beneficiaries'], 0)

    def test_overwriting_when_the_user_says_so(self):
        known = self.make_person("PORTÉ Paul", km=None)
        known.write({'phone': "02 39 98 00 02", 'street': "Another Street", 'tus_ground': 'resources'})
        result = self.bring_in(self.people(paul()), overwrite=True)
        self.assertEqual((known.street, known.tus_ground, result['differences']), ("2 rue du Test", 'place', []))

    def test_what_hangs_on_a_volunteer_is_completed(self):
        volunteer = self.make_volunteer("VOLANT Véra", km=None, car=False)
        self.bring_in(self.drivers(VERA))
        self.assertEqual((volunteer.vehicle_id.fiscal_power, len(volunteer.paper_ids)), (5, 3))
        self.assertEqual(len(volunteer.availability_ids), 2)
        later = vera(**{"Assurance jusqu'au": '31/03/2027', "CT jusqu'au": '01/01/2026', 'CV': '6', 'Jours': 'jeudi'})
        result = self.bring_in(self.drivers(later))
        self.assertEqual(volunteer.vehicle_id.insurance_end, date(2027, 3, 31))
        self.assertEqual(len(volunteer.paper_ids), 4)
        self.assertEqual(len(volunteer.vehicle_ids), 1)
        self.assertEqual({(d['field'], d['kept'], d['found']) for d in result['differences']}, {
            ("Fiscal Power (CV)", "5", "6"), ("Technical Inspection", "2026-06-30", "2026-01-01"),
            ("Availability", "Monday 8-19, Tuesday 8-12", "jeudi")})
        self.bring_in(self.drivers(later), overwrite=True)
        self.assertEqual(volunteer.vehicle_id.fiscal_power, 6)
        self.assertEqual(volunteer.availability_ids.mapped('weekday'), ['3'])

    def test_another_account_is_told_not_written(self):
        ibans = ['FR7630006000011234567890189', 'FR1420041010050500013M02606']
        for iban in ibans:
            result = self.bring_in(self.write_file(
                'benevoles.csv', ['NOM Prénom', 'Tél.', 'IBAN'], ['VOLANT Véra', '0639980001', iban]))
        self.assertEqual(self.of_company('ts.volunteer').bank_ids.mapped('sanitized_acc_number'), ibans[:1])
        self.assertEqual([(d['field'], d['found']) for d in result['differences']], [("IBAN", ibans[1])])

    # ---- who may -----------------------------------------------------------------------------------
    def test_only_a_coordinator_imports(self):
        path = self.people(PAUL)
        for role in ('treasurer', 'board', 'plain', 'portal'):
            env = self._env_of(role)
            with self.subTest(role=role), self.assertRaisesRegex(AccessError, "Only a coordinator"):
                env['ts.import']._import_files([path], company=self.company.with_env(env))
        self.assertFalse(self.of_company('ts.beneficiary'))

    def test_not_into_another_association(self):
        other = self.make_other_company().with_env(self.env)
        with self.assertRaisesRegex(AccessError, "You do not work for Elsewhere"):
            self.bring_in(self.people(PAUL), company=other)
