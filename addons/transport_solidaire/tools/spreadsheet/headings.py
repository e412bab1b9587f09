# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Recognises what a sheet lists and which of its columns is what, by headings and by values."""

import re
from collections import Counter
from dataclasses import dataclass, field, replace

from .columns import column_score, fit
from .dates import DateRules, guess_period, parse_date
from .fields import FIELDS, HINTS, get_field
from .messages import CellError, Label, SpreadsheetError
from .names import guess_order
from .reader import Sheet
from .text import clean, fold, is_blank, is_blank_mark

HEADING_ROWS = 25
SAMPLE = 60
LEAST_WEIGHT = 1.2
_FIGURES = re.compile(r'\d[.,:/h\-]\d|\d{5}|@')
# Each list names groups of fields; one of each group must be there for a sheet to be of that kind.
_REQUIRED = {
    'volunteers': (('name', 'last_name'),),
    'beneficiaries': (('name', 'last_name'),),
    'places': (('name',),),
    'rides': (
        ('date',),
        ('beneficiary', 'beneficiary_last', 'volunteer', 'volunteer_last'),
        ('km', 'dropoff', 'odometer_end', 'volunteer', 'volunteer_last', 'state'),
    ),
    'communes': (('name',), ('code', 'population', 'zips'), ('latitude', 'population', 'code')),
}


@dataclass
class Table:
    """A sheet that was understood.

    ``mapping`` gives the field of each recognised column index (from 0), ``headings`` the text
    above each column, ``unknown`` the columns that were not recognised and hold something,
    ``scores`` how sure each is (0 to 1). ``heading_line`` is 0 when the sheet has no headings.
    ``rules`` complete dates; ``orders`` say in which order a column of full names is written.
    """

    file: str
    sheet: Sheet
    kind: str
    heading_line: int
    headings: list[str]
    mapping: dict[int, str]
    unknown: list[int] = field(default_factory=list)
    scores: dict[int, float] = field(default_factory=dict)
    rules: DateRules = field(default_factory=DateRules)
    orders: dict[int, str | None] = field(default_factory=dict)

    @property
    def columns(self):
        """The column index of each mapped field."""
        return {name: index for index, name in self.mapping.items()}

    def heading(self, name):
        """Return the heading above a field's column, for messages; '' without one."""
        index = self.columns.get(name)
        return self.headings[index] if index is not None and index < len(self.headings) else ''

    def describe(self):
        """Return (column index, heading, field name or None, score) of every column, for a screen."""
        width = max(len(self.headings), *(index + 1 for index in self.mapping), 0)
        return [
            (
                i,
                self.headings[i] if i < len(self.headings) else '',
                self.mapping.get(i),
                self.scores.get(i, 0.0),
            )
            for i in range(width)
        ]


# ---- all columns against all fields of a kind ----------------------------------------------------
def _columns_of(sheet, start):
    """Return the first filled values of each column from row index ``start`` on."""
    width = max((len(row.cells) for row in sheet.rows), default=0)
    columns = [[] for _ in range(width)]
    for row in sheet.rows[start : start + 400]:
        for index, value in enumerate(row.cells):
            if len(columns[index]) < SAMPLE and not is_blank_mark(value):
                columns[index].append(value)
    return columns


def _assign(kind, headings, columns, rules):
    """Give each column the field that suits it best; each field once. Return mapping and scores."""
    candidates = []
    for index, heading in enumerate(headings):
        values = columns[index] if index < len(columns) else []
        for rank, field_ in enumerate(FIELDS[kind]):
            score = column_score(field_, heading, values, rules)
            if score >= 0.4:
                candidates.append((score, -rank, -index, field_.name))
    mapping, scores = {}, {}
    for score, _rank, index, name in sorted(candidates, reverse=True):
        if -index not in mapping and name not in mapping.values():
            mapping[-index], scores[-index] = name, round(score, 2)
    _settle_names(kind, mapping, headings, columns)
    if kind == 'rides' and 'date' not in mapping.values() and len(mapping) > 2:
        _complete_by_values(kind, mapping, scores, columns, rules)
    return mapping, scores


def _settle_names(kind, mapping, headings, columns):
    """Decide between a full name and a name in two columns."""
    pairs = (
        (('name', 'last_name', 'first_name'),)
        if kind in ('volunteers', 'beneficiaries')
        else (
            ('beneficiary', 'beneficiary_last', 'beneficiary_first'),
            ('volunteer', 'volunteer_last', 'volunteer_first'),
        )
        if kind == 'rides'
        else ()
    )
    for full, last, first in pairs:
        where = {name: index for index, name in mapping.items()}
        if first in where and full in where and last not in where:
            if _is_last_only(columns, where[full]):
                mapping[where[full]] = last
            else:
                del mapping[where[first]]
        elif last in where and first not in where and full not in where:
            mapping[where[last]] = full


