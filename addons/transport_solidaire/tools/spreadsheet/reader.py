# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Opens what a spreadsheet program saves: xlsx, xls, csv in any usual encoding and separator."""

import csv
import io
import os
import re
import zipfile
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, time

import openpyxl
import xlrd

from .messages import SpreadsheetError
from .text import is_blank

MAX_BYTES = 30 * 1024 * 1024
# A workbook is compressed: what it would grow to is limited too.
MAX_UNPACKED_BYTES = 300 * 1024 * 1024
SEPARATORS = ';\t,|'
_OLE = b'\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'
_OTHER_FORMATS = (
    b'%PDF',
    b'\x89PNG',
    b'\xff\xd8\xff',
    b'GIF8',
    b'{\\rtf',
    b'Rar!',
    b'7z\xbc\xaf',
    b'\x7fELF',
    b'MZ\x90',
)


@dataclass(frozen=True)
class Form:
    """How a file was written, so that it can be written again alike.

    ``kind`` is ``xlsx``, ``xls`` or ``csv``; the others describe a csv file, ``date1904`` a
    workbook.
    """

    kind: str
    encoding: str = 'utf-8-sig'
    separator: str = ';'
    newline: str = '\r\n'
    quoted: bool = False
    sep_line: bool = False
    date1904: bool = False


@dataclass
class RawRow:
    """One row as it is: ``line`` is the number that the spreadsheet program shows, from 1."""

    line: int
    cells: list


@dataclass
class Sheet:
    """One sheet's rows, those after the last filled one left out."""

    name: str
    rows: list[RawRow]


@dataclass
class Workbook:
    """A file that was read. ``hidden`` names the sheets that were passed over."""

    file: str
    form: Form
    sheets: list[Sheet]
    hidden: list[str] = field(default_factory=list)


def read_workbook(source, file=None, *, encoding=None, separator=None):
    """Read a path or the bytes of a file; raise ``SpreadsheetError`` with a sentence when it
    cannot be.

    ``encoding`` and ``separator`` impose what is otherwise recognised from a csv file.
    """
    data, file = _load(source, file)
    try:
        kind = _kind_of(data, file)
        if kind == 'xlsx':
            return _read_xlsx(data, file)
        if kind == 'xls':
            return _read_xls(data, file)
        return _read_csv(data, file, encoding, separator)
    except SpreadsheetError:
        raise
    except csv.Error as error:
        raise SpreadsheetError('notspreadsheet', file=file) from error


