# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command, models
from odoo.exceptions import UserError

from ..tools import spreadsheet
from ..tools.spreadsheet.headings import HEADING_ROWS
from ..tools.spreadsheet.text import clean, fold


class TsImport(models.Model):
    """Sheets and columns: recognised, shown, corrected, remembered."""

    _inherit = 'ts.import'

    # ---- recognising -----------------------------------------------------------------------------
    def _open_workbook(self, name, data):
        """Return the ``Workbook`` of a file; a file that cannot be used is a clear error."""
        try:
            return spreadsheet.read_workbook(data, name)
        except spreadsheet.SpreadsheetError as problem:
            raise UserError(self._say(problem)) from problem

    def _recognise(self, workbook, company):
        """Return (sheet, table or None, problem or None) of each sheet of a workbook.

        Columns that were saved for the same headings come before what the library recognises.
        """
        tables, problems = spreadsheet.recognise_workbook(workbook)
        found = {id(table.sheet): table for table in tables}
        unknown = {problem.values.get('sheet'): problem for problem in problems}
        saved = self.env['ts.import.mapping']._get_all(company)
        result = []
        for sheet in workbook.sheets:
            table = self._recognise_saved(workbook, sheet, saved) or found.get(id(sheet))
            result.append((sheet, table, None if table else unknown.get(sheet.name)))
        return result

    def _recognise_saved(self, workbook, sheet, saved):
        """Return the ``Table`` of a sheet whose headings are known, else None."""
        for row in sheet.rows[:HEADING_ROWS] if saved else ():
            mapping = saved.get(self._get_signature(row.cells))
            if mapping:
                try:
                    return spreadsheet.recognise_sheet(
                        workbook, sheet, kind=mapping.kind, mapping=mapping._get_columns(),
                        heading_line=row.line)
                except spreadsheet.SpreadsheetError:
                    return None
        return None

    @staticmethod
    def _get_signature(cells):
        """Return what two rows of headings have in common when they are the same."""
        return ' | '.join(fold(cell) for cell in cells).rstrip(' |')

    def _get_table_signature(self, table):
        row = next((row for row in table.sheet.rows if row.line == table.heading_line), None)
        return self._get_signature(row.cells) if row else False

    # ---- showing ---------------------------------------------------------------------------------
    def _get_sources(self):
        """Return (attachment, ``Workbook``) of each file of the import."""
        return [(attachment, self._open_workbook(attachment.name, attachment.raw or b''))
                for attachment in self.attachment_ids.sorted('id')]

    def _prepare_sheets(self):
        """Return the values of the sheets of the files, with their columns."""
        wanted = []
        for attachment, workbook in self._get_sources():
            for number, (sheet, table, problem) in enumerate(self._recognise(workbook, self.company_id)):
                wanted.append({
                    'import_id': self.id, 'attachment_id': attachment.id, 'number': number,
                    'name': sheet.name, 'row_count': len(sheet.rows),
                    **(self._prepare_table(table) if table else {'problem': problem and self._say(problem)})})
        return wanted

    def _prepare_table(self, table):
        known = {field.code: field.id for field in self.env['ts.import.field'].search(
            [('kind', '=', table.kind)])}
        return {
            'kind': table.kind, 'heading_line': table.heading_line,
            'signature': self._get_table_signature(table),
            'column_ids': [
                Command.create({
                    'number': number, 'heading': heading, 'field_id': known.get(name),
                    'sample': self._get_sample(table, number)})
                for number, heading, name, _score in table.describe()],
        }

    @staticmethod
    def _get_sample(table, number):
        """Return the first filled value of a column below the headings."""
        for row in table.sheet.rows:
            if row.line > table.heading_line and number < len(row.cells) and clean(row.cells[number]):
                return clean(row.cells[number])[:60]
        return False

    def _prepare_sheet_as(self, sheet):
        """Return the values of a sheet that is of the kind the user says."""
        workbook = self._open_workbook(sheet.attachment_id.name, sheet.attachment_id.raw or b'')
        try:
            table = spreadsheet.recognise_sheet(workbook, workbook.sheets[sheet.number], kind=sheet.kind)
        except spreadsheet.SpreadsheetError as problem:
            raise UserError(self._say(problem)) from problem
        return self._prepare_table(table)

    # ---- as the user corrected them --------------------------------------------------------------
    def _get_corrected_tables(self):
        """Return (tables, problems, workbooks) of the files with the columns as shown to the user."""
        tables, notes, workbooks = [], [], []
        for attachment, workbook in self._get_sources():
            workbooks.append(workbook)
            sheets = {s.number: s for s in self.sheet_ids if s.attachment_id == attachment}
            recognised = self._recognise(workbook, self.company_id)
            for number, (raw, table, problem) in enumerate(recognised):
                shown = sheets.get(number)
                if not shown or not shown.kind:
                    notes += [problem] if problem else []
                    continue
                tables.append(self._correct_table(workbook, raw, table, shown))
        if not tables:
            raise UserError(self.env._("None of the sheets is to be imported. Say what they list."))
        return tables, notes, workbooks

    def _correct_table(self, workbook, raw, table, shown):
        mapping = shown._get_mapping()
        wanted = {index: name for index, name in mapping.items() if name}
        if table and table.kind == shown.kind:
            if table.mapping == wanted:
                return table
        try:
            return spreadsheet.recognise_sheet(
                workbook, raw, kind=shown.kind, mapping=mapping, heading_line=shown.heading_line or None)
        except spreadsheet.SpreadsheetError as problem:
            raise UserError(self._say(problem)) from problem
