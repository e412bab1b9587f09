# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Dates, times of day and durations as people type them. The day comes before the month."""

import re
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from .messages import CellError
from .text import clean, fold, unaccent

_MONTH_NAMES = (
    'janvier janv jan january',
    'fevrier fevr fev february feb',
    'mars mar march',
    'avril avr april apr',
    'mai may',
    'juin june jun',
    'juillet juil jul july',
    'aout aou august aug',
    'septembre sept sep september',
    'octobre oct october',
    'novembre nov november',
    'decembre dec december',
)
MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES, 1) for name in names.split()}
_DAY_NAMES = (
    'lundi lun lu monday mon',
    'mardi mar ma tuesday tue tues',
    'mercredi mer me wednesday wed',
    'jeudi jeu je thursday thu thur thurs',
    'vendredi ven ve vend friday fri',
    'samedi sam sa saturday sat',
    'dimanche dim di sunday sun',
)
DAY_NAMES = {name: number for number, names in enumerate(_DAY_NAMES) for name in names.split()}

_ANY_DAY = '|'.join(sorted(DAY_NAMES, key=len, reverse=True))
_PREFIX = re.compile(rf'^(?:le\s+)?(?:(?:{_ANY_DAY})\b[.,]?\s*)?(?:le\s+)?(?=\d)')
_SEP = r'\s*[/.\-]\s*|\s+'
_FORMS = tuple(
    re.compile(form)
    for form in (
        r'(?P<y>\d{4})\s*[/.\-]\s*(?P<m>\d{1,2})\s*[/.\-]\s*(?P<d>\d{1,2})',
        rf'(?P<d>\d{{1,2}})(?:{_SEP})(?P<m>\d{{1,2}})(?:{_SEP})(?P<y>\d{{4}}|\d{{2}})',
        r'(?P<d>\d{1,2})\s*[/.\-]\s*(?P<m>\d{1,2})[/.\-]?',
        r'(?P<d>\d{1,2})(?:er|e|st|nd|rd|th)?[\s.\-/]*(?P<name>[a-z]{3,})\.?'
        r'(?:[\s.\-/,]*(?P<y>\d{4}|\d{2}))?',
        r'(?P<name>[a-z]{3,})\.?\s+(?P<d>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<y>\d{4})',
    )
)
_WITH_TIME = re.compile(
    r'^(?P<day>.*?[\da-z.])(?:t(?=\d)|\s*[,;]?\s+(?:(?:a|vers|at|-)\s*)?)'
    r'(?P<time>\d{1,2}\s*(?:h|:\s*\d)[\d\sh:.apm]*)$'
)
_WINDOWS = {'ride': (1990, 2), 'any': (1930, 40), 'birth': (1900, 0)}


@dataclass(frozen=True)
class DateRules:
    """How to read an incomplete date.

    ``year`` and ``month`` complete ``03/01`` and a bare day, and come from the file's period.
    ``kind`` is ``ride``, ``birth`` (always past) or ``any``. ``date1904`` tells which day an Excel
    serial counts from.
    """

    year: int | None = None
    month: int | None = None
    kind: str = 'any'
    date1904: bool = False
    today: date = field(default_factory=date.today)


def parse_date(value, rules=None):
    """Return the date a cell holds; raise ``CellError`` (``baddate…``) when there is none."""
    return split_date_time(value, rules)[0]


def split_date_time(value, rules=None):
    """Return (date, time or None) of a cell that may hold both; raise ``CellError`` as above."""
    rules = rules or DateRules()
    if isinstance(value, datetime):
        moment = value.time().replace(microsecond=0)
        return _in_window(value.date(), value, rules), moment if moment != time() else None
    if isinstance(value, date):
        return _in_window(value, value, rules), None
    if isinstance(value, bool) or isinstance(value, (time, timedelta)):
        raise CellError('baddate.unreadable', value=clean(value))
    if isinstance(value, (int, float)):
        return _from_number(value, rules)
    text = clean(value)
    if not text:
        raise CellError('baddate.missing')
    return _from_text(text, rules)


def _from_number(number, rules):
    """Read a bare number: a day of a known month, yyyymmdd, or an Excel serial."""
    shown = clean(number)
    whole = int(number)
    if whole == number and len(shown) == 8:
        return _from_text(shown, rules)
    if rules.month and 1 <= number <= 31 and whole == number:
        return _make(shown, whole, rules.month, rules.year, rules), None
    if 1900 <= number <= 2100 and whole == number:
        raise CellError('baddate.year_only', value=shown)
    if not 2101 <= number <= 109574:
        raise CellError('baddate.unreadable', value=shown)
    first = date(1904, 1, 1) if rules.date1904 else date(1899, 12, 30)
    seconds = round((number - whole) * 86400)
    moment = (datetime.min + timedelta(seconds=seconds)).time() if seconds % 86400 else None
    return _in_window(first + timedelta(days=whole), shown, rules), moment


