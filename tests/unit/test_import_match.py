# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Who on file a row of a list is."""
from datetime import date
from types import SimpleNamespace

import pytest
from ts_tools.import_match import Known, pair_people
from ts_tools.spreadsheet.names import split_name
from ts_tools.spreadsheet.numbers import parse_phones


def row(name, phone='', street='', birthdate=None):
    """Return what the spreadsheet library reads of a person."""
    values = {'phones': parse_phones(phone), 'street': street, 'birthdate': birthdate}
    return SimpleNamespace(name=split_name(name), values=values)


def known(number, name, **values):
    """Return a person on file."""
    return Known.of(number, 100 + number, name, **values)


def ids(rows, people):
    """Return the id on file of each row, None for somebody new."""
    found = pair_people(rows, people)
    return [found[id(r)].id if id(r) in found else None for r in rows]


@pytest.mark.parametrize('name', [
    'MARTIN Jeanne', 'Jeanne MARTIN', 'jeanne martin', 'Mme MARTIN Jeanne', 'MARTÍN  Jéanne', 'Martin, Jeanne'])
def test_a_name_in_any_form(name):
    assert ids([row(name)], [known(1, 'Jeanne Martin'), known(2, 'Jean Martin')]) == [1]


def test_particles_may_be_glued():
    assert ids([row('LEGALL Yvonne')], [known(1, 'LE GALL Yvonne')]) == [1]


def test_nobody_of_that_name():
    assert ids([row('MARTIN Jeanne')], [known(1, 'MARTIN Jean'), known(2, 'MOREAU Jeanne')]) == [None]


def test_a_telephone_finds_who_changed_her_last_name():
    people = [known(1, 'DUPONT Jeanne', phone='+33 6 39 98 00 01')]
    assert ids([row('MARTIN Jeanne', '06.39.98.00.01')], people) == [1]
    assert ids([row('MARTIN Jeanne', '06.39.98.00.02')], people) == [None]


def test_a_telephone_never_finds_the_other_half_of_a_couple():
    assert ids([row('MARTIN Jean', '0239980001')], [known(1, 'MARTIN Jeanne', phone='0239980001')]) == [None]


def test_a_birthday_decides():
    people = [known(1, 'MARTIN Jeanne', birthdate=date(1940, 1, 1)),
              known(2, 'MARTIN Jeanne', birthdate=date(1960, 1, 1))]
    rows = [row('MARTIN Jeanne', birthdate=date(1960, 1, 1)), row('MARTIN Jeanne', birthdate=date(1940, 1, 1)),
            row('MARTIN Jeanne', birthdate=date(1980, 1, 1))]
    assert ids(rows, people) == [2, 1, None]


def test_one_thing_that_changed_does_not_make_another_person():
    person = known(1, 'MARTIN Jeanne', phone='0239980001', street='1 rue Haute')
    assert ids([row('MARTIN Jeanne', '0239980009', '1 rue haute')], [person]) == [1]
    assert ids([row('MARTIN Jeanne', '0239980001', '5 rue Basse')], [person]) == [1]
    assert ids([row('MARTIN Jeanne', '0239980009', '5 rue Basse')], [person]) == [None]


def test_a_birthday_outweighs_a_new_home_and_telephone():
    person = known(1, 'MARTIN Jeanne', phone='0239980001', street='1 rue Haute', birthdate=date(1940, 1, 1))
    assert ids([row('MARTIN Jeanne', '0239980009', '5 rue Basse', date(1940, 1, 1))], [person]) == [1]


def test_each_person_is_taken_once_by_the_row_that_fits_best():
    person = known(1, 'MARTIN Jeanne', phone='0239980001')
    rows = [row('MARTIN Jeanne'), row('MARTIN Jeanne', '0239980001')]
    assert ids(rows, [person]) == [None, 1]


def test_homonyms_keep_apart_when_the_file_comes_again():
    people = [known(1, 'MARTIN Jeanne', phone='0239980001'), known(2, 'MARTIN Jeanne', phone='0239980002')]
    assert ids([row('MARTIN Jeanne', '0239980002'), row('MARTIN Jeanne', '0239980001')], people) == [2, 1]


def test_what_a_database_holds_for_nothing():
    person = Known.of(1, 2, False, phone=False, street=False, city=False, birthdate=False)
    assert (person.name, person.phones, person.street, person.city, person.birthdate) == (
        '', frozenset(), '', '', None)
