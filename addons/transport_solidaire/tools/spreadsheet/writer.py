# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Writes rows again as they were read: same form, same headings, refused ones with their reason."""

import csv
import io
import re
import unicodedata
from collections import OrderedDict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from openpyxl import Workbook as Book
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from .messages import REFUSAL_HEADING_FR
from .reader import Form
from .text import clean

_SIGNS = {
    '“': '"',
    '”': '"',
    '’': "'",
    '–': '-',
    '—': '-',
    '…': '...',
    '€': 'EUR',
    '\u202f': ' ',
    'œ': 'oe',
    'Œ': 'OE',
}
_FORMULA = re.compile(r'^[\s]*[=+\-@\t\r]')
# Negative numbers and telephone numbers begin like a formula and are none.
_HARMLESS = re.compile(r'^[+\-]?[\d\s.,()/\u00a0\u202f]*(?:km|€)?$', re.IGNORECASE)


@dataclass
class OutSheet:
    """A sheet to write: rows above the headings, the headings, the rows."""

    name: str
    titles: list[list]
    headings: list[str]
    rows: list[list]


def write_refusals(refusals, form=None, *, heading=REFUSAL_HEADING_FR, translate=str):
    """Return the bytes of a file of the refused rows, each with its reason in a last column.

    The file has the form of the one that was read (xls becomes xlsx), its sheets, the rows above
    its headings and its columns, so that it can be corrected and read again. ``form`` is by
    default what is best read anywhere; pass the ``Workbook.form`` of the file.
    """
    sheets = OrderedDict()
    for refusal in refusals:
        table = refusal.row.table
        width = max(len(table.headings), max(table.mapping, default=0) + 1)
        own = [i for i in range(width) if table.mapping.get(i) != 'refusal']
        sheet = sheets.get(id(table.sheet))
        if sheet is None:
            sheet = sheets[id(table.sheet)] = OutSheet(
                table.sheet.name, _titles(table), [*_pick(table.headings, own), heading], []
            )
        sheet.rows.append([*_pick(refusal.row.cells, own), refusal.sentence(translate)])
    return write_sheets(list(sheets.values()), form)


def _pick(cells, indexes):
    return [cells[i] if i < len(cells) else None for i in indexes]


def _titles(table):
    return [list(row.cells) for row in table.sheet.rows if row.line < table.heading_line]


def write_rows(name, headings, rows, form=None):
    """Return the bytes of a file of one sheet with these headings and rows of plain values."""
    return write_sheets([OutSheet(name, [], list(headings), [list(row) for row in rows])], form)


def write_sheets(sheets, form=None):
    """Return the bytes of a file with these sheets; a csv file holds them one below the other."""
    form = form or Form('xlsx')
    return _write_csv(sheets, form) if form.kind == 'csv' else _write_xlsx(sheets)


def extension(form):
    """Return the ending of a file written in that form, without the point."""
    return 'csv' if form.kind == 'csv' else 'xlsx'


# ---- xlsx ----------------------------------------------------------------------------------------
def _write_xlsx(sheets):
    book = Book()
    book.remove(book.active)
    taken = set()
    for sheet in sheets or [OutSheet('1', [], [], [])]:
        page = book.create_sheet(_sheet_title(sheet.name, taken))
        lines = [*sheet.titles, sheet.headings, *sheet.rows]
        for number, cells in enumerate(lines, 1):
            for column, value in enumerate(cells, 1):
                _put(page.cell(number, column), value)
        head = len(sheet.titles) + 1
        for column in range(1, len(sheet.headings) + 1):
            page.cell(head, column).font = Font(bold=True)
            longest = max(
                (len(clean(line[column - 1])) for line in lines[head - 1 :] if len(line) >= column),
                default=8,
            )
            page.column_dimensions[get_column_letter(column)].width = min(max(longest + 2, 8), 60)
        page.freeze_panes = page.cell(head + 1, 1)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _sheet_title(name, taken):
    title = re.sub(r'[\[\]:*?/\\]', ' ', name).strip(" '")[:28] or 'Sheet'
    number, unique = 1, title
    while unique.lower() in taken:
        number += 1
        unique = f'{title} {number}'
    taken.add(unique.lower())
    return unique


def _put(cell, value):
    """Write one value; text stays text even when it looks like a formula."""
    if value is None:
        return
    if isinstance(value, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub('', value)[:32767]
        cell.data_type = 's'
        cell.alignment = Alignment(wrap_text=len(value) > 60, vertical='top')
        return
    cell.value = value if not isinstance(value, datetime) else value.replace(tzinfo=None)
    if isinstance(value, date):
        has_time = isinstance(value, datetime) and value.time() != time()
        cell.number_format = 'dd/mm/yyyy hh:mm' if has_time else 'dd/mm/yyyy'


# ---- csv -----------------------------------------------------------------------------------------
def _write_csv(sheets, form):
    stream = io.StringIO(newline='')
    if form.sep_line:
        stream.write(f'sep={form.separator}{form.newline}')
    writer = csv.writer(
        stream,
        delimiter=form.separator,
        lineterminator=form.newline,
        quoting=csv.QUOTE_ALL if form.quoted else csv.QUOTE_MINIMAL,
    )
    for sheet in sheets:
        writer.writerows(
            [_csv_text(value, form) for value in line]
            for line in (*sheet.titles, sheet.headings, *sheet.rows)
        )
    # Without its mark a spreadsheet program would not know that encoding.
    encoding = 'utf-16' if form.encoding.startswith('utf-16') else form.encoding
    return stream.getvalue().encode(encoding, errors='replace')


def _writable(text, encoding):
    """Return a text whose letters the encoding has; others become their nearest plain ones."""
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return ''.join(_plain(sign, encoding) for sign in text)
    return text


def _plain(sign, encoding):
    for candidate in (sign, _SIGNS.get(sign, ''), unicodedata.normalize('NFKD', sign)[0]):
        try:
            if candidate and candidate.encode(encoding):
                return candidate
        except UnicodeEncodeError:
            continue
    return '?'


def _csv_text(value, form):
    if value is None:
        return ''
    if isinstance(value, str):
        return safe_text(_writable(value, form.encoding))
    if isinstance(value, bool):
        return 'oui' if value else 'non'
    if isinstance(value, datetime):
        return f'{value:%d/%m/%Y %H:%M}' if value.time() != time() else f'{value:%d/%m/%Y}'
    if isinstance(value, date):
        return f'{value:%d/%m/%Y}'
    if isinstance(value, time):
        return f'{value:%H:%M}'
    if isinstance(value, timedelta):
        minutes = round(value.total_seconds() / 60)
        return f'{minutes // 60}h{minutes % 60:02}'
    if isinstance(value, (float, Decimal)):
        text = clean(float(value))
        return text if form.separator == ',' else text.replace('.', ',')
    return clean(value)


def safe_text(text):
    """Return a text that no spreadsheet program takes for a formula; reading takes the mark off."""
    if _FORMULA.match(text) and not _HARMLESS.match(text):
        return "'" + text
    return text
