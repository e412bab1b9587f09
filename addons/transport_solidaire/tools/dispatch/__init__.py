# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The day solved: who drives whom, several people in one car when that helps. Plain Python.

``solve`` takes a ``Problem`` and gives a ``Plan`` (see ``problem`` for both and for the units);
``solve_apart`` does the same in a process of its own and is what a server must call.
"""
import time

from .problem import (
    DROPOFF, PICKUP, REASONS, Driver, Leg, Location, LockedRoute, Plan, PlannedStop, Problem,
    ProblemError, Route, Table,
)
from .serial import from_json, to_json
from .shifts import with_one_shift
from .worker import WorkerError, solve_apart

THREADS = PROCESSES = 2
# Beyond so many legs a day is cut into territories; below so many, several searches are compared.
BIG_LEGS, SMALL_LEGS = 1200, 400
# The share of the time for the first search of a small day.
FIRST_SHARE = 0.35
# The share of the time for the territories; the rest is for the whole.
PARTS_SHARE = 0.4
# VROOM's level for each of the compared searches: short ones, and many.
POOL_LEVEL = 2


def solve(problem, limit_seconds, progress=None):
    """Return a plan of the day; the longer the limit, the better, and never nothing.

    :param limit_seconds: wall time that may be used
    :param progress: called with a share between 0 and 1 and a sentence
    :raise ProblemError: when the day contradicts itself
    """
    from .baseline import make_plan

    begun = time.monotonic()
    progress = progress or (lambda share, text: None)
    single, origin = with_one_shift(problem.check())
    progress(0.05, "Reading the day")
    sequences, engine = {}, {'engine': 'none'}
    if single.drivers and single.legs:
        sequences, engine = _search(single, begun, limit_seconds, progress)
    progress(0.95, "Timing the runs")
    left = set(range(len(single.legs))) - {stop // 2 for seq in sequences.values() for stop in seq}
    return make_plan(problem, single, origin, sequences, left, begun, engine)


def _search(problem, begun, limit, progress):
    """Return the sequences, and what was done to find them."""
    from .baseline import first_come
    from .engine import Engine, choose_level
    from .improve import Improver
    from .pool import search
    from .problem import points
    from .territory import solve_parts, split

    deadline, start = begun + limit, None
    level = choose_level(problem)
    if len(problem.legs) > BIG_LEGS:
        parts = split(problem)
        progress(0.1, f"{len(parts)} territories")
        start = solve_parts(problem, parts, limit * PARTS_SHARE, 1, PROCESSES)
        progress(0.5, "The whole day")
    small = len(problem.legs) <= SMALL_LEGS
    sequences = Engine(problem, level, THREADS).solve(begun + limit * FIRST_SHARE if small else deadline, start)
    progress(0.5, "Looking for a better day")
    if not small:
        sequences = Improver(problem, lambda other: Engine(other, POOL_LEVEL, THREADS), sequences).run(deadline)
    else:
        simple = first_come(problem)
        sequences = max(sequences, simple, key=lambda found: points(problem, found))
        sequences = search(problem, lambda other: Engine(other, POOL_LEVEL, THREADS), sequences, simple, deadline)
    return sequences, {'engine': 'vroom', 'level': level}
