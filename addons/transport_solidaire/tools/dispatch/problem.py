# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A day to dispatch, and its plan: plain dataclasses, no Odoo.

Units, everywhere in this package: **integer seconds** from the local midnight (they may be negative
or above 86 400), **integer metres**. A place is an index into the travel ``Table``. A leg is one way
of one person. Inside the package a leg or a driver is called by its index in ``Problem.legs`` or
``Problem.drivers``; ids are the caller's own and only come back in the plan.

A *sequence* is the order of the stops of one driver as small integers: ``2 * leg`` is the pickup of
leg number ``leg``, ``2 * leg + 1`` its drop-off. ``{driver: sequence}`` is what engines pass on to
each other (``sequences``); ``timing.build_plan`` makes a ``Plan`` with times out of it.
"""
from collections import Counter
from collections.abc import Hashable
from dataclasses import dataclass, field

import numpy as np

Window = tuple[int, int]
"""From … to, both included."""

PICKUP, DROPOFF = 'pickup', 'dropoff'

# Why a leg is not served.
NO_DRIVER = 'no_driver'  # nobody at all is there that day
NO_SKILL = 'no_skill'  # nobody has all that is asked (aids, woman driver, not refused…)
NO_SEAT = 'no_seat'  # nobody who has the skills has the seats or the wheelchair place
NO_TIME = 'no_time'  # nobody suitable is there at that hour, or the windows cannot be kept
TOO_FAR = 'too_far'  # beyond the kilometres or the length of day of everybody suitable
NO_DRIVER_FREE = 'no_driver_free'  # somebody suitable is there, but already busy
FIXED_DRIVER = 'fixed_driver'  # the one driver that is asked for cannot take it
OTHER_LEG = 'other_leg'  # the driver waits between both legs, and the other leg cannot be served
REASONS = (NO_DRIVER, NO_SKILL, NO_SEAT, NO_TIME, TOO_FAR, NO_DRIVER_FREE, FIXED_DRIVER, OTHER_LEG)


class ProblemError(ValueError):
    """The day that was given contradicts itself; the text says where, in plain words."""


@dataclass(frozen=True)
class Location:
    """A place of the travel table.

    :param id: the caller's own key
    :param lat: degrees, only used to cut a big day into territories; may be any plane coordinate
    :param lon: same
    """

    id: Hashable
    lat: float = 0.0
    lon: float = 0.0


@dataclass(frozen=True)
class Table:
    """Travel between all places: ``metres[a][b]`` and ``seconds[a][b]``, square, int64.

    Need not be symmetric. The diagonal is 0.
    """

    metres: np.ndarray
    seconds: np.ndarray

    def __post_init__(self):
        for name in ('metres', 'seconds'):
            object.__setattr__(self, name, np.ascontiguousarray(getattr(self, name), 'int64'))

    def __len__(self):
        return len(self.metres)


@dataclass(frozen=True)
class Leg:
    """One way of one person (and her companion).

    :param id: the caller's own key, unique
    :param pickup: index of the place where she is fetched
    :param dropoff: index of the place where she is brought
    :param pickup_windows: the service may *begin* in any of these; sorted, at least one
    :param dropoff_windows: same at the other end
    :param request: what the caller counts as one need (there and back), for reports
    :param pickup_service: seconds at the door before leaving
    :param dropoff_service: seconds at the end
    :param load: what it takes of each kind of place (seats, wheelchair places…)
    :param skills: the driver must have them all
    :param max_ride: most seconds between leaving the pickup and arriving at the drop-off
    :param priority: 0–100; a higher one is served first
    :param driver: index of the only driver who may take it, when given
    :param driver_waits_with: index of the *return* leg for which the same driver waits on the spot:
        both are one block (pickup, drop-off, pickup, drop-off), nobody else on board from its first
        stop to its last. Set on the outward leg only.
    """

    id: Hashable
    pickup: int
    dropoff: int
    pickup_windows: tuple[Window, ...]
    dropoff_windows: tuple[Window, ...]
    request: Hashable = None
    pickup_service: int = 0
    dropoff_service: int = 0
    load: tuple[int, ...] = (1,)
    skills: frozenset = frozenset()
    max_ride: int | None = None
    priority: int = 50
    driver: int | None = None
    driver_waits_with: int | None = None

    def windows(self, at_dropoff):
        """The windows of one of its two ends."""
        return self.dropoff_windows if at_dropoff else self.pickup_windows

    def service(self, at_dropoff):
        """Seconds of service at one of its two ends."""
        return self.dropoff_service if at_dropoff else self.pickup_service

    def place(self, at_dropoff):
        """Index of the place of one of its two ends."""
        return self.dropoff if at_dropoff else self.pickup


@dataclass(frozen=True)
class Driver:
    """A volunteer with his car, for one day.

    :param id: the caller's own key, unique
    :param start: index of the place he leaves from
    :param end: index of the place he comes back to
    :param shifts: when he is away from home at most: in each of them he leaves from ``start`` after
        its beginning and is back at ``end`` before its end. Several shifts: home between them;
        ``max_metres`` and ``max_legs`` are for all of them together.
    :param capacity: places of each kind, same order as ``Leg.load``
    :param skills: what he has or accepts. A refusal ("not this person") is a skill that everybody
        else has; a leg asks for it.
    :param max_metres: most metres of the day, approach and way home included
    :param max_legs: most legs of the day
    :param max_seconds: longest shift, from leaving ``start`` to being back at ``end``
    :param cost: what his kilometre counts for: 1 is usual, more for somebody who drives too much
        already (fairness), less for somebody who wishes to drive more; 0.1–10
    """

    id: Hashable
    start: int
    end: int
    shifts: tuple[Window, ...]
    capacity: tuple[int, ...] = (4,)
    skills: frozenset = frozenset()
    max_metres: int | None = None
    max_legs: int | None = None
    max_seconds: int | None = None
    cost: float = 1.0


@dataclass(frozen=True)
class LockedRoute:
    """What was already promised: these stops stay with this driver and in this order.

    Others may be put between them when everything still fits. Both stops of each leg are there.

    :param driver: index of the driver
    :param stops: a sequence (see the module's text)
    :param shift: index of the shift of the driver
    """

    driver: int
    stops: tuple[int, ...]
    shift: int = 0


@dataclass(frozen=True)
class Problem:
    """Everything known about the day, and nothing else."""

    locations: tuple[Location, ...]
    table: Table
    legs: tuple[Leg, ...]
    drivers: tuple[Driver, ...]
    locked: tuple[LockedRoute, ...] = ()

    @property
    def partner(self):
        """Of each leg of a block (``driver_waits_with``) the other leg, both ways."""
        pairs = {}
        for index, leg in enumerate(self.legs):
            if leg.driver_waits_with is not None:
                pairs[index] = leg.driver_waits_with
                pairs[leg.driver_waits_with] = index
        return pairs

    @property
    def locked_driver(self):
        """Of each locked leg the index of its driver."""
        return {stop // 2: route.driver for route in self.locked for stop in route.stops}

    def check(self):
        """Raise ``ProblemError`` when the day contradicts itself; give the problem back."""
        size = len(self.table)
        if self.table.seconds.shape != (size, size) or self.table.metres.shape != (size, size):
            raise ProblemError("The travel table is not square.")
        if size and (self.table.seconds.min() < 0 or self.table.metres.min() < 0):
            raise ProblemError("The travel table has negative times or distances.")
        _check_ids('leg', self.legs)
        _check_ids('driver', self.drivers)
        for leg in self.legs:
            self._check_leg(leg, size)
        for driver in self.drivers:
            _check_driver(driver, size)
        self._check_locked()
        return self

    def _check_leg(self, leg, size):
        name = f"The leg {leg.id!r}"
        if not (0 <= leg.pickup < size and 0 <= leg.dropoff < size):
            raise ProblemError(f"{name} is at a place that the table does not have.")
        _check_windows(name, leg.pickup_windows)
        _check_windows(name, leg.dropoff_windows)
        if not 0 <= leg.priority <= 100:
            raise ProblemError(f"{name} has a priority outside 0–100.")
        if leg.driver is not None and not 0 <= leg.driver < len(self.drivers):
            raise ProblemError(f"{name} asks for a driver who is not there.")
        other = leg.driver_waits_with
        if other is not None and (not 0 <= other < len(self.legs) or self.legs[other] is leg
                                  or self.legs[other].driver_waits_with is not None):
            raise ProblemError(f"{name} waits with a leg that is not a return leg.")

    def _check_locked(self):
        stops = Counter()
        for route in self.locked:
            if not 0 <= route.driver < len(self.drivers):
                raise ProblemError("A locked route has no driver.")
            if not 0 <= route.shift < len(self.drivers[route.driver].shifts):
                raise ProblemError("A locked route is in a shift that its driver does not have.")
            stops.update(route.stops)
            for stop in route.stops:
                if not 0 <= stop < 2 * len(self.legs) or stop ^ 1 not in route.stops:
                    raise ProblemError("A locked route has a stop without its other end.")
        if any(count > 1 for count in stops.values()):
            raise ProblemError("A leg is locked twice.")


@dataclass(frozen=True)
class PlannedStop:
    """A stop of a route.

    :param leg: id of the leg
    :param kind: ``PICKUP`` or ``DROPOFF``
    :param location: index of the place
    :param arrival: when the car is there
    :param begin: when the service begins (after waiting, if early)
    :param departure: when the car leaves
    :param metres: driven since the stop before
    """

    leg: Hashable
    kind: str
    location: int
    arrival: int
    begin: int
    departure: int
    metres: int


@dataclass(frozen=True)
class Route:
    """What one driver does in one shift. ``metres`` includes approach and way home."""

    driver: Hashable
    start: int
    end: int
    stops: tuple[PlannedStop, ...]
    metres: int
    empty_metres: int
    shift: int = 0

    @property
    def legs(self):
        """Ids of the legs served, by pickup."""
        return [stop.leg for stop in self.stops if stop.kind == PICKUP]


@dataclass(frozen=True)
class Plan:
    """The answer: who drives whom and when, and of each leg left out why.

    :param routes: only drivers who drive
    :param unserved: ``{leg id: reason}``, reasons being among ``REASONS``
    :param seconds: wall time it took
    :param cpu_seconds: processor time it took, sub-processes included
    :param engine: what made it, for people who look into it
    """

    routes: tuple[Route, ...]
    unserved: dict
    seconds: float = 0.0
    cpu_seconds: float = 0.0
    engine: dict = field(default_factory=dict)

    @property
    def served(self):
        """Number of legs served."""
        return sum(len(route.legs) for route in self.routes)

    @property
    def metres(self):
        """Metres driven in all."""
        return sum(route.metres for route in self.routes)


def points(problem, sequences):
    """What an assignment is worth, to be compared as a tuple: the greatest is the best.

    Priorities first (a leg counts its priority, and at least 1), then number of legs, then the
    least kilometres, each counted by its driver's ``cost``.

    :param sequences: ``{driver: sequence}``
    """
    legs = [stop // 2 for sequence in sequences.values() for stop in sequence if not stop % 2]
    cost = sum(driven(problem, driver, sequence) * problem.drivers[driver].cost
               for driver, sequence in sequences.items())
    return sum(max(1, problem.legs[leg].priority) for leg in legs), len(legs), -round(cost)


def driven(problem, driver, sequence):
    """Metres of a route with approach and way home; 0 without stops."""
    if not sequence:
        return 0
    metres, volunteer = problem.table.metres, problem.drivers[driver]
    places = [volunteer.start, *(problem.legs[stop // 2].place(stop % 2) for stop in sequence),
              volunteer.end]
    return sum(int(metres[a, b]) for a, b in zip(places, places[1:], strict=False))


def is_suitable(problem, leg, driver):
    """Whether skills, places and the wish for one driver allow this pair (indices)."""
    need, volunteer = problem.legs[leg], problem.drivers[driver]
    return (need.driver in (None, driver) and need.skills <= volunteer.skills
            and has_room(need, volunteer))


def has_room(leg, driver):
    """Whether the empty car has the places."""
    capacity = driver.capacity + (0,) * (len(leg.load) - len(driver.capacity))
    return all(need <= room for need, room in zip(leg.load, capacity, strict=False))


def _check_ids(kind, things):
    for key, count in Counter(thing.id for thing in things).items():
        if count > 1:
            raise ProblemError(f"The {kind} {key!r} is there {count} times.")


def _check_windows(name, windows):
    if not windows:
        raise ProblemError(f"{name} has no time window.")
    if any(start > end for start, end in windows) or list(windows) != sorted(windows):
        raise ProblemError(f"{name} has a time window that ends before it begins, or not in order.")


def _check_driver(driver, size):
    name = f"The driver {driver.id!r}"
    if not (0 <= driver.start < size and 0 <= driver.end < size):
        raise ProblemError(f"{name} is at a place that the table does not have.")
    _check_windows(name, driver.shifts)
    if not 0.1 <= driver.cost <= 10:
        raise ProblemError(f"{name} has a cost outside 0.1–10.")
