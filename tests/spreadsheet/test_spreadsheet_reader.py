# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Files of every usual format are opened; the others get a sentence that says what to do."""
import io
import zipfile
from datetime import date, datetime, time

import openpyxl
import pytest
from spreadsheet import SpreadsheetError, read_workbook, reader
from spreadsheet_samples import FILES, to_csv, to_xls, to_xlsx

ROWS = [['Nom', 'Prénom', 'Km'], ['LEFÈVRE', 'Gisèle', '70,2'], ['BRÛLÉ', 'Noël', '12']]


def cells_of(data, name='f.csv', **options):
    return [row.cells for row in read_workbook(data, name, **options).sheets[0].rows]


@pytest.mark.parametrize('separator', [';', ',', '\t', '|'])
@pytest.mark.parametrize('encoding', ['utf-8', 'utf-8-sig', 'cp1252', 'latin-1', 'utf-16',
    'utf-16-le',
                                      'utf-16-be', 'mac_roman', 'cp850'])
def test_any_encoding_and_separator(encoding, separator):
    data = to_csv(ROWS, separator, encoding)
    assert cells_of(data) == ROWS
    form = read_workbook(data, 'f.txt').form
    assert (form.kind, form.separator) == ('csv', separator)


@pytest.mark.parametrize('newline', ['\n', '\r\n'])
def test_lines_are_numbered_as_a_spreadsheet_program_does(newline):
    text = newline.join(['a;b', '', '"two' + newline + 'lines";c', 'd;e', '', ''])
    rows = read_workbook(text.encode(), 'f.csv').sheets[0].rows
    assert [(row.line, row.cells) for row in rows] == [
        (1, ['a', 'b']), (2, []), (3, ['two' + newline + 'lines', 'c']), (4, ['d', 'e'])]


def test_the_line_that_announces_a_separator_is_no_row():
    book = read_workbook(b'sep=|\r\na|b;c\r\n', 'f.csv')
    assert book.sheets[0].rows[0].cells == ['a', 'b;c'] and book.form.sep_line


def test_a_stray_quotation_mark_does_not_swallow_the_file():
    lines = [f'{n};rue "du bois";{"chr" * 9}' for n in range(40)]
    lines[3] = '3;"petit chien;x'
    rows = cells_of('\n'.join(lines).encode())
    assert len(rows) == 40 and rows[3] == ['3', '"petit chien', 'x']


def test_commas_in_cells_do_not_hide_the_separator():
    data = b'Nom;Adresse;Km\nA;12, rue de X, bis;70,2\nB;3, rue de Y, ter;1,5\n'
    assert cells_of(data)[1] == ['A', '12, rue de X, bis', '70,2']


def test_encoding_and_separator_can_be_imposed():
    assert cells_of('é|b;c\n'.encode('cp850'), encoding='cp850', separator=';') == [['é|b', 'c']]


def test_a_mark_against_formulas_is_taken_off():
    assert cells_of(b"a;'=1+1\nb;'suite\n") == [['a', '=1+1'], ['b', "'suite"]]


def test_one_column_is_a_table_too():
    assert cells_of(b'Nom\nDUPONT\n') == [['Nom'], ['DUPONT']]


def test_excel_cells_keep_their_types():
    row = ['PICARD\u00a0Louis', 3, 70.25, True, datetime(2025, 1, 3), time(14, 30), None, '45449']
    rows = cells_of(to_xlsx({'A': [row]}), 'f.xlsx')
    assert rows == [row]


def test_old_excel_cells_keep_their_types():
    rows = cells_of(to_xls({'A': [['x', 3, 70.25, True, date(2025, 1, 3), time(14, 30), None,
        'y']]}), 'f.xls')
    assert rows == [['x', 3, 70.25, True, datetime(2025, 1, 3), time(14, 30), None, 'y']]


