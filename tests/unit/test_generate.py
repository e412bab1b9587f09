# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Invented associations: the size asked for, the same for a seed, nobody in two cars at once."""
import sys
from collections import Counter
from pathlib import Path

import pytest
from ts_tools.distance import GreatCircleProvider
from ts_tools.geo import Point

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / 'setup' / 'jobs'))
import generate

COMMUNES = [
    generate.Commune(f"Bourg-{row}-{column}", f"44{row}{column}0", 800 * (1 + (row * column) % 9),
                     Point(47 + row * 0.09, -1.8 + column * 0.13))
    for row in range(10) for column in range(10)]


def make(seed, number=3, volunteers=25, people=80, rides=601):
    provider = GreatCircleProvider(1.3)
    generator = generate.Generator(
        COMMUNES, lambda start, end: provider.legs([(start, end)])[0].km, seed, 2025)
    return list(generator.associations(number, volunteers, people, rides))


@pytest.fixture(scope='module')
def associations():
    return make(7)


def test_the_parts_add_up(associations):
    assert len(associations) == 3
    assert sum(len(a.volunteers) for a in associations) == 25
    assert sum(len(a.beneficiaries) for a in associations) == 80
    assert sum(len(a.rides) for a in associations) == 601


def test_a_seed_makes_the_same_association_again(associations):
    assert make(7) == associations
    assert make(8) != associations


def test_nobody_is_in_two_cars_at_once(associations):
    for association in associations:
        times = Counter(row[:3] for row in association.rides)
        assert max(times.values()) == 1


def test_rides_name_people_of_their_association(associations):
    for association in associations:
        drivers = {row[0] for row in association.volunteers}
        people = {f'{row[0]} {row[1]}' for row in association.beneficiaries}
        assert {row[6] for row in association.rides} <= drivers
        assert {row[2] for row in association.rides} <= people


def test_purposes_are_spread_as_published(associations):
    purposes = Counter(row[5] for a in associations for row in a.rides)
    assert 0.42 < purposes['médical'] / 601 < 0.58
    assert 0.12 < purposes['courses'] / 601 < 0.26


def test_telephone_numbers_are_those_kept_for_fiction(associations):
    for association in associations:
        assert all(row[1].startswith('06 39 98 ') for row in association.volunteers)


def test_files_are_written_as_a_spreadsheet_program_writes_them(associations, tmp_path):
    paths = associations[0].write(tmp_path / 'one')
    assert [path.name for path in paths] == ['benevoles.csv', 'adherents.csv', 'trajets.csv']
    text = paths[2].read_bytes().decode('utf-8-sig')
    assert text.splitlines()[0].startswith('Date;Heure;Bénéficiaire')
    assert len(text.splitlines()) == len(associations[0].rides) + 1
