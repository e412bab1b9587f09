# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A day by matching only: one ride, one volunteer; nobody else is on board and the driver waits.

Takes the same ``Problem`` as the other way and gives the same ``Plan``: each leg, or each pair of legs between which
the driver waits, is one block for ``matching.match``. The hour of a leg is the beginning of its first window.
"""
import time
from dataclasses import dataclass, replace

from .baseline import make_plan
from .matching import MOST_BLOCKS, Block, match
from .problem import driven
from .shifts import with_one_shift
from .timing import is_feasible

# Worth so much that a promise is never left out for something else; beyond every priority (0–100).
PROMISED = 100_000
PAIR = ('pair',)


@dataclass(frozen=True)
class Errand:
    """A block with its stops; ``driver`` is set (an index) for what is promised already."""

    block: Block
    stops: tuple[int, ...]
    driver: int | None = None

    @property
    def legs(self):
        """How many legs it has."""
        return len(self.stops) // 2


def pair(problem, limit_seconds, progress=None):
    """Return a plan in which each errand has a volunteer of its own.

    :param limit_seconds: wall time; 0 gives the answer of the rounds at once
    :param progress: called with a share between 0 and 1 and a sentence
    :raise ProblemError: when the day contradicts itself
    """
    begun = time.monotonic()
    single, origin = with_one_shift(problem.check())
    promised = _get_promised(single)
    errands = _get_errands(single, promised)
    drivers, numbers = _get_drivers(single, promised, errands)
    sequences, engine = {route.driver: route.stops for route in single.locked}, {'engine': 'none'}
    if errands and drivers:
        found = match([errand.block for errand in errands], drivers, single.table, limit_seconds,
                      single.locations, progress)
        engine = {**found.engine, 'bound_gap': found.bound_gap}
        given = {}
        for number, driver in found.drivers.items():
            given.setdefault(numbers[driver], []).append(errands[number])
        sequences |= {driver: _order(single, driver, own) for driver, own in given.items()}
    left = set(range(len(single.legs))) - {stop // 2 for stops in sequences.values() for stop in stops}
    return make_plan(problem, single, origin, sequences, left, begun, engine)


# ---- blocks --------------------------------------------------------------------------------------------
def _get_errands(problem, promised):
    """Return what is to be given, and what is promised as blocks that one driver alone can have."""
    held = set(problem.locked_driver)
    second = {leg.driver_waits_with for leg in problem.legs} - {None}
    errands = list(promised)
    for number, leg in enumerate(problem.legs):
        if number in held or number in second:
            continue
        legs = [number] + ([leg.driver_waits_with] if leg.driver_waits_with is not None else [])
        stops = tuple(stop for one in legs for stop in (2 * one, 2 * one + 1))
        skills = frozenset().union(*(problem.legs[one].skills for one in legs))
        errands.append(Errand(_make_block(
            problem, len(errands), stops, skills | ({PAIR} if len(legs) > 1 else set()),
            max(problem.legs[one].priority for one in legs)), stops))
    return errands


def _get_promised(problem):
    """Return the outings promised already, driver by driver; those that follow too closely are one."""
    errands = []
    for route in problem.locked:
        outings = []
        for stops in _cut(route.stops):
            outings.append(stops)
            while len(outings) > 1 and _touch(problem, *outings[-2:]):
                last = outings.pop()
                outings[-1] += last
        for stops in outings:
            block = _make_block(problem, len(errands), stops, frozenset({('held', route.driver)}), PROMISED)
            errands.append(Errand(block, stops, route.driver))
    return errands


def _cut(stops):
    """Return the parts of a sequence between which nobody is on board."""
    parts, aboard, begun = [], set(), 0
    for index, stop in enumerate(stops, 1):
        aboard ^= {stop // 2}
        if not aboard:
            parts.append(stops[begun:index])
            begun = index
    return parts


def _touch(problem, first, second):
    """Whether a driver is not at the second outing in time after the first one."""
    way = problem.table.seconds[problem.legs[first[-1] // 2].dropoff, problem.legs[second[0] // 2].pickup]
    return _time(problem, first)[1] + way > _time(problem, second)[0]


def _make_block(problem, number, stops, skills, priority):
    start, end = _time(problem, stops)
    places = [problem.legs[stop // 2].place(stop % 2) for stop in stops]
    metres = sum(int(problem.table.metres[a, b]) for a, b in zip(places, places[1:], strict=False))
    return Block(number, start, end, places[0], places[-1], metres, priority, skills, _get_load(problem, stops))


def _time(problem, stops):
    """Return when a car that is there in time is at the first door and leaves the last one."""
    clock = start = problem.legs[stops[0] // 2].pickup_windows[0][0]
    place = None
    for stop in stops:
        leg = problem.legs[stop // 2]
        if place is not None:
            clock += int(problem.table.seconds[place, leg.place(stop % 2)])
        clock = max(clock, leg.windows(stop % 2)[0][0]) + leg.service(stop % 2)
        place = leg.place(stop % 2)
    return start, clock


def _get_load(problem, stops):
    """Return the most seats taken at once."""
    aboard = most = 0
    for stop in stops:
        load = problem.legs[stop // 2].load[0]
        aboard += -load if stop % 2 else load
        most = max(most, aboard)
    return most


# ---- drivers -------------------------------------------------------------------------------------------
def _get_drivers(problem, promised, errands):
    """Return the drivers who may be given something, and their indices by id.

    Limits in legs become limits in blocks, carefully; what is promised is always within them.
    """
    held = {}
    for errand in promised:
        held.setdefault(errand.driver, []).append(errand)
    most = max((errand.legs for errand in errands if errand.driver is None), default=1)
    drivers = []
    for number, driver in enumerate(problem.drivers):
        own = held.get(number, [])
        blocks, skills = _count_blocks(driver, own, most)
        if blocks:
            drivers.append(_widen(problem, replace(driver, max_legs=blocks, skills=skills | {('held', number)}), own))
    numbers = {driver.id: number for number, driver in enumerate(problem.drivers)}
    return drivers, numbers


def _count_blocks(driver, own, most):
    """Return how many blocks a driver may have, the promised ones included, and his skills."""
    skills = driver.skills | {PAIR}
    if driver.max_legs is None:
        return max(MOST_BLOCKS, len(own)), skills
    rest = max(0, driver.max_legs - sum(errand.legs for errand in own))
    if rest == 1:
        return len(own) + 1, driver.skills  # one way only
    return len(own) + rest // most, skills


def _widen(problem, driver, own):
    """Let a driver keep what he has promised, whatever a rounded second or metre says."""
    if not own:
        return driver
    seconds, metres = problem.table.seconds, problem.table.metres
    blocks = [errand.block for errand in own]
    first = min(int(block.start - seconds[driver.start, block.pickup]) for block in blocks)
    last = max(int(block.end + seconds[block.dropoff, driver.end]) for block in blocks)
    way = sum(int(metres[driver.start, block.pickup] + block.metres + metres[block.dropoff, driver.end])
              for block in blocks)
    (begin, end), = driver.shifts
    return replace(
        driver, shifts=((min(begin, first), max(end, last)),),
        capacity=(max(driver.capacity[0], *(block.load for block in blocks)), *driver.capacity[1:]),
        max_metres=None if driver.max_metres is None else max(driver.max_metres, way))


def _order(problem, driver, errands):
    """Return the sequence of a driver's errands; one that breaks a limit of his after all is left out.

    ``matching`` counts each block from home and back; the day is looked at once more as it is driven.
    """
    own = sorted(errands, key=lambda errand: errand.block.start)
    while True:
        sequence = tuple(stop for errand in own for stop in errand.stops)
        loose = [errand for errand in own if errand.driver is None]
        if not loose or is_feasible(problem, driver, sequence):
            return sequence
        own.remove(min(loose, key=lambda errand: (errand.block.priority, -driven(problem, driver, errand.stops))))
