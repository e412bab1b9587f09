# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Tells which person on file a row of a list is. Plain Python, nothing of Odoo.

A name in any order, case and accents makes two candidates; what else is known of them decides. A
telephone number finds somebody whose last name changed, but never the other half of a couple.
"""
from collections import defaultdict
from dataclasses import dataclass

from .spreadsheet.names import joined_key, name_key, name_words
from .spreadsheet.numbers import parse_phones
from .spreadsheet.text import fold


@dataclass(frozen=True)
class Known:
    """A person on file: ``id`` of the file, ``partner_id`` of the contact."""

    id: int
    partner_id: int
    name: str
    phones: frozenset = frozenset()
    street: str = ''
    city: str = ''
    birthdate: object = None

    @classmethod
    def of(cls, id, partner_id, name, phone='', street='', city='', birthdate=None):
        """Return the ``Known`` of values as a database holds them (False for nothing)."""
        return cls(
            id, partner_id, name or '',
            frozenset(p.national for p in parse_phones(phone or '') if p.valid),
            fold(street or ''), city or '', birthdate or None)


def pair_people(records, known):
    """Return {id(record): Known} of the records that are somebody on file; each is taken once."""
    by_key = _index(known)
    scored = []
    for order, record in enumerate(records):
        for person in _candidates(record, by_key):
            score = _score(record, person)
            if score is not None:
                scored.append((-score, order, person.id, record, person))
    found, taken = {}, set()
    for *_order, record, person in sorted(scored, key=lambda item: item[:3]):
        if id(record) not in found and person not in taken:
            found[id(record)] = person
            taken.add(person)
    return found


def _index(known):
    by_key = defaultdict(list)
    for person in known:
        by_key['name', name_key(person.name)].append(person)
        by_key['joined', joined_key(person.name)].append(person)
        for phone in person.phones:
            by_key['phone', phone].append(person)
    return by_key


def _candidates(record, by_key):
    full = record.name.full
    found = dict.fromkeys(by_key['name', name_key(full)] + by_key['joined', joined_key(full)])
    first = set(name_words(record.name.first))
    for phone in _phones(record):
        for person in by_key['phone', phone]:
            if first and first <= set(name_words(person.name)):
                found[person] = None
    return found


def _phones(record):
    return {phone.national for phone in record.values.get('phones', ()) if phone.valid}


def _score(record, person):
    """Return how sure it is that both are one person, None when something says they are not."""
    birth = _compare(record.values.get('birthdate'), person.birthdate)
    phones = _phones(record)
    phone = 0 if not phones or not person.phones else 1 if phones & person.phones else -1
    street = _compare(fold(record.values.get('street') or ''), person.street)
    if birth < 0 or (phone < 0 and street < 0 and not birth):
        return None
    same_name = name_key(record.name.full) == name_key(person.name)
    return 4 * birth + 3 * phone + street + same_name


def _compare(one, other):
    """Return 1 for the same, -1 for different, 0 when one of the two is not known."""
    return 0 if not one or not other else 1 if one == other else -1
