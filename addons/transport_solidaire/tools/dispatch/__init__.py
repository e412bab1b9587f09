# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The day solved: who drives whom, several people in one car when that helps. Plain Python.

``solve`` takes a ``Problem`` and gives a ``Plan`` (see ``problem`` for both and for the units);
``solve_apart`` does the same in a process of its own and is what a server must call.
"""
import time

from .problem import (
    DROPOFF, PICKUP, REASONS, Driver, Leg, Location, LockedRoute, Plan, PlannedStop, Problem,
    ProblemError, Route, Table, with_one_shift,
)
from .serial import from_json, to_json
from .worker import WorkerError, solve_apart

THREADS = 2


def solve(problem, limit_seconds, progress=None, level=None):
    """Return a plan of the day; the longer the limit, the better, and never nothing.

    :param limit_seconds: wall time that may be used
    :param progress: called with a share between 0 and 1 and a sentence
    :param level: VROOM's exploration level; by the size of the day when None
    :raise ProblemError: when the day contradicts itself
    """
    from .baseline import make_plan
    from .engine import Engine, choose_level

    begun = time.monotonic()
    progress = progress or (lambda share, text: None)
    single, origin = with_one_shift(problem.check())
    level = choose_level(single) if level is None else level
    progress(0.05, "Reading the day")
    sequences = {}
    if single.drivers and single.legs:
        sequences = Engine(single, level, THREADS).solve(begun + limit_seconds)
    progress(0.95, "Timing the runs")
    left = set(range(len(single.legs))) - {stop // 2 for seq in sequences.values() for stop in seq}
    return make_plan(problem, single, origin, sequences, left, begun, {'engine': 'vroom', 'level': level})
