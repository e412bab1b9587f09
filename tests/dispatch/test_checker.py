# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The inspector finds each kind of fault in a plan that was good before."""
from dataclasses import replace

import pytest
from checker import find_faults
from days import HOUR, make_day, make_driver, make_leg
from ts_tools.dispatch import LockedRoute, solve

POINTS = [(0, 0), (5, 0), (10, 0), (6, 1)]


@pytest.fixture
def day():
    """Two people on one road, one driver, the first one promised to him."""
    legs = [make_leg(0, 1, 2, max_ride=HOUR, load=(1,)), make_leg(1, 3, 2, skills=frozenset({'walker'}))]
    return make_day(POINTS, legs, [make_driver(0, 0, skills=frozenset({'walker'}))], [LockedRoute(0, (0, 1))])


def change_stops(plan, change):
    """Return the plan with the stops of its first route changed."""
    route = plan.routes[0]
    return replace(plan, routes=(replace(route, stops=tuple(change(list(route.stops)))),))


def test_a_good_plan_has_no_fault(day):
    plan = solve(day, 1)
    assert plan.served == 2
    assert find_faults(day, plan) == []


@pytest.mark.parametrize(('change', 'fault'), [
    (lambda stops: [replace(stops[0], begin=stops[0].begin - 2 * HOUR), *stops[1:]], "begins before the car"),
    (lambda stops: [*stops[:-1], replace(stops[-1], begin=stops[-1].begin + 30 * HOUR)], "outside its windows"),
    (lambda stops: stops[::-1], "gets off before it gets on"),
    (lambda stops: stops[:-1], "never gets off"),
    (lambda stops: stops + stops, "driven twice"),
    (lambda stops: [s for s in stops if s.leg != 'leg 0'], "promised"),
    (lambda stops: [s for s in stops if s.leg != 'leg 1'], "neither driven nor left out"),
])
def test_faults_of_a_route(day, change, fault):
    assert any(fault in sentence for sentence in find_faults(day, change_stops(solve(day, 1), change)))


@pytest.mark.parametrize(('vals', 'fault'), [
    ({'capacity': (1,)}, "no place"), ({'skills': frozenset()}, "lacks a skill"),
    ({'max_metres': 1000}, "drives"), ({'max_legs': 1}, "legs of 1"),
    ({'shifts': ((0, 10 * HOUR),)}, "back after his hours"),
    ({'shifts': ((11 * HOUR, 20 * HOUR),)}, "before his hours"),
    ({'max_seconds': 60}, "away too long"),
])
def test_limits_of_a_driver(day, vals, fault):
    plan = solve(day, 1)
    stricter = replace(day, drivers=(replace(day.drivers[0], **vals),))
    assert any(fault in sentence for sentence in find_faults(stricter, plan))


def test_too_long_on_board(day):
    plan = solve(day, 1)
    stricter = replace(day, legs=tuple(replace(leg, max_ride=1) for leg in day.legs))
    assert any("on board" in sentence for sentence in find_faults(stricter, plan))


def test_a_block_is_alone_and_whole(day):
    plan = solve(day, 1)
    block = replace(day, legs=(replace(day.legs[0], driver_waits_with=1), day.legs[1]))
    sentences = find_faults(block, change_stops(plan, lambda stops: [s for s in stops if s.leg == 'leg 0']))
    assert any("not together" in sentence for sentence in sentences)
    mixed = change_stops(plan, lambda stops: sorted(stops, key=lambda s: s.kind, reverse=True))
    assert any("somebody else is on board" in sentence for sentence in find_faults(block, mixed))


def test_somebody_on_board_around_a_block(day):
    three = replace(day, locked=(), legs=(
        replace(day.legs[0], driver_waits_with=1), day.legs[1], make_leg(2, 1, 2)))
    plan = solve(three, 1)
    route = plan.routes[0]
    block = [stop for stop in route.stops if stop.leg != 'leg 2']
    around = [replace(block[0], leg='leg 2'), *block, replace(block[-1], leg='leg 2')]
    broken = replace(plan, routes=(replace(route, stops=tuple(around)),))
    assert any("somebody else is on board" in sentence for sentence in find_faults(three, broken))


def test_two_places_at_once_and_metres_that_are_not_true(day):
    plan = solve(day, 1)
    double = replace(plan, routes=(plan.routes[0], replace(plan.routes[0], stops=())))
    assert any("two routes at once" in sentence for sentence in find_faults(day, double))
    false = replace(plan, routes=(replace(plan.routes[0], metres=1),))
    assert any("metres of driver" in sentence for sentence in find_faults(day, false))


def test_the_driver_asked_for(day):
    plan = solve(day, 1)
    other = replace(day, drivers=(*day.drivers, make_driver(1, 0)), legs=(replace(day.legs[0], driver=1), day.legs[1]))
    assert any("driver it asks for" in sentence for sentence in find_faults(other, plan))