@lru_cache(maxsize=32768)
def _from_text(text, rules):
    plain = unaccent(text)
    if re.fullmatch(r'\d{8}', plain):
        return _from_compact(text, rules), None
    if re.fullmatch(r'\d{4,6}(?:[.,]\d+)?', plain) or (
        rules.month and re.fullmatch(r'\d{1,2}', plain)
    ):
        return _from_number(float(plain.replace(',', '.')), rules)
    if fold(text) in DAY_NAMES:
        raise CellError('baddate.weekday', value=text)
    moment = None
    with_time = _WITH_TIME.match(plain)
    if with_time:
        moment = parse_time(with_time['time'])
        plain = with_time['day']
    plain = _PREFIX.sub('', re.sub(r'\s*\([^)]*\)$', '', plain)).strip(' ,').rstrip('.')
    if rules.month and re.fullmatch(r'\d{1,2}(?:er)?', plain):
        return _make(text, int(plain.rstrip('er')), rules.month, rules.year, rules), moment
    for form in _FORMS:
        match = form.fullmatch(plain)
        if match:
            return _from_match(text, match.groupdict(), rules), moment
    raise CellError('baddate.unreadable', value=text)


def _from_compact(text, rules):
    """Read yyyymmdd, else ddmmyyyy: only one of them has a plausible year and month."""
    for year, month, day in ((text[:4], text[4:6], text[6:]), (text[4:], text[2:4], text[:2])):
        if 1900 <= int(year) <= 2100 and 1 <= int(month) <= 12:
            return _make(text, int(day), int(month), int(year), rules)
    raise CellError('baddate.unreadable', value=text)


def _from_match(text, parts, rules):
    if parts.get('name'):
        month = MONTHS.get(parts['name'])
        if not month:
            raise CellError('baddate.unreadable', value=text)
    else:
        month = int(parts['m'])
    day = int(parts['d'])
    year = parts.get('y')
    if year and len(year) == 2:
        return _make_short_year(text, day, month, int(year), rules)
    return _make(text, day, month, int(year) if year else rules.year, rules)


def _make_short_year(text, day, month, short, rules):
    """Choose the century: near today for a ride or a paper, a plausible age for a birth."""
    century = rules.today.year // 100 * 100
    year = century + short
    if rules.kind == 'birth':
        # Nobody of less than ten years asks for a ride alone; a centenarian may.
        too_young = year > rules.today.year - 10
        if too_young and (rules.today.year - (year - 100) <= 110 or year > rules.today.year):
            year -= 100
    elif year > rules.today.year + 40:
        year -= 100
    return _make(text, day, month, year, rules)


def _make(text, day, month, year, rules):
    if not 1 <= month <= 12:
        raise CellError('baddate.month', value=text, month=month)
    if not year:
        raise CellError('baddate.no_year', value=text)
    try:
        result = date(year, month, day)
    except ValueError:
        key = 'baddate.day' if 1 <= year <= 9999 else 'baddate.year'
        raise CellError(key, value=text, day=day) from None
    return _in_window(result, text, rules)


def _in_window(result, shown, rules):
    first, ahead = _WINDOWS[rules.kind]
    if rules.kind == 'birth' and result > rules.today:
        raise CellError('baddate.future', value=clean(shown))
    if not first <= result.year <= rules.today.year + ahead:
        raise CellError('baddate.year', value=clean(shown))
    return result


def guess_period(texts, rules=None):
    """Complete ``rules`` with the year and month named in a sheet's name, its titles or its file."""
    rules = rules or DateRules()
    year, month = rules.year, rules.month
    for text in texts:
        folded = fold((text or '').replace('_', ' '))
        years = set(re.findall(r'\b(?:19|20)\d\d\b', folded))
        months = {MONTHS[word] for word in folded.split() if word in MONTHS and len(word) > 2}
        if not year and len(years) == 1:
            year = int(years.pop())
        if not month and len(months) == 1:
            month = months.pop()
    return replace(rules, year=year, month=month)


# ---- times of day and durations ------------------------------------------------------------------
_CLOCK = re.compile(
    r'(?<![\d.,])(\d{1,2})\s*(?:h(?:eures?|rs?)?|:)\s*(\d{1,2})?(?!\d)'
    r'(?::\d{2})?\s*(?:mn|min)?\s*(?P<half>am\b|pm\b|a\.m|p\.m)?'
)
_ENGLISH = re.compile(r'(?<!\d)(\d{1,2})(?P<half>\s*[ap]\.?m)\b')
_NAMED_TIMES = {'midi': time(12), 'noon': time(12), 'minuit': time(0), 'midnight': time(0)}


def parse_time(value):
    """Return the time of day a cell holds: 14h, 9h00, 14:30, 14.30, 2 pm, or a fraction of a day."""
    if isinstance(value, time):
        return value.replace(microsecond=0)
    if isinstance(value, datetime):
        return value.time().replace(microsecond=0)
    if isinstance(value, timedelta):
        return _time_from_minutes(value.total_seconds() / 60, value)
    if isinstance(value, bool):
        raise CellError('badtime', value=clean(value))
    if isinstance(value, (int, float)):
        return _time_from_number(value)
    return _time_from_text(clean(value))


