# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Dates, times and durations in the forms people type them."""
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spreadsheet.cells import (
    CellError,
    DateRules,
    guess_period,
    parse_date,
    parse_duration,
    parse_time,
    split_date_time,
)

TODAY = date(2026, 1, 15)
RULES = DateRules(today=TODAY)
BIRTH = DateRules(kind='birth', today=TODAY)
RIDE = DateRules(kind='ride', today=TODAY)
FRENCH = ('janvier février mars avril mai juin juillet août septembre octobre novembre '
          'décembre').split()
SHORT = 'janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.'.split()
ENGLISH = ('January February March April May June July August September October November '
           'December').split()
DAYS = 'lun. mar. mer. jeu. ven. sam. dim.'.split()


@pytest.mark.parametrize('text', [
    '10/01/25', '10/1/2025', '10.01.2025', '2025-01-10', '10 janvier 2025', 'ven. 10 janv. 2025',
    '45667', '20250110', 45667, 45667.6, 20250110, '10-janv.-25', 'Vendredi 10 Janvier 2025',
    '10012025',
    'le 10/01/2025', '10/01/2025 14h30', '2025-01-10T14:30:00', '2025/01/10', '10 01 2025',
    'January 10, 2025', '10/01/2025 (vendredi)', '\u00a010/01/2025\u202f', '10 JANVIER 2025',
    '10janvier2025', date(2025, 1, 10), datetime(2025, 1, 10, 14, 30), '10.01.2025.',
    'Fri 10 Jan 2025'])
def test_one_day_in_every_form(text):
    assert parse_date(text, RULES) == date(2025, 1, 10)


@pytest.mark.parametrize(('value', 'key'), [
    ('12/13/2025', 'baddate.month'), ('2025', 'baddate.year_only'), (2025, 'baddate.year_only'),
    ('lundi', 'baddate.weekday'), ('Mardi.', 'baddate.weekday'), ('31/02/2025', 'baddate.day'),
    ('0/01/2025', 'baddate.day'), ('03/01', 'baddate.no_year'), ('10 janvier', 'baddate.no_year'),
    ('', 'baddate.missing'), (None, 'baddate.missing'), ('à voir', 'baddate.unreadable'),
    ('?', 'baddate.unreadable'), (12, 'baddate.unreadable'), (True, 'baddate.unreadable'),
    (time(9), 'baddate.unreadable'), ('31,7', 'baddate.unreadable'),
    ('14h30', 'baddate.unreadable'),
    ('01/2025', 'baddate.unreadable'), ('10/01/0025', 'baddate.year'),
    ('10 brumaire 2025', 'baddate.unreadable'),
    ('99999999', 'baddate.unreadable'), (3.5, 'baddate.unreadable')])
def test_what_is_no_date(value, key):
    with pytest.raises(CellError) as caught:
        parse_date(value, RULES)
    assert caught.value.key == key
    assert caught.value.code == 'baddate'
    assert str(caught.value)


@pytest.mark.parametrize(('text', 'expected'), [
    ('06/03/53', date(1953, 3, 6)), ('24/12/34', date(1934, 12, 24)),
    ('01/01/25', date(1925, 1, 1)),
    ('01/01/10', date(2010, 1, 1)), (11689, date(1932, 1, 1)), ('24/7/31', date(1931, 7, 24))])
def test_births_are_past_and_of_a_plausible_age(text, expected):
    assert parse_date(text, BIRTH) == expected


@pytest.mark.parametrize(('text', 'rules', 'key'), [
    ('01/02/2026', BIRTH, 'baddate.future'), ('03/01/2052', RIDE, 'baddate.year'),
    ('03/01/1925', RIDE, 'baddate.year'), ('03/01/1825', BIRTH, 'baddate.year')])
def test_years_must_be_plausible(text, rules, key):
    with pytest.raises(CellError) as caught:
        parse_date(text, rules)
    assert caught.value.key == key