def _is_last_only(columns, index):
    values = columns[index] if index < len(columns) else []
    return sum(len(clean(value).split()) > 1 for value in values) <= len(values) * 0.6


def _complete_by_values(kind, mapping, scores, columns, rules):
    """Give a missing field the only column whose values look like it, whatever its heading."""
    for name in ('date', 'time', 'phone', 'email'):
        field_ = get_field(kind, name)
        if field_ is None or name in mapping.values():
            continue
        fits = [
            index
            for index, values in enumerate(columns)
            if index not in mapping and len(values) > 2 and _looks_like(field_, values, rules)
        ]
        if len(fits) == 1:
            mapping[fits[0]], scores[fits[0]] = name, 0.4


def _looks_like(field_, values, rules):
    texts = [value for value in values if not isinstance(value, (int, float))]
    return len(texts) == len(values) and (fit(field_, values, rules) or 0) >= 0.9


def _missing(kind, mapping):
    """Return the first group of which a sheet of that kind has none, or None."""
    found = set(mapping.values())
    return next((group for group in _REQUIRED[kind] if not found & set(group)), None)


def _weigh(kind, mapping, scores, hints):
    total = sum(
        score * get_field(kind, mapping[index]).weight
        for index, score in scores.items()
        if index in mapping
    )
    return total + hints.get(kind, 0.0)


def _hints(texts):
    """Return a bonus for each kind that a file's or sheet's name or a title names."""
    joined = ' '.join(fold((text or '').replace('_', ' ')) for text in texts)
    return {kind: 1.0 for kind, words in HINTS.items() if re.search(rf'\b(?:{words})', joined)}


# ---- one sheet -----------------------------------------------------------------------------------
def recognise_sheet(workbook, sheet, *, kind=None, mapping=None, heading_line=None, today=None):
    """Return the ``Table`` of a sheet; raise ``SpreadsheetError`` when it cannot be told.

    ``kind``, ``mapping`` (column index → field name, None to leave a column out) and
    ``heading_line`` impose what a user has corrected.
    """
    rules = DateRules(date1904=workbook.form.date1904, **({'today': today} if today else {}))
    found = _best_heading(workbook, sheet, kind, heading_line, rules)
    if found is None and mapping:
        found = (0.0, kind, 0, [], {}, {})
    if found is None:
        raise SpreadsheetError(
            'nokind' if _has_heading_like(sheet) else 'noheading', sheet=sheet.name
        )
    _weight, kind, start, headings, columns, scores = found
    line = sheet.rows[start - 1].line if start else 0
    table = Table(workbook.file, sheet, kind, line, headings, columns, scores=scores)
    if mapping:
        _override(table, mapping)
    group = _missing(table.kind, table.mapping)
    if group:
        raise SpreadsheetError(
            'nofield', sheet=sheet.name, field=Label(get_field(kind, group[0]).label)
        )
    _finish(table, workbook, rules)
    return table


def _best_heading(workbook, sheet, kind, heading_line, rules):
    """Return (weight, kind, rows above the data, headings, mapping, scores) of the likeliest row."""
    titles, best = [], None
    limit = heading_line or HEADING_ROWS
    for position, row in enumerate(sheet.rows[:limit], 1):
        texts = [clean(value) for value in row.cells]
        if heading_line and row.line != heading_line:
            titles += filter(None, texts)
            continue
        if heading_line or _may_be_heading(row):
            found = _try_row(workbook, sheet, position, texts, kind, titles, rules)
            if found and (best is None or found[0] > best[0] + 0.5):
                best = found
        titles += filter(None, texts)
    return best


def _may_be_heading(row):
    filled = [value for value in row.cells if not is_blank(value)]
    # A heading has letters, and no figures but a year or an ordinal.
    texts = [
        value
        for value in filled
        if isinstance(value, str) and re.search(r'[^\W\d_]', value) and not _FIGURES.search(value)
    ]
    return len(filled) >= 2 and len(texts) >= max(2, len(filled) * 0.7)


def _try_row(workbook, sheet, position, texts, kind, titles, rules):
    columns = _columns_of(sheet, position)
    hints = _hints([workbook.file, sheet.name, *titles])
    rules = guess_period([sheet.name, *titles, workbook.file], rules)
    found = []
    for headings in _with_upper_row(sheet, position, texts):
        for candidate in [kind] if kind else FIELDS:
            mapping, scores = _assign(candidate, headings, columns, rules)
            weight = _weigh(candidate, mapping, scores, hints)
            if kind or (weight > LEAST_WEIGHT and not _missing(candidate, mapping)):
                found.append((weight, candidate, position, headings, mapping, scores))
    best = max(found, key=lambda one: one[0], default=None)
    if best is None or _is_undecided(best, found):
        return None
    _complete_by_values(best[1], best[4], best[5], columns, rules)
    return best