def _time_from_minutes(minutes, shown):
    minutes = round(minutes)
    if not 0 <= minutes < 24 * 60:
        raise CellError('badtime', value=clean(shown))
    return time(minutes // 60, minutes % 60)


def _time_from_number(number):
    if 0 <= number < 1:
        return _time_from_minutes(number * 1440, number)
    if number > 30000:
        return _time_from_minutes(number % 1 * 1440, number)
    if number < 24:
        return _time_from_text(f'{number:.2f}'.removesuffix('.00'), was_number=True)
    if number == int(number) and 100 <= number < 2400:
        return _hours_minutes(int(number) // 100, int(number) % 100, clean(number))
    raise CellError('badtime', value=clean(number))


@lru_cache(maxsize=4096)
def _time_from_text(text, was_number=False):
    plain = re.sub(r'(\d{1,2})\s*(?:-|a|/)\s*\d{1,2}\s*h.*', r'\1h', unaccent(text))
    if plain in _NAMED_TIMES:
        return _NAMED_TIMES[plain]
    match = _CLOCK.search(plain) or _ENGLISH.search(plain)
    if match:
        groups = match.groups()
        minutes = groups[1] if match.re is _CLOCK else None
        return _hours_minutes(_on_24(int(groups[0]), match['half'], text), int(minutes or 0), text)
    match = re.fullmatch(r'(\d{1,2})[.,](\d{1,2})', plain)
    if match and (was_number or len(match[2]) == 2) and plain[0:2] not in ('0.', '0,'):
        # A spreadsheet shows 14.30 and 14.3 alike, and 14.5 may be half past or ten to.
        if was_number and match[2] == '50':
            raise CellError('badtime.ambiguous', value=text)
        return _hours_minutes(int(match[1]), int(match[2]), text)
    if re.fullmatch(r'0[.,]\d+', plain):
        return _time_from_minutes(float(plain.replace(',', '.')) * 1440, text)
    if re.fullmatch(r'\d{3,4}', plain):
        return _hours_minutes(int(plain[:-2]), int(plain[-2:]), text)
    if re.fullmatch(r'\d{1,2}', plain):
        return _hours_minutes(int(plain), 0, text)
    raise CellError('badtime', value=text)


def _on_24(hours, half, shown):
    if not half:
        return hours
    if not 1 <= hours <= 12:
        raise CellError('badtime', value=shown)
    return hours % 12 + (12 if 'p' in half else 0)


def _hours_minutes(hours, minutes, shown):
    if hours > 23 or minutes > 59:
        raise CellError('badtime', value=shown)
    return time(hours, minutes)


_DURATIONS = (
    (
        re.compile(r'(\d+)\s*(?:h|heures?|hours?|hrs?|:)\s*(\d{1,2})\s*(?:mn|min|minutes?|m)?'),
        (60, 1),
    ),
    (re.compile(r'(\d+(?:\.\d+)?)\s*(?:h|heures?|hours?|hrs?)'), (60,)),
    (re.compile(r"(\d+(?:\.\d+)?)\s*(?:mn|min|mins|minutes?|m|')\.?"), (1,)),
    (re.compile(r'(\d{1,2}):(\d{2}):\d{2}'), (60, 1)),
)


def parse_duration(value):
    """Return a duration in whole minutes: 1h, 1h30, 90 min, 1,5 h, 1:30.

    A number without unit is hours up to 12 and minutes above.
    """
    if isinstance(value, timedelta):
        return _minutes(value.total_seconds() / 60, value)
    if isinstance(value, (time, datetime)):
        return value.hour * 60 + value.minute
    if isinstance(value, bool):
        raise CellError('badduration', value=clean(value))
    if isinstance(value, (int, float)):
        return _duration_from_number(value)
    plain = unaccent(clean(value)).replace(',', '.')
    if plain in ('non', 'no', 'sans', '-', 'aucune'):
        return 0
    for pattern, units in _DURATIONS:
        match = pattern.fullmatch(plain)
        if match:
            parts = zip(match.groups(), units, strict=True)
            return _minutes(sum(float(part) * unit for part, unit in parts), value)
    if re.fullmatch(r'\d+(?:\.\d+)?', plain):
        return _duration_from_number(float(plain), value)
    raise CellError('badduration', value=clean(value))


def _duration_from_number(number, shown=None):
    shown = number if shown is None else shown
    if 0 < number < 0.25:
        return _minutes(number * 1440, shown)
    return _minutes(number * 60 if number <= 12 else number, shown)


def _minutes(minutes, shown):
    if not 0 <= minutes <= 24 * 60:
        raise CellError('badduration', value=clean(shown))
    return round(minutes)
