# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""One ride, one volunteer: days whose answer is known, and what holds for every day."""
from dataclasses import replace

import pytest
from checker import find_faults
from days import HOUR, make_day, make_driver, make_leg, random_day
from hypothesis import given, settings
from hypothesis import strategies as st
from ts_tools.dispatch import LockedRoute, ProblemError, solve_apart
from ts_tools.dispatch import problem as p
from ts_tools.dispatch.pairing import pair

VILLAGE = [(0, 0), (10, 0), (10.2, 0), (10.4, 0), (30, 0)]


def at_its_hour(day):
    """Return the day with each open leg at the beginning of its window."""
    held = day.locked_driver
    return replace(day, legs=tuple(
        leg if number in held else replace(leg, pickup_windows=((leg.pickup_windows[0][0],) * 2,))
        for number, leg in enumerate(day.legs)))


def find_company(plan):
    """Return the drivers who ever have two people on board."""
    crowded = set()
    for route in plan.routes:
        aboard = set()
        for stop in route.stops:
            aboard ^= {stop.leg}
            if len(aboard) > 1:
                crowded.add(route.driver)
    return crowded


def test_neighbours_do_not_share_a_car():
    legs = [make_leg(n, 1 + n, 4) for n in range(3)]
    day = at_its_hour(make_day(VILLAGE, legs, [make_driver(n, 0) for n in range(2)]))
    plan = pair(day, 1)
    assert plan.served == 2 and len(plan.routes) == 2 and not find_company(plan)
    assert list(plan.unserved.values()) == [p.NO_DRIVER_FREE]
    assert find_faults(day, plan) == []


def test_the_driver_waits_and_has_both_ways():
    legs = [make_leg(0, 1, 4, driver_waits_with=1), make_leg(1, 4, 1, at=12 * HOUR)]
    day = at_its_hour(make_day(VILLAGE, legs, [make_driver(0, 0), make_driver(1, 4)]))
    plan = pair(day, 1)
    assert [route.legs for route in plan.routes] == [['leg 0', 'leg 1']]
    assert plan.metres == 60_000 and find_faults(day, plan) == []


def test_a_promise_stays_and_its_hours_are_not_given_twice():
    legs = [make_leg(0, 1, 4), make_leg(1, 2, 4, at=10 * HOUR + 600, priority=100), make_leg(2, 3, 4, at=15 * HOUR)]
    day = at_its_hour(make_day(VILLAGE, legs, [make_driver(0, 0)], [LockedRoute(0, (0, 1))]))
    plan = pair(day, 1)
    assert plan.routes[0].legs == ['leg 0', 'leg 2']
    assert plan.unserved == {'leg 1': p.NO_DRIVER_FREE}
    assert find_faults(day, plan) == []


def test_two_promises_one_after_the_other_and_one_shared():
    """Three people promised: two in one car, then one; between and after, what fits."""
    legs = [make_leg(0, 1, 4), make_leg(1, 2, 4), make_leg(2, 3, 4, at=14 * HOUR), make_leg(3, 1, 4, at=12 * HOUR)]
    locked = LockedRoute(0, (0, 2, 1, 3, 4, 5))
    day = at_its_hour(make_day(VILLAGE, legs, [make_driver(0, 0)], [locked]))
    plan = pair(day, 1)
    assert plan.served == 4 and find_faults(day, plan) == []


@pytest.mark.parametrize(('most', 'served'), [(None, 4), (4, 4), (3, 2), (2, 2), (1, 0), (0, 0)])
def test_rides_of_the_week_hold_for_there_and_back(most, served):
    legs = [make_leg(0, 1, 4, driver_waits_with=1), make_leg(1, 4, 1, at=11 * HOUR),
            make_leg(2, 2, 4, at=15 * HOUR, driver_waits_with=3), make_leg(3, 4, 2, at=16 * HOUR)]
    day = at_its_hour(make_day(VILLAGE, legs, [make_driver(0, 0, max_legs=most)]))
    plan = pair(day, 1)
    assert plan.served == served and find_faults(day, plan) == []


def test_one_way_is_for_somebody_with_one_ride_left():
    legs = [make_leg(0, 1, 4), make_leg(1, 2, 4, at=15 * HOUR, driver_waits_with=2), make_leg(2, 4, 2, at=16 * HOUR)]
    day = at_its_hour(make_day(VILLAGE, legs, [make_driver(0, 0, max_legs=1)]))
    assert pair(day, 1).routes[0].legs == ['leg 0']


def test_nobody_there_or_nothing_asked():
    legs = [make_leg(0, 1, 4)]
    assert pair(make_day(VILLAGE, legs, []), 1).unserved == {'leg 0': p.NO_DRIVER}
    assert pair(make_day(VILLAGE, [], [make_driver(0, 0)]), 1).routes == ()


def test_a_day_that_contradicts_itself_is_refused():
    with pytest.raises(ProblemError):
        pair(make_day(VILLAGE, [make_leg(0, 1, 9)], []), 1)


def test_in_a_process_of_its_own():
    day = at_its_hour(make_day(VILLAGE, [make_leg(0, 1, 4), make_leg(1, 2, 4)], [make_driver(n, 0) for n in range(2)]))
    plan = solve_apart(day, 1, alone=True)
    assert plan.served == 2 and not find_company(plan) and plan.engine['engine'] == 'highs'


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 25), st.integers(1, 10), st.sampled_from([0, 1]))
def test_every_rule_of_every_day_holds(seed, people, volunteers, seconds):
    day = at_its_hour(random_day(seed, people, volunteers))
    plan = pair(day, seconds)
    assert find_faults(day, plan) == []
    assert not find_company(plan)
    assert plan.served + len(plan.unserved) == people
