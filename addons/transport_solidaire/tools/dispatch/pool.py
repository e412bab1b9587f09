# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The best of several days: routes of many searches, chosen together by an exact programme (HiGHS).

Each search is VROOM's on the same day with its people and drivers in another order and kilometres
that count a little more or less: other routes come out. A driver takes at most one route and a leg is
on at most one; the most priority points, then the most legs, then the least kilometres win.
"""
import random
import time
from dataclasses import replace

import highspy
import numpy as np

from .problem import driven, points
from .territory import take

NOISE = 0.25
KEEP_SECONDS = 0.35


def search(problem, engine, first, simple, deadline):
    """Return the best sequences found until the deadline, never worse than ``first``.

    :param engine: makes an engine of a problem
    :param simple: another plan whose routes may be of use
    """
    best = first
    routes = {route for plan in (first, simple) for route in plan.items()}
    seed, lasted = 0, 0.0
    while time.monotonic() + lasted + KEEP_SECONDS < deadline:
        began = time.monotonic()
        seed += 1
        routes |= set(_other(problem, engine, seed, deadline).items())
        lasted = max(lasted, time.monotonic() - began)
        if seed % 4 == 0 or time.monotonic() + lasted + KEEP_SECONDS >= deadline:
            chosen = choose(problem, sorted(routes), max(0.2, deadline - time.monotonic()))
            best = max(best, chosen, key=lambda found: points(problem, found))
    return best


def _other(problem, engine, seed, deadline):
    """Solve the day in another order; return its routes in the numbers of the day given."""
    chance = random.Random(seed)
    legs, drivers = list(range(len(problem.legs))), list(range(len(problem.drivers)))
    chance.shuffle(legs)
    chance.shuffle(drivers)
    mixed = take(problem, legs, drivers)
    mixed = replace(mixed, drivers=tuple(
        replace(d, cost=min(10.0, max(0.1, d.cost * chance.uniform(1 - NOISE, 1 + NOISE)))) for d in mixed.drivers))
    found = engine(mixed).solve(deadline, fill=False)
    return {drivers[driver]: tuple(2 * legs[stop // 2] + stop % 2 for stop in stops)
            for driver, stops in found.items()}


def choose(problem, routes, seconds):
    """Return the best set of routes: each driver and each leg once, what is promised always.

    :param routes: ``[(driver, stops)]``
    """
    worth = _worth(problem, routes)
    model = highspy.Highs()
    model.setOptionValue('log_to_console', False)
    model.setOptionValue('output_flag', False)
    model.setOptionValue('time_limit', float(seconds))
    model.setOptionValue('threads', 1)
    for value in worth:
        model.addVar(0, 1)
        model.changeColCost(model.getNumCol() - 1, -value)
        model.changeColIntegrality(model.getNumCol() - 1, highspy.HighsVarType.kInteger)
    for row in _rows(routes).values():
        model.addRow(-highspy.kHighsInf, 1, len(row), np.array(row, dtype='int32'), np.ones(len(row)))
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
