# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""On which days a repeated need falls: rules, lists as people say them, and what holds for every rule."""
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ts_tools.recurrence import Rule, get_days, parse_days

MONDAY = date(2026, 3, 9)
FAR = date(2027, 12, 31)
DAYS = st.dates(date(2024, 1, 1), date(2028, 12, 31))
RULES = st.builds(
    Rule, start=DAYS, weekdays=st.frozensets(st.integers(0, 6), min_size=1), every=st.integers(1, 6),
    until=st.none() | DAYS, count=st.none() | st.integers(1, 60))


def test_monday_and_thursday():
    days = get_days(Rule(MONDAY, frozenset({0, 3})), MONDAY, MONDAY + timedelta(days=13))
    assert days == [date(2026, 3, 9), date(2026, 3, 12), date(2026, 3, 16), date(2026, 3, 19)]


def test_every_second_friday_counts_weeks_from_the_first():
    days = get_days(Rule(date(2026, 3, 11), frozenset({4}), every=2), MONDAY, date(2026, 4, 30))
    assert days == [date(2026, 3, 13), date(2026, 3, 27), date(2026, 4, 10), date(2026, 4, 24)]


def test_a_week_that_began_before_the_start_counts_as_the_first():
    days = get_days(Rule(date(2026, 3, 12), frozenset({0, 3}), every=2), MONDAY, date(2026, 3, 31))
    assert days == [date(2026, 3, 12), date(2026, 3, 23), date(2026, 3, 26)]


def test_count_is_counted_from_the_start_wherever_one_looks():
    rule = Rule(MONDAY, frozenset({0}), count=3)
    assert get_days(rule, date(2026, 3, 20), FAR) == [date(2026, 3, 23)]


@given(RULES, DAYS, st.integers(0, 400))
def test_what_holds_for_every_rule(rule, first, length):
    last = first + timedelta(days=length)
    days = get_days(rule, first, last)
    assert days == sorted(set(days))
    monday = rule.start - timedelta(days=rule.start.weekday())
    for day in days:
        assert first <= day <= last and day >= rule.start
        assert day.weekday() in rule.weekdays
        assert (day - monday).days // 7 % rule.every == 0
        assert rule.until is None or day <= rule.until
    assert rule.count is None or len(get_days(rule, rule.start, FAR)) <= rule.count


@given(RULES, DAYS, st.integers(0, 200), st.integers(0, 200))
def test_looking_in_two_steps_finds_the_same(rule, first, one, two):
    middle, last = first + timedelta(days=one), first + timedelta(days=one + two + 1)
    assert get_days(rule, first, middle) + get_days(rule, middle + timedelta(days=1), last) \
        == get_days(rule, first, last)


@pytest.mark.parametrize(('text', 'days'), [
    ("3/4, 17/4 et 2 mai", [date(2026, 4, 3), date(2026, 4, 17), date(2026, 5, 2)]),
    ("2026-04-03; 03.05.26\n1er juin 2027", [date(2026, 4, 3), date(2026, 5, 3), date(2027, 6, 1)]),
    ("le vendredi 3 avril, 3/4/2026", [date(2026, 4, 3)]),
    ("8/3", [date(2027, 3, 8)]),
    ("15 août and 1 December", [date(2026, 8, 15), date(2026, 12, 1)]),
])
def test_days_as_people_type_them(text, days):
    assert parse_days(text, MONDAY) == (days, [])


def test_what_is_not_understood_is_named_and_the_rest_kept():
    assert parse_days("3/4, 31/2, bientôt, 4/13", MONDAY) == ([date(2026, 4, 3)], ['31/2', 'bientot', '4/13'])


@given(st.lists(DAYS, max_size=8))
def test_written_days_are_read_back(days):
    text = ', '.join(f"{day:%d/%m/%Y}" for day in days)
    assert parse_days(text, MONDAY) == (sorted(set(days)), [])
