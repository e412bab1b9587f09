# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Decides row by row which people and places of a list can be taken."""

from dataclasses import dataclass, field

from .messages import CellError, Problem
from .names import Name, clean_first, clean_last, name_key, split_name
from .people import Person
from .rides import Refusal
from .text import clean, fold
from .vocabulary import parse_aids, parse_refused_aids


@dataclass
class Record:
    """A row of a list of people or places: ``values`` by field name, ``warnings`` as ``Problem``."""

    row: object
    values: dict
    warnings: list = field(default_factory=list)

    @property
    def line(self):
        """The row's number in its sheet."""
        return self.row.line

    @property
    def name(self):
        """The person's ``Name``, or a place's name as text."""
        return self.values['name']

    def as_person(self, ref=None):
        """Return the ``Person`` to put in a ``PeopleIndex``."""
        phones = [p.national for p in self.values.get('phones', ()) if p.valid]
        return Person(
            self.line if ref is None else ref,
            self.name.full,
            tuple(phones),
            self.values.get('city', ''),
        )


@dataclass
class RecordCheck:
    """The outcome of ``check_people`` and ``check_places``."""

    accepted: list[Record] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)


def check_people(rows):
    """Return the ``RecordCheck`` of data rows of a list of volunteers or beneficiaries.

    A value that cannot be read is left out with a warning: a wrong date of birth must not make all
    the rides of a person unknown. Refused are rows without name and the same person written twice;
    homonyms who differ by phone, birth or address are two people.
    """
    return _check(rows, _person, _same_person)


def check_places(rows):
    """Return the ``RecordCheck`` of data rows of a list of places: a name and a town make a place."""
    return _check(
        rows,
        _place,
        lambda one, other: fold(one.values.get('city')) == fold(other.values.get('city')),
    )


def _check(rows, read, same):
    result, seen = RecordCheck(), {}
    for row in rows:
        record, problem = read(row)
        if problem is None:
            key = name_key(record.name.full) if isinstance(record.name, Name) else fold(record.name)
            double = next((other for other in seen.get(key, ()) if same(record, other)), None)
            if double:
                problem = (None, Problem('duplicate', other=double.line))
        if problem:
            result.refused.append(Refusal(row, [problem]))
            continue
        seen.setdefault(key, []).append(record)
        result.accepted.append(record)
    return result


def _person(row):
    name = _name(row)
    if not name.full:
        column = 'name' if 'name' in row.table.columns else 'last_name'
        return None, (column, CellError('noname'))
    values = {**row.values, 'name': name, 'phones': _phones(row)}
    texts = f"{row.raw('aids')} ; {row.raw('note')}"
    values['aids'] = parse_aids(texts)
    values['refused_aids'] = parse_refused_aids(
        f"{row.raw('refuses') and 'refuse '}{row.raw('refuses')} ; {row.raw('note')}"
    )
    return Record(row, values, _warnings(row)), None


def _name(row):
    values = row.values
    if 'last_name' in values or 'first_name' in values:
        return Name(
            clean_last(values.get('last_name', '')), clean_first(values.get('first_name', ''))
        )
    index = row.table.columns.get('name')
    return split_name(values.get('name', ''), row.table.orders.get(index))


def _phones(row):
    found = {}
    for name in ('phone', 'mobile'):
        for phone in row.values.get(name, ()):
            found.setdefault(phone.national, phone)
    return list(found.values())


def _warnings(row):
    return [Problem('left_out', problem=error) for error in row.errors.values()]


def _same_person(one, other):
    """Tell whether two rows of one name are one person: nothing in them says otherwise."""
    for name in ('birthdate', 'street'):
        left, right = (fold(clean(record.values.get(name))) for record in (one, other))
        if left and right and left != right:
            return False
    left, right = ({p.national for p in record.values['phones']} for record in (one, other))
    return not left or not right or bool(left & right)


def _place(row):
    name = clean(row.values.get('name', ''))
    if not name:
        return None, ('name', CellError('nameless'))
    return Record(row, {**row.values, 'name': name}, _warnings(row)), None
