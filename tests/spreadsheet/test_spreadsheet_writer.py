# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Refused rows come back in the form they came in, harmless, ready to be corrected and read
again.
"""
import io
import time as clock
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from spreadsheet import (
    Form,
    OutSheet,
    extension,
    read_dossier,
    read_workbook,
    safe_text,
    write_refusals,
    write_rows,
    write_sheets,
)
from spreadsheet.cells import name_key
from spreadsheet_samples import FILES, TODAY, ride_rows, to_csv, to_xls, to_xlsx, truth

FIXES = {'baddate': ('Date', '16/01/2025'), 'nokm': ('Km (AR domicile chauffeur)', '50,5'),
         'nodriver': ('Chauffeur', 'PICARD Louis'), 'unknown': ('Chauffeur', 'PICARD Louis'),
         'negative': ('Km (AR domicile chauffeur)', '50,5'), 'duplicate': ('Heure', '18h')}


@pytest.fixture(scope='module')
def dossier():
    return read_dossier(FILES, today=TODAY)


def test_the_file_of_refused_rows_has_the_same_form(dossier):
    form = dossier.workbooks[2].form
    data = write_refusals(dossier.refused, form)
    assert data.startswith(b'\xef\xbb\xbf') and b'\r\n' in data
    again = read_workbook(data, 'refus.csv')
    assert again.form == form
    rows = [row.cells for row in again.sheets[0].rows]
    assert rows[0][-1] == 'Motif du refus' and len(rows) == 23
    assert rows[0][:-1] == dossier.tables[2].headings
    by_line = {refusal.line: refusal for refusal in dossier.refused}
    sample = dict(ride_rows())
    for row, line in zip(rows[1:], by_line, strict=True):
        assert [cell or '' for cell in row[:13]] == list(sample[line].values())
        assert row[13] == by_line[line].sentence()


@pytest.mark.parametrize('kind', ['csv', 'xlsx'])
def test_corrected_rows_complete_the_year(dossier, kind):
    """Correct each reason in the file and read it again beside the first: nothing is refused any
    more.
    """
    form = dossier.workbooks[2].form if kind == 'csv' else Form('xlsx')
    data = write_refusals(dossier.refused, form)
    rows = [list(row.cells) for row in read_workbook(data, f'refus.{kind}').sheets[0].rows]
    for row, refusal in zip(rows[1:], dossier.refused, strict=True):
        heading, value = FIXES[refusal.code]
        row[rows[0].index(heading)] = value
    corrected = to_csv(rows, ';', 'utf-8-sig') if kind == 'csv' else to_xlsx({'Refus': rows})
    second = read_dossier([*FILES[:2], (f'trajets_2025_refus.{kind}', corrected)], today=TODAY)
    assert [refusal.sentence() for refusal in second.refused] == []
    assert second.summary()['rides'] == {'done': 22, 'cancelled': 0, 'no_show': 0}
    assert second.tables[-1].unknown == []


def test_uncorrected_rows_are_refused_again_for_the_same_reasons(dossier):
    data = write_refusals(dossier.refused, dossier.workbooks[2].form)
    second = read_dossier([*FILES[:2], ('trajets_2025_refus.csv', data)], today=TODAY)
    codes = [refusal.code for refusal in dossier.refused if refusal.code != 'duplicate']
    assert [refusal.code for refusal in second.refused] == codes
    assert len(second.rides.accepted) == 1
    third = write_refusals(second.refused, dossier.workbooks[2].form)
    headings = read_workbook(third, 'x.csv').sheets[0].rows[0].cells
    assert headings.count('Motif du refus') == 1


def test_sheets_and_titles_come_back():
    head = ['Date', 'Usager', 'Conducteur', 'Km']
    sheets = {name: [[name, 2025], [], head, ['3/1', 'A B', 'C D', ''], ['4/1', 'A B', 'C D', 12]]
              for name in ('Janvier', 'Février')}
    for data, file in ((to_xlsx(sheets), 'trajets.xlsx'), (to_xls(sheets), 'trajets.xls')):
        found = read_dossier([(file, data)], today=TODAY)
        assert len(found.refused) == 4
        again = read_workbook(write_refusals(found.refused, found.workbooks[0].form), 'r.xlsx')
        assert [sheet.name for sheet in again.sheets] == ['Janvier', 'Février']
        assert again.sheets[0].rows[0].cells == ['Janvier', 2025]
        assert [row.line for row in again.sheets[0].rows] == [1, 2, 3, 4, 5]


def test_sentences_are_translated_in_the_file(dossier):
    data = write_refusals(dossier.refused[:1], Form('csv'), heading='Grund',
                          translate=lambda text: text.replace('Line', 'Zeile'))
    rows = read_workbook(data, 'r.csv').sheets[0].rows
    assert rows[0].cells[-1] == 'Grund' and rows[1].cells[-1].startswith('Zeile 17')


@pytest.mark.parametrize('text', ['=1+1', '+cmd|x', '-2+3', '@SUM(A1)', '=HYPERLINK("http://x")',
    '\t=1', ' =1'])
def test_no_text_becomes_a_formula(text):
    assert safe_text(text).startswith("'")
    data = write_rows('A', ['x', 'y', 'z'], [[text, 'y', 'z']], Form('csv'))
    again = read_workbook(data, 'f.csv').sheets[0].rows[1].cells
    assert again == [text if text[0] in '=+-@' else "'" + text, 'y', 'z']
    page = openpyxl.load_workbook(io.BytesIO(write_rows('A', ['x'], [[text]]))).active
    assert (page['A2'].data_type, page['A2'].value) == ('s', text)


@pytest.mark.parametrize('text', ['-31,7', '-31.7 km', '+33 6 12 34 56 78', '+33 (0)6 12', '-',
    'a=b', '', '2 €'])
def test_numbers_and_phones_stay_as_they_are(text):
    assert safe_text(text) == text


@given(text=st.text(max_size=20))
def test_no_cell_of_a_file_begins_like_a_formula(text):
    safe = safe_text(text).lstrip()
    assert safe[:1] not in ('=', '@')
    assert safe[:1] not in ('+', '-') or not any(c.isalpha() for c in safe.lower().replace('km',
        ''))


def test_values_in_csv_are_written_the_french_way():
    row = [date(2025, 1, 3), datetime(2025, 1, 3, 14, 30), datetime(2025, 1, 3), time(9, 5),
        timedelta(minutes=90),
           70.2, Decimal('3.20'), 12, 4.0, True, None, 'é;"x"']
    data = write_rows('A', ['x'] * len(row), [row], Form('csv', 'cp1252'))
    assert data.decode('cp1252').splitlines()[1] == (
        '03/01/2025;03/01/2025 14:30;03/01/2025;09:05;1h30;70,2;3,2;12;4;oui;;"é;""x"""')
    data = write_rows('A', ['x'] * len(row), [row], Form('csv', 'utf-8', ','))
    assert ',70.2,3.2,' in data.decode()


