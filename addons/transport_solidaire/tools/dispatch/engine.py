# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""VROOM as the engine that builds routes, with what it lacks made around it.

- The longest time on board is a *lazy rule*: solve, time the routes, narrow the windows of the legs
  that are too long, solve again from the plan found.
- “The driver waits” is one shipment between two places of its own that only lead to one another, with
  a kind of load that fills the car.
- What is promised is put on by a skill that only its driver has, in its order, and checked after.
"""
import datetime
import time

import numpy as np
import vroom

from .greedy import insert_all
from .problem import driven
from .timing import Timing, is_feasible

FAR = 10_000_000
FULL = 1000
ROUNDS = 8


def choose_level(problem):
    """VROOM's level: small days are searched deeper; beyond that, level counts more than time."""
    return 5 if len(problem.legs) <= 60 else 3 if len(problem.legs) <= 250 else 1 if len(problem.legs) <= 1000 else 0


class Engine:
    """One problem (one shift for each driver) and what VROOM is told of it."""

    def __init__(self, problem, level, threads):
        self.problem, self.level, self.threads = problem, level, threads
        self.partner = problem.partner
        self.windows = self._tighten()
        self.blocks = [n for n, leg in enumerate(problem.legs) if leg.driver_waits_with is not None]
        self.locked = problem.locked_driver
        names = sorted({str(skill) for leg in problem.legs for skill in leg.skills})
        self.skills = {name: number for number, name in enumerate(names, 1)}
        self.width = max((len(leg.load) for leg in problem.legs), default=1)

    def _tighten(self):
        """Return ``{stop: window}``: what one end and the longest ride leave of the other end's window."""
        windows = {}
        for number, leg in enumerate(self.problem.legs):
            single = len(leg.pickup_windows) == len(leg.dropoff_windows) == 1
            if not single or number in self.partner or number in self.problem.locked_driver:
                continue
            (first, last), (early, late) = leg.pickup_windows[0], leg.dropoff_windows[0]
            drive = leg.pickup_service + int(self.problem.table.seconds[leg.pickup, leg.dropoff])
            longest = leg.pickup_service + leg.max_ride if leg.max_ride is not None else None
            pickup = (max(first, early - longest) if longest is not None else first, min(last, late - drive))
            dropoff = (max(early, first + drive), min(late, last + longest) if longest is not None else late)
            if pickup[0] <= pickup[1] and dropoff[0] <= dropoff[1]:
                windows[2 * number], windows[2 * number + 1] = pickup, dropoff
        return windows

    def solve(self, deadline, start=None, fill=True):
        """Return ``{driver: sequence}``, every route feasible.

        :param deadline: as ``time.monotonic()`` tells it
        :param start: a plan to begin from
        :param fill: put what is left over where it fits; not needed where another search follows
        """
        sequences = dict(start or {route.driver: route.stops for route in self.problem.locked})
        for number in range(ROUNDS):
            rest = deadline - time.monotonic()
            if rest <= 0.2:
                break
            sequences = self._ask_warm(rest, sequences, self.level if not number else 0)
            if not self._narrow(sequences):
                break
        return self._repair(sequences, deadline if fill else None)

    # ---- what VROOM is told ----------------------------------------------------------------------
    def _ask_warm(self, rest, sequences, level):
        """Ask from a plan; VROOM refuses one that narrower windows have made impossible."""
        try:
            return self._ask(rest, sequences, level)
        except vroom._vroom.VroomInputException:
            held = {route.driver: route.stops for route in self.problem.locked}
            try:
                return self._ask(rest, held, level)
            except vroom._vroom.VroomInputException:  # a promise that only small delays keep
                return self._ask(rest, {}, level)

    def _ask(self, rest, sequences, level):
        data = vroom.Input()
        for name, table in (('durations', self.problem.table.seconds), ('distances', self.problem.table.metres)):
            getattr(data, f'set_{name}_matrix')('car', self._extend(table).astype(np.uint32))
        for driver in range(len(self.problem.drivers)):
            data.add_vehicle(self._vehicle(driver, sequences.get(driver, ())))
        for leg in range(len(self.problem.legs)):
            if leg in self.partner and leg not in self.blocks:
                continue
            data.add_shipment(*self._ends(leg), amount=vroom.Amount(self._amount(leg)),
                              skills=self._skills(leg), priority=self._priority(leg))
        found = data.solve(exploration_level=level, nb_threads=self.threads,
                           timeout=datetime.timedelta(seconds=rest))
        return self._read(found)

    def _extend(self, table):
        """Add two places for each block: the first is come to, the second is left from."""
        size, extra = len(table), 2 * len(self.blocks)
        wide = np.full((size + extra, size + extra), FAR, dtype='int64')
        wide[:size, :size] = table
        for number, first in enumerate(self.blocks):
            legs = self.problem.legs
            out, back = legs[first], legs[self.partner[first]]
            come, leave = size + 2 * number, size + 2 * number + 1
            wide[:size, come] = table[:, out.pickup]
            wide[leave, :size] = table[back.dropoff, :]
            for other in range(len(self.blocks)):
                wide[leave, size + 2 * other] = table[back.dropoff, legs[self.blocks[other]].pickup]
            wide[come, leave] = (table[out.pickup, out.dropoff] + table[out.dropoff, back.pickup]
                                 + table[back.pickup, back.dropoff])
        np.fill_diagonal(wide, 0)
        return wide

    def _vehicle(self, driver, sequence):
        volunteer = self.problem.drivers[driver]
        limits = {}
        if volunteer.max_metres is not None:
            limits['max_distance'] = max(0, volunteer.max_metres)
        if volunteer.max_legs is not None:
            limits['max_tasks'] = 2 * max(0, volunteer.max_legs)
        skills = {self.skills[str(skill)] for skill in volunteer.skills if str(skill) in self.skills}
        return vroom.Vehicle(
            driver, start=volunteer.start, end=volunteer.end, skills=skills | {10_000 + driver},
            capacity=[*self._pad(volunteer.capacity), FULL], time_window=volunteer.shifts[0],
            steps=self._steps(sequence), costs=vroom.VehicleCosts(
                fixed=0, per_hour=0, per_km=round(3600 * volunteer.cost)), **limits)

    def _steps(self, sequence):
        steps = []
        for stop in sequence:
            leg = stop // 2
            if leg in self.partner:
                if leg not in self.blocks and not stop % 2 or leg in self.blocks and stop % 2:
                    continue
                stop = 2 * leg if leg in self.blocks else 2 * self.partner[leg] + 1
            kind = 'delivery' if stop % 2 else 'pickup'
            steps.append(vroom.VehicleStep(kind, stop + 1))
        return [vroom.VehicleStep('start'), *steps, vroom.VehicleStep('end')] if steps else ()

    def _ends(self, leg):
        if leg in self.blocks:
            return self._block_ends(leg)
        need = self.problem.legs[leg]
        return [vroom.ShipmentStep(
            2 * leg + end + 1, need.place(end), default_service=need.service(end),
            time_windows=[self.windows[2 * leg + end]] if 2 * leg + end in self.windows
            else list(need.windows(end))) for end in (0, 1)]

    def _block_ends(self, leg):
        out, back = self.problem.legs[leg], self.problem.legs[self.partner[leg]]
        come = len(self.problem.table) + 2 * self.blocks.index(leg)
        seconds = self.problem.table.seconds
        stay = out.pickup_service + out.dropoff_service + back.pickup_service
        drive = int(seconds[back.pickup, back.dropoff]) + back.pickup_service
        first = back.pickup_windows[0][0] + drive
        return [
            vroom.ShipmentStep(2 * leg + 1, come, default_service=stay, time_windows=list(out.pickup_windows)),
            vroom.ShipmentStep(2 * leg + 2, come + 1, default_service=back.dropoff_service, time_windows=[
                (max(first, back.dropoff_windows[0][0]),
                 min(back.pickup_windows[-1][1] + drive, back.dropoff_windows[-1][1]))])]

    def _amount(self, leg):
        return [*self._pad(self.problem.legs[leg].load), FULL if leg in self.blocks else 1]

    def _pad(self, load):
        return [*load, *[0] * (self.width - len(load))][:self.width]

    def _skills(self, leg):
        skills = {self.skills[str(skill)] for skill in self.problem.legs[leg].skills}
        if leg in self.blocks:
            skills |= {self.skills[str(s)] for s in self.problem.legs[self.partner[leg]].skills}
        return skills | ({10_000 + self.locked[leg]} if leg in self.locked else set())

    def _priority(self, leg):
        return 100 if leg in self.locked else max(1, min(99, self.problem.legs[leg].priority))

    # ---- what VROOM answers ----------------------------------------------------------------------
    def _read(self, found):
        table, sequences = found.routes, {}
        if not len(table):  # nobody drives: VROOM gives no columns either
            return sequences
        for driver, kind, number in zip(table['vehicle_id'], table['type'], table['id'], strict=True):
            if kind in ('pickup', 'delivery'):
                stop = int(number) - 1
                sequences.setdefault(int(driver), []).extend(self._expand(stop))
        return {driver: tuple(stops) for driver, stops in sequences.items()}

    def _expand(self, stop):
        leg = stop // 2
        if leg not in self.blocks:
            return [stop]
        back = self.partner[leg]
        return [2 * back + 1] if stop % 2 else [2 * leg, 2 * leg + 1, 2 * back]

    def _narrow(self, sequences):
        """Narrow the windows of legs on board too long; return whether there were any."""
        again = False
        for driver, sequence in sequences.items():
            timing = Timing(self.problem, driver, sequence)
            timing.run()
            for leg in timing.too_long():
                again |= self._narrow_leg(leg, timing)
        return again

    def _narrow_leg(self, leg, timing):
        """Bring both ends of a leg that is too long nearer, each by half of what is too much."""
        need = self.problem.legs[leg]
        begin = timing.begin[timing.pickup[leg]]
        end = timing.begin[1 + timing.sequence.index(2 * leg + 1)]
        excess = end - begin - need.pickup_service - need.max_ride
        pickup = self.windows.get(2 * leg, (need.pickup_windows[0][0], need.pickup_windows[-1][1]))
        dropoff = self.windows.get(2 * leg + 1, (need.dropoff_windows[0][0], need.dropoff_windows[-1][1]))
        half = -(-excess // 2)
        self.windows[2 * leg] = (min(pickup[1], max(pickup[0], begin + half)), pickup[1])
        self.windows[2 * leg + 1] = (dropoff[0], max(dropoff[0], min(dropoff[1], end - half)))
        return True

    def _repair(self, sequences, deadline):
        """Take out what breaks a rule, keep what is promised, and put the rest where it fits."""
        kept = {}
        held = {route.driver: route.stops for route in self.problem.locked}
        for driver in {*sequences, *held}:
            sequence = sequences.get(driver, ())
            promised = held.get(driver, ())
            if tuple(s for s in sequence if s in promised) != promised:
                sequence = promised
            kept[driver] = self._shorten(driver, sequence, promised)
        if deadline is not None:
            served = {stop // 2 for sequence in kept.values() for stop in sequence}
            insert_all(self.problem, kept, [n for n in range(len(self.problem.legs)) if n not in served], deadline)
        return {driver: sequence for driver, sequence in kept.items() if sequence}

    def _shorten(self, driver, sequence, promised):
        """Drop legs, least important first, until the route keeps every rule."""
        while sequence != promised and not is_feasible(self.problem, driver, sequence):
            free = [stop // 2 for stop in sequence if not stop % 2 and stop not in promised]
            timing = Timing(self.problem, driver, sequence)
            timing.run()
            long = [leg for leg in timing.too_long() if leg in free] or free
            worst = min(long, key=lambda n: (self.problem.legs[n].priority, -driven(
                self.problem, driver, (2 * n, 2 * n + 1))))
            gone = {worst, self.partner.get(worst, worst)}
            sequence = tuple(stop for stop in sequence if stop // 2 not in gone)
        return sequence
