# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta
from unittest.mock import patch

from odoo import Command, fields
from odoo.addons.queue_job.exception import RetryableJobError
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from ..models import ts_import
from .common_import import DRIVERS, PAUL, PEOPLE, RIDES, VERA, ImportCommon, read_csv, ride_row, to_csv

MESSY = ['Quand', 'Passager', 'Colonne A', 'Colonne B', 'Par', 'Compteur']
MESSY_ROW = ['03/03/2025', 'PORTÉ Paul', 'x', 'Nort-sur-Erdre', 'Véra VOLANT', '40,5']


@tagged('post_install', '-at_install')
class TestImportScreen(ImportCommon):
    """The way through the screen: files, columns, preview, import, refused rows."""

    def make_world(self, *rides, **vals):
        """Create an import of Véra, Paul and rides."""
        return self.make_import(
            ('benevoles.csv', to_csv([DRIVERS, VERA])), ('adherents.csv', to_csv([PEOPLE, PAUL])),
            ('trajets.csv', to_csv([RIDES, *rides])), **vals)

    def make_messy(self, row=MESSY_ROW):
        """Create an import of a file of rides with headings that nobody can guess."""
        return self.make_import(('carnet.csv', to_csv([MESSY, row])))

    def column(self, job, heading):
        """Return the column of an import with that heading."""
        return job.column_ids.filtered(lambda c: c.heading == heading)

    def meaning(self, kind, code):
        """Return what a column can be."""
        return self.env['ts.import.field'].search([('kind', '=', kind), ('code', '=', code)])

    # ---- files and columns -------------------------------------------------------------------------
    def test_from_files_to_rides(self):
        job = self.make_world(ride_row(), ride_row(Km='?'))
        self.assertEqual((job.state, job.name), ('draft', "benevoles.csv, adherents.csv, trajets.csv"))
        job.action_read()
        self.assertEqual(job.state, 'mapped')
        self.assertEqual(job.sheet_ids.mapped('kind'), ['volunteers', 'beneficiaries', 'rides'])
        self.assertEqual(job.sheet_ids.mapped('heading_line'), [1, 1, 1])
        column = self.column(job, 'Chauffeur')
        self.assertEqual((column.field_id.code, column.sample, column.sheet_id.file_name),
                         ('volunteer', "Véra VOLANT", 'trajets.csv'))
        job.action_preview()
        self.assertEqual((job.state, job.row_count, job.refused_count), ('previewed', 4, 1))
        self.assertFalse(self.of_company('ts.ride') or self.of_company('ts.volunteer'))
        self.assertEqual(job.row_ids.mapped('outcome'), ['refused', 'created', 'created', 'created'])
        refused, *_people, ride = job.row_ids
        self.assertEqual((refused.line, refused.kind, refused.file_name), (3, 'rides', 'trajets.csv'))
        self.assertIn("is not a number of kilometres", refused.message)
        self.assertRegex(ride.name, "03/03/2025 14:00 · .*Nort-sur-Erdre · .* · 40.5 km · Done")
        self.assertIn("1 rows are refused", job.summary)
        job.action_import()
        self.assertEqual((job.state, job.progress, job.error), ('done', 100, False))
        self.assertEqual(len(self.of_company('ts.ride')), 1)
        headings, row = read_csv(job.reject_ids.raw)
        self.assertEqual((headings, len(row)), ([*RIDES, "Reason for Refusal"], len(RIDES) + 1))
        self.assertEqual((job.reject_ids.name, job.reject_ids.res_id), ("trajets refused rows.csv", job.id))
        action = job.action_view_rows()
        self.assertEqual(self.env[action['res_model']].search(action['domain']), job.row_ids)

    def test_attachments_belong_to_the_import(self):
        job = self.make_world(ride_row())
        job.action_read()
        self.assertEqual(set(job.attachment_ids.mapped('res_id')), {job.id})
        other = self.make_other_company()
        stranger = new_test_user(
            self.root_env, 'ts_stranger', groups='transport_solidaire.group_ts_user', company_id=other.id,
            company_ids=[Command.set(other.ids)])
        for record in (job, job.sheet_ids, job.column_ids, job.attachment_ids):
            with self.subTest(model=record._name), self.assertRaises(AccessError):
                record.with_user(stranger).with_company(other).read(['display_name'])

    def test_an_import_begins_with_a_file(self):
        with self.assertRaisesRegex(UserError, "Choose at least one file"):
            self.env['ts.import'].create({}).action_read()

    def test_a_damaged_file(self):
        job = self.make_import(('trajets.xlsx', b'PK\x03\x04 nothing'))
        with self.assertRaisesRegex(UserError, "trajets.xlsx” is damaged"):
            job.action_read()

    def test_a_sheet_that_is_not_recognised(self):
        job = self.make_import(('notes.csv', to_csv([['Penser', 'À'], ['acheter', 'du pain']])))
        job.action_read()
        self.assertEqual((job.sheet_ids.kind, job.column_ids.ids), (False, []))
        self.assertIn("It is not clear what sheet “notes” holds", job.sheet_ids.problem)
        with self.assertRaisesRegex(UserError, "None of the sheets is to be imported"):
            job.action_preview()

    def test_the_user_says_what_a_sheet_lists(self):
        job = self.make_import(('liste.csv', to_csv([['Nom', 'Prénom', 'Tél'], ['UN', 'Anne', '0639980001']])))
        job.action_read()
        job.sheet_ids.kind = 'volunteers'
        self.assertEqual(job.column_ids.mapped('field_id.code'), ['last_name', 'first_name', 'phone'])
        self.assertEqual(set(job.column_ids.field_id.mapped('kind')), {'volunteers'})
        job.sheet_ids.kind = False
        self.assertFalse(job.column_ids)
        job.sheet_ids.kind = 'beneficiaries'
        job.action_preview()
        job.action_import()
        self.assertEqual(self.of_company('ts.beneficiary').mapped('phone'), ["06 39 98 00 01"])
        with self.assertRaisesRegex(UserError, "was recognised as"):
            job.sheet_ids.kind = 'rides'

    def test_the_user_corrects_columns(self):
        self.bring_in(self.drivers(VERA), self.people(PAUL))
        job = self.make_messy()
        job.action_read()
        self.assertEqual(job.sheet_ids.kind, 'rides')
        self.assertFalse(self.column(job, 'Colonne B').field_id)
        self.column(job, 'Colonne B').field_id = self.meaning('rides', 'dropoff')
        self.column(job, 'Compteur').field_id = self.meaning('rides', 'km')
        job.action_preview()
        job.action_import()
        ride = self.of_company('ts.ride')
        self.assertEqual((ride.dropoff_place_id.name, ride.run_id.km_actual), ("Nort-sur-Erdre", 40.5))

    def test_a_column_left_out(self):
        job = self.make_import(('benevoles.csv', to_csv([DRIVERS, VERA])))
        job.action_read()
        self.column(job, 'CV').field_id = False
        job.action_preview()
        job.action_import()
        self.assertEqual(self.of_company('ts.volunteer').vehicle_id.fiscal_power, 0)

    def test_two_columns_cannot_be_the_same(self):
        job = self.make_import(('benevoles.csv', to_csv([DRIVERS, VERA])))
        job.action_read()
        self.column(job, 'Places').field_id = self.meaning('volunteers', 'fiscal_power')
        with self.assertRaisesRegex(UserError, "two columns are “Fiscal Power”"):
            job.action_preview()

    def test_a_needed_column_left_out(self):
        job = self.make_import(('trajets.csv', to_csv([RIDES, ride_row()])))
        job.action_read()
        self.column(job, 'Date').field_id = False
        with self.assertRaisesRegex(UserError, "No column of sheet “trajets” was recognised as “Date”"):
            job.action_preview()

    # ---- remembered columns ------------------------------------------------------------------------
    def test_columns_are_remembered(self):
        self.bring_in(self.drivers(VERA), self.people(PAUL))
        job = self.make_messy()
        job.action_read()
        self.column(job, 'Colonne B').field_id = self.meaning('rides', 'dropoff')
        self.column(job, 'Compteur').field_id = self.meaning('rides', 'km')
        job.action_save_mapping()
        job.action_save_mapping()
        mapping = self.env['ts.import.mapping'].search([('company_id', '=', self.company.id)])
        self.assertEqual((mapping.kind, mapping.signature),
                         ('rides', "quand | passager | colonne a | colonne b | par | compteur"))
        again = self.make_import(('mars.csv', to_csv([['Carnet de mars'], [], MESSY, MESSY_ROW])))
        again.action_read()
        self.assertEqual(self.column(again, 'Colonne B').field_id.code, 'dropoff')
        self.assertEqual(again.sheet_ids.heading_line, 3)
        result = self.bring_in(self.write_file('avril.csv', MESSY, MESSY_ROW))
        self.assertEqual((result['rides']['done'], result['km_driven']), (1, 40.5))
        self.column(again, 'Colonne B').field_id = False
        again.action_save_mapping()
        self.assertEqual(mapping._get_columns()[3], None)

    def test_remembered_columns_of_another_association_are_not_used(self):
        other = self.make_other_company()
        self.root_env['ts.import.mapping']._remember(
            other, 'rides', "quand | passager | colonne a | colonne b | par | compteur", {0: 'date', 3: 'dropoff'})
        job = self.make_messy()
        job.action_read()
        self.assertFalse(self.column(job, 'Colonne B').field_id)

    def test_remembered_columns_that_no_longer_fit_are_passed_over(self):
        signature = "quand | passager | colonne a | colonne b | par | compteur"
        self.env['ts.import.mapping']._remember(self.company, 'rides', signature, dict.fromkeys(range(6)))
        job = self.make_messy()
        job.action_read()
        self.assertEqual(self.column(job, 'Quand').field_id.code, 'date')

    def test_what_columns_can_be_is_the_library_s_list(self):
        fields_ = self.env['ts.import.field'].search([])
        self.assertEqual(self.meaning('rides', 'km').name, "Kilometres")
        self.env['ts.import.field'].sudo()._load_fields()  # as at an upgrade
        self.assertEqual(self.env['ts.import.field'].search([]), fields_)

    # ---- steps -------------------------------------------------------------------------------------
    def test_back_and_forth(self):
        job = self.make_world(ride_row())
        with self.assertRaisesRegex(UserError, "cannot be taken back"):
            job.action_back()
        with self.assertRaisesRegex(UserError, "Look at the preview first"):
            job.action_import()
        job.action_read()
        job.action_preview()
        job.action_back()
        self.assertEqual((job.state, job.row_ids.ids, job.result), ('mapped', [], False))
        job.action_back()
        self.assertEqual(job.state, 'draft')
        job.action_read()
        self.assertEqual(len(job.sheet_ids), 3)

    def test_all_or_nothing(self):
        job = self.make_world(ride_row(), ride_row(Km='?'), mode='all')
        job.action_read()
        job.action_preview()
        job.action_import()
        self.assertEqual(job.state, 'failed')
        self.assertIn("Nothing was written: 1 rows are refused", job.error)
        self.assertFalse(self.of_company('ts.volunteer') or self.of_company('ts.ride'))
        job.action_back()
        self.assertEqual((job.state, job.error), ('draft', False))

    def test_differences_are_shown_and_overwritten_when_ticked(self):
        known = self.make_person("PORTÉ Paul", km=None)
        known.street = "Another Street"
        job = self.make_import(('adherents.csv', to_csv([PEOPLE, PAUL])))
        job.action_read()
        job.action_preview()
        self.assertIn("Street: “Another Street” is kept, the list says “2 rue du Test”.", job.row_ids.message)
        self.assertEqual((job.row_ids.outcome, job.row_ids.sequence), ('updated', 1))
        self.assertIn("1 values in the files differ", job.summary)
        job.overwrite = True
        job.action_preview()
        self.assertFalse(job.row_ids.message)
        job.action_import()
        self.assertEqual(known.street, "2 rue du Test")

    def test_importing_twice_on_the_screen(self):
        for outcome in ('created', 'unchanged'):
            job = self.make_world(ride_row())
            job.action_read()
            job.action_preview()
            job.action_import()
            self.assertEqual(set(job.row_ids.mapped('outcome')), {outcome})
        self.assertEqual(len(self.of_company('ts.ride')), 1)

    def test_the_form_opens_in_each_state(self):
        job = self.make_world(ride_row())
        for act in (job.action_read, job.action_preview, job.action_import):
            with Form(job) as form:
                self.assertEqual(form.mode, 'rows')
            act()
        self.assertTrue(job.summary)

    # ---- in the background -------------------------------------------------------------------------
    def previewed(self, *rides, **vals):
        """Return an import of which the preview has been seen."""
        job = self.make_world(*rides, **vals)
        job.action_read()
        job.action_preview()
        return job

    def test_many_rows_go_to_the_background(self):
        job = self.previewed(ride_row())
        with patch.object(ts_import, 'INLINE_ROWS', 2):
            job.action_import()
        self.assertEqual((job.state, job.progress), ('running', 0))
        queued = self.root_env['queue.job'].search([('identity_key', '=', f"ts.import {job.id}")])
        self.assertEqual((len(queued), queued.state, queued.user_id), (1, 'pending', self.env.user))
        self.assertFalse(self.of_company('ts.ride'))
        job.action_run_now()
        self.assertEqual((job.state, len(self.of_company('ts.ride'))), ('done', 1))
        job._run_job()  # the queue comes late: nothing is left to do
        self.assertEqual(len(self.of_company('ts.ride')), 1)

    def test_the_job_does_what_is_done_at_once(self):
        job = self.previewed(ride_row(), ride_row(Km='?'))
        with patch.object(ts_import, 'INLINE_ROWS', 2):
            job.with_context(queue_job__no_delay=True).action_import()
        self.assertEqual((job.state, job.refused_count, len(self.of_company('ts.ride'))), ('done', 1, 1))

    def test_a_job_that_fails_leaves_nothing_and_says_why(self):
        job = self.previewed(ride_row())
        job.attachment_ids[2].sudo().raw = b''  # somebody has emptied the file meanwhile
        with patch.object(ts_import, 'INLINE_ROWS', 2):
            job.with_context(queue_job__no_delay=True).action_import()
        self.assertEqual(job.state, 'failed')
        self.assertIn("is empty", job.error)
        self.assertFalse(self.of_company('ts.volunteer'))

    def test_a_job_that_dies_half_way_leaves_nothing(self):
        job = self.previewed(ride_row())
        job.state = 'running'
        with (patch.object(type(job), '_apply_rides', side_effect=ValueError("out of luck")),
              mute_logger('odoo.addons.transport_solidaire.models.ts_import')):
            job._run_job()
        self.assertEqual((job.state, job.error), ('failed', "out of luck"))
        self.assertFalse(self.of_company('ts.volunteer') or self.of_company('ts.place'))

    def test_a_job_waits_for_another_import(self):
        job = self.previewed(ride_row())
        job.state = 'running'
        busy = ts_import.ImportBusyError("Somebody else is importing")
        with patch.object(type(job), '_lock_association', side_effect=busy):
            with self.assertRaisesRegex(ts_import.ImportBusyError, "Somebody else"):
                job.action_run_now()
            with self.assertRaises(RetryableJobError):
                job.with_context(job_uuid='test')._run_job()
        self.assertEqual(job.state, 'running')

    def test_old_imports_are_deleted(self):
        old, new = self.previewed(ride_row(Km='?')), self.previewed(ride_row())
        files = old.attachment_ids | old.reject_ids
        self.env['ts.import.progress'].create({'import_id': old.id})
        long_ago = fields.Datetime.now() - timedelta(days=31)
        self.env.cr.execute("UPDATE ts_import SET create_date = %s WHERE id = %s", (long_ago, old.id))
        old.invalidate_recordset()
        self.root_env['ts.import']._gc_imports()
        self.assertFalse(old.exists() or files.exists())
        self.assertTrue(new.exists() and new.attachment_ids.exists())
        self.assertFalse(self.env['ts.import.progress'].search([('import_id', '=', old.id)]))
