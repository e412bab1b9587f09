# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Finds the person a cell names: by name in any order, then initial, then typing slip, then
phone.
"""

import re
from collections import defaultdict
from dataclasses import dataclass

from .messages import CellError, Label
from .names import PARTICLES, joined_key, name_key, name_words
from .numbers import Phone, parse_phone, parse_phones
from .text import clean, fold, within_one_edit


@dataclass(frozen=True)
class Person:
    """Somebody who can be found. ``ref`` is the caller's own handle (a record's id, a line…)."""

    ref: object
    name: str
    phones: tuple[str, ...] = ()
    city: str = ''


@dataclass(frozen=True)
class Match:
    """The person found and how: name, joined, initial, typo, phone, or name and phone or town."""

    person: Person
    how: str


class PeopleIndex:
    """People of one list (``label``: volunteers, beneficiaries) that cells are looked up in."""

    def __init__(self, people, label='beneficiaries'):
        self.label = label
        self.people = []
        self._by_name = defaultdict(dict)
        self._by_joined = defaultdict(dict)
        self._by_initial = defaultdict(dict)
        self._by_phone = defaultdict(dict)
        self._by_length = defaultdict(set)
        self._cache = {}
        for person in people:
            self.add(person)

    def add(self, person):
        """Add somebody, for instance a person created on the way."""
        self._cache.clear()
        self.people.append(person)
        key = name_key(person.name)
        self._by_name[key][person.ref] = person
        self._by_length[len(key)].add(key)
        self._by_joined[joined_key(person.name)][person.ref] = person
        for initial in _initial_keys(person.name):
            self._by_initial[initial][person.ref] = person
        for phone in person.phones:
            self._by_phone[parse_phone(phone).national][person.ref] = person

    def match(self, text, phones=(), city=''):
        """Return the ``Match`` of a cell; raise ``CellError`` ``unknown…`` or ``ambiguous``.

        ``phones`` and ``city`` decide between homonyms; a phone alone also finds somebody.
        """
        key = (clean(text), tuple(phones), city)
        if key not in self._cache:
            self._cache[key] = self._match(*key)
        found = self._cache[key]
        if isinstance(found, CellError):
            raise found
        return found

    def _match(self, text, phones, city):
        text, inside = _take_phones(text)
        numbers = {
            p.national if isinstance(p, Phone) else parse_phone(p).national
            for p in (*phones, *inside)
        } - {''}
        for how, people in self._tiers(text):
            if not people:
                continue
            if len(people) == 1:
                return Match(next(iter(people.values())), how)
            return self._choose(text, people, how, numbers, city)
        by_phone = {
            ref: person for number in numbers for ref, person in self._by_phone[number].items()
        }
        if len(by_phone) == 1:
            return Match(next(iter(by_phone.values())), 'phone')
        return self._not_found(text)

    def _tiers(self, text):
        """Yield (how, people by ref) from the surest way to the least sure."""
        words = name_words(text)
        if not words:
            return
        yield 'name', self._by_name.get(name_key(text), {})
        without = re.sub(r'\([^)]*\)', ' ', text)
        if name_words(without):
            yield 'name', self._by_name.get(name_key(without), {})
        yield 'joined', self._by_joined.get(joined_key(text), {})
        yield 'initial', self._by_initials(text)
        yield 'typo', self._by_typo(name_key(text))

    def _by_initials(self, text):
        words = fold(text).split()
        letters = [word for word in words if len(word) == 1]
        rest = [word for word in words if len(word) > 1]
        if not letters or not rest or len(letters) > 2 or not name_words(' '.join(rest)):
            return {}
        return self._by_initial.get((joined_key(' '.join(rest)), ''.join(sorted(letters))), {})

    def _by_typo(self, key):
        """Return the people whose key is one letter away; René and Renée are two people."""
        if len(key.replace(' ', '')) < 7:
            return {}
        found = {}
        for length in (len(key) - 1, len(key), len(key) + 1):
            for known in self._by_length.get(length, ()):
                if _is_slip(key, known):
                    found.update(self._by_name[known])
        return found

    def _choose(self, text, people, how, numbers, city):
        """Decide between homonyms by phone, then by town."""
        for by, chosen in (
            ('phone', {ref: p for ref, p in people.items() if numbers & _numbers(p)}),
            ('town', {ref: p for ref, p in people.items() if city and fold(p.city) == fold(city)}),
        ):
            if len(chosen) == 1:
                return Match(next(iter(chosen.values())), f'{how}+{by}')
        return CellError('ambiguous', value=text, candidates=_list(people.values()))

    def _not_found(self, text):
        words = set(name_words(text))
        near = [
            person
            for person in self.people
            if {w for w in words if len(w) > 2 and w not in PARTICLES}
            & set(name_words(person.name))
        ]
        if 0 < len(near) <= 3:
            return CellError(
                'unknown.near', value=text, people=Label(self.label), suggestions=_list(near)
            )
        return CellError('unknown', value=text, people=Label(self.label))


def _numbers(person):
    return {parse_phone(phone).national for phone in person.phones}


def _list(people):
    """Name each person once more precisely than by name, when that is possible."""
    return ' / '.join(f'{p.name} ({p.city})' if p.city else p.name for p in people)


def _take_phones(text):
    """Part a name from telephone numbers that stand in the same cell."""
    if sum(c.isdigit() for c in text) < 9:
        return text, ()
    return re.sub(r'\+?[\d().\s/\-]{9,}', ' ', text).strip(), tuple(parse_phones(text))


def _initial_keys(name):
    """Yield (rest of the name, initials) for each way of shortening one name to its initial."""
    words = name_words(name)
    for index, word in enumerate(words):
        rest = words[:index] + words[index + 1 :]
        if not rest or word in PARTICLES:
            continue
        yield joined_key(' '.join(rest)), word[0]
        # Jean-Claude MÉNARD is also J-C MÉNARD and J. MÉNARD.
        if index + 1 < len(words) and len(words) > 2 and words[index + 1] not in PARTICLES:
            others = words[:index] + words[index + 2 :]
            yield joined_key(' '.join(others)), ''.join(sorted(word[0] + words[index + 1][0]))
            yield joined_key(' '.join(others)), word[0]


def _is_slip(key, known):
    if key == known or not within_one_edit(key, known):
        return False
    typed, meant = set(key.split()) - set(known.split()), set(known.split()) - set(key.split())
    if len(typed) != 1 or len(meant) != 1:
        return len(typed) == len(meant)
    one, other = sorted((typed.pop(), meant.pop()), key=len)
    # A final letter tells Michel from Michèle, Daniel from Danielle: never taken for a slip.
    return not (other[:-1] == one and other[-1] in 'es')
