# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Matching only: each block of rides (out, stay, back) goes to one volunteer, nobody else is on board.

An answer at once by assignments in rounds, a better one by an exact programme (HiGHS) that begins from it,
territory by territory when the day is big, then whatever fits is put in.
"""
import time
from collections.abc import Hashable
from dataclasses import dataclass, field

import highspy
import numpy as np
from scipy.optimize import linear_sum_assignment

MOST_BLOCKS = 3
CANDIDATES = 15
TERRITORY = 250
# What a block brings, in kilometres: driven at all first, then by its priority (0–100).
VALUE, VALUE_OF_PRIORITY = 500.0, 6.0
# What a second and a third block of one day cost more, in kilometres: fair turns.
STEPS = (0.0, 6.0, 14.0)


@dataclass(frozen=True)
class Block:
    """One errand of one volunteer and his car.

    :param start: when he is at the first door, in seconds from the local midnight
    :param end: when he leaves the last door
    :param pickup: index of the first place in the travel table
    :param dropoff: index of the last place
    :param metres: driven between both, the person's way back included
    """

    id: Hashable
    start: int
    end: int
    pickup: int
    dropoff: int
    metres: int
    priority: int = 50
    skills: frozenset = frozenset()
    load: int = 1


@dataclass(frozen=True)
class Matching:
    """Who takes which block.

    :param drivers: block id → driver id
    :param seconds: wall time it took
    :param bound_gap: how far the exact programme may be from the best, as a share; None without one
    """

    drivers: dict
    seconds: float = 0.0
    bound_gap: float | None = None
    engine: dict = field(default_factory=dict)


class Match:
    """A day of blocks being matched. Drivers are those of ``problem.Driver``, with one shift."""

    def __init__(self, blocks, drivers, table):
        self.blocks, self.drivers, self.table = blocks, drivers, table
        self.pickup = np.array([block.pickup for block in blocks], dtype=int)
        self.dropoff = np.array([block.dropoff for block in blocks], dtype=int)
        self.start = np.array([block.start for block in blocks])
        self.end = np.array([block.end for block in blocks])
        self.home = np.array([driver.start for driver in drivers], dtype=int)
        self.most = np.array([driver.max_legs or MOST_BLOCKS for driver in drivers])
        self.cap = np.array([np.inf if driver.max_metres is None else driver.max_metres for driver in drivers])
        self._look()

    def _look(self):
        """Compute who may take what alone, what it drives him and what it costs."""
        metres, seconds = self.table.metres, self.table.seconds
        come, go = np.ix_(self.home, self.pickup), np.ix_(self.dropoff, self.home)
        empty = metres[come].T + metres[go]
        self.alone = empty + np.array([block.metres for block in self.blocks])[:, None]
        first = np.array([driver.shifts[0][0] for driver in self.drivers])
        last = np.array([driver.shifts[-1][1] for driver in self.drivers])
        self.able = ((self.start[:, None] - seconds[come].T >= first) & (self.end[:, None] + seconds[go] <= last)
                     & (self.alone <= self.cap))
        room = np.array([driver.capacity[0] for driver in self.drivers])
        self.able &= np.array([block.load for block in self.blocks])[:, None] <= room
        for number, block in enumerate(self.blocks):
            if block.skills:
                self.able[number] &= np.array([block.skills <= driver.skills for driver in self.drivers])
        self.cost = empty / 1000 * np.array([driver.cost for driver in self.drivers])
        self.value = np.array([VALUE + VALUE_OF_PRIORITY * block.priority for block in self.blocks])

    def clashes(self, block):
        """Return which blocks cannot be on one day of one driver with this one."""
        seconds = self.table.seconds
        after = self.end[block] + seconds[self.dropoff[block], self.pickup] <= self.start
        before = self.end + seconds[self.dropoff, self.pickup[block]] <= self.start[block]
        clash = ~(after | before)
        clash[block] = True
        return clash

    # ---- at once ---------------------------------------------------------------------------------
    def rounds(self):
        """Return ``{block: driver}``: the best assignment, then again with what is left, until nothing is."""
        taken, free = {}, self.able.copy()
        load = np.zeros(len(self.drivers), dtype=int)
        driven = np.zeros(len(self.drivers))
        while True:
            steps = np.array(STEPS)[np.minimum(load, len(STEPS) - 1)]
            open_ones = [block for block in range(len(self.blocks)) if block not in taken]
            found = self._assign(open_ones, free, self.cost + steps)
            if not found:
                return taken
            for block, driver in found:
                taken[block] = driver
                load[driver] += 1
                driven[driver] += self.alone[block, driver]
                free[:, driver] &= ~self.clashes(block) & (load[driver] < self.most[driver]) \
                    & (driven[driver] + self.alone[:, driver] <= self.cap[driver])

    def _assign(self, open_ones, free, cost):
        """Give each driver at most one of the open blocks; return the pairs that are possible."""
        if not open_ones:
            return []
        rows = np.where(free[open_ones], cost[open_ones] - self.value[open_ones, None], 0.0)
        pairs = zip(*linear_sum_assignment(rows), strict=True)
        return [(open_ones[row], driver) for row, driver in pairs if free[open_ones[row], driver]]

    # ---- exactly -----------------------------------------------------------------------------------
    def exact(self, first, seconds):
        """Return ``({block: driver}, gap)``: the programme's answer, begun from ``first``."""
        pairs = self._get_pairs(first)
        model = highspy.Highs()
        model.setOptionValue('log_to_console', False)
        model.setOptionValue('output_flag', False)
        model.setOptionValue('time_limit', float(seconds))
        model.setOptionValue('mip_rel_gap', 0.0005)
        for block, driver in pairs:
            model.addVar(0, 1)
            column = model.getNumCol() - 1
            model.changeColCost(column, self.cost[block, driver] - self.value[block])
            model.changeColIntegrality(column, highspy.HighsVarType.kInteger)
        self._add_rows(model, pairs)
        solution = highspy.HighsSolution()
        solution.col_value = [float(first.get(block) == driver) for block, driver in pairs]
        model.setSolution(solution)
        model.run()
        values = model.getSolution().col_value
        found = {block: driver for (block, driver), value in zip(pairs, values, strict=False) if value > 0.5}
        return (found if self.worth(found) >= self.worth(first) else first), model.getInfo().mip_gap

    def _get_pairs(self, first):
        """Return the pairs worth looking at: the cheapest of each block, and those of the first answer."""
        pairs = set(first.items())
        for block in range(len(self.blocks)):
            able = np.flatnonzero(self.able[block])
            near = able[np.argsort(self.cost[block, able], kind='stable')[:CANDIDATES]]
            pairs.update((block, int(driver)) for driver in near)
        return sorted(pairs)

    def _add_rows(self, model, pairs):
        columns = {}
        for column, (block, driver) in enumerate(pairs):
            columns.setdefault(driver, {})[block] = column
        by_block = {}
        for column, (block, _driver) in enumerate(pairs):
            by_block.setdefault(block, []).append(column)
        for row in by_block.values():
            self._add_row(model, row, 1)
        for driver, own in columns.items():
            self._add_row(model, list(own.values()), int(self.most[driver]))
            if np.isfinite(self.cap[driver]):
                self._add_row(model, list(own.values()), self.cap[driver] / 1000,
                              [self.alone[block, driver] / 1000 for block in own])
            for clique in self._get_cliques(sorted(own)):
                self._add_row(model, [own[block] for block in clique], 1)

    @staticmethod
    def _add_row(model, columns, most, weights=None):
        model.addRow(-highspy.kHighsInf, most, len(columns), np.array(columns, dtype='int32'),
                     np.array(weights if weights is not None else np.ones(len(columns)), dtype=float))

    def _get_cliques(self, blocks):
        """Cover the clashes among some blocks by groups in which each clashes with each."""
        clash = {block: set(np.flatnonzero(self.clashes(block)).tolist()) - {block} for block in blocks}
        left = {(a, b) for a in blocks for b in clash[a] & set(blocks) if a < b}
        cliques = []
        while left:
            clique = set(min(left))
            for block in blocks:
                if block not in clique and clique <= clash[block]:
                    clique.add(block)
            left -= {(a, b) for a in clique for b in clique}
            cliques.append(sorted(clique))
        return cliques

    # ---- what fits ---------------------------------------------------------------------------------
    def fill(self, taken):
        """Put what is left where it fits, by the real kilometres of the day; most important first."""
        taken = dict(taken)
        days = {}
        for block, driver in taken.items():
            days.setdefault(driver, []).append(block)
        for block in sorted(set(range(len(self.blocks))) - set(taken), key=lambda b: (-self.value[b], b)):
            clash = self.clashes(block)
            for driver in np.argsort(np.where(self.able[block], self.cost[block], np.inf), kind='stable'):
                if not self.able[block, driver]:
                    break
                day = [*days.get(driver, []), block]
                if len(day) <= self.most[driver] and not any(clash[other] for other in day[:-1]) \
                        and self.metres(day, driver) <= self.cap[driver]:
                    taken[block], days[int(driver)] = int(driver), day
                    break
        return taken

    def metres(self, day, driver):
        """Return what a driver really drives for some blocks, from home and back."""
        day = sorted(day, key=lambda block: self.start[block])
        places = [self.home[driver]]
        for block in day:
            places += [self.pickup[block], self.dropoff[block]]
        places.append(self.home[driver])
        ways = zip(places[::2], places[1::2], strict=True)
        return sum(int(self.table.metres[a, b]) for a, b in ways) + sum(self.blocks[block].metres for block in day)

    def worth(self, taken):
        """Return what an answer is worth, in kilometres."""
        return sum(self.value[block] - self.cost[block, driver] for block, driver in taken.items())

    def part(self, blocks, drivers):
        """Return the match of some blocks and drivers only."""
        return Match([self.blocks[n] for n in blocks], [self.drivers[n] for n in drivers], self.table)


