# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Cheapest insertion of a ride into an outing. Plain Python, no ``env``.

Units: kilometres, minutes. ``leg(start, end)`` returns ``(km, minutes)`` of the way between two places,
whatever hashable thing a place is.
"""
from collections.abc import Hashable
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Stop:
    """Somebody gets in (``load`` > 0, seats) or out (``load`` < 0), between ``earliest`` and ``latest``.

    ``service`` minutes pass there before the driver leaves.
    """

    place: Hashable
    earliest: float
    latest: float
    service: float = 0
    load: int = 0
    ride: int = 0


@dataclass(frozen=True, slots=True)
class Route:
    """An outing from home and back. The driver waits at most ``max_wait`` minutes at a stop (None: no limit)."""

    home: Hashable
    stops: tuple[Stop, ...] = ()
    seats: int = 3
    max_wait: float | None = None


@dataclass(frozen=True, slots=True)
class Insertion:
    """What an insertion costs, and the outing with it: kilometres more, positions of both stops."""

    extra_km: float
    route: Route
    pickup_index: int
    dropoff_index: int


def get_km(route, leg):
    """Return the kilometres of the whole outing, from home and back."""
    if not route.stops:
        return 0.0
    places = [route.home, *(stop.place for stop in route.stops), route.home]
    return sum(leg(start, end)[0] for start, end in zip(places, places[1:], strict=False))


def get_times(route, leg):
    """Return when each stop is served, or None when windows, seats or waiting do not allow the outing."""
    times, load, leaves, place = [], 0, None, None
    for stop in route.stops:
        arrives = stop.earliest if leaves is None else leaves + leg(place, stop.place)[1]
        at = max(arrives, stop.earliest)
        waits = at - arrives
        load += stop.load
        too_long = route.max_wait is not None and waits > route.max_wait
        if at > stop.latest or too_long or not 0 <= load <= route.seats:
            return None
        times.append(at)
        leaves, place = at + stop.service, stop.place
    return times


def insert(route, pickup, dropoff, leg, by_time=False):
    """Return the cheapest ``Insertion`` that everything allows, None when there is none.

    :param by_time: only where both stops keep the order of the earliest times, as a run's stops do
    """
    if by_time:
        first = sum(stop.earliest <= pickup.earliest for stop in route.stops)
        second = max(first, sum(stop.earliest <= dropoff.earliest for stop in route.stops))
        places = [(first, second)]
    else:
        count = len(route.stops) + 1
        places = [(i, j) for i in range(count) for j in range(i, count)]
    before = get_km(route, leg)
    choices = []
    for i, j in places:
        stops = (*route.stops[:i], pickup, *route.stops[i:j], dropoff, *route.stops[j:])
        longer = replace(route, stops=stops)
        choices.append((get_km(longer, leg) - before, i, j, longer))
    for extra, i, j, longer in sorted(choices, key=lambda choice: choice[:3]):
        if get_times(longer, leg) is not None:
            return Insertion(extra, longer, i, j + 1)
    return None


def insert_all(route, pairs, leg, by_time=False):
    """Return the outing with several ``(pickup, dropoff)`` pairs put in one after the other, and its extra km.

    :return: ``Insertion`` of the last pair with the kilometres of all of them, None when one does not fit
    """
    total, last = 0.0, None
    for pickup, dropoff in pairs:
        last = insert(last.route if last else route, pickup, dropoff, leg, by_time)
        if last is None:
            return None
        total += last.extra_km
    return replace(last, extra_km=total) if last else None