def _is_undecided(best, found):
    """Names and addresses alone do not tell volunteers from beneficiaries."""
    people = ('volunteers', 'beneficiaries')
    return best[1] in people and any(
        one[1] in people and one[1] != best[1] and best[0] - one[0] < 0.2 for one in found
    )


def _with_upper_row(sheet, position, texts):
    """Yield the row's headings, and the same under the group titles of a merged row above it."""
    yield texts
    doubled = any(
        count > 1 for text, count in Counter(fold(text) for text in texts).items() if text
    )
    if position < 2 or not doubled:
        return
    above, current = [clean(value) for value in sheet.rows[position - 2].cells], ''
    merged = []
    for index, text in enumerate(texts):
        current = (above[index] if index < len(above) else '') or current
        merged.append(f'{text} {current}'.strip())
    yield merged


def _has_heading_like(sheet):
    return any(_may_be_heading(row) for row in sheet.rows[:HEADING_ROWS])


def _override(table, mapping):
    """Put a user's mapping over the one that was recognised."""
    for index, name in mapping.items():
        if name and not get_field(table.kind, name):
            raise SpreadsheetError('badmapping', number=index + 1, field=name)
        for other in [i for i, known in table.mapping.items() if name and known == name]:
            del table.mapping[other]
        table.mapping.pop(index, None)
        if name:
            table.mapping[index] = name
            table.scores[index] = 1.0


def _finish(table, workbook, rules):
    """Note the unknown columns, the period that completes dates and the order of names."""
    start = next(
        (i for i, row in enumerate(table.sheet.rows, 1) if row.line == table.heading_line), 0
    )
    columns = _columns_of(table.sheet, start)
    table.unknown = [
        index
        for index, values in enumerate(columns)
        if index not in table.mapping
        and (values or (index < len(table.headings) and table.headings[index]))
    ]
    titles = [clean(value) for row in table.sheet.rows[: max(start - 1, 0)] for value in row.cells]
    rules = guess_period([table.sheet.name], rules)
    rules = guess_period([*titles, table.file], rules)
    date_column = table.columns.get('date')
    if not rules.year and date_column is not None:
        rules = replace(rules, year=_only_year(columns[date_column], rules))
    table.rules = rules
    for index, name in table.mapping.items():
        if get_field(table.kind, name).type == 'person' and index < len(table.headings):
            table.orders[index] = guess_order(table.headings[index])


def _only_year(values, rules):
    """Return the year that nearly all complete dates of a column share, or None."""
    years = Counter()
    for value in values:
        try:
            years[parse_date(value, rules).year] += 1
        except CellError:
            continue
    if not years:
        return None
    year, count = years.most_common(1)[0]
    return year if count >= 0.9 * sum(years.values()) else None


# ---- all sheets of a workbook --------------------------------------------------------------------
def recognise_workbook(workbook, *, kind=None, mapping=None, today=None):
    """Return (tables, problems): the sheets that were understood, and why the others were not.

    A sheet without headings of its own takes those of the sheet before it when its values fit them.
    """
    tables, problems = [], []
    for sheet in workbook.sheets:
        try:
            tables.append(recognise_sheet(workbook, sheet, kind=kind, mapping=mapping, today=today))
        except SpreadsheetError as problem:
            table = tables and _like(tables[-1], workbook, sheet)
            if table:
                tables.append(table)
            else:
                problems.append(problem)
    return tables, problems


def _like(model, workbook, sheet):
    """Return a table for a sheet without headings by the columns of another one, or None."""
    rules = replace(model.rules, month=None)
    columns = _columns_of(sheet, 0)
    typed = [
        (i, get_field(model.kind, name)) for i, name in model.mapping.items() if i < len(columns)
    ]
    shares = [fit(field_, columns[i], rules) for i, field_ in typed]
    fits = [share for share in shares if share is not None]
    if len(fits) < 3 or sum(fits) / len(fits) < 0.85:
        return None
    table = replace(
        model,
        sheet=sheet,
        heading_line=0,
        unknown=[],
        orders=dict(model.orders),
        mapping=dict(model.mapping),
    )
    _finish(table, workbook, DateRules(year=rules.year, date1904=rules.date1904, today=rules.today))
    return table