def match(blocks, drivers, table, limit_seconds=0.0, locations=None, progress=None):
    """Match blocks with drivers.

    :param blocks: list of ``Block``
    :param drivers: list of ``problem.Driver``, one shift each; ``max_legs`` is the most blocks a day
    :param table: ``problem.Table``
    :param limit_seconds: 0 gives the answer at once
    :param locations: ``problem.Location`` of the table, to cut a big day into territories
    :param progress: called with a share between 0 and 1 and a sentence
    :return: ``Matching``
    """
    begun, day = time.monotonic(), Match(blocks, drivers, table)
    taken, gap = day.rounds() if blocks and drivers else {}, None
    if limit_seconds and taken:
        taken, gap = _refine(day, taken, begun + 0.9 * limit_seconds, locations, progress)
    taken = day.fill(taken) if blocks and drivers else {}
    return Matching({blocks[block].id: drivers[driver].id for block, driver in sorted(taken.items())},
                    round(time.monotonic() - begun, 2), gap, {'engine': 'highs' if limit_seconds else 'rounds'})


def _refine(day, taken, deadline, locations, progress):
    """Solve each territory exactly from the first answer; return the whole and the worst gap."""
    parts = _split(day, taken, locations)
    result, gaps = {}, []
    for number, (blocks, drivers) in enumerate(parts):
        if progress:
            progress(number / len(parts), f"{len(parts)} territories")
        own = {driver: index for index, driver in enumerate(drivers)}
        first = {index: own[taken[block]] for index, block in enumerate(blocks) if taken.get(block) in own}
        seconds = max(0.5, (deadline - time.monotonic()) / (len(parts) - number))
        found, gap = day.part(blocks, drivers).exact(first, seconds)
        gaps.append(gap)
        result.update({blocks[block]: drivers[driver] for block, driver in found.items()})
    return result, max(gaps)


def _split(day, taken, locations):
    """Cut a big day by where the drivers live; a block goes with who has it, else with who is nearest."""
    everybody = list(range(len(day.drivers)))
    count = -(-len(day.blocks) // TERRITORY)
    if count < 2 or locations is None:
        return [(list(range(len(day.blocks))), everybody)]
    groups = [everybody]
    while len(groups) < count:
        groups.sort(key=len)
        biggest = groups.pop()
        axis = max(('lat', 'lon'), key=lambda a: np.ptp([getattr(locations[day.home[n]], a) for n in biggest]))
        biggest.sort(key=lambda n, a=axis: getattr(locations[day.home[n]], a))
        groups += [biggest[:len(biggest) // 2], biggest[len(biggest) // 2:]]
    group_of = {driver: number for number, group in enumerate(groups) for driver in group}
    near = np.argmin(np.where(day.able, day.cost, np.inf), axis=1)
    blocks = [[] for _group in groups]
    for block in range(len(day.blocks)):
        blocks[group_of[taken.get(block, int(near[block]))]].append(block)
    return list(zip(blocks, groups, strict=True))