def test_values_in_xlsx_keep_their_types():
    row = [datetime(2025, 1, 3), datetime(2025, 1, 3, 14, 30), time(9, 5), 70.2, 12, True, None,
        'x\x0by']
    book = read_workbook(write_rows('A', list('abcdefgh'), [row]), 'f.xlsx')
    assert book.sheets[0].rows[1].cells == [*row[:-1], 'xy']


def test_encodings_that_lack_a_sign_replace_it():
    data = write_rows('A', ['“x” ’é €ő'], [], Form('csv', 'latin-1'))
    assert data == b'"""x"" \'\xe9 EURo"\r\n'
    assert write_rows('A', ['é', 'b'], [], Form('csv', 'utf-16-le')).decode('utf-16') == 'é;b\r\n'


def test_other_forms():
    form = Form('csv', 'utf-8', '|', '\n', quoted=True, sep_line=True)
    assert write_rows('A', ['a', 'b'], [[1, 'x']], form) == b'sep=|\n"a"|"b"\n"1"|"x"\n'
    assert (extension(form), extension(Form('xls')), extension(Form('xlsx'))) == ('csv', 'xlsx',
        'xlsx')


def test_sheet_names_are_made_valid_and_unique():
    sheets = [OutSheet(name, [], ['x'], []) for name in ('a/b', 'A b', '', 'x' * 40)]
    book = openpyxl.load_workbook(io.BytesIO(write_sheets(sheets)))
    assert book.sheetnames == ['a b', 'A b 2', 'Sheet', 'x' * 28]
    assert openpyxl.load_workbook(io.BytesIO(write_sheets([]))).sheetnames == ['1']


def test_five_thousand_rows_in_seconds():
    """Reading, recognising and checking: a wizard waits for it. Processor time, on a busy machine."""
    sample = [list(values.values()) for _line, values in ride_rows()]
    head = ['Date', 'Heure', 'Bénéficiaire', 'Départ', 'Arrivée', 'Motif', 'Chauffeur', 'Km',
        'Attente', 'Péage',
            'Participation', 'Réglé en', 'Observations']
    rows = [[row[0], f'{8 + n // 60}h{n % 60:02}', *row[2:]] for n in range(12) for row in sample]
    data = to_csv([head, *rows])
    started = clock.process_time()
    found = read_dossier([*FILES[:2], ('grand.csv', data)], today=TODAY)
    assert clock.process_time() - started < 6
    assert len(found.rides.accepted) + len(found.rides.refused) == len(rows) > 5000
    assert {name_key(ride.volunteer.name) for ride in found.rides.accepted if ride.volunteer} == {
        name_key(ride['volunteer']) for ride in truth()['rides']}
