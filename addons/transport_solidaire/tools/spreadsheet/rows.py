# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Turns the rows of a recognised sheet into values by field, passing over what is no data."""

import re
from dataclasses import dataclass, field, replace

from .dates import guess_period, parse_date, parse_duration, parse_time, split_date_time
from .fields import get_field
from .messages import CellError
from .numbers import (
    parse_bool,
    parse_cost,
    parse_decimal,
    parse_email,
    parse_fee,
    parse_iban,
    parse_int,
    parse_km,
    parse_money,
    parse_phones,
    parse_zip,
)
from .text import clean, fold, is_blank, is_blank_mark
from .vocabulary import (
    parse_aids,
    parse_energy,
    parse_ground,
    parse_payment,
    parse_purpose,
    parse_state,
)
from .weekdays import parse_weekdays

_TOTAL = re.compile(
    r'(?:sous totaux|sous total|totaux|total|s t|subtotal|sub total|grand total|cumul|'
    r'a reporter|moyenne|somme|recapitulatif|sum|average)(?:$| )'
)
_NUMBERS = {'km', 'decimal', 'money', 'cost', 'int', 'duration'}
_TOTAL_COLUMNS = {
    'date', 'beneficiary', 'beneficiary_last', 'volunteer', 'volunteer_last', 'month', 'ref',
}
# Fields that do not make a row a record by themselves: numbering, months, pre-filled dates.
_HOLLOW = {'ref', 'month', 'weekday', 'date', 'refusal'}

_PARSERS = {
    'time': parse_time,
    'duration': parse_duration,
    'km': parse_km,
    'decimal': parse_decimal,
    'money': parse_money,
    'cost': parse_cost,
    'int': parse_int,
    'bool': parse_bool,
    'email': parse_email,
    'zip': parse_zip,
    'iban': parse_iban,
    'weekdays': parse_weekdays,
    'aids': parse_aids,
    'fee': parse_fee,
    'purpose': parse_purpose,
    'ground': parse_ground,
    'payment': parse_payment,
    'energy': parse_energy,
    'state': parse_state,
    'text': clean,
    'person': clean,
    'name': clean,
}


@dataclass
class Row:
    """One row of a sheet.

    ``kind`` is ``title``, ``blank``, ``total``, ``heading`` or ``data``. ``values`` holds what was
    read by field name, ``errors`` the ``CellError`` of fields that could not be; an empty cell is
    in neither. ``texts`` are the row's texts by field, for a look at free remarks.
    """

    table: object
    line: int
    kind: str
    cells: list
    values: dict = field(default_factory=dict)
    errors: dict = field(default_factory=dict)

    def raw(self, name):
        """Return a field's cell as it was written, as text."""
        index = self.table.columns.get(name)
        return clean(self.cells[index]) if index is not None and index < len(self.cells) else ''

    @property
    def texts(self):
        """The row's texts by field name; those of unknown columns under ``column 3``."""
        mapping = self.table.mapping
        return {
            mapping.get(i, f'column {i + 1}'): clean(value)
            for i, value in enumerate(self.cells)
            if isinstance(value, str) and not is_blank(value)
        }


def read_rows(table):
    """Yield every ``Row`` of a table below its headings; a month's title inside completes dates."""
    folded = [fold(heading) for heading in table.headings]
    rules = table.rules
    fields = {index: get_field(table.kind, name) for index, name in table.mapping.items()}
    for raw in table.sheet.rows:
        if raw.line <= table.heading_line:
            continue
        kind = _classify(raw.cells, table, fields, folded)
        if kind == 'title':
            rules = _next_period(raw.cells, rules)
        row = Row(table, raw.line, kind, raw.cells)
        if kind == 'data':
            _read_values(row, fields, rules)
        yield row


def data_rows(table):
    """Return the rows of a table that hold records."""
    return [row for row in read_rows(table) if row.kind == 'data']


def _next_period(cells, rules):
    """A title between rows ("FÉVRIER 2025") begins another month."""
    named = guess_period([clean(value) for value in cells], replace(rules, year=None, month=None))
    return replace(rules, year=named.year or rules.year, month=named.month or rules.month)


def _classify(cells, table, fields, folded):
    filled = {index: value for index, value in enumerate(cells) if not is_blank(value)}
    if not filled:
        return 'blank'
    if _repeats_heading(filled, folded):
        return 'heading'
    if _is_total(filled, table, fields):
        return 'total'
    names = {table.mapping.get(index) for index in filled}
    if names <= _HOLLOW | {None} and not _is_worth_refusing(filled, table):
        return 'title' if any(isinstance(value, str) for value in filled.values()) else 'blank'
    if len(filled) == 1 and len(table.mapping) > 2:
        return 'title'
    return 'data'


def _is_worth_refusing(filled, table):
    """A row with an unknown column filled and a date is a record that lost its columns."""
    names = [table.mapping.get(index) for index in filled]
    return 'date' in names and names.count(None) >= 2


def _repeats_heading(filled, folded):
    same = sum(
        index < len(folded) and bool(folded[index]) and fold(value) == folded[index]
        for index, value in filled.items()
        if isinstance(value, str)
    )
    return same >= 2 and same >= 0.6 * len(filled)


def _is_total(filled, table, fields):
    mapping = table.mapping
    words = {
        index
        for index, value in filled.items()
        if isinstance(value, str) and mapping.get(index) != 'note' and _TOTAL.match(fold(value))
    }
    if table.kind != 'rides':
        return bool(words) and min(filled) in words
    if any(index == 0 or mapping.get(index) in _TOTAL_COLUMNS for index in words):
        return True
    if words:
        dates = [value for index, value in filled.items() if mapping.get(index) == 'date']
        return not any(_is_date(value, table) for value in dates)
    # Sums without a word: nothing but figures, in columns that hold some.
    return all(index in fields and fields[index].type in _NUMBERS for index in filled)


def _is_date(value, table):
    try:
        parse_date(value, table.rules)
    except CellError:
        return False
    return True


def _read_values(row, fields, rules):
    for index, field_ in fields.items():
        value = row.cells[index] if index < len(row.cells) else None
        if field_.name == 'refusal' or is_blank(value):
            continue
        if is_blank_mark(value) and field_.name not in ('toll', 'parking'):
            continue
        try:
            row.values[field_.name] = _read(row, field_, value, rules)
        except CellError as error:
            row.errors[field_.name] = error


def _read(row, field_, value, rules):
    if field_.type == 'ride_date':
        day, moment = split_date_time(value, replace(rules, kind='ride'))
        if moment:
            row.values.setdefault('time', moment)
        return day
    if field_.type in ('date', 'birth'):
        return parse_date(
            value, replace(rules, kind='birth' if field_.type == 'birth' else 'any', month=None)
        )
    if field_.type == 'phone':
        phones = parse_phones(value)
        if not any(phone.valid for phone in phones):
            raise CellError('badphone', value=clean(value))
        return phones
    return _PARSERS[field_.type](value)
