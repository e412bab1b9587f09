# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Cheapest insertion: the first answer, and the last legs that a better engine left out."""
import time

from .problem import driven, is_suitable
from .timing import is_feasible

# Whoever lives far away is not looked at: on a big day that would take minutes for nothing.
NEAREST = 40


def insert_all(problem, sequences, legs, deadline=None):
    """Put legs into the routes where they cost least, the most important first; return what is left.

    :param sequences: ``{driver: sequence}``, changed in place
    :param deadline: as ``time.monotonic()`` tells it; what comes later stays out
    """
    left, partner, done = [], problem.partner, set()
    for leg in sorted(legs, key=lambda n: (-problem.legs[n].priority, problem.legs[n].pickup_windows[0])):
        if leg in done:
            continue
        block = (leg, partner[leg]) if leg in partner else (leg,)
        done.update(block)
        late = deadline is not None and time.monotonic() > deadline
        found = None if late else best_insertion(problem, sequences, block)
        if found is None:
            left.extend(block)
        else:
            driver, sequence = found
            sequences[driver] = sequence
    return left


def best_insertion(problem, sequences, block):
    """Return ``(driver, new sequence)`` of the cheapest place for a leg or a block, or None."""
    best, best_cost = None, None
    metres, pickup = problem.table.metres, problem.legs[block[0]].pickup
    suitable = [driver for driver in range(len(problem.drivers))
                if all(is_suitable(problem, leg, driver) for leg in block)]
    suitable.sort(key=lambda driver: metres[problem.drivers[driver].start, pickup])
    for driver in suitable[:NEAREST]:
        volunteer = problem.drivers[driver]
        current = sequences.get(driver, ())
        base = driven(problem, driver, current)
        for candidate in _candidates(problem, current, block):
            cost = (driven(problem, driver, candidate) - base) * volunteer.cost
            if (best_cost is None or cost < best_cost) and is_feasible(problem, driver, candidate):
                best, best_cost = (driver, candidate), cost
    return best


def _candidates(problem, sequence, block):
    if len(block) == 2:
        first = next(leg for leg in block if problem.legs[leg].driver_waits_with is not None)
        second = next(leg for leg in block if leg != first)
        stops = (2 * first, 2 * first + 1, 2 * second, 2 * second + 1)
        for at in range(len(sequence) + 1):
            yield (*sequence[:at], *stops, *sequence[at:])
        return
    pickup, dropoff = 2 * block[0], 2 * block[0] + 1
    for start in range(len(sequence) + 1):
        for end in range(start, len(sequence) + 1):
            yield (*sequence[:start], pickup, *sequence[start:end], dropoff, *sequence[end:])
