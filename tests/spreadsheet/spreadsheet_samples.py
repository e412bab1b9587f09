# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The sample files, their truth, and the same year written again in other forms."""
import csv
import io
import json
from datetime import date
from functools import cache
from pathlib import Path

import openpyxl
import xlwt
from spreadsheet import read_dossier
from spreadsheet.cells import name_key, parse_date, parse_km, parse_time, split_name

DATA = Path(__file__).resolve().parents[2] / 'addons' / 'transport_solidaire' / 'demo' / 'tableur'
FILES = [DATA / name for name in ('benevoles.xlsx', 'adherents.csv', 'trajets_2025.csv')]
TODAY = date(2026, 1, 15)
COLUMNS = ('date', 'time', 'beneficiary', 'pickup', 'dropoff', 'purpose', 'volunteer', 'km',
    'waiting',
           'toll', 'contribution', 'payment', 'note')
MONTHS = ('Janvier', 'Février', 'Mars', 'Avril', 'Mai', 'Juin', 'Juillet', 'Août', 'Septembre',
    'Octobre',
          'Novembre', 'Décembre')


@cache
def truth():
    """Return what the sample files mean."""
    return json.loads((DATA / 'truth.json').read_text(encoding='utf-8'))


@cache
def ride_rows():
    """Return (line, values by column) of the rows of the sample rides that hold a ride."""
    with open(FILES[2], encoding='utf-8-sig', newline='') as stream:
        rows = list(csv.reader(stream, delimiter=';'))
    return [(line, dict(zip(COLUMNS, row, strict=True))) for line, row in enumerate(rows, 1)
            if line > 1 and row[0]]


@cache
def people():
    """Return (rows of volunteers, rows of beneficiaries), headings first, as plain lists."""
    book = openpyxl.load_workbook(FILES[0])
    volunteers = [list(row) for row in book.active.iter_rows(min_row=3, values_only=True)]
    with open(FILES[1], encoding='cp1252', newline='') as stream:
        return volunteers, list(csv.reader(stream, delimiter=';'))


@cache
def names():
    """Return (last, first) of everybody by name key."""
    volunteers, beneficiaries = people()
    found = {name_key(row[0]): split_name(row[0]) for row in volunteers[1:]}
    found = {key: (name.last, name.first) for key, name in found.items()}
    return found | {name_key(f'{row[0]} {row[1]}'): (row[0], row[1]) for row in beneficiaries[1:]}


def two_names(text):
    """Return the last and first name of a messy cell, as two columns would hold them."""
    return names().get(name_key(text), (text.strip(), ''))


def month_of(line):
    """Return the month (1 to 12) under whose block a sample line stands."""
    with open(FILES[2], encoding='utf-8-sig') as stream:
        before = stream.read().splitlines()[:line - 1]
    return 1 + sum(';TOTAL ' in row for row in before)


def as_cells(values):
    """Return a ride's values as a spreadsheet program would hold them: dates, times, numbers."""
    cells = dict(values)
    for name, parser in (('date', parse_date), ('time', parse_time), ('km', parse_km)):
        try:
            cells[name] = parser(values[name])
        except ValueError:
            continue
        if name == 'km':
            cells[name] = float(cells[name])
    return cells


# ---- writing -------------------------------------------------------------------------------------
def to_csv(rows, separator=';', encoding='utf-8', quoting=csv.QUOTE_MINIMAL, newline='\r\n'):
    """Return rows as the bytes of a csv file."""
    stream = io.StringIO(newline='')
    csv.writer(stream, delimiter=separator, quoting=quoting, lineterminator=newline).writerows(rows)
    return stream.getvalue().encode(encoding)


def to_xlsx(sheets):
    """Return {sheet name: rows} as the bytes of a workbook."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def to_xls(sheets):
    """Return {sheet name: rows} as the bytes of an old workbook, dates styled as such."""
    book = xlwt.Workbook()
    style = xlwt.easyxf(num_format_str='DD/MM/YYYY')
    clock = xlwt.easyxf(num_format_str='HH:MM')
    for name, rows in sheets.items():
        page = book.add_sheet(name)
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if value is None:
                    continue
                styled = {date: (style,), }.get(type(value),
                    (clock,) if hasattr(value, 'hour') else ())
                page.write(number, column, value, *styled)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


# ---- comparing -----------------------------------------------------------------------------------
def check_against_truth(sources, lines):
    """Assert that files mean the truth. ``lines`` maps (sheet or file, line) to sample lines."""
    dossier = read_dossier(sources, today=TODAY)
    assert [str(problem) for problem in dossier.problems] == []
    summary, expected = dossier.summary(), truth()
    refused = sorted(lines[r['sheet'], r['line']] for r in summary['refused'])
    assert refused == [r['line'] for r in expected['rejects']]
    codes = {lines[r.row.table.sheet.name, r.line]: r.code for r in dossier.refused}
    assert codes == {r['line']: r['why'].split()[0] for r in expected['rejects']}
    totals = expected['totals']
    assert summary['rides'] == {state: totals[state] for state in ('done', 'cancelled', 'no_show')}
    assert (summary['km_driven'], summary['tolls']) == (totals['km_driven'], totals['tolls'])
    assert (summary['volunteers'], summary['beneficiaries']) == (22, 66)
    compare_months(dossier)
    return dossier


def compare_months(dossier):
    """Assert kilometres, rides and tolls by volunteer and month, to the tenth and the cent."""
    found = {
        name_key(name): {month: (cell['rides'], round(float(cell['km']), 1),
            round(float(cell['toll']), 2))
                         for month, cell in months.items()}
        for name, months in dossier.by_volunteer_month().items()}
    expected = {
        name_key(name): {month: (cell['rides'], cell['km'], cell['toll']) for month,
            cell in months.items()}
        for name, months in truth()['by_volunteer_month'].items()}
    assert found == expected
