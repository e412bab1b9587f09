# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import os

from markupsafe import Markup

from odoo import models
from odoo.tools.misc import format_date
from odoo.tools.translate import get_translation

from ..tools import spreadsheet
from ..tools.spreadsheet.text import clean

STATES = ('done', 'cancelled', 'no_show', 'refused', 'unserved', 'planned')
ALWAYS_SHOWN = STATES[:3]
KINDS = ('volunteers', 'beneficiaries', 'places', 'rides')
# Columns that are understood but have no place on file yet.
NOT_KEPT = {
    'volunteers': {'birthdate'},
    'beneficiaries': {'fee', 'date_start', 'date_end', 'status'},
    'rides': {'contribution', 'reimbursement', 'payment', 'return_time'},
}


class TsImport(models.Model):
    """What the user is told: totals, refused rows, differences, in his language."""

    _inherit = 'ts.import'

    # ---- words -----------------------------------------------------------------------------------
    def _say(self, problem):
        """Return a problem of the spreadsheet library as a sentence in the user's language."""
        return problem.render(self._translate)

    def _translate(self, text):
        """Translate a text of the spreadsheet library, which marks what is to translate."""
        return get_translation('transport_solidaire', self.env.lang or 'en_US', text, ())

    def _get_kind_label(self, kind):
        """Return the name of a kind of list in the user's language."""
        return {
            'volunteers': self.env._("Volunteers"), 'beneficiaries': self.env._("Beneficiaries"),
            'places': self.env._("Places"), 'rides': self.env._("Rides"),
            'communes': self.env._("Communes"),
        }[kind]

    # ---- totals ----------------------------------------------------------------------------------
    def _get_result(self, plan, company, written):
        """Return the totals of an import as plain data.

        Rows: ``volunteers``, ``beneficiaries``, ``places`` accepted, ``rides`` by state, ``km_driven``
        (done and person absent, one decimal), ``tolls`` with parking, in the company's currency;
        ``refused`` lists file, sheet, line, short reason and sentence. Records: ``created``,
        ``updated``, ``unchanged`` by kind, ``differences`` kept as they were, ``warnings`` on values
        left out. ``written`` tells whether the database has changed.
        """
        rides = plan.checks['rides']
        refused = [self._describe_refusal(refusal) for refusal in plan.refused]
        return {
            'company': company.name,
            'written': written,
            **{kind: len(plan.checks[kind].accepted) for kind in plan.checks if kind != 'rides'},
            'rides': {state: rides.count(state) for state in STATES
                      if state in ALWAYS_SHOWN or rides.count(state)},
            'km_driven': round(float(rides.km_driven), 1),
            'tolls': round(float(rides.tolls), 2),
            'refused': refused,
            'refused_count': len(refused),
            **{outcome: plan.count(outcome) for outcome in ('created', 'updated', 'unchanged')},
            'differences': self._describe_differences(plan),
            'notes': [self._say(problem) for problem in plan.notes] + self._describe_columns(plan),
            'reject_files': [],
        }

    def _describe_refusal(self, refusal):
        table = refusal.row.table
        return {'file': table.file, 'sheet': table.sheet.name, 'line': refusal.line,
                'reason': refusal.why, 'message': refusal.sentence(self._translate)}

    def _describe_differences(self, plan):
        return [
            {'file': entry.record.row.table.file, 'sheet': entry.record.row.table.sheet.name,
             'line': entry.record.line, 'kind': kind, 'field': difference.label,
             'kept': difference.kept, 'found': difference.found}
            for kind, entries in plan.entries.items()
            for entry in entries for difference in entry.differences]

    def _describe_columns(self, plan):
        """Return a sentence for each sheet with columns that are not kept."""
        sentences = []
        for table in plan.tables:
            left = [table.headings[i] for i in table.unknown if i < len(table.headings)]
            left += [table.headings[i] for i, name in table.mapping.items()
                     if name in NOT_KEPT.get(table.kind, ()) and i < len(table.headings)]
            if any(left):
                sentences.append(self.env._(
                    "%(file)s: these columns are not kept: %(columns)s.", file=table.file,
                    columns=', '.join(filter(None, left))))
        return sentences

    # ---- files of refused rows -------------------------------------------------------------------
    def _make_rejects(self, plan):
        """Return (name, bytes) of a file of refused rows for each file that has some."""
        files = []
        for workbook in plan.workbooks:
            own = {id(sheet) for sheet in workbook.sheets}
            refused = [r for r in plan.refused if id(r.row.table.sheet) in own]
            if not refused:
                continue
            data = spreadsheet.write_refusals(
                refused, workbook.form, heading=self._translate(spreadsheet.REFUSAL_HEADING),
                translate=self._translate)
            stem = os.path.splitext(workbook.file)[0]
            files.append((self.env._(
                "%(file)s refused rows", file=stem) + '.' + spreadsheet.extension(workbook.form), data))
        return files

    def _attach_rejects(self, plan):
        """Replace the files of refused rows of this import."""
        self.reject_ids.unlink()
        self.reject_ids = self.env['ir.attachment'].create([
            {'name': name, 'raw': data, 'res_model': self._name, 'res_id': self.id}
            for name, data in self._make_rejects(plan)])

    def _keep_trace(self, plan, result, company):
        """Keep the outcome of an import from the disk; return its files of refused rows."""
        trace = self.create({
            'name': ', '.join(workbook.file for workbook in plan.workbooks), 'company_id': company.id,
            'state': 'done' if result['written'] else 'failed', 'result': result,
            'row_count': self._count_rows(plan)})
        trace._attach_rejects(plan)
        return [{'name': file.name, 'attachment_id': file.id} for file in trace.reject_ids]

    @staticmethod
    def _count_rows(plan):
        return len(plan.refused) + sum(len(check.accepted) for check in plan.checks.values())

    # ---- what the form shows ---------------------------------------------------------------------
    def _store_outcome(self, plan, result):
        """Keep totals, rows and files of refused rows for the form."""
        self.write({'result': result, 'row_count': self._count_rows(plan)})
        self._attach_rejects(plan)
        self.row_ids.unlink()
        rows = [self._prepare_refused_row(plan, refusal) for refusal in plan.refused]
        rows += [self._prepare_row(kind, entry) for kind, entries in plan.entries.items() for entry in entries]
        self.env['ts.import.row'].create(rows)

    def _prepare_refused_row(self, _plan, refusal):
        row = refusal.row
        return {
            'import_id': self.id, 'sequence': 0, 'file_name': row.table.file,
            'sheet_name': row.table.sheet.name, 'line': row.line, 'kind': row.table.kind,
            'name': ' · '.join(filter(None, map(clean, row.cells)))[:200], 'outcome': 'refused',
            'message': refusal.sentence(self._translate)}

    def _prepare_row(self, kind, entry):
        record = entry.record
        table = record.row.table
        sentences = [self._say(warning) for warning in getattr(record, 'warnings', ())
                     if warning.code != 'notime']
        sentences += [self.env._(
            "%(field)s: “%(kept)s” is kept, the list says “%(found)s”.", field=difference.label,
            kept=difference.kept, found=difference.found) for difference in entry.differences]
        return {
            'import_id': self.id, 'sequence': 1 if sentences else 2, 'file_name': table.file,
            'sheet_name': table.sheet.name, 'line': record.line, 'kind': kind,
            'name': self._describe_entry(kind, entry), 'outcome': entry.outcome,
            'message': '\n'.join(sentences) or False}

    def _describe_entry(self, kind, entry):
        """Return what a row becomes, in one line."""
        record = entry.record
        if kind == 'rides':
            states = dict(self.env['ts.ride']._fields['state']._description_selection(self.env))
            when = format_date(self.env, record.date) + (f' {record.time:%H:%M}' if record.time else '')
            return ' · '.join(filter(None, [
                when, record.beneficiary.name, record.dropoff, record.volunteer and record.volunteer.name,
                f'{clean(float(record.km))} km' if record.km is not None else '', states[record.state]]))
        values = record.values
        if kind == 'communes':
            return f"{values['code']} {values['nom']}"
        name = getattr(record.name, 'full', record.name)
        phones = ', '.join(self._format_phone(phone) for phone in values.get('phones', ()))
        return ' · '.join(filter(None, [name, values.get('street'), values.get('city'), phones]))

    def _compute_summary(self):
        for record in self:
            record.summary = record._make_summary(record.result) if record.result else False

    def _make_summary(self, result):
        """Return the totals as a table and a few lines."""
        header = [self.env._("Rows taken"), self.env._("New"), self.env._("Completed"),
                  self.env._("There already")]
        body = []
        for kind in (*KINDS, 'communes'):
            rows = sum(result['rides'].values()) if kind == 'rides' else result.get(kind, 0)
            counts = [result[outcome].get(kind, 0) for outcome in ('created', 'updated', 'unchanged')]
            if rows or any(counts):
                body.append([self._get_kind_label(kind), rows, *counts])
        cell = Markup('<td class="text-end">%s</td>')
        lines = Markup().join(
            Markup('<tr><th>%s</th>%s</tr>') % (label, Markup().join(cell % n for n in numbers))
            for label, *numbers in body)
        head = Markup().join(Markup('<th class="text-end">%s</th>') % text for text in header)
        table = Markup('<table class="table table-sm w-auto"><tr><th></th>%s</tr>%s</table>') % (head, lines)
        return table + Markup().join(
            Markup('<p class="mb-1">%s</p>') % text for text in self._get_summary_lines(result))

    def _get_summary_lines(self, result):
        """Return the sentences below the table of totals."""
        states = dict(self.env['ts.ride']._fields['state']._description_selection(self.env))
        lines = []
        if sum(result['rides'].values()):
            lines.append(', '.join(
                self.env._("%(state)s: %(count)s", state=states[state], count=result['rides'][state])
                for state in STATES if state in result['rides']))
            lines.append(self.env._(
                "%(km)s km driven, %(tolls)s of tolls and parking.",
                km=self._format_number(result['km_driven'], 1),
                tolls=self.company_id.currency_id.format(result['tolls'])))
        if result['refused_count']:
            lines.append(self.env._("%(count)s rows are refused.", count=result['refused_count']))
        if result['differences']:
            lines.append(self.env._(
                "%(count)s values in the files differ from what is on file; what is on file is kept.",
                count=len(result['differences'])))
        return lines + result['notes']

    def _format_number(self, number, digits):
        return self.env['ir.qweb.field.float'].value_to_html(number, {'precision': digits})
