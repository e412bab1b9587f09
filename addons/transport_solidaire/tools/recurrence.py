# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""On which days a repeated need falls. Plain Python; hours and time zones are the caller's."""
import re
from dataclasses import dataclass
from datetime import date, timedelta

MONTHS = {
    'janvier': 1, 'fevrier': 2, 'mars': 3, 'avril': 4, 'mai': 5, 'juin': 6, 'juillet': 7, 'aout': 8,
    'septembre': 9, 'octobre': 10, 'novembre': 11, 'decembre': 12, 'january': 1, 'february': 2, 'march': 3,
    'april': 4, 'may': 5, 'june': 6, 'july': 7, 'august': 8, 'september': 9, 'october': 10, 'november': 11,
    'december': 12,
}
SEPARATORS = re.compile(r'[,;\n]+|\bet\b|\band\b|&')
NUMBERS = re.compile(r'(\d{1,2})[/.\-](\d{1,2})(?:[/.\-](\d{2}|\d{4}))?$')
ISO = re.compile(r'(\d{4})-(\d{1,2})-(\d{1,2})$')
WORDS = re.compile(r'(\d{1,2})(?:er)?\s+([a-z]+)(?:\s+(\d{4}))?$')


@dataclass(frozen=True)
class Rule:
    """Some weekdays every n weeks.

    :param start: first day that may count; the weeks are counted from its Monday
    :param weekdays: 0 is Monday
    :param every: 1 is every week
    :param until: last day that may count, or None
    :param count: how many days in all, or None
    """

    start: date
    weekdays: frozenset
    every: int = 1
    until: date | None = None
    count: int | None = None


def get_days(rule, first, last):
    """Return the days of a rule between two days, both included, in order."""
    if not rule.weekdays or rule.every < 1:
        return []
    days, found = [], 0
    last = min(last, rule.until) if rule.until else last
    monday = rule.start - timedelta(days=rule.start.weekday())
    while monday <= last:
        for weekday in sorted(rule.weekdays):
            day = monday + timedelta(days=weekday)
            if not rule.start <= day <= last:
                continue
            if rule.count is not None and found >= rule.count:
                return days
            found += 1
            if day >= first:
                days.append(day)
        monday += timedelta(weeks=rule.every)
    return days


def parse_days(text, today):
    """Read days as people type them: “3/4, 17/4 et 2 mai 2027”.

    A day without a year is the next one from today on.

    :return: the days in order, each once, and the pieces that are not understood
    """
    days, unknown = set(), []
    for piece in SEPARATORS.split(_fold(text)):
        piece = piece.strip(' .')
        if not piece:
            continue
        day = _parse_day(piece, today)
        if day:
            days.add(day)
        else:
            unknown.append(piece)
    return sorted(days), unknown


def _fold(text):
    import unicodedata

    plain = unicodedata.normalize('NFKD', text or '').lower()
    plain = ''.join(c for c in plain if not unicodedata.combining(c))
    return re.sub(r'\b(lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|le)\b', ' ', plain)


def _parse_day(piece, today):
    if found := ISO.match(piece):
        year, month, day = (int(part) for part in found.groups())
    elif found := NUMBERS.match(piece):
        day, month, year = int(found[1]), int(found[2]), int(found[3] or 0)
    elif (found := WORDS.match(re.sub(r'\s+', ' ', piece))) and found[2] in MONTHS:
        day, month, year = int(found[1]), MONTHS[found[2]], int(found[3] or 0)
    else:
        return None
    try:
        if year:
            return date(year + 2000 if year < 100 else year, month, day)
        this = date(today.year, month, day)
        return this if this >= today else date(today.year + 1, month, day)
    except ValueError:
        return None
