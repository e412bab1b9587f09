# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date, datetime
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..models import ts_import_ride
from .common_import import PAUL, RIDES, VERA, ImportCommon, ride_row


@tagged('post_install', '-at_install')
class TestImportRides(ImportCommon):
    """Rows of rides: rides, runs, places; once only."""

    # ---- what a row becomes ------------------------------------------------------------------------
    def test_a_ride_that_was_driven(self):
        self.bring_in_world(ride_row(Attente='1h30', Péage='3,20', Parking='2', Observations='A/R'))
        ride = self.of_company('ts.ride')
        run = ride.run_id
        self.assertEqual((ride.state, ride.date, self.local(ride.pickup_at)), ('done', date(2025, 3, 3), '14:00'))
        self.assertEqual((ride.purpose_id.code, ride.note, ride.appointment_at), ('health', "A/R", False))
        self.assertFalse(ride.pickup_place_id)
        self.assertEqual(ride.dropoff_place_id.commune_id.name, "Nort-sur-Erdre")
        self.assertEqual(ride.aid_ids.mapped('code'), ['cane'])
        self.assertEqual((run.state, run.date, run.km_actual, run.waiting_minutes),
                         ('done', date(2025, 3, 3), 40.5, 90))
        self.assertEqual((run.mode, run.vehicle_id), ('car', self.of_company('ts.volunteer').vehicle_id))
        self.assertEqual(sorted((c.kind, c.amount) for c in run.cost_ids), [('parking', 2.0), ('toll', 3.2)])
        self.assertEqual(len(run.message_ids | ride.message_ids), 0)

    def test_each_outcome(self):
        states = {'fait': 'done', 'absent': 'no_show', 'annulé': 'cancelled', 'refusé': 'refused',
                  'pas de chauffeur': 'unserved'}
        result = self.bring_in_world(*[
            ride_row(État=word, Heure=f'{hour}h') for hour, word in enumerate(states, 8)])
        rides = self.of_company('ts.ride')
        self.assertEqual(rides.mapped('state'), list(states.values()))
        self.assertEqual([bool(r.run_id) for r in rides], [True, True, False, False, False])
        self.assertEqual(rides.filtered('reason_id').mapped('reason_id.kind'),
                         ['no_show', 'cancelled', 'refused', 'unserved'])
        self.assertEqual(result['rides'], dict.fromkeys(states.values(), 1))
        self.assertEqual(result['km_driven'], 81.0)

    def test_a_ride_to_come(self):
        self.bring_in_world(
            ride_row(Date='20/03/2026', État='prévu', Km=''),
            ride_row(Date='21/03/2026', État='prévu', Km='', Chauffeur=''))
        first, second = self.of_company('ts.ride')
        self.assertEqual((first.state, first.run_id.state), ('planned', 'planned'))
        self.assertEqual(first.run_id.stop_ids.sorted('sequence').mapped('kind'), ['start', 'pickup', 'dropoff', 'end'])
        self.assertEqual((second.state, second.run_id.id), ('requested', False))
        again = self.bring_in(self.rides(
            ride_row(Date='20/03/2026', État='prévu', Km=''),
            ride_row(Date='21/03/2026', État='prévu', Km='', Chauffeur='')))
        self.assertEqual((again['created']['rides'], again['differences']), (0, []))

    def test_a_ride_without_time_stands_in_the_morning(self):
        self.bring_in_world(ride_row(Heure=''))
        self.assertEqual(self.local(self.of_company('ts.ride').pickup_at), '09:00')

    def test_local_time_in_winter_and_summer(self):
        self.bring_in_world(ride_row(Date='10/01/2025', Heure='8h15'), ride_row(Date='10/07/2025', Heure='8h15'))
        self.assertEqual(self.of_company('ts.ride').mapped('pickup_at'),
                         [datetime(2025, 1, 10, 7, 15), datetime(2025, 7, 10, 6, 15)])

    # ---- where from and to -------------------------------------------------------------------------
    def way(self, pickup, dropoff):
        """Import one ride and return (from, to), False for home."""
        before = self.of_company('ts.ride')
        self.bring_in(self.drivers(VERA), self.people(PAUL), self.rides(ride_row(
            Départ=pickup, Arrivée=dropoff, Heure=f'{8 + len(before)}h')))
        ride = self.of_company('ts.ride') - before
        return ride.pickup_place_id.name, ride.dropoff_place_id.name

    def test_from_home_and_back(self):
        self.assertEqual(self.way('LIGNE', 'Nantes'), (False, "Nantes"))
        self.assertEqual(self.way('Nantes', 'ligné'), ("Nantes", False))
        self.assertEqual(self.way('domicile', 'nantes'), (False, "Nantes"))
        self.assertEqual(self.way('', 'NANTES'), (False, "Nantes"))
        self.assertEqual(self.way('Ligné', 'Ligné'), (False, "Ligné"))
        self.assertEqual(self.way('Ligné', ''), (False, "Place not given"))
        self.assertEqual(len(self.of_company('ts.place')), 3)

    def test_a_ride_within_one_foreign_town(self):
        self.assertEqual(self.way('Nantes', 'Nantes'), (False, "Nantes"))
        self.assertEqual(self.of_company('ts.ride').note, "Nantes → Nantes")

    def test_a_place_on_file_is_found_by_its_name(self):
        surgery = self.make_place("Cabinet Saint-Mars", km=None, city="Nort-sur-Erdre")
        shared = self.root_env['ts.place'].create({'name': "Gare de Nantes", 'company_id': False})
        self.way('Ligné', 'cabinet st mars')
        self.way('Ligné', 'Cabinet St Mars, Nort sur Erdre')
        self.way('Ligné', 'GARE DE NANTES')
        self.assertEqual(self.of_company('ts.ride').dropoff_place_id, surgery | shared.with_env(self.env))
        self.assertEqual(self.of_company('ts.place'), surgery)

    def test_the_commune_of_a_new_place_is_read_from_its_end(self):
        self.way('Ligné', 'Clinique du Test, Ancenis Saint Géréon')
        self.way('Ligné', '12 rue de Nantes')
        clinic, street = self.of_company('ts.place').sorted('id')
        self.assertEqual((clinic.name, clinic.city, clinic.commune_id.name),
                         ("Clinique du Test, Ancenis Saint Géréon", "Ancenis-Saint-Géréon", "Ancenis-Saint-Géréon"))
        self.assertEqual((street.name, street.commune_id.name), ("12 rue de Nantes", False))

    def test_a_list_of_places(self):
        headings = ['Lieu', 'Adresse', 'CP', 'Commune', 'Téléphone', 'Horaires', 'Type', 'Latitude',
                    'Longitude', 'Secteur', 'Remarques']
        sector = self._env_of('manager')['ts.sector'].create({'name': "Nord", 'company_id': self.company.id})
        row = ['Cabinet Blanc', '1 place', '44390', 'Nort-sur-Erdre', '0239980020', '9-12', 'médical',
               '47,43812', '-1,49761', 'nord', 'Sonner']
        path = self.write_file('lieux.csv', headings, row, ['', *row[1:]])
        result = self.bring_in(self.drivers(VERA), self.people(PAUL), path,
                               self.rides(ride_row(Arrivée='cabinet blanc')))
        place = self.of_company('ts.place')
        self.assertEqual((result['places'], [r['reason'] for r in result['refused']]), (1, ['nameless']))
        self.assertEqual((place.name, place.phone, place.opening, place.note, place.purpose_id.code),
                         ("Cabinet Blanc", "02 39 98 00 20", "9-12", "Sonner", 'health'))
        self.assertEqual((place.latitude, place.longitude, place.sector_id.id), (47.43812, -1.49761, sector.id))
        self.assertEqual(self.of_company('ts.ride').dropoff_place_id, place)
        row[5] = 'le matin'
        again = self.bring_in(self.write_file('lieux.csv', headings, row))
        self.assertEqual([(d['kept'], d['found']) for d in again['differences']], [("9-12", "le matin")])
        self.assertEqual((again['created']['places'], len(self.of_company('ts.place'))), (0, 1))

    # ---- once only ---------------------------------------------------------------------------------
    def test_rides_alike_are_as_many_as_in_the_file(self):
        rows = [ride_row(Heure='', Km='10'), ride_row(Heure='', Km='12'), ride_row(Heure='', Km='10')]
        result = self.bring_in_world(*rows)
        self.assertEqual([r['reason'] for r in result['refused']], ["duplicate of line 2"])
        again = self.bring_in(self.rides(*reversed(rows)))
        self.assertEqual((again['created']['rides'], again['differences']), (0, []))
        self.assertEqual(sorted(self.of_company('ts.run').mapped('km_actual')), [10.0, 12.0])

    def test_a_third_ride_alike_in_another_file(self):
        self.bring_in_world(ride_row(Heure='', Km='10'), ride_row(Heure='', Km='12'))
        result = self.bring_in(self.rides(
            ride_row(Heure='', Km='10'), ride_row(Heure='', Km='12'), ride_row(Heure='', Km='14')))
        self.assertEqual(result['created']['rides'], 1)
        self.assertEqual(sorted(self.of_company('ts.run').mapped('km_actual')), [10.0, 12.0, 14.0])

    def test_other_kilometres_are_a_difference(self):
        self.bring_in_world(ride_row())
        changed = self.rides(ride_row(Km='55', Péage='1'))
        result = self.bring_in(changed)
        run = self.of_company('ts.run')
        self.assertEqual((result['created']['rides'], run.km_actual), (0, 40.5))
        self.assertEqual([(d['field'], d['kept'], d['found']) for d in result['differences']],
                         [("Kilometres", "40.5", "55"), ("Costs", "0", "1")])
        result = self.bring_in(changed, overwrite=True)
        self.assertEqual((run.km_actual, result['updated']['rides']), (55.0, 1))

    def test_another_outcome_is_a_difference(self):
        self.bring_in_world(ride_row(État='annulé'))
        result = self.bring_in(self.rides(ride_row(État='fait')))
        self.assertEqual((result['created']['rides'], len(self.of_company('ts.ride'))), (0, 1))
        self.assertEqual([(d['kept'], d['found']) for d in result['differences']], [("Cancelled", "Done")])

    def test_another_driver_is_another_ride(self):
        self.bring_in_world(ride_row())
        second = ['AUTRE Odile', *VERA[1:]]
        result = self.bring_in(self.drivers(second), self.rides(ride_row(Chauffeur='Odile AUTRE')))
        self.assertEqual((result['created']['rides'], len(self.of_company('ts.ride'))), (1, 2))

    def test_a_ride_of_the_desk_is_recognised(self):
        self.bring_in(self.drivers(VERA), self.people(PAUL))
        person, volunteer = self.of_company('ts.beneficiary'), self.of_company('ts.volunteer')
        place = self.make_place("Nort-sur-Erdre", km=None, city="Nort-sur-Erdre")
        ride = self.env['ts.ride'].create({
            'company_id': self.company.id, 'beneficiary_id': person.id, 'dropoff_place_id': place.id,
            'pickup_at': self.company._to_utc(date(2025, 3, 3), 14.0)})
        ride._assign(volunteer)
        ride.run_id.km_actual = 40.5
        ride.action_done()
        result = self.bring_in(self.rides(ride_row()))
        self.assertEqual((result['created']['rides'], result['unchanged']['rides']), (0, 1))
        self.assertEqual(self.of_company('ts.ride'), ride)

    def test_a_ride_keeps_its_identity_when_it_is_moved(self):
        self.bring_in_world(ride_row())
        ride = self.of_company('ts.ride')
        ride.pickup_at = self.company._to_utc(date(2025, 3, 3), 15.0)
        ride.dropoff_place_id.name = "Renamed"
        self.assertEqual(self.bring_in(self.rides(ride_row()))['created']['rides'], 0)

    def test_the_database_itself_refuses_a_second_one(self):
        self.bring_in_world(ride_row())
        ride = self.of_company('ts.ride')
        self.env.cr.execute(
            "SELECT indexdef FROM pg_indexes WHERE indexname = 'ts_ride_import_key_uniq'")
        self.assertIn("UNIQUE", self.env.cr.fetchone()[0])
        self.assertFalse(ride.copy().import_key)

    # ---- how ---------------------------------------------------------------------------------------
    def test_dry_run_writes_nothing(self):
        before = self.counts()
        result = self.bring_in(self.drivers(VERA), self.people(PAUL), self.rides(ride_row(), ride_row(Km='')),
                               dry_run=True)
        self.assertEqual(self.counts(), before)
        self.assertEqual(result['created'], {'volunteers': 1, 'beneficiaries': 1, 'places': 1, 'rides': 1})
        self.assertEqual((result['written'], result['refused_count'], result['reject_files']), (False, 1, []))
        self.assertEqual(self.company.ts_import_count, 0)

    def test_all_or_nothing_leaves_nothing(self):
        before = self.counts()
        files = (self.drivers(VERA), self.people(PAUL))
        result = self.bring_in(*files, self.rides(ride_row(), ride_row(Km=''), ride_row(Date='x')), mode='all')
        self.assertEqual((result['written'], [r['reason'] for r in result['refused']]),
                         (False, ['nokm', 'baddate']))
        before['ts.import'] += 1
        self.assertEqual(self.counts(), before)
        self.assertEqual(self.bring_in(*files, self.rides(ride_row()), mode='all')['created']['rides'], 1)

    def test_progress_is_told(self):
        calls = []
        with patch.object(ts_import_ride, 'BATCH', 2):
            self.bring_in(self.drivers(VERA), self.people(PAUL), self.rides(
                *[ride_row(Heure=f'{hour}h') for hour in range(8, 13)]),
                progress=lambda text, done=0, total=0: calls.append((text, done, total)))
        self.assertEqual(calls, [("Volunteers", 0, 0), ("Beneficiaries", 0, 0),
                                 ("Rides", 2, 5), ("Rides", 4, 5), ("Rides", 5, 5)])

    def test_files_that_cannot_be_used(self):
        for content, sentence in ((b'', "is empty"), (b'%PDF-1.7', "is not a spreadsheet"),
                                  (b'only;words\n', "was not recognised")):
            path = self.folder / 'odd.csv'
            path.write_bytes(content)
            with self.subTest(sentence=sentence), self.assertRaisesRegex(UserError, sentence):
                self.bring_in(str(path))
        with self.assertRaisesRegex(UserError, "nowhere.csv” cannot be opened"):
            self.bring_in(str(self.folder / 'nowhere.csv'))

    def test_sentences_in_the_language_of_the_user(self):
        self.env['res.lang'].sudo()._activate_lang('fr_FR')  # the test sets its stage
        env = self.env(context={**self.env.context, 'lang': 'fr_FR'})
        result = self.bring_in(self.drivers(VERA), self.people(PAUL), self.rides(ride_row(Km='à voir')), env=env)
        self.assertIn("n'est pas un nombre de kilomètres", result['refused'][0]['message'].replace('’', "'"))
        attachment = env['ir.attachment'].browse(result['reject_files'][0]['attachment_id'])
        self.assertIn("Motif du refus", attachment.raw.decode('utf-8-sig').splitlines()[0])
        self.assertEqual(self.bring_in(self.write_file(
            'corrigés.csv', [*RIDES, "Motif du refus"], [*ride_row(), "ancienne raison : annulé"]),
            env=env)['rides']['done'], 1)

    def test_communes_of_another_region(self):
        headings = ['code', 'nom', 'dep', 'codes_postaux', 'population', 'lat', 'lon']
        path = self.write_file(
            'communes_test.csv', headings, ['1999', 'Testville', '01', '01990 01991', '1234', '46.1', '5.2'],
            ['99998', 'Autre Ville', '', '99990', '10', '45.0', '5.0'],
            ['9', '', '01', '01990', '1', '46.1', '5.2'])
        with self.assertRaisesRegex(AccessError, "Only an administrator"):
            self.bring_in(path)
        env = self._env_of('manager')
        result = self.bring_in(path, env=env, company=self.company.with_env(env))
        self.assertEqual((result['communes'], result['created']['communes'], result['refused_count']), (2, 2, 1))
        commune = self.env['ts.commune'].search([('code', '=', '01999')])
        self.assertEqual((commune.name, commune.department, commune.postcodes, commune.population),
                         ("Testville", "01", "01990 01991", 1234))
        again = self.bring_in(path, env=env, company=self.company.with_env(env))
        self.assertEqual((again['created']['communes'], self.env['ts.commune'].search_count(
            [('code', 'in', ('01999', '99998'))])), (0, 2))

    def test_query_count_does_not_grow_with_the_rows(self):
        self.bring_in(self.drivers(VERA), self.people(PAUL))
        rows = [ride_row(Date=f'{day:02}/{month:02}/2025', Péage='1,50')
                for month in range(1, 11) for day in range(1, 11)]
        self.bring_in(self.rides(ride_row(Date='01/12/2025')))
        self.assert_flat(
            lambda some: self.bring_in(self.rides(*some)), rows, 50)
