# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Each block to one volunteer: days whose answer is known, and what holds for every day."""
import random
from dataclasses import replace

import pytest
from days import HOUR, make_driver, make_table
from hypothesis import given, settings
from hypothesis import strategies as st
from matching_checker import find_faults
from ts_tools.dispatch.matching import Block, Matching, match

ROAD = [(0, 0), (10, 0), (20, 0), (50, 0)]
TABLE = make_table(ROAD)


def make_block(number, start, pickup=1, **vals):
    """Return an errand of an hour that comes back to where it began."""
    return Block(**{'id': f'block {number}', 'start': start, 'end': start + HOUR, 'pickup': pickup, 'dropoff': pickup,
                    'metres': 20_000, **vals})


def random_day(seed, blocks, drivers):
    """Return a day in which every rule matters."""
    chance = random.Random(seed)
    table = make_table([(chance.uniform(0, 40), chance.uniform(0, 40)) for _ in range(12)])
    errands = [make_block(n, chance.randrange(8, 18) * HOUR, chance.randrange(12), priority=chance.choice((20, 90)),
                          dropoff=chance.randrange(12), load=chance.choice((1, 1, 4)),
                          skills=frozenset({'walker'}) if chance.random() < 0.3 else frozenset())
               for n in range(blocks)]
    crew = [make_driver(n, chance.randrange(12), shifts=((chance.choice((0, 12)) * HOUR, 20 * HOUR),),
                        skills=frozenset({'walker'}) if chance.random() < 0.5 else frozenset(),
                        max_metres=chance.choice((None, 60_000, 120_000)), max_legs=chance.choice((None, 1, 2)))
            for n in range(drivers)]
    return errands, crew, table


def test_two_at_the_same_hour_need_two_drivers():
    blocks = [make_block(0, 9 * HOUR), make_block(1, 9 * HOUR)]
    assert len(match(blocks, [make_driver(0, 0)], TABLE).drivers) == 1
    assert len(match(blocks, [make_driver(0, 0), make_driver(1, 0)], TABLE).drivers) == 2


def test_one_after_the_other_are_one_drivers_day():
    blocks = [make_block(0, 9 * HOUR), make_block(1, 11 * HOUR), make_block(2, 14 * HOUR), make_block(3, 17 * HOUR)]
    assert len(match(blocks, [make_driver(0, 0)], TABLE).drivers) == 3, "three a day at most"


def test_the_nearest_one_and_the_one_who_drove_less():
    block = [make_block(0, 9 * HOUR)]
    assert match(block, [make_driver(0, 3), make_driver(1, 2)], TABLE).drivers == {'block 0': 'driver 1'}
    assert match(block, [make_driver(0, 0, cost=1.8), make_driver(1, 0, cost=0.7)], TABLE).drivers == {
        'block 0': 'driver 1'}


def test_the_more_important_one_first():
    blocks = [make_block(0, 9 * HOUR, priority=20), make_block(1, 9 * HOUR, priority=90)]
    assert list(match(blocks, [make_driver(0, 0)], TABLE).drivers) == ['block 1']


def test_nobody_and_nothing():
    assert match([], [], TABLE).drivers == {}
    assert match([make_block(0, 9 * HOUR)], [], TABLE).drivers == {}


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 14), st.integers(1, 6))
def test_every_matching_keeps_every_rule_and_more_time_is_never_worse(seed, blocks, drivers):
    errands, crew, table = random_day(seed, blocks, drivers)
    quick = match(errands, crew, table)
    assert find_faults(errands, crew, table, quick) == []
    slow = match(errands, crew, table, limit_seconds=1)
    assert find_faults(errands, crew, table, slow) == []
    assert match(errands, crew, table).drivers == quick.drivers, "the same day gives the same answer"


@pytest.mark.parametrize(('vals', 'fault'), [
    ({'shifts': ((10 * HOUR, 20 * HOUR),)}, "is late"), ({'shifts': ((0, 9 * HOUR),)}, "back too late"),
    ({'skills': frozenset()}, "lacks a skill"), ({'capacity': (0,)}, "no seat"), ({'max_metres': 10}, "drives"),
])
def test_the_inspector_sees_a_broken_rule(vals, fault):
    block = make_block(0, 9 * HOUR, skills=frozenset({'walker'}))
    driver = make_driver(0, 0, skills=frozenset({'walker'}))
    found = match([block], [driver], TABLE)
    assert find_faults([block], [driver], TABLE, found) == []
    assert any(fault in text for text in find_faults([block], [replace(driver, **vals)], TABLE, found))


def test_the_inspector_sees_too_many_and_unknown_blocks():
    blocks = [make_block(n, (8 + 2 * n) * HOUR) for n in range(4)]
    wrong = Matching({**{block.id: 'driver 0' for block in blocks}, 'other': 'driver 0'})
    faults = find_faults(blocks, [make_driver(0, 0)], TABLE, wrong)
    assert any("has 4 blocks" in text for text in faults) and any("unknown" in text for text in faults)
