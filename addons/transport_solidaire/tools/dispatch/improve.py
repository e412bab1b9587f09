# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Making a plan better piece by piece: a few neighbouring drivers and their people are solved anew.

A piece is small, so that it is solved in a moment and deeply; it is put back when the whole is worth at
least as much. Pieces begin around legs that nobody drives, then anywhere (after Taillard and Voss's
POPMUSIC, 2002).
"""
import random
import time
from dataclasses import replace

from .problem import driven, points
from .territory import take

SIZES = (3, 5, 8, 12)
OPEN_LEGS = 12
NOISE = 0.15


class Improver:
    """A plan being made better.

    :param engine: makes an engine of a problem
    :param sequences: ``{driver: sequence}``, every route feasible
    """

    def __init__(self, problem, engine, sequences, seed=1):
        self.problem, self.engine, self.chance = problem, engine, random.Random(seed)
        self.sequences = dict(sequences)
        self.routes = set(self.sequences.items())
        self.partner = problem.partner

    def run(self, deadline):
        """Improve until the deadline (as ``time.monotonic()`` tells it); return the sequences."""
        while time.monotonic() < deadline and self.problem.drivers:
            self._improve(self._choose(), deadline)
        return self.sequences

    # ---- a piece ---------------------------------------------------------------------------------
    def _choose(self):
        """Return (drivers, legs) of a piece."""
        served = {stop // 2 for stops in self.sequences.values() for stop in stops}
        left = [leg for leg in range(len(self.problem.legs)) if leg not in served]
        if left and self.chance.random() < 0.5:
            around = self.problem.legs[self.chance.choice(left)].pickup
        else:
            driver = self.chance.randrange(len(self.problem.drivers))
            stops = self.sequences.get(driver)
            around = self.problem.drivers[driver].start if not stops else \
                self.problem.legs[self.chance.choice(stops) // 2].pickup
        size = min(self.chance.choice(SIZES), max(2, len(self.problem.drivers) // 2))
        drivers = sorted(range(len(self.problem.drivers)), key=lambda n: self._distance(n, around))[:size]
        legs = {stop // 2 for driver in drivers for stop in self.sequences.get(driver, ())}
        near = sorted(left, key=lambda n: self.problem.table.metres[self.problem.legs[n].pickup, around])
        legs.update(near[:OPEN_LEGS])
        legs.update(self.partner[leg] for leg in list(legs) if leg in self.partner)
        return drivers, sorted(legs)

    def _distance(self, driver, around):
        """Return how near a driver's day comes to a place, a little shaken."""
        metres = self.problem.table.metres
        places = [self.problem.drivers[driver].start]
        places += [self.problem.legs[stop // 2].place(stop % 2) for stop in self.sequences.get(driver, ())]
        return min(int(metres[place, around]) for place in places) * self.chance.uniform(0.6, 1.4)

    def _improve(self, piece, deadline):
        drivers, legs = piece
        if not legs:
            return
        self.chance.shuffle(drivers)
        self.chance.shuffle(legs)
        part = take(self.problem, legs, drivers)
        number = {leg: index for index, leg in enumerate(legs)}
        before = {index: tuple(2 * number[stop // 2] + stop % 2 for stop in self.sequences.get(driver, ()))
                  for index, driver in enumerate(drivers)}
        shaken = replace(part, drivers=tuple(replace(d, cost=self._shake(d.cost)) for d in part.drivers))
        start = before if self.chance.random() < 0.5 else None
        after = self.engine(shaken).solve(min(deadline, time.monotonic() + 1), start=start)
        self._keep(part, drivers, legs, before, after)

    def _shake(self, cost):
        return min(10.0, max(0.1, cost * self.chance.uniform(1 - NOISE, 1 + NOISE)))

    def _keep(self, part, drivers, legs, before, after):
        whole = {driver: tuple(2 * legs[stop // 2] + stop % 2 for stop in after.get(index, ()))
                 for index, driver in enumerate(drivers)}
        self.routes |= {(driver, stops) for driver, stops in whole.items() if stops}
        if points(part, after) >= points(part, before):
            self.sequences.update(whole)
            self.sequences = {driver: stops for driver, stops in self.sequences.items() if stops}


def shortest(problem, routes):
    """Return the routes, of those that serve the same legs with the same driver only the shortest."""
    best = {}
    for driver, stops in routes:
        key = driver, frozenset(stop // 2 for stop in stops)
        if key not in best or driven(problem, driver, stops) < driven(problem, driver, best[key]):
            best[key] = stops
    return sorted((driver, stops) for (driver, _legs), stops in best.items())
