# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Cheapest insertion: it breaks nothing, counts right, and nothing cheaper is overlooked."""
from dataclasses import replace
from itertools import combinations_with_replacement

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ts_tools.insertion import Insertion, Route, Stop, get_km, get_times, insert, insert_all


def leg(start, end):
    """Return kilometres and minutes between two places in a plane: streets at right angles."""
    km = abs(start[0] - end[0]) + abs(start[1] - end[1])
    return km, km


PLACES = st.tuples(st.integers(0, 20), st.integers(0, 20))


@st.composite
def pairs(draw, ride=0):
    """Return pick-up and drop-off of a ride, at any time of a morning."""
    earliest = draw(st.integers(0, 200))
    width, seats = draw(st.integers(0, 120)), draw(st.integers(1, 3))
    pickup, dropoff = draw(PLACES), draw(PLACES)
    drive = leg(pickup, dropoff)[1]
    return (Stop(pickup, earliest, earliest + width, draw(st.integers(0, 5)), seats, ride),
            Stop(dropoff, earliest + drive, earliest + drive + width + draw(st.integers(0, 40)), 0, -seats, ride))


@st.composite
def routes(draw):
    """Return an outing that is possible, of up to three rides."""
    route = Route(draw(PLACES), seats=draw(st.integers(1, 4)), max_wait=draw(st.sampled_from([None, 30, 120])))
    for ride in range(draw(st.integers(0, 3))):
        found = insert(route, *draw(pairs(ride + 1)), leg)
        route = found.route if found else route
    return route


def brute_force(route, pickup, dropoff):
    """Return the least extra kilometres over all positions, by trying every one."""
    best = None
    stops = list(route.stops)
    for first, second in combinations_with_replacement(range(len(stops) + 1), 2):
        longer = list(stops)
        longer.insert(second, dropoff)
        longer.insert(first, pickup)
        whole = replace(route, stops=tuple(longer))
        if is_allowed(whole):
            extra = get_km(whole, leg) - get_km(route, leg)
            best = extra if best is None else min(best, extra)
    return best


def is_allowed(route):
    """Check windows, seats and waiting by driving the outing minute by minute of its own accord."""
    now, place, aboard = None, None, 0
    for stop in route.stops:
        arrival = stop.earliest if now is None else now + leg(place, stop.place)[1]
        start = arrival if arrival > stop.earliest else stop.earliest
        aboard += stop.load
        if start > stop.latest or aboard < 0 or aboard > route.seats:
            return False
        if route.max_wait is not None and start - arrival > route.max_wait:
            return False
        now, place = start + stop.service, stop.place
    return True


@settings(max_examples=300, deadline=None)
@given(routes(), pairs(9))
def test_cheapest_is_what_trying_everything_finds(route, pair):
    found, best = insert(route, *pair, leg), brute_force(route, *pair)
    assert (found is None) == (best is None)
    if found:
        assert found.extra_km == pytest.approx(best)


@settings(max_examples=300, deadline=None)
@given(routes(), pairs(9))
def test_insertion_breaks_nothing_and_counts_the_whole_way(route, pair):
    found = insert(route, *pair, leg)
    if found is None:
        return
    assert is_allowed(found.route)
    assert found.extra_km == pytest.approx(get_km(found.route, leg) - get_km(route, leg))
    assert found.route.stops[found.pickup_index] is pair[0]
    assert found.route.stops[found.dropoff_index] is pair[1]
    assert found.pickup_index < found.dropoff_index
    assert [stop for stop in found.route.stops if stop not in pair] == [
        stop for stop in route.stops if stop not in pair], "the others kept their order"


@settings(max_examples=200, deadline=None)
@given(routes(), pairs(9))
def test_by_time_is_one_of_the_places_and_never_cheaper_than_the_cheapest(route, pair):
    ordered = replace(route, stops=tuple(sorted(route.stops, key=lambda s: s.earliest)))
    found, free = insert(ordered, *pair, leg, by_time=True), insert(ordered, *pair, leg)
    if found:
        assert is_allowed(found.route)
        assert found.extra_km >= free.extra_km - 1e-9
        times = [stop.earliest for stop in found.route.stops]
        assert times == sorted(times)


@settings(max_examples=100, deadline=None)
@given(routes(), pairs(8), pairs(9))
def test_several_cost_what_the_whole_way_grows(route, one, other):
    found = insert_all(route, [one, other], leg)
    if found:
        assert is_allowed(found.route)
        assert found.extra_km == pytest.approx(get_km(found.route, leg) - get_km(route, leg))


def ride(start, end, at, seats=1, late=0):
    """Return the stops of a ride along a road, picked up at a given minute."""
    drive = abs(end - start)
    return (Stop((start, 0), at, at, 0, seats, start), Stop((end, 0), at + drive, at + drive + late, 0, -seats, start))


def test_an_outing_of_its_own():
    found = insert(Route((0, 0)), *ride(10, 30, 100), leg)
    assert found == Insertion(60, Route((0, 0), ride(10, 30, 100)), 0, 1)
    assert get_times(found.route, leg) == [100, 120]


def test_on_the_way_costs_nothing():
    route = insert(Route((0, 0)), *ride(10, 30, 100), leg).route
    assert insert(route, *ride(15, 25, 105), leg).extra_km == 0


def test_no_seat_left():
    route = insert(Route((0, 0), seats=2), *ride(10, 30, 100, seats=2), leg).route
    assert insert(route, *ride(15, 25, 105), leg) is None
    assert insert(route, *ride(30, 10, 125), leg).extra_km == 0


def test_nobody_is_late():
    route = insert(Route((0, 0)), *ride(10, 30, 100), leg).route
    assert insert(route, *ride(12, 28, 101), leg) is None, "two kilometres in one minute"


def test_the_driver_does_not_wait_for_ever():
    route = insert(Route((0, 0), max_wait=60), *ride(10, 30, 100), leg).route
    assert insert(route, *ride(30, 10, 180), leg).extra_km == 0
    assert insert(route, *ride(30, 10, 181), leg) is None


def test_nothing_to_insert():
    assert insert_all(Route((0, 0)), [], leg) is None
    assert get_km(Route((0, 0)), leg) == 0.0
    assert insert_all(Route((0, 0), seats=1), [ride(1, 5, 0), ride(2, 4, 1)], leg) is None
