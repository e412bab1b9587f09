# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Reads the spreadsheets a coordinator keeps. Plain Python: no database, nothing of Odoo.

    workbook = read_workbook(path)                     # or bytes and a file name
    tables, problems = recognise_workbook(workbook)    # kind of each sheet, field of each column
    rows = data_rows(tables[0])                        # values by field, errors by field
    check = check_rides(rows, PeopleIndex(…), PeopleIndex(…))
    write_refusals(check.refused, workbook.form)       # the same file with the reasons

``read_dossier`` does all of it for several files at once.
"""

from .dossier import Dossier, read_dossier
from .fields import FIELDS, KINDS, Field, get_field
from .headings import Table, recognise_sheet, recognise_workbook
from .messages import (
    MESSAGES,
    REFUSAL_HEADING,
    REFUSAL_HEADING_FR,
    CellError,
    Label,
    Problem,
    SpreadsheetError,
    locate,
)
from .people import Match, PeopleIndex, Person
from .persons import Record, RecordCheck, check_people, check_places
from .reader import Form, RawRow, Sheet, Workbook, read_workbook
from .rides import DRIVEN, Refusal, Ride, RideCheck, check_rides
from .rows import Row, data_rows, read_rows
from .writer import OutSheet, extension, safe_text, write_refusals, write_rows, write_sheets

__all__ = [
    'DRIVEN',
    'FIELDS',
    'KINDS',
    'MESSAGES',
    'REFUSAL_HEADING',
    'REFUSAL_HEADING_FR',
    'CellError',
    'Dossier',
    'Field',
    'Form',
    'Label',
    'Match',
    'OutSheet',
    'PeopleIndex',
    'Person',
    'Problem',
    'RawRow',
    'Record',
    'RecordCheck',
    'Refusal',
    'Ride',
    'RideCheck',
    'Row',
    'Sheet',
    'SpreadsheetError',
    'Table',
    'Workbook',
    'check_people',
    'check_places',
    'check_rides',
    'data_rows',
    'extension',
    'get_field',
    'locate',
    'read_dossier',
    'read_rows',
    'read_workbook',
    'recognise_sheet',
    'recognise_workbook',
    'safe_text',
    'write_refusals',
    'write_rows',
    'write_sheets',
]