def test_blank_rows_inside_count_and_those_after_do_not():
    book = read_workbook(to_xlsx({'A': [[], ['x'], [], ['y'], [], [' ']]}), 'f.xlsx')
    assert [(row.line, row.cells) for row in book.sheets[0].rows] == [(1, []), (2, ['x']), (3, []),
        (4, ['y'])]


def test_hidden_sheets_are_passed_over_and_named():
    book = openpyxl.Workbook()
    book.active.append(['x'])
    book.create_sheet('Listes').append(['y'])
    book['Listes'].sheet_state = 'hidden'
    stream = io.BytesIO()
    book.save(stream)
    found = read_workbook(stream.getvalue(), 'f.xlsx')
    assert [sheet.name for sheet in found.sheets] == ['Sheet'] and found.hidden == ['Listes']


def test_the_1904_system_is_noted():
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    book.active.append(['x'])
    stream = io.BytesIO()
    book.save(stream)
    assert read_workbook(stream.getvalue(), 'f.xlsx').form.date1904


def test_paths_are_read_too():
    book = read_workbook(FILES[1])
    assert (book.file, book.form.encoding, len(book.sheets[0].rows)) == ('adherents.csv', 'cp1252',
        67)


def zipped(**files):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, 'w') as archive:
        for name, content in files.items():
            archive.writestr(name.replace('__', '/').replace('_dot_', '.'), content)
    return stream.getvalue()


OLE = b'\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'


@pytest.mark.parametrize(('data', 'key'), [
    (b'', 'empty'), (b'\xef\xbb\xbf\r\n\r\n', 'empty'), (b';;;\n;;\n', 'empty'),
    (OLE + b'\0' * 600 + 'EncryptedPackage'.encode('utf-16-le'), 'password'),
    (OLE + b'\0' * 600 + 'WordDocument'.encode('utf-16-le'), 'notspreadsheet'),
    (OLE + b'\0' * 600 + 'Workbook'.encode('utf-16-le'), 'damaged'),
    (zipped(mimetype='application/vnd.oasis.opendocument.spreadsheet'), 'unsupported.ods'),
    (zipped(xl__workbook_dot_bin='x'), 'unsupported.xlsb'),
    (zipped(word__document_dot_xml='x'), 'notspreadsheet'),
    (zipped(xl__workbook_dot_xml='<x'), 'damaged'), (b'PK\x03\x04 cut', 'damaged'),
    (b'%PDF-1.7 ...', 'notspreadsheet'),
    (b'\x89PNG\r\n', 'notspreadsheet'), (b'<html><table><tr><td>x', 'unsupported.html'),
    (bytes(range(256)) * 20, 'notspreadsheet')])
def test_what_cannot_be_read_is_explained(data, key):
    with pytest.raises(SpreadsheetError) as caught:
        read_workbook(data, 'mon fichier.xlsx')
    assert caught.value.key == key
    assert 'mon fichier.xlsx' in str(caught.value)


def test_encrypted_old_excel(monkeypatch):
    def refuse(**_options):
        raise reader.xlrd.XLRDError('Workbook is encrypted')
    monkeypatch.setattr(reader.xlrd, 'open_workbook', refuse)
    with pytest.raises(SpreadsheetError) as caught:
        read_workbook(to_xls({'A': [['x']]}), 'f.xls')
    assert caught.value.key == 'password'


def test_too_large_files_are_refused(monkeypatch):
    monkeypatch.setattr(reader, 'MAX_BYTES', 10)
    with pytest.raises(SpreadsheetError) as caught:
        read_workbook(b'x' * 11, 'f.csv')
    assert caught.value.key == 'toobig'
    monkeypatch.undo()
    monkeypatch.setattr(reader, 'MAX_UNPACKED_BYTES', 10)
    with pytest.raises(SpreadsheetError) as caught:
        read_workbook(to_xlsx({'A': [['x']]}), 'f.xlsx')
    assert caught.value.key == 'toobig'
