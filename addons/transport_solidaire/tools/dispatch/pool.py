# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The best of several days: routes of many searches, chosen together by an exact programme (HiGHS).

The routes come from solving pieces of the day anew (``improve``). A driver takes at most one route and a leg is
on at most one; the most priority points, then the most legs, then the least kilometres win.
"""
import time

import highspy
import numpy as np

from .improve import Improver, shortest
from .problem import driven, points

KEEP_SECONDS = 0.25
PIECE_SECONDS, MIP_SECONDS = 4.0, 3.0
MOST_ROUTES = 30_000


def search(problem, engine, first, simple, deadline):
    """Return the best sequences found until the deadline, never worse than ``first``.

    :param engine: makes an engine of a problem
    :param simple: another plan whose routes may be of use
    """
    best, routes, seed = first, set(first.items()) | set(simple.items()), 0
    while time.monotonic() + KEEP_SECONDS < deadline:
        seed += 1
        rest = deadline - time.monotonic()
        improver = Improver(problem, engine, best, seed)
        improver.run(time.monotonic() + max(0.3, min(rest / 2, PIECE_SECONDS)))
        routes |= improver.routes
        chosen = choose(problem, shortest(problem, routes), max(0.1, min(rest / 3, MIP_SECONDS)), best)
        best = max(best, improver.sequences, chosen, key=lambda found: points(problem, found))
        if len(routes) > MOST_ROUTES:
            routes = set(best.items())
    return best


def choose(problem, routes, seconds, first):
    """Return the best set of routes: each driver and each leg once, what is promised always.

    :param routes: ``[(driver, stops)]``
    :param first: a plan made of some of them, to begin from
    """
    worth = _worth(problem, routes)
    model = highspy.Highs()
    model.setOptionValue('log_to_console', False)
    model.setOptionValue('output_flag', False)
    model.setOptionValue('time_limit', float(seconds))
    model.setOptionValue('threads', 1)
    model.setOptionValue('mip_rel_gap', 0.0)  # a kilometre is little beside a leg, and counts
    for value in worth:
        model.addVar(0, 1)
        model.changeColCost(model.getNumCol() - 1, -value)
        model.changeColIntegrality(model.getNumCol() - 1, highspy.HighsVarType.kInteger)
    for row in _rows(routes).values():
        model.addRow(-highspy.kHighsInf, 1, len(row), np.array(row, dtype='int32'), np.ones(len(row)))
    solution = highspy.HighsSolution()
    solution.col_value = [float(first.get(driver) == stops) for driver, stops in routes]
    model.setSolution(solution)
    model.run()
    values = model.getSolution().col_value
    return {driver: stops for (driver, stops), value in zip(routes, values, strict=False) if value > 0.5}


def _worth(problem, routes):
    """What each route brings: priorities first, then legs, then kilometres, as one number."""
    held = problem.locked_driver
    result = []
    for driver, stops in routes:
        legs = [stop // 2 for stop in stops if not stop % 2]
        value = sum(max(1, problem.legs[leg].priority) * 10 + 1 for leg in legs)
        value += 10_000 * sum(leg in held for leg in legs)
        result.append(value - driven(problem, driver, stops) * problem.drivers[driver].cost / 1e6)
    return result


def _rows(routes):
    rows = {}
    for column, (driver, stops) in enumerate(routes):
        rows.setdefault(('driver', driver), []).append(column)
        for stop in stops:
            if not stop % 2:
                rows.setdefault(('leg', stop // 2), []).append(column)
    return rows
