# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging
from datetime import timedelta

from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.addons.queue_job.exception import RetryableJobError
from odoo.exceptions import AccessError, UserError, ValidationError

_logger = logging.getLogger(__name__)

# Beyond this many rows the import runs in the background.
INLINE_ROWS = 500
KEEP_DAYS = 30


class ImportBusyError(UserError):
    """Another import is writing into the same association at this moment."""


class TsImport(models.Model):
    """Spreadsheets brought in: volunteers, beneficiaries, places, rides, communes.

    | state     | what it shows                         | next                                       |
    |-----------|---------------------------------------|--------------------------------------------|
    | draft     | the files                             | read them → mapped                         |
    | mapped    | what each column was recognised as    | correct, preview → previewed               |
    | previewed | what each row becomes, or why not     | import → done, failed; many rows → running |
    | running   | how far the job is                    | done, failed                               |
    | done      | totals, refused rows, differences     |                                            |
    | failed    | why nothing was written               | start again → draft                        |

    Reading and deciding are in ``ts_import_read.py``, writing in ``ts_import_people.py``,
    ``ts_import_place.py`` and ``ts_import_ride.py``, what is told to the user in
    ``ts_import_report.py``. Everything happens with the rights of the user, in one transaction. An
    import and its files are deleted after 30 days.
    """

    _name = 'ts.import'
    _description = "Spreadsheet Import"
    _order = 'id desc'

    name = fields.Char("Files", compute='_compute_name', store=True, readonly=False)
    company_id = fields.Many2one('res.company', "Association", required=True, index=True,
                                 default=lambda self: self.env.company)
    attachment_ids = fields.Many2many(
        'ir.attachment', 'ts_import_attachment_rel', 'import_id', 'attachment_id', "Spreadsheets",
        copy=False, help="Excel (xlsx, xls) or CSV: volunteers, beneficiaries, places, rides, together.")
    mode = fields.Selection(
        [('rows', "Row by row, with a file of the refused rows"),
         ('all', "All or nothing: one refused row and nothing is written")],
        "Way to Import", default='rows', required=True)
    overwrite = fields.Boolean(
        "Replace What Is on File", help="Where a list says otherwise than the file of a person or a "
        "place, the list wins. Otherwise only what is empty is completed, and differences are listed.")
    state = fields.Selection(
        [('draft', "Files"), ('mapped', "Columns"), ('previewed', "Preview"), ('running', "Running"),
         ('done', "Done"), ('failed', "Failed")], default='draft', required=True, copy=False)
    sheet_ids = fields.One2many('ts.import.sheet', 'import_id', "Sheets")
    column_ids = fields.One2many('ts.import.column', 'import_id', "Columns")
    row_ids = fields.One2many('ts.import.row', 'import_id', "Rows")
    row_count = fields.Integer("Rows in the Files", readonly=True, copy=False)
    result = fields.Json(copy=False, help="The totals, the refused rows and the differences, as plain data.")
    refused_count = fields.Integer("Refused Rows", compute='_compute_refused_count')
    summary = fields.Html(compute='_compute_summary', sanitize=False)
    error = fields.Text("Why Nothing Was Written", readonly=True, copy=False)
    progress = fields.Integer("Progress (%)", compute='_compute_progress')
    reject_ids = fields.Many2many(
        'ir.attachment', 'ts_import_reject_rel', 'import_id', 'attachment_id', "Files of Refused Rows",
        copy=False, help="The refused rows with the reason in a last column, in the form of your file: "
                         "correct them and import that file.")

    @api.depends('attachment_ids.name')
    def _compute_name(self):
        for record in self:
            record.name = ', '.join(record.attachment_ids.mapped('name')) or self.env._("New import")

    @api.depends('result')
    def _compute_refused_count(self):
        for record in self:
            record.refused_count = (record.result or {}).get('refused_count', 0)

    def _compute_progress(self):
        shares = dict(self.env['ts.import.progress']._read_group(
            [('import_id', 'in', self.ids)], ['import_id'], ['percent:max']))
        for record in self:
            record.progress = 100 if record.state == 'done' else shares.get(record.id, 0)

    # ---- what the user does ----------------------------------------------------------------------
    def action_read(self):
        """Recognise the sheets and columns of the files."""
        self.ensure_one()
        self._check_may_import(self.company_id)
        if not self.attachment_ids:
            raise UserError(self.env._("Choose at least one file."))
        self.attachment_ids.write({'res_model': self._name, 'res_id': self.id})
        self.sheet_ids.unlink()
        self.env['ts.import.sheet'].create(self._prepare_sheets())
        self.state = 'mapped'

    def action_preview(self):
        """Show what each row becomes; nothing is written."""
        self.ensure_one()
        self._run(dry_run=True)
        self.state = 'previewed'

    def action_import(self):
        """Import at once, or in the background when there are many rows."""
        self.ensure_one()
        self._check_may_import(self.company_id)
        if self.state != 'previewed':
            raise UserError(self.env._("Look at the preview first."))
        if self.row_count <= INLINE_ROWS:
            self._run()
            return
        self.state = 'running'
        self.env['ts.import.progress'].create({'import_id': self.id})
        self.with_delay(
            identity_key=f"ts.import {self.id}", description=self.env._("Import of %(name)s", name=self.name),
        )._run_job()

    def action_run_now(self):
        """Do what waits in the background at once, while the user waits."""
        self.ensure_one()
        self._check_may_import(self.company_id)
        self._run_job()

    def action_back(self):
        """Go back one step, to correct columns or files."""
        self.ensure_one()
        if self.state not in ('mapped', 'previewed', 'failed'):
            raise UserError(self.env._("This import cannot be taken back."))
        self.row_ids.unlink()
        self.write({'state': 'mapped' if self.state == 'previewed' else 'draft', 'error': False,
                    'result': False})

    def action_view_rows(self):
        """Open all rows of the files."""
        action = self.env['ir.actions.act_window']._for_xml_id('transport_solidaire.ts_import_row_action')
        return {**action, 'domain': [('import_id', '=', self.id)]}

    def action_save_mapping(self):
        """Remember what the columns are, for the next file with the same headings."""
        self.sheet_ids._save_mapping()

    # ---- running ---------------------------------------------------------------------------------
    def _run(self, dry_run=False):
        """Read the files as the columns were corrected and import them, or only look."""
        self.ensure_one()
        importer = self._as_importer(self.company_id)
        tables, notes, workbooks = importer._get_corrected_tables()
        plan, result = importer._run_tables(
            tables, notes, self.company_id, dry_run, self._get_progress_writer(), self.mode, self.overwrite)
        plan.workbooks = workbooks
        importer._store_outcome(plan, result)
        if not dry_run:
            self.state = 'done' if result['written'] else 'failed'
            self.error = False if result['written'] else self.env._(
                "Nothing was written: %(count)s rows are refused. Correct them and start again, or import "
                "row by row.", count=result['refused_count'])

    def _run_job(self):
        """Run in the background. A job that is killed or run again leaves what one run leaves."""
        self.ensure_one()
        if self.state != 'running':
            return
        try:
            with self.env.cr.savepoint():
                self._run()
        except ImportBusyError as error:
            if not self.env.context.get('job_uuid'):
                raise
            raise RetryableJobError(str(error), seconds=10, ignore_retry=True) from error
        except OperationalError:
            raise  # the queue, or the request, tries again
        except (UserError, AccessError, ValidationError) as error:
            self.write({'state': 'failed', 'error': str(error)})
        except Exception as error:
            _logger.exception("Import %s failed", self.id)
            self.write({'state': 'failed', 'error': str(error)})

    def _get_progress_writer(self):
        """Return what tells the user, from outside the job's transaction, how far it is."""
        if not self.env.context.get('job_uuid'):
            return None
        registry, number = self.env.registry, self.id

        def write(_text, done=0, total=0):
            with registry.cursor() as cr:
                cr.execute("UPDATE ts_import_progress SET percent = %s WHERE import_id = %s",
                           [5 + 90 * done // total if total else 5, number])
        return write

    @api.autovacuum
    def _gc_imports(self):
        """Delete imports, their files and their rows of names after ``KEEP_DAYS`` days."""
        limit = fields.Datetime.now() - timedelta(days=KEEP_DAYS)
        self.search([('create_date', '<', limit)], limit=100).unlink()

    def unlink(self):
        """Delete the progress along with the import."""
        self.env['ts.import.progress'].search([('import_id', 'in', self.ids)]).unlink()
        return super().unlink()
