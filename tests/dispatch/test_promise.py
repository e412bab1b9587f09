# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A promise outside the day's rules stops no proposal."""
from dataclasses import replace

from checker import find_faults
from days import HOUR, make_day, make_driver, make_leg, random_day
from hypothesis import given, settings
from hypothesis import strategies as st
from ts_tools.dispatch import LockedRoute, solve
from ts_tools.dispatch.pairing import pair
from ts_tools.promise import loosen

VILLAGE = [(0, 0), (10, 0), (10.2, 0), (10.4, 0), (30, 0)]


def promised(legs, driver, stops=(0, 1)):
    """Return a day on which one driver has promised these stops."""
    return make_day(VILLAGE, legs, [driver], [LockedRoute(0, stops)])


def test_outside_his_hours_and_too_far():
    driver = make_driver(0, 0, shifts=((14 * HOUR, 15 * HOUR),), max_metres=1000, max_legs=0)
    day = promised([make_leg(0, 1, 4)], driver)
    wide = loosen(day)
    assert wide.drivers[0].shifts == ((10 * HOUR - 600, 15 * HOUR),)
    assert wide.drivers[0].max_metres == 60_000 and wide.drivers[0].max_legs == 1
    for arrange in (solve, pair):
        plan = arrange(wide, 1)
        assert plan.served == 1 and find_faults(wide, plan) == []


def test_a_way_back_that_begins_too_early():
    """The way out takes twenty minutes; the way back was promised after ten."""
    legs = [make_leg(0, 1, 4, max_ride=60), make_leg(1, 4, 1, at=10 * HOUR + 600, pickup_windows=((36600, 36660),))]
    wide = loosen(promised(legs, make_driver(0, 0), (0, 1, 2, 3)))
    plan = solve(wide, 1)
    assert plan.served == 2 and find_faults(wide, plan) == []
    assert [stop.begin - 10 * HOUR for stop in plan.routes[0].stops] == [0, 1200, 1200, 2400]


def test_what_fits_is_left_as_it_is():
    day = promised([make_leg(0, 1, 4)], make_driver(0, 0))
    assert loosen(day).legs == day.legs and loosen(day).drivers == day.drivers


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.integers(2, 12), st.integers(1, 6), st.integers(0, 23))
def test_any_promise_can_be_timed(seed, people, volunteers, hour):
    day = random_day(seed, people, volunteers)
    driver = replace(day.drivers[0], shifts=((hour * HOUR, hour * HOUR + 60),), capacity=(9,),
                     skills=frozenset({'walker'}), max_legs=None)
    wide = loosen(replace(day, drivers=(driver, *day.drivers[1:]), locked=(LockedRoute(0, (0, 2, 1, 3)),)))
    for arrange in (solve, pair):
        plan = arrange(wide, 0.2)
        assert find_faults(wide, plan) == []
        assert {day.legs[0].id, day.legs[1].id}.isdisjoint(plan.unserved)
