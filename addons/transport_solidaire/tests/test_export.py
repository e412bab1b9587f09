# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import io
from datetime import date

import openpyxl

from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from ..tools.export_columns import HEADINGS, SHEETS
from .common_import import DRIVERS, PAUL, VERA, ImportCommon, read_csv, ride_row

YEAR = {'date_from': '2025-01-01', 'date_to': '2026-12-31'}


@tagged('post_install', '-at_install')
class TestExport(ImportCommon):
    """Lists come out in the form in which they go in."""

    def make_world(self):
        """Bring in an association with one of everything."""
        self.bring_in(
            self.drivers([*VERA[:-1], "refuse chiens"]),
            self.people([*PAUL[:-1], "petit chien"], ['AUTRE', 'Odile', *PAUL[2:6], '0239980005', '', 'ASPA', '']),
            self.write_file('lieux.csv', ['Lieu', 'Commune', 'Type', 'Latitude', 'Longitude'],
                            ['Cabinet Blanc', 'Nort-sur-Erdre', 'médical', '47,43812', '-1,49761']),
            self.rides(
                ride_row(Attente='1h', Péage='3,20', Parking='2', Observations='A/R'),
                ride_row(Heure='16h', État='absent'), ride_row(Heure='17h', État='annulé'),
                ride_row(Heure='18h', État='refusé'), ride_row(Heure='19h', État='pas de chauffeur'),
                ride_row(Date='04/03/2025', Départ='Nantes', Arrivée='Ligné'),
                ride_row(Date='05/03/2025', Arrivée='Cabinet Blanc, Nort-sur-Erdre'),
                ride_row(Date='20/03/2026', État='prévu', Km='')))

    def export(self, kind, env=None, company=None, **vals):
        """Return (file name, bytes) of an export."""
        wizard = (env or self.env)['ts.export'].create({
            'kind': kind, 'company_id': (company or self.company).id, **YEAR, **vals})
        wizard.action_export()
        return wizard.file_name, base64.b64decode(wizard.file)

    def rows(self, kind, **kwargs):
        """Return the rows of a list as a CSV export has them, by heading."""
        headings, *rows = read_csv(self.export(kind, file_format='csv', **kwargs)[1])
        return [dict(zip(headings, row, strict=True)) for row in rows]

    # ---- what comes out ----------------------------------------------------------------------------
    def test_a_volunteer(self):
        self.make_world()
        row, = self.rows('volunteers')
        for heading, value in zip(DRIVERS, VERA, strict=True):
            if heading not in ('Jours', 'Remarques', 'Électrique'):
                self.assertEqual(row[heading], value)
        self.assertEqual((row['Jours'], row['Remarques'], row['Statut'], row['Énergie']),
                         ("lundi 8h00-19h00, mardi 8h00-12h00", "refuse chiens", "actif", "thermique"))
        self.assertEqual(row['Refuse'], "pas de animal")

    def test_a_ride(self):
        self.make_world()
        row = self.rows('rides')[0]
        expected = {'Date': '03/03/2025', 'Heure': '14:00', 'Bénéficiaire': 'PORTÉ Paul', 'Départ': 'Ligné',
                    'Arrivée': 'Nort-sur-Erdre', 'Motif': 'médical', 'Chauffeur': 'VOLANT Véra',
                    'Km (AR domicile chauffeur)': '40,5', 'Attente': '60 min', 'Péage': '3,2', 'Parking': '2',
                    'État': 'fait', 'Observations': 'A/R'}
        self.assertEqual({name: row[name] for name in expected}, expected)
        self.assertEqual([row['État'] for row in self.rows('rides')], [
            'fait', 'absent', 'annulé', 'refusé', 'pas de chauffeur', 'fait', 'fait', 'prévu'])

    def test_a_run_of_two_rides_counts_once(self):
        volunteer, person = self.make_volunteer("Vera Volunteer", km=10), self.make_person(km=10)
        outward = self.make_ride(person, self.make_place(km=30), 10, -3)
        back = self.make_return(outward, 11, -3)
        run = (outward | back)._assign(volunteer)
        (outward | back).action_done()
        self.assertEqual(len(run), 1)
        self.assertEqual([row['Km (AR domicile chauffeur)'] for row in self.rows('rides')], ['40', '0'])
        self.assertEqual(self.rows('rides')[1]['Arrivée'], "domicile")

    def test_rides_of_a_period(self):
        self.make_world()
        self.assertEqual(len(self.rows('rides', date_from='2025-03-04', date_to='2025-03-05')), 2)
        self.assertEqual(len(self.rows('rides', date_from=False, date_to=False)), 8)

    def test_needs_leave_only_when_asked_for(self):
        self.make_world()
        name, data = self.export('beneficiaries', file_format='csv')
        for word in ('canne', 'chien', 'lieu', 'Besoins', 'TUS', 'Alerte'):
            self.assertNotIn(word, data.decode('utf-8-sig'))
        self.assertTrue(name.startswith("Bénéficiaires 2026-03-09.csv"))
        rows = {row['Prénom']: row for row in self.rows('beneficiaries', with_needs=True)}
        self.assertEqual((rows['Paul']['Besoins'], rows['Paul']['Critère TUS'], rows['Paul']['Alerte']),
                         ("canne, animal", "lieu", "petit chien"))
        self.assertEqual(rows['Odile']['Critère TUS'], "ressources")

    def test_everything_is_one_workbook(self):
        self.make_world()
        name, data = self.export('all', file_format='csv')
        self.assertEqual(name, "Transport 2026-03-09.xlsx")
        book = openpyxl.load_workbook(io.BytesIO(data))
        self.assertEqual(book.sheetnames, list(SHEETS.values()))
        self.assertEqual([cell.value for cell in book["Trajets"][1]], HEADINGS['rides'])
        self.assertEqual(book["Trajets"]['A2'].value.date(), date(2025, 3, 3))

    def test_texts_are_no_formulas(self):
        partner = self._make_partner("Evil", None)
        partner.write({'lastname': '=HYPERLINK("x")', 'firstname': '+cmd', 'street': '@SUM(1)'})
        self.env['ts.beneficiary'].create({'partner_id': partner.id, 'company_id': self.company.id})
        row, = self.rows('beneficiaries')
        self.assertEqual((row['Nom'], row['Prénom'], row['Adresse']), ('\'=HYPERLINK("x")', "'+cmd", "'@SUM(1)"))
        book = openpyxl.load_workbook(io.BytesIO(self.export('beneficiaries')[1]))
        self.assertNotIn('f', {cell.data_type for cell in book.active[2]})

    def test_the_dialog(self):
        form = Form(self.env['ts.export'])
        form.kind = 'places'
        wizard = form.save()
        self.assertEqual((wizard.date_from, wizard.date_to), (date(2026, 1, 1), date(2026, 3, 9)))
        action = wizard.action_export()
        self.assertEqual((action['res_model'], action['res_id']), ('ts.export', wizard.id))
        self.assertEqual(wizard.file_name, "Lieux 2026-03-09.xlsx")

    # ---- and goes in again -------------------------------------------------------------------------
    def snapshot(self, company):
        """Return everything of an association as the lists tell it."""
        wizard = self.root_env['ts.export'].create({'company_id': company.id, 'with_needs': True, **YEAR})
        return {kind: sorted([str(cell) for cell in row] for row in wizard._get_rows(kind)) for kind in SHEETS}

    def test_round_trip_into_another_association(self):
        self.make_world()
        before = self.snapshot(self.company)
        self.assertEqual([len(rows) for rows in before.values()], [1, 2, 3, 8])
        formats = ([('all', 'xlsx')], [(kind, 'csv') for kind in SHEETS], [(kind, 'xlsx') for kind in SHEETS])
        for number, exports in enumerate(formats):
            other = self.make_other_company(f"Elsewhere {number}")
            paths = []
            for kind, file_format in exports:
                name, data = self.export(kind, file_format=file_format, with_needs=True)
                path = self.folder / name
                path.write_bytes(data)
                paths.append(str(path))
            with self.subTest(exports=exports):
                result = self.root_env['ts.import']._import_files(paths, company=other)
                self.assertEqual((result['refused'], result['created']['rides']), ([], 8))
                self.assertEqual(self.snapshot(other), before)

    def test_round_trip_into_the_same_association_changes_nothing(self):
        self.make_world()
        counts = self.counts()
        path = self.folder / 'tout.xlsx'
        path.write_bytes(self.export('all', with_needs=True)[1])
        result = self.bring_in(str(path))
        self.assertEqual(set(result['created'].values()) | set(result['updated'].values()), {0})
        self.assertEqual(result['differences'], [])
        counts['ts.import'] += 1
        self.assertEqual(self.counts(), counts)

    # ---- who may -----------------------------------------------------------------------------------
    def test_rights(self):
        self.make_world()
        for role in ('treasurer', 'board', 'plain'):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self.export('rides', env=self._env_of(role))
        other = self.make_other_company()
        self.assertEqual(self.rows('volunteers', company=other), [])
        self.root_env['ts.place'].create({'name': "Theirs", 'company_id': other.id})
        self.assertNotIn("Theirs", str(self.rows('places', company=other)))

    def test_query_count_does_not_grow_with_the_rides(self):
        self.bring_in(self.drivers(VERA), self.people(PAUL), self.rides(*[
            ride_row(Date=f'{day:02}/02/2025', Péage='1') for day in range(1, 21)]))

        def export(rides):
            wizard = self.env['ts.export'].create({
                'kind': 'rides', 'company_id': self.company.id, 'date_from': '2025-02-01',
                'date_to': max(rides.mapped('date'))})
            wizard._get_rows('rides')
        self.assert_flat(export, self.of_company('ts.ride').sorted('date'), 10)
