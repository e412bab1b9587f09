# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A big day cut into territories: solved side by side, then looked at once more as a whole."""
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace

import numpy as np

from .problem import Table

PART_LEGS = 450


def split(problem, size=PART_LEGS):
    """Return ``[(legs, drivers)]``: halves of halves by where people live, with about as many legs each.

    Legs of one request, of a block or of a promise stay together with their driver.
    """
    points = np.array([(place.lat, place.lon) for place in problem.locations])
    first = {}
    for leg in problem.legs:  # outward and return are of one territory: where the first one begins
        first.setdefault(leg.id if leg.request is None else leg.request, leg.pickup)
    legs = np.array([points[first[leg.id if leg.request is None else leg.request]] for leg in problem.legs])
    drivers = np.array([points[driver.start] for driver in problem.drivers])
    parts = _halve(legs, drivers, np.arange(len(legs)), np.arange(len(drivers)), size, 1)
    return [_hold_together(problem, part) for part in parts]


def _halve(legs, drivers, of_legs, of_drivers, size, axis):
    if len(of_legs) <= size or len(of_drivers) < 2:
        return [(of_legs.tolist(), of_drivers.tolist())]
    middle = np.median(legs[of_legs, axis])
    result = []
    for below in (True, False):
        result += _halve(legs, drivers, of_legs[(legs[of_legs, axis] <= middle) == below],
                         of_drivers[(drivers[of_drivers, axis] <= middle) == below], size, 1 - axis)
    return result


def _hold_together(problem, part):
    """Give a promised leg to the territory of its driver."""
    legs, drivers = part
    held = problem.locked_driver
    if not held:
        return part
    mine = set(drivers)
    kept = [leg for leg in legs if leg not in held or held[leg] in mine]
    return sorted({*kept, *(leg for leg, driver in held.items() if driver in mine)}), drivers


def take(problem, legs, drivers):
    """Return the problem of some legs and drivers only."""
    leg_number = {leg: index for index, leg in enumerate(legs)}
    driver_number = {driver: index for index, driver in enumerate(drivers)}
    used = sorted({*(problem.legs[n].pickup for n in legs), *(problem.legs[n].dropoff for n in legs),
                   *(problem.drivers[n].start for n in drivers), *(problem.drivers[n].end for n in drivers)})
    place = {old: new for new, old in enumerate(used)}
    grid = np.ix_(used, used)
    table = Table(problem.table.metres[grid], problem.table.seconds[grid])
    own = [replace(problem.legs[n], pickup=place[problem.legs[n].pickup], dropoff=place[problem.legs[n].dropoff],
                   driver_waits_with=leg_number.get(problem.legs[n].driver_waits_with)) for n in legs]
    crew = [replace(problem.drivers[n], start=place[problem.drivers[n].start], end=place[problem.drivers[n].end])
            for n in drivers]
    locked = [replace(route, driver=driver_number[route.driver],
                      stops=tuple(2 * leg_number[stop // 2] + stop % 2 for stop in route.stops))
              for route in problem.locked if route.driver in driver_number]
    return replace(problem, locations=tuple(problem.locations[n] for n in used), table=table,
                   legs=tuple(own), drivers=tuple(crew), locked=tuple(locked))


def solve_parts(problem, parts, seconds, level, processes):
    """Solve territories side by side; return the sequences of all, in the whole problem's numbers."""
    jobs = [(take(problem, legs, drivers), seconds, level) for legs, drivers in parts]
    with ProcessPoolExecutor(processes) as pool:
        answers = list(pool.map(_solve_part, jobs))
    sequences = {}
    for (legs, drivers), answer in zip(parts, answers, strict=True):
        for driver, stops in answer.items():
            sequences[drivers[driver]] = tuple(2 * legs[stop // 2] + stop % 2 for stop in stops)
    return sequences


def _solve_part(job):
    import time

    from .engine import Engine

    problem, seconds, level = job
    if not problem.legs or not problem.drivers:
        return {}
    return Engine(problem, level, 1).solve(time.monotonic() + seconds, fill=False)
