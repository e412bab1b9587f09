# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Days of the week and parts of the day, as volunteers tell when they can drive."""

import re
from dataclasses import dataclass
from functools import lru_cache

from .dates import DAY_NAMES
from .messages import CellError
from .text import clean, unaccent

DAY_START, MORNING_END, DAY_END, EVENING_END = 8.0, 12.0, 19.0, 22.0


@dataclass(frozen=True, order=True)
class Slot:
    """A weekly availability: ``weekday`` 0 is Monday, hours are decimal."""

    weekday: int
    from_hour: float = DAY_START
    to_hour: float = DAY_END


_MORNING, _AFTERNOON, _EVENING = (
    (DAY_START, MORNING_END),
    (MORNING_END, DAY_END),
    (18.0, EVENING_END),
)
_PARTS = {
    **dict.fromkeys(
        ('matin', 'matins', 'mat', 'matinee', 'matinees', 'morning', 'mornings'), _MORNING
    ),
    **dict.fromkeys(('afternoon', 'afternoons', 'am'), _AFTERNOON),
    **dict.fromkeys(('soir', 'soirs', 'soiree', 'evening', 'evenings'), _EVENING),
    'journee': (DAY_START, DAY_END),
}
_WEEK, _WORKDAYS, _WEEKEND = tuple(range(7)), tuple(range(5)), (5, 6)
_GROUPS = {
    **dict.fromkeys(('tous', 'tlj', 'all', 'every', 'any', 'toujours', 'always'), _WEEK),
    **dict.fromkeys(('semaine', 'sem', 'weekdays', 'ouvres', 'ouvrables'), _WORKDAYS),
    **dict.fromkeys(('we', 'weekend', 'weekends'), _WEEKEND),
}
# In this order a week is written by its first letters: the first M is Tuesday, the second
# Wednesday.
_LETTERS = {'l': 0, 'j': 3, 'v': 4, 's': 5, 'd': 6}
_APRES_MIDI = re.compile(r"\bap(?:r(?:es|em)?s?)?[\s.\-]*m(?:idis?)?\b|\baprem\b|\bpm\b")
_HOURS = re.compile(
    r'(?:de\s+)?(\d{1,2})(?:\s*[h:]\s*(\d{2})?)?\s*(?:-|–|a|to|/)\s*(\d{1,2})\s*[h:]\s*(\d{2})?'
)
_EXCEPT = re.compile(r'\b(?:sauf|hors|except|excepte|pas)\b')
_TOKEN = re.compile(r"@[\d.]+@[\d.]+|[a-z]+(?!['’a-z])|[-&+]")


def parse_weekdays(value):
    """Return the ``Slot`` list of ``Lu Ma Je``, ``tous sauf me``, ``jeudi matin``, ``lun-ven
    9h-12h``.

    A part of the day narrows the day just before it, and those joined to it by "et". Raise
    ``CellError`` when no day is found, or when a lone M may be Tuesday or Wednesday.
    """
    return list(_weekdays(clean(value)))


@lru_cache(maxsize=4096)
def _weekdays(text):
    plain = re.sub(r'\bweek[\s\-]?ends?\b', 'weekend', unaccent(text))
    plain = _HOURS.sub(_hours_token, _APRES_MIDI.sub(' afternoon ', plain))
    kept, *excluded = _EXCEPT.split(plain, maxsplit=1)
    slots = _Reader(text, kept).read_slots(everyday=bool(excluded))
    for gone in _Reader(text, excluded[0]).read_slots() if excluded else ():
        slots = [part for slot in slots for part in _subtract(slot, gone)]
    if not slots:
        raise CellError('badweekday', value=text)
    return tuple(sorted(set(slots)))


def _hours_token(match):
    """Turn "9h-12h30" into one word that the reader of tokens knows."""
    start = int(match[1]) + int(match[2] or 0) / 60
    end = int(match[3]) + int(match[4] or 0) / 60
    return f' @{start}@{end} ' if start < end <= 24 else ' '


class _Reader:
    """Reads words one by one: days gather, a part of the day narrows the last ones."""

    def __init__(self, text, words):
        self.text = text
        self.tokens = _spread_letters(_TOKEN.findall(words))
        named = any(_named_days(token) for token in self.tokens if len(token) > 2)
        self.by_letter = not named
        self.all_m = self.tokens.count('m')
        self.seen_m = 0
        self.days = []
        self.current = []
        self.parts = {}

    def read_slots(self, everyday=False):
        for index, token in enumerate(self.tokens):
            part = _part(token)
            if part:
                self._narrow(part)
                continue
            found = _named_days(token) or self._lettered_day(token)
            if found:
                self._take(index, found)
        if not self.days and everyday:
            self.days = list(_WEEK)
        whole = [(DAY_START, DAY_END)]
        return [Slot(day, *part) for day in self.days for part in self.parts.get(day, whole)]

    def _narrow(self, part):
        self.current = self.current or list(_WEEK)
        self.days += [day for day in self.current if day not in self.days]
        for day in self.current:
            self.parts.setdefault(day, []).append(part)

    def _take(self, index, found):
        before = self.tokens[index - 1] if index else ''
        if self.current and len(found) == 1 and self._is_range(index, before):
            self.current = list(range(self.current[-1], found[0] + 1))
        elif before in ('et', 'and', '&', '+') and not self.parts.keys() & set(self.current):
            self.current = [*self.current, *found]
        else:
            self.current = list(found)
        self.days += [day for day in self.current if day not in self.days]

    def _is_range(self, index, before):
        """Lundi au vendredi, lu-ve; but lu-ma-je is a list."""
        if before != '-':
            return before in ('au', 'a', 'to', 'through')
        return '-' not in (self.tokens[index - 3 : index - 2] + self.tokens[index + 1 : index + 2])

    def _lettered_day(self, token):
        if not self.by_letter:
            return ()
        if token != 'm':
            return (_LETTERS[token],) if token in _LETTERS else ()
        if self.all_m == 1:
            raise CellError('badweekday.ambiguous', value=self.text)
        self.seen_m += 1
        return (min(self.seen_m, 2),)


def _spread_letters(tokens):
    """Cut LMMJV into its letters."""
    spread = []
    for token in tokens:
        glued = len(token) > 2 and re.fullmatch('l?m{0,2}j?v?s?d?', token)
        spread += list(token) if glued else [token]
    return spread


def _part(token):
    if token.startswith('@'):
        return tuple(float(hour) for hour in token[1:].split('@'))
    return _PARTS.get(token)


def _named_days(token):
    day = DAY_NAMES.get(token, DAY_NAMES.get(token.removesuffix('s')))
    return (day,) if day is not None else _GROUPS.get(token, ())


def _subtract(slot, gone):
    """Return what is left of ``slot`` without ``gone``."""
    apart = gone.to_hour <= slot.from_hour or gone.from_hour >= slot.to_hour
    if slot.weekday != gone.weekday or apart:
        return [slot]
    left = ((slot.from_hour, gone.from_hour), (gone.to_hour, slot.to_hour))
    return [Slot(slot.weekday, start, end) for start, end in left if start < end]
