# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The day solved, on days small enough to know the answer and on many random ones."""
from dataclasses import replace

import pytest
from checker import find_faults
from days import HOUR, make_day, make_driver, make_leg, random_day
from hypothesis import given, settings
from hypothesis import strategies as st
from ts_tools.dispatch import ProblemError, WorkerError, from_json, solve, solve_apart, to_json
from ts_tools.dispatch import problem as p
from ts_tools.dispatch.baseline import dispatch
from ts_tools.dispatch.territory import split, take

VILLAGE = [(0, 0), (10, 0), (10.2, 0), (10.4, 0), (30, 0)]


def neighbours(**vals):
    """Three people of one village who go to the same market, and one driver."""
    legs = [make_leg(n, 1 + n, 4, **vals) for n in range(3)]
    return make_day(VILLAGE, legs, [make_driver(0, 0)])


# ---- what is known -----------------------------------------------------------------------------------
def test_three_neighbours_in_one_car_cost_one_way():
    plan = solve(neighbours(), 1)
    assert plan.served == 3 and len(plan.routes) == 1
    assert plan.metres == 60_000
    assert find_faults(neighbours(), plan) == []


def test_two_seats_take_two():
    day = neighbours()
    plan = solve(replace(day, drivers=(replace(day.drivers[0], capacity=(2,)),)), 1)
    assert plan.served == 2
    assert set(plan.unserved.values()) == {p.NO_DRIVER_FREE}


def test_nobody_is_on_board_longer_than_allowed():
    day = neighbours(max_ride=20 * 60)
    plan = solve(day, 1)
    assert find_faults(day, plan) == []


def test_the_more_important_one_is_driven_first():
    points = [(0, 0), (10, 0), (-10, 0), (20, 0), (-20, 0)]
    legs = [make_leg(0, 1, 3, priority=20), make_leg(1, 2, 4, priority=90)]
    plan = solve(make_day(points, legs, [make_driver(0, 0)]), 1)
    assert list(plan.unserved) == ['leg 0']


def test_kilometres_of_somebody_who_drives_too_much_count_more():
    legs = [make_leg(0, 1, 4)]
    tired, rested = make_driver(0, 0, cost=1.8), make_driver(1, 0, cost=0.7)
    assert solve(make_day(VILLAGE, legs, [tired, rested]), 1).routes[0].driver == 'driver 1'


def test_the_driver_waits_and_both_ways_are_his():
    points = [(0, 0), (10, 0), (30, 0), (29, 0)]
    legs = [make_leg(0, 1, 2, driver_waits_with=1), make_leg(1, 2, 1, at=12 * HOUR)]
    day = make_day(points, legs, [make_driver(0, 0), make_driver(1, 3)])
    plan = solve(day, 1)
    assert plan.served == 2 and len(plan.routes) == 1
    assert find_faults(day, plan) == []


def test_several_shifts_are_one_driver():
    legs = [make_leg(0, 1, 4, at=9 * HOUR), make_leg(1, 2, 4, at=15 * HOUR)]
    shifts = ((8 * HOUR, 12 * HOUR), (14 * HOUR, 18 * HOUR))
    day = make_day(VILLAGE, legs, [make_driver(0, 0, shifts=shifts)])
    plan = solve(day, 1)
    assert [(route.driver, route.shift) for route in plan.routes] == [('driver 0', 0), ('driver 0', 1)]
    assert find_faults(day, plan) == []


@pytest.mark.parametrize(('leg', 'driver', 'reason'), [
    ({'skills': frozenset({'chair'})}, {}, p.NO_SKILL), ({'load': (9,)}, {}, p.NO_SEAT),
    ({}, {'shifts': ((0, HOUR),)}, p.NO_TIME), ({}, {'max_metres': 1000}, p.TOO_FAR),
])
def test_what_is_left_says_why(leg, driver, reason):
    day = make_day(VILLAGE, [make_leg(0, 1, 4, **leg)], [make_driver(0, 0, **driver)])
    assert solve(day, 1).unserved == {'leg 0': reason}


def test_without_anybody_everything_says_so():
    assert solve(make_day(VILLAGE, [make_leg(0, 1, 4)], []), 1).unserved == {'leg 0': p.NO_DRIVER}


def test_a_day_that_contradicts_itself_is_refused_in_words():
    with pytest.raises(ProblemError, match="leg 0"):
        solve(make_day(VILLAGE, [make_leg(0, 1, 99)], [make_driver(0, 0)]), 1)


# ---- what holds for every day ------------------------------------------------------------------------
@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.integers(0, 9), st.integers(0, 5))
def test_every_plan_keeps_every_rule(seed, people, volunteers):
    day = random_day(seed, max(people, 1), volunteers) if volunteers else random_day(seed, max(people, 1), 1)
    plan = solve(day, 0.5)
    assert find_faults(day, plan) == []
    simple = dispatch(day)
    assert find_faults(day, simple) == []
    assert worth(day, plan) >= worth(day, simple)


def worth(day, plan):
    """Priority points of a plan."""
    return sum(leg.priority for leg in day.legs if leg.id not in plan.unserved)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 6), st.integers(1, 4))
def test_a_day_is_the_same_after_a_journey_as_text(seed, people, volunteers):
    day = random_day(seed, people, volunteers)
    back = from_json(to_json(day))
    assert to_json(back) == to_json(day)
    assert (back.legs, back.drivers, back.locked) == (day.legs, day.drivers, day.locked)


def test_territories_hold_every_leg_and_driver_once():
    day = random_day(7, 60, 20)
    parts = split(day, 12)
    assert len(parts) > 2
    assert sorted(leg for legs, _drivers in parts for leg in legs) == list(range(60))
    assert sorted(driver for _legs, drivers in parts for driver in drivers) == list(range(20))
    for legs, drivers in parts:
        part = take(day, legs, drivers).check()
        assert find_faults(part, solve(part, 0.3)) == []


# ---- in a process of its own ---------------------------------------------------------------------------
def test_apart_gives_a_plan_and_tells_how_far_it_is():
    said = []
    plan = solve_apart(neighbours(), 1, lambda share, text: said.append(share))
    assert plan.served == 3
    assert find_faults(neighbours(), plan) == []
    assert said == sorted(said) and said[-1] > 0.5


def test_apart_a_contradiction_is_said():
    with pytest.raises(WorkerError, match="leg 0"):
        solve_apart(make_day(VILLAGE, [make_leg(0, 1, 99)], [make_driver(0, 0)]), 1)


def test_apart_too_little_memory_is_an_error_and_no_hang():
    with pytest.raises(WorkerError):
        solve_apart(neighbours(), 1, memory_bytes=60 * 1024 ** 2)


def test_apart_a_process_that_takes_too_long_is_stopped():
    with pytest.raises(WorkerError, match="too long"):
        solve_apart(random_day(3, 60, 20), 0, grace_seconds=0.05)
