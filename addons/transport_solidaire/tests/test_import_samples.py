# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict

from odoo.tests import tagged

from ..tools.spreadsheet.names import name_key
from .common_import import SAMPLES, ImportCommon, read_csv, sample, truth


@tagged('post_install', '-at_install')
class TestImportSamples(ImportCommon):
    """The sample year means exactly what its truth says, in the database as well."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.files = [sample(name) for name in SAMPLES]
        cls.result = cls.env['ts.import']._import_files(cls.files, company=cls.company)
        cls.truth = truth()

    def test_totals(self):
        totals = self.truth['totals']
        self.assertEqual((self.result['volunteers'], self.result['beneficiaries']), (22, 66))
        self.assertEqual((self.truth['volunteers'], self.truth['beneficiaries']), (22, 66))
        self.assertEqual(self.result['rides'], {
            state: totals[state] for state in ('done', 'cancelled', 'no_show')})
        self.assertEqual(self.result['km_driven'], totals['km_driven'])
        self.assertEqual(self.result['tolls'], totals['tolls'])
        self.assertEqual(self.result['refused_count'], 22)
        self.assertTrue(self.result['written'])

    def test_refused_lines_and_reasons(self):
        self.assertEqual(
            [{'line': r['line'], 'why': r['reason']} for r in self.result['refused']], self.truth['rejects'])
        self.assertEqual({r['file'] for r in self.result['refused']}, {'trajets_2025.csv'})
        self.assertIn("the kilometres are missing", self.result['refused'][1]['message'])

    def test_records_of_the_database(self):
        self.assertEqual(len(self.of_company('ts.volunteer')), 22)
        self.assertEqual(len(self.of_company('ts.beneficiary')), 66)
        rides = self.of_company('ts.ride')
        totals = self.truth['totals']
        self.assertEqual({state: len(rides.filtered(lambda r, s=state: r.state == s))
                          for state in ('done', 'cancelled', 'no_show')},
                         {state: totals[state] for state in ('done', 'cancelled', 'no_show')})
        self.assertEqual(len(rides), 399)
        self.assertEqual(set(self.of_company('ts.run').mapped('state')), {'done'})
        self.assertFalse(rides.filtered(lambda r: r.state == 'cancelled').run_id)

    def test_kilometres_by_volunteer_and_month(self):
        found = defaultdict(lambda: defaultdict(lambda: [0, 0.0, 0.0]))
        for run in self.of_company('ts.run'):
            cell = found[name_key(run.volunteer_id.name)][f'{run.date:%Y-%m}']
            cell[0] += len(run.ride_ids)
            cell[1] = round(cell[1] + run.km_actual, 1)
            cell[2] = round(cell[2] + run.cost_total, 2)
        expected = {name_key(name): {month: [c['rides'], c['km'], c['toll']] for month, c in months.items()}
                    for name, months in self.truth['by_volunteer_month'].items()}
        self.assertEqual({name: dict(months) for name, months in found.items()}, expected)

    def test_each_ride(self):
        found = sorted(
            (str(r.date), name_key(r.beneficiary_id.name), name_key(r.volunteer_id.name or ''), r.state,
             r.run_id.km_actual) for r in self.of_company('ts.ride'))
        driven = ('done', 'no_show')
        expected = sorted(
            (r['date'], name_key(r['beneficiary']), name_key(r['volunteer']) if r['state'] in driven else '',
             r['state'], r['km'] if r['state'] in driven else 0.0) for r in self.truth['rides'])
        self.assertEqual(found, expected)

    def test_places_are_the_communes_of_the_files(self):
        places = self.of_company('ts.place')
        self.assertEqual(len(places), 13)
        self.assertEqual(places.mapped('name'), places.commune_id.mapped('name'))
        self.assertIn("Ancenis-Saint-Géréon", places.mapped('name'))

    def test_second_import_changes_nothing(self):
        before, stamps = self.counts(), self.of_company('ts.ride').mapped('write_date')
        again = self.bring_in(*self.files)
        for name in ('volunteers', 'beneficiaries', 'rides', 'km_driven', 'tolls', 'refused'):
            self.assertEqual(again[name], self.result[name])
        self.assertEqual(set(again['created'].values()) | set(again['updated'].values()), {0})
        self.assertEqual(again['unchanged'],
                         {'volunteers': 22, 'beneficiaries': 66, 'places': 0, 'rides': 399})
        self.assertEqual(again['differences'], [])
        before['ts.import'] += 1
        self.assertEqual(self.counts(), before)
        self.assertEqual(self.of_company('ts.ride').mapped('write_date'), stamps)

    def test_corrected_refused_rows_bring_the_missing_rides(self):
        reject = self.env['ir.attachment'].browse(self.result['reject_files'][0]['attachment_id'])
        headings, *rows = read_csv(reject.raw)
        self.assertEqual(len(rows), 22)
        self.assertEqual(headings[-1], "Reason for Refusal")
        for row in rows:
            values = dict(zip(headings, row, strict=True))
            self.assertIn("Line ", values["Reason for Refusal"])
            values.update({'Date': '02/02/2025', 'Heure': f'{rows.index(row)}h', 'Chauffeur': 'PICARD Louis',
                           'Km (AR domicile chauffeur)': '10,1', 'Péage parking': ''})
            row[:] = values.values()
        corrected = self.write_file(reject.name, headings, *rows)
        result = self.bring_in(corrected)
        self.assertEqual(result['refused'], [])
        self.assertEqual(result['created'], {'volunteers': 0, 'beneficiaries': 0, 'places': 0, 'rides': 22})
        self.assertEqual(result['km_driven'], round(10.1 * (result['rides']['done'] + result['rides']['no_show']), 1))
        self.assertEqual(len(self.of_company('ts.ride')), 421)

    def test_columns_without_a_place_are_named(self):
        self.assertEqual(self.result['notes'], [
            "adherents.csv: these columns are not kept: Cotisation 2025.",
            "trajets_2025.csv: these columns are not kept: Participation, Réglé en."])

    def test_a_trace_stays(self):
        trace = self.env['ts.import'].search([('company_id', '=', self.company.id)])
        self.assertEqual((trace.state, trace.row_count, trace.refused_count), ('done', 509, 22))
        self.assertEqual(trace.name, "benevoles.xlsx, adherents.csv, trajets_2025.csv")
        self.assertEqual(trace.reject_ids.mapped('name'), ["trajets_2025 refused rows.csv"])
        self.assertRegex(trace.summary, "24.694.0 km driven, .*77.10")
