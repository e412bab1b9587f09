# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import os
from collections import defaultdict

from odoo import api, models
from odoo.exceptions import AccessError, LockError, UserError
from odoo.tools import SQL

from ..tools import spreadsheet
from ..tools.import_plan import Plan
from .ts_import import ImportBusyError

PEOPLE = ('volunteers', 'beneficiaries')
# How records are made by the hundred: nothing of it belongs in anybody's chatter or mailbox.
BULK_CONTEXT = {
    'tracking_disable': True, 'mail_create_nolog': True, 'mail_create_nosubscribe': True,
    'mail_notrack': True,
}


class TsImport(models.Model):
    """Reading the files and deciding what each row becomes."""

    _inherit = 'ts.import'

    @api.model
    def _import_files(self, paths, company=None, dry_run=False, progress=None, mode='rows',
                      overwrite=False):
        """Import files from the disk, with the rights of the current user.

        :param paths: paths of xlsx, xls or csv files; those of one association together
        :param company: the association, by default the current one
        :param dry_run: only say what would be done
        :param progress: called with a sentence, how much is done and how much there is
        :param mode: ``rows`` takes the good rows, ``all`` takes nothing when a row is refused
        :param overwrite: replace what is on file where the file says otherwise
        :return: dict of the totals, see ``_get_result``
        """
        company = company or self.env.company
        importer = self._as_importer(company)
        workbooks = [importer._open_workbook(*self._read_path(path)) for path in paths]
        tables, notes = importer._collect_tables(workbooks, company)
        plan, result = importer._run_tables(tables, notes, company, dry_run, progress, mode, overwrite)
        plan.workbooks = workbooks
        if not dry_run:
            result['reject_files'] = importer._keep_trace(plan, result, company)
        return result

    def _as_importer(self, company):
        """Return ``self`` as it works: in one association, without mails or chatter."""
        self._check_may_import(company)
        return self.with_company(company).with_context(allowed_company_ids=[company.id], **BULK_CONTEXT)

    def _check_may_import(self, company):
        """Let in only who keeps the files of this association."""
        if not (self.env.su or self.env.user.has_group('transport_solidaire.group_ts_user')):
            raise AccessError(self.env._("Only a coordinator can import spreadsheets."))
        if not self.env.su and company not in self.env.user.company_ids:
            name = company.sudo().name  # whoever typed the name of the association gets it back
            raise AccessError(self.env._("You do not work for %(name)s.", name=name))

    def _read_path(self, path):
        """Return (file name, bytes) of a path."""
        try:
            with open(path, 'rb') as stream:
                return os.path.basename(path), stream.read()
        except OSError as error:
            raise UserError(self.env._(
                "“%(file)s” cannot be opened. Check that it is there and that you may read it.",
                file=path)) from error

    def _collect_tables(self, workbooks, company):
        """Return (tables, problems of sheets passed over); a file without any table is an error."""
        tables, notes = [], []
        for workbook in workbooks:
            recognised = self._recognise(workbook, company)
            found = [table for _sheet, table, _problem in recognised if table]
            problems = [problem for _sheet, _table, problem in recognised if problem]
            if not found:
                raise UserError('\n'.join([
                    self.env._("“%(file)s” was not recognised.", file=workbook.file),
                    *map(self._say, problems)]))
            tables += found
            notes += problems
        return tables, notes

    # ---- running ---------------------------------------------------------------------------------
    def _run_tables(self, tables, notes, company, dry_run=False, progress=None, mode='rows',
                    overwrite=False):
        """Decide on the rows of recognised sheets and write what they become.

        :return: (``Plan``, dict of the totals)
        """
        progress = progress or (lambda text, done=0, total=0: None)
        if not dry_run:
            self._lock_association(company)
        plan = self._make_plan(tables, notes, company, overwrite)
        written = not dry_run and not (mode == 'all' and plan.refused)
        if written:
            self._apply_plan(plan, company, progress)
        return plan, self._get_result(plan, company, written)

    def _lock_association(self, company):
        """Make this the only import into an association.

        A counter is written, not only locked: an import that began before another one's commit then
        fails and is run again by the server, on what the other has left.
        """
        try:
            company.lock_for_update(allow_referencing=True)
        except LockError as error:
            raise ImportBusyError(self.env._(
                "Somebody else is importing into %(name)s right now. Wait a moment and try again.",
                name=company.name)) from error
        self.env.cr.execute(SQL(
            "UPDATE res_company SET ts_import_count = COALESCE(ts_import_count, 0) + 1 WHERE id = %s",
            company.id))

    # ---- deciding --------------------------------------------------------------------------------
    def _make_plan(self, tables, notes, company, overwrite=False):
        """Return the ``Plan`` of recognised sheets; nothing is written."""
        plan = Plan(tables=tables, notes=notes)
        rows = defaultdict(list)
        for table in tables:
            rows[table.kind] += spreadsheet.data_rows(table)
        if rows['communes']:
            self._plan_communes(plan, rows['communes'])
        for kind in PEOPLE:
            plan.checks[kind] = spreadsheet.check_people(rows[kind])
            plan.entries[kind] = self._plan_people(kind, plan.checks[kind].accepted, company, overwrite)
        plan.checks['places'] = spreadsheet.check_places(rows['places'])
        plan.entries['places'] = self._plan_places(plan.checks['places'].accepted, company, overwrite)
        people = [self._index_people(kind, plan, company) for kind in PEOPLE]
        plan.checks['rides'] = spreadsheet.check_rides(rows['rides'], *people)
        plan.entries['rides'] = self._plan_rides(plan, company, overwrite)
        return plan

    def _apply_plan(self, plan, company, progress):
        """Write what a plan says."""
        self._apply_communes(plan)
        for kind in PEOPLE:
            progress(self._get_kind_label(kind))
            self._apply_people(kind, plan, company)
        self._apply_places(plan, company)
        self._apply_rides(plan, company, progress)