def test_two_digit_years_of_rides_and_papers():
    assert parse_date('17/07/26', RULES) == date(2026, 7, 17)
    assert parse_date('17/07/33', RULES) == date(2033, 7, 17)
    assert parse_date('17/07/70', RULES) == date(1970, 7, 17)


@pytest.mark.parametrize(('text', 'expected'), [
    ('03/01', date(2025, 1, 3)), ('3.1', date(2025, 1, 3)), ('10 janvier', date(2025, 1, 10)),
    ('vendredi 10 janvier', date(2025, 1, 10)), ('3-mars', date(2025, 3, 3)),
    ('3', date(2025, 2, 3)),
    (28, date(2025, 2, 28)), ('ven. 14', date(2025, 2, 14)), ('1er', date(2025, 2, 1))])
def test_the_period_completes_dates(text, expected):
    assert parse_date(text, DateRules(year=2025, month=2, today=TODAY)) == expected


def test_the_period_completes_no_nonsense():
    rules = DateRules(year=2025, month=2, today=TODAY)
    for value, key in ((30, 'baddate.day'), ('2025', 'baddate.year_only'),
        ('lundi', 'baddate.weekday')):
        with pytest.raises(CellError) as caught:
            parse_date(value, rules)
        assert caught.value.key == key


def test_serials_of_the_1904_system():
    assert parse_date(45667 - 1462, DateRules(date1904=True, today=TODAY)) == date(2025, 1, 10)


@pytest.mark.parametrize(('text', 'moment'), [
    ('10/01/2025 14h30', time(14, 30)), ('10/01/2025 à 9h', time(9)),
    ('2025-01-10 08:15', time(8, 15)),
    (45667.375, time(9)), (datetime(2025, 1, 10, 14, 5), time(14, 5)), ('10/01/2025', None),
    ('ven. 10 janv. 2025, 16h', time(16)), (datetime(2025, 1, 10), None)])
def test_date_and_time_in_one_cell(text, moment):
    assert split_date_time(text, RULES) == (date(2025, 1, 10), moment)


@pytest.mark.parametrize(('texts', 'period'), [
    (['Janvier'], (None, 1)), (['Trajets 2025'], (2025, None)),
    (['Feuil1', 'FÉVRIER 2025'], (2025, 2)),
    (['trajets_2025.csv'], (2025, None)), (['janvier à mars 2025'], (2025, None)),
    (['2024-2025'], (None, None)), ([None, 'Suivi'], (None, None)), (['août 25'], (None, 8))])
def test_periods_in_names_and_titles(texts, period):
    rules = guess_period(texts, RULES)
    assert (rules.year, rules.month) == period


days = st.dates(date(1995, 1, 1), date(2027, 12, 31))


@given(day=days, form=st.sampled_from(range(14)))
def test_any_day_written_in_any_form_reads_back(day, form):
    month, weekday = day.month - 1, DAYS[day.weekday()]
    text = [
        f'{day:%d/%m/%Y}', f'{day.day}/{day.month}/{day.year}', f'{day:%d.%m.%Y}',
        f'{day:%d-%m-%Y}',
        day.isoformat(), f'{day:%Y%m%d}', f'{day.day} {FRENCH[month]} {day.year}',
        f'{weekday} {day.day} {SHORT[month]} {day.year}', f'{day.day}-{SHORT[month]}-{day.year}',
        f'{ENGLISH[month]} {day.day}, {day.year}', f'{day.day} {FRENCH[month].upper()} {day.year}',
        str((day - date(1899, 12, 30)).days), f'{day:%d/%m/%Y} 14h30', f'{day:%d%m%Y}'][form]
    assert parse_date(text, RULES) == day


@given(day=st.dates(date(1990, 1, 1), date(2027, 12, 31)))
def test_two_digits_are_enough_for_a_ride(day):
    assert parse_date(f'{day:%d/%m/%y}', RIDE) == day