def _load(source, file):
    if isinstance(source, (bytes, bytearray)):
        data, file = bytes(source), file or 'file'
    else:
        file = file or os.path.basename(source)
        with open(source, 'rb') as stream:
            data = stream.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise SpreadsheetError('toobig', file=file, limit=MAX_BYTES // 1024 // 1024)
    if not data.strip(b' \t\r\n\0\xef\xbb\xbf\xff\xfe'):
        raise SpreadsheetError('empty', file=file)
    return data, file


def _kind_of(data, file):
    """Tell the format from the content; a name's ending may lie."""
    if data.startswith(_OLE):
        if 'EncryptedPackage'.encode('utf-16-le') in data:
            raise SpreadsheetError('password', file=file)
        if not any(name.encode('utf-16-le') in data for name in ('Workbook', 'Book')):
            raise SpreadsheetError('notspreadsheet', file=file)
        return 'xls'
    if data.startswith(b'PK'):
        return _kind_of_zip(data, file)
    if data[:2] == b'\x09\x08':
        return 'xls'
    if data.startswith(_OTHER_FORMATS):
        raise SpreadsheetError('notspreadsheet', file=file)
    if re.match(
        rb'\s*<(?:!doctype html|html|table|\?xml|meta|head)',
        data[:200].lower().lstrip(b'\xef\xbb\xbf'),
    ):
        raise SpreadsheetError('unsupported.html', file=file)
    return 'csv'


def _kind_of_zip(data, file):
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = {info.filename: info.file_size for info in archive.infolist()}
            mimetype = archive.read('mimetype')[:100] if 'mimetype' in names else b''
    except (zipfile.BadZipFile, RuntimeError, OSError) as error:
        raise SpreadsheetError('damaged', file=file) from error
    if sum(names.values()) > MAX_UNPACKED_BYTES:
        raise SpreadsheetError('toobig', file=file, limit=MAX_UNPACKED_BYTES // 1024 // 1024)
    if b'opendocument.spreadsheet' in mimetype:
        raise SpreadsheetError('unsupported.ods', file=file)
    if 'xl/workbook.bin' in names:
        raise SpreadsheetError('unsupported.xlsb', file=file)
    if 'xl/workbook.xml' not in names:
        raise SpreadsheetError('notspreadsheet', file=file)
    return 'xlsx'


# ---- Excel ---------------------------------------------------------------------------------------
def _read_xlsx(data, file):
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheets, hidden = [], []
        for sheet in book.worksheets:
            if sheet.sheet_state != 'visible':
                hidden.append(sheet.title)
                continue
            # Declared dimensions are often wrong: believe the rows that are there.
            sheet.reset_dimensions()
            sheets.append(_sheet(sheet.title, sheet.iter_rows(values_only=True)))
        form = Form('xlsx', date1904=book.epoch.year == 1904)
    except Exception as error:  # openpyxl raises a dozen kinds on a damaged file
        raise SpreadsheetError('damaged', file=file) from error
    return _workbook(file, form, sheets, hidden)


def _read_xls(data, file):
    try:
        book = xlrd.open_workbook(file_contents=data, on_demand=True, logfile=io.StringIO())
        sheets, hidden = [], []
        for sheet in book.sheets():
            if sheet.visibility:
                hidden.append(sheet.name)
                continue
            sheets.append(
                _sheet(
                    sheet.name,
                    (
                        [_xls_value(cell, book.datemode) for cell in sheet.row(index)]
                        for index in range(sheet.nrows)
                    ),
                )
            )
        form = Form('xls', date1904=bool(book.datemode))
    except Exception as error:  # xlrd lets struct and index errors through on a damaged file
        key = 'password' if 'encrypt' in str(error).lower() else 'damaged'
        raise SpreadsheetError(key, file=file) from error
    return _workbook(file, form, sheets, hidden)


def _xls_value(cell, datemode):
    if cell.ctype == xlrd.XL_CELL_DATE:
        if cell.value < 1:
            seconds = round(cell.value * 86400) % 86400
            return time(seconds // 3600, seconds // 60 % 60, seconds % 60)
        return xlrd.xldate_as_datetime(cell.value, datemode)
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return bool(cell.value)
    if cell.ctype == xlrd.XL_CELL_NUMBER:
        return int(cell.value) if cell.value == int(cell.value) else cell.value
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return xlrd.error_text_from_code.get(cell.value, '#')
    return cell.value


def _sheet(name, rows):
    """Number the rows, make empty texts None, leave out what follows the last filled row."""
    kept, filled = [], 0
    for line, values in enumerate(rows, 1):
        cells = [_value(value) for value in values]
        while cells and cells[-1] is None:
            cells.pop()
        kept.append(RawRow(line, cells))
        if cells:
            filled = line
        elif line - filled > 5000:
            # Formats drawn down to the last line of the sheet.
            break
    return Sheet(name, kept[:filled])


def _value(value):
    if isinstance(value, str):
        if is_blank(value):
            return None
        # The mark that our own files put before what could be taken for a formula.
        return value[1:] if value[0] == "'" and value[1:2] in ('=', '+', '-', '@') else value
    if isinstance(value, datetime) and value.year == 1899:
        return value.time()
    return value


def _workbook(file, form, sheets, hidden=()):
    if not any(sheet.rows for sheet in sheets):
        raise SpreadsheetError('empty', file=file)
    return Workbook(file, form, [sheet for sheet in sheets if sheet.rows], list(hidden))


# ---- csv -----------------------------------------------------------------------------------------
def _read_csv(data, file, encoding, separator):
    text, encoding = _decode(data, encoding)
    controls = sum(c < ' ' and c not in '\t\r\n\f' for c in text[:20000])
    if '\0' in text or controls > len(text[:20000]) / 50:
        raise SpreadsheetError('notspreadsheet', file=file)
    announced = re.match(r'sep=(.)\r?\n', text, re.IGNORECASE)
    if announced:
        text = text[announced.end() :]
    separator = separator or (announced[1] if announced else _guess_separator(text))
    rows = _split(text, separator)
    form = Form(
        'csv',
        encoding,
        separator,
        '\r\n' if '\r\n' in text else '\n',
        _is_quoted(text, separator),
        bool(announced),
    )
    return _workbook(file, form, [_sheet(os.path.splitext(file)[0], rows)])


def _split(text, separator):
    """Cut a text into rows of cells; a stray quotation mark must not swallow the rest of the file."""
    rows = list(csv.reader(io.StringIO(text, newline=''), delimiter=separator))
    if not any('\n' in cell for row in rows for cell in row):
        return rows
    literal = [
        [_unquote(cell) for cell in line.split(separator)] for line in re.split(r'\r?\n', text)
    ]
    # Cells that really hold several lines would fall apart when every line is a row of its own.
    return literal if 0 < _regularity(rows) <= _regularity(literal) else rows


def _unquote(cell):
    return cell[1:-1].replace('""', '"') if re.fullmatch(r'".*"', cell) else cell


def _regularity(rows):
    """Return the share of filled rows that have the commonest number of cells."""
    widths = Counter(len(row) for row in rows if any(row))
    return max((n for width, n in widths.items() if width > 1), default=-1) / max(
        sum(widths.values()), 1
    )


def _is_quoted(text, separator):
    """Tell whether every cell of the first filled line stands between quotation marks."""
    first = next((line for line in text.splitlines() if line.strip()), '')
    return first.startswith('"') and f'"{separator}"' in first


def _decode(data, encoding):
    """Return the text of a csv file and the encoding to write it again with."""
    if encoding:
        return data.decode(encoding, errors='replace'), encoding
    if data.startswith(b'\xef\xbb\xbf'):
        return data.decode('utf-8-sig', errors='replace'), 'utf-8-sig'
    if data.startswith((b'\xff\xfe', b'\xfe\xff')):
        return data.decode('utf-16', errors='replace'), 'utf-16'
    nulls = [data[start:2000:2].count(0) for start in (0, 1)]
    if max(nulls) > len(data[:2000]) / 5:
        wide = 'utf-16-be' if nulls[0] > nulls[1] else 'utf-16-le'
        return data.decode(wide, errors='replace'), wide
    try:
        return data.decode('utf-8'), 'utf-8'
    except UnicodeDecodeError:
        return _decode_8bit(data)


_FRENCH = set('éèêàâçùûôîïëüÉÈÊÀÂÇÔÎœŒ€°«»’–')


def _decode_8bit(data):
    """Choose the single-byte encoding that gives most French letters and fewest oddities."""
    best = None
    for rank, encoding in enumerate(('cp1252', 'latin-1', 'mac_roman', 'cp850')):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        odd = Counter(c for c in text if c > '\x7f' and c not in '\xa0\u202f')
        good = sum(count for c, count in odd.items() if c in _FRENCH)
        score = 2 * good - sum(odd.values())
        if best is None or score > best[0]:
            best = (score, -rank, text, encoding)
    return best[2], best[3]


def _guess_separator(text):
    """Return the separator that cuts most lines into the same, largest number of cells."""
    sample = '\n'.join(text.splitlines()[:200])
    best = (0.0, ';')
    for separator in SEPARATORS:
        widths = [
            len(row) for row in csv.reader(io.StringIO(sample), delimiter=separator) if any(row)
        ]
        counts = Counter(width for width in widths if width > 1)
        if not counts:
            continue
        width, count = counts.most_common(1)[0]
        score = (width - 1) * (count / len(widths)) ** 2
        if score > best[0]:
            best = (score, separator)
    return best[1]
