# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""How well one column suits one field: by its heading, and by the values below it."""

import re
from dataclasses import replace
from functools import lru_cache

from .dates import parse_date, parse_duration, parse_time
from .messages import CellError
from .numbers import (
    parse_decimal,
    parse_email,
    parse_fee,
    parse_iban,
    parse_int,
    parse_money,
    parse_phones,
    parse_zip,
)
from .text import fold, within_one_edit
from .weekdays import parse_weekdays

EXACT_FLOOR = 0.42


# ---- one heading against one field ---------------------------------------------------------------
@lru_cache(maxsize=65536)
def heading_score(text, headings):
    """Return how well a heading names a field, 0 to 1."""
    whole = fold(text)
    if not whole:
        return 0.0
    if whole in headings:
        return 1.0
    bare = fold(re.sub(r'\([^)]*\)|\[[^\]]*\]', ' ', text))
    bare = re.sub(r'\s(?:19|20)\d\d$|\s(?:en )?(?:euros?|eur|km)$', '', bare)
    if bare in headings:
        return 0.95
    return max((_near_score(whole, bare, known) for known in headings), default=0.0)


def _near_score(whole, bare, known):
    words, known_words = (bare or whole).split(), known.split()
    if len(known) < 2 or not words:
        return 0.0
    if _singular(words) == _singular(known_words):
        return 0.9
    if len(words) == len(known_words) and all(
        len(word) >= 3 and name.startswith(word)
        for word, name in zip(words, known_words, strict=True)
    ):
        return 0.85
    if len(known) >= 5 and within_one_edit(bare, known):
        return 0.75
    if whole.startswith(known + ' '):
        return min(0.7 + 0.04 * len(known_words), 0.85)
    if len(known) > 2 and set(known_words) <= set(whole.split()):
        return min(0.5 + 0.08 * len(known_words), 0.75)
    return 0.0


def _singular(words):
    return [word.rstrip('s') if len(word) > 3 else word for word in words]


# ---- the values of a column against one type -----------------------------------------------------
def _parses(parser, *more):
    def test(value):
        """Tell whether one value reads as that type."""
        try:
            parser(value, *more)
        except CellError:
            return False
        return True

    return test


def _is_person(value):
    words = fold(value).split()
    return isinstance(value, str) and 0 < len(words) <= 7 and not any(c.isdigit() for c in value)


def _is_place(value):
    return (
        isinstance(value, str)
        and any(c.isalpha() for c in value)
        and not _parses(parse_time)(value)
    )


_TESTS = {
    'time': _parses(parse_time),
    'duration': _parses(parse_duration),
    'km': _parses(parse_decimal),
    'decimal': _parses(parse_decimal),
    'money': _parses(parse_money),
    'cost': _parses(parse_money),
    'int': _parses(parse_int),
    'phone': lambda value: any(p.valid for p in parse_phones(value)),
    'email': _parses(parse_email),
    'zip': _parses(parse_zip),
    'iban': _parses(parse_iban),
    'weekdays': _parses(parse_weekdays),
    'fee': _parses(parse_fee),
    'person': _is_person,
    'name': _is_person,
}
# How much a column whose values do not fit is held against its heading.
_TRUST = {'person': 0.5, 'name': 0.5, 'weekdays': 0.6, 'fee': 0.6, 'int': 0.5, 'place': 0.5}
_DATES = {'date': 'any', 'ride_date': 'ride', 'birth': 'birth'}


def fit(field_, values, rules):
    """Return the share of values that read as the field's type, None when that tells nothing."""
    if field_.type in _DATES:
        test = _parses(
            parse_date,
            replace(rules, kind=_DATES[field_.type], year=rules.year or rules.today.year),
        )
    elif field_.name in ('pickup', 'dropoff'):
        test = _is_place
    else:
        test = _TESTS.get(field_.type)
    if test is None or not values:
        return None
    # Two values are given for granted: a file of one refused row must still be understood.
    return (sum(map(test, values)) + 2) / (len(values) + 2)


def column_score(field_, heading, values, rules):
    """Return how well a column suits a field, 0 to 1: by its heading, corrected by its values."""
    by_name = heading_score(heading, field_.headings)
    if not by_name:
        return 0.0
    share = fit(field_, values, rules)
    if share is None:
        return by_name * 0.95
    trust = _TRUST.get(field_.type, 0.7 if field_.name not in ('pickup', 'dropoff') else 0.5)
    score = by_name * (1 - trust + trust * share)
    # An exact heading holds even over a column full of faults, unless another one suits better.
    return max(score, EXACT_FLOOR) if by_name >= 0.95 else score