@given(day=st.dates(date(1917, 1, 1), date(2015, 12, 31)))
def test_two_digits_are_enough_for_a_birth(day):
    assert parse_date(f'{day:%d/%m/%y}', BIRTH) == day


@given(text=st.text(max_size=12))
def test_any_text_is_a_date_or_a_clear_error(text):
    for rules in (RULES, BIRTH, RIDE, DateRules(year=2025, month=3, today=TODAY)):
        try:
            assert isinstance(parse_date(text, rules), date)
        except CellError as error:
            assert error.code == 'baddate' or error.code == 'badtime'


# ---- times ---------------------------------------------------------------------------------------
@pytest.mark.parametrize(('value', 'expected'), [
    ('14h', time(14)), ('9h00', time(9)), ('8h15', time(8, 15)), ('14:30', time(14, 30)),
    ('14.30', time(14, 30)), ('9 h', time(9)), ('0.375', time(9)), (0.375, time(9)),
    ('0,375', time(9)),
    ('9 heures', time(9)), ('vers 14h', time(14)), ('14h-16h', time(14)), ('14-16h', time(14)),
    ('2 pm', time(14)), ('9:15 AM', time(9, 15)), ('12:30 am', time(0, 30)), ('1430', time(14, 30)),
    (930, time(9, 30)), (9, time(9)), (14.3, time(14, 30)), ('midi', time(12)),
    ('10:00:00', time(10)),
    ('8 H 30', time(8, 30)), ('14 h 30 mn', time(14, 30)), (time(9, 5), time(9, 5)),
    (datetime(2025, 1, 3, 9, 5), time(9, 5)), (timedelta(hours=9), time(9)), (45667.375, time(9)),
    ('14,30', time(14, 30)), ('9h5', time(9, 5))])
def test_times(value, expected):
    assert parse_time(value) == expected


@pytest.mark.parametrize(('value', 'key'), [
    ('25h', 'badtime'), ('14h60', 'badtime'), ('matin', 'badtime'), ('?', 'badtime'),
    ('70.2', 'badtime'),
    (14.5, 'badtime.ambiguous'), (True, 'badtime'), (-1, 'badtime'), (5000, 'badtime'),
    ('13 pm', 'badtime'),
    (timedelta(days=2), 'badtime')])
def test_what_is_no_time(value, key):
    with pytest.raises(CellError) as caught:
        parse_time(value)
    assert caught.value.key == key


@given(moment=st.times().map(lambda t: t.replace(second=0, microsecond=0)),
    form=st.sampled_from(range(7)))
def test_any_time_reads_back(moment, form):
    hours, minutes = moment.hour, moment.minute
    text = [f'{hours}h{minutes:02}', f'{hours}:{minutes:02}', f'{hours:02}:{minutes:02}:00',
            f'{hours} h {minutes:02}', f'{hours:02}{minutes:02}', f'{hours}H{minutes:02}',
            (hours * 60 + minutes) / 1440][form]
    assert parse_time(text) == moment


@pytest.mark.parametrize(('value', 'minutes'), [
    ('1h', 60), ('1h30', 90), ('90 min', 90), ('1,5 h', 90), ('1:30', 90), ('45mn', 45), ('1', 60),
    (90, 90),
    (0.0625, 90), ('2 h', 120), ("90'", 90), ('1h15mn', 75), ('0', 0), ('non', 0), ('01:30:00', 90),
    (timedelta(minutes=75), 75), (time(1, 15), 75), ('2 hours', 120), (1.5, 90)])
def test_durations(value, minutes):
    assert parse_duration(value) == minutes


@pytest.mark.parametrize('value', ['?', 'longtemps', '1h30h', -1, '48h', True, '1,2,3 h'])
def test_what_is_no_duration(value):
    with pytest.raises(CellError) as caught:
        parse_duration(value)
    assert caught.value.code == 'badduration'
