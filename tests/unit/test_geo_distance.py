# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Positions, the great circle and the offline estimate of roads."""
import math
from dataclasses import FrozenInstanceError

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ts_tools.distance import LOCAL_KM, GreatCircleProvider, Leg
from ts_tools.geo import EARTH_RADIUS_KM, Point, great_circle_km

NANTES, ANGERS, LE_MANS = Point(47.2184, -1.5536), Point(47.4784, -0.5632), Point(48.0061, 0.1996)
HALF_EARTH_KM = math.pi * EARTH_RADIUS_KM

points = st.builds(Point, st.floats(-90, 90), st.floats(-180, 180))
french_points = st.builds(Point, st.floats(42, 51), st.floats(-5, 8))
factors = st.floats(1.0, 2.0)


# ---- the great circle -------------------------------------------------------------------------------
@pytest.mark.parametrize('start, end, km', [
    (NANTES, ANGERS, 80), (ANGERS, LE_MANS, 82), (NANTES, LE_MANS, 159),
    (Point(0, 0), Point(0, 180), HALF_EARTH_KM), (Point(90, 0), Point(-90, 0), HALF_EARTH_KM),
    (Point(47, -1.5), Point(48, -1.5), 111.2),
    (Point(0, 179.5), Point(0, -179.5), 111.2),
])
def test_known_distances(start, end, km):
    assert great_circle_km(start, end) == pytest.approx(km, rel=0.01)


@given(points, points)
def test_there_and_back_are_equally_long_and_never_beyond_half_the_earth(start, end):
    there = great_circle_km(start, end)
    assert there == pytest.approx(great_circle_km(end, start), abs=1e-6)
    assert 0 <= there <= HALF_EARTH_KM + 1e-6


@given(points)
def test_no_distance_to_oneself(point):
    assert great_circle_km(point, point) == 0


@given(french_points, french_points, french_points)
def test_a_detour_is_never_shorter(start, over, end):
    direct = great_circle_km(start, end)
    assert direct <= great_circle_km(start, over) + great_circle_km(over, end) + 1e-6


# ---- points ------------------------------------------------------------------------------------------
def test_key_tells_places_apart_at_eleven_metres():
    assert Point(47.2184, -1.5536).key == '47.2184,-1.5536'
    assert Point(47.2184, -1.5536).key != Point(47.2185, -1.5536).key
    assert Point(47.21841, -1.5536).key == Point(47.2184, -1.5536).key
    assert Point(47.2184, -1.5536).key != Point(47.2184, -1.5536, precise=False).key


def test_two_addresses_of_one_commune_are_not_at_the_same_door():
    rough, exact = Point(47.4, -1.4, precise=False), Point(47.4, -1.4)
    legs = GreatCircleProvider(1.3).legs([(rough, rough), (exact, exact), (rough, NANTES)])
    assert [leg.km for leg in legs[:2]] == [LOCAL_KM, 0]
    assert legs[0].minutes == 3
    assert legs[2].km > 20


def test_points_are_values():
    assert Point(1, 2) == Point(1, 2)
    assert len({Point(1, 2), Point(1, 2), Point(1, 3)}) == 2
    with pytest.raises(FrozenInstanceError):
        NANTES.latitude = 0


# ---- the offline provider -------------------------------------------------------------------------
def test_a_leg_says_who_measured_it():
    (leg,) = GreatCircleProvider(1.3).legs([(NANTES, ANGERS)])
    assert leg == Leg(pytest.approx(104, abs=1), leg.minutes, 'great_circle')


def test_answers_come_in_the_order_of_the_questions():
    legs = GreatCircleProvider(1.3).legs([(NANTES, ANGERS), (NANTES, NANTES), (NANTES, LE_MANS)])
    assert [round(leg.km, -1) for leg in legs] == [100, 0, 210]
    assert GreatCircleProvider(1.3).legs([]) == []


def test_two_homes_of_one_commune_are_not_at_the_same_door():
    door, town = Point(47.2184, -1.5536), Point(47.2184, -1.5536, precise=False)
    provider = GreatCircleProvider(1.3)
    assert [leg.km for leg in provider.legs([(town, town), (door, town), (town, door)])] == [LOCAL_KM] * 3
    assert provider.legs([(town, door)])[0].minutes > 0
    far = Point(ANGERS.latitude, ANGERS.longitude, precise=False)
    assert provider.legs([(NANTES, far)])[0].km == provider.legs([(NANTES, ANGERS)])[0].km


def test_nothing_takes_no_time():
    assert GreatCircleProvider(1.3).legs([(NANTES, NANTES)]) == [Leg(0.0, 0, 'great_circle')]


@given(french_points, french_points, factors)
def test_kilometres_have_one_decimal_and_follow_the_factor(start, end, factor):
    (leg,) = GreatCircleProvider(factor).legs([(start, end)])
    assert leg.km == round(leg.km, 1)
    assert leg.km == pytest.approx(great_circle_km(start, end) * factor, abs=0.051)


@given(french_points, french_points, french_points)
def test_longer_ways_never_take_less_time(start, near, far):
    first, second = GreatCircleProvider(1.3).legs([(start, near), (start, far)])
    if first.km <= second.km:
        assert first.minutes <= second.minutes + 1


@pytest.mark.parametrize('km, minutes', [(3, 6), (15, 20), (51, 50)])
def test_short_ways_are_slower(km, minutes):
    """Three kilometres at 30, the next twelve at 50, the rest at 72 kilometres an hour."""
    end = Point(47 + km / (EARTH_RADIUS_KM * math.pi / 180), -1.5)
    (leg,) = GreatCircleProvider(1.0).legs([(Point(47, -1.5), end)])
    assert (leg.km, leg.minutes) == (km, minutes if km == 3 else pytest.approx(minutes, abs=1))


@given(factors, factors)
def test_version_is_the_same_only_for_the_same_factor(one, other):
    same = f"{one:.5g}" == f"{other:.5g}"
    if one == other:
        assert GreatCircleProvider(one).version == GreatCircleProvider(other).version
    elif not same:
        assert GreatCircleProvider(one).version != GreatCircleProvider(other).version


def test_version_reads_like_the_setting():
    assert GreatCircleProvider(1.30).version == '1.3'
    assert GreatCircleProvider(1.25).version == '1.25'
