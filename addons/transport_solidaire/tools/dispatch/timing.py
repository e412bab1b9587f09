# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""When each stop of a route happens: the eight steps of Cordeau and Laporte (2003).

Everybody is served as early as the route allows, then departures and pick-ups are put off as long as
this delays nobody, so that people are on board, and the driver away, no longer than needed.
"""
from .problem import DROPOFF, PICKUP, PlannedStop, Route, driven


class Timing:
    """A route being timed.

    :param sequence: see ``problem``
    :param windows: ``{stop: (from, to)}``, narrower than the leg's own where given
    """

    def __init__(self, problem, driver, sequence, windows=None):
        volunteer = problem.drivers[driver]
        self.problem, self.volunteer, self.sequence = problem, volunteer, sequence
        legs = [problem.legs[stop // 2] for stop in sequence]
        places = [volunteer.start, *(leg.place(stop % 2) for leg, stop in zip(legs, sequence, strict=True)),
                  volunteer.end]
        shift = volunteer.shifts[0]
        own = [leg.windows(stop % 2) for leg, stop in zip(legs, sequence, strict=True)]
        if windows:
            own = [(windows[stop],) if stop in windows else found
                   for stop, found in zip(sequence, own, strict=True)]
        self.windows = [(shift,), *own, (shift,)]
        self.service = [0, *(leg.service(stop % 2) for leg, stop in zip(legs, sequence, strict=True)), 0]
        seconds = problem.table.seconds
        self.travel = [int(seconds[a, b]) for a, b in zip(places, places[1:], strict=False)]
        self.places = places
        self.begin = [0] * len(places)
        self.pickup = {stop // 2: index for index, stop in enumerate(sequence, 1) if not stop % 2}

    def arrival(self, index):
        """When the car is at a stop."""
        before = index - 1
        return self.begin[before] + self.service[before] + self.travel[before]

    def run(self):
        """Set the beginnings; return whether everything is kept."""
        if not self._forward(0, self.windows[0][0][0]):
            return False
        self._put_off(0)
        for index in range(1, len(self.begin) - 1):
            if not self.sequence[index - 1] % 2:
                self._put_off(index)
        return self._rides_kept() and self._length_kept()

    def _forward(self, first, earliest):
        for index in range(first, len(self.begin)):
            at = earliest if index == first else self.arrival(index)
            window = next((w for w in self.windows[index] if w[1] >= at), None)
            if window is None:
                return False
            self.begin[index] = max(at, window[0])
        return True

    def _put_off(self, index):
        kept = list(self.begin)
        if not self._forward(index, self.begin[index] + self._slack(index)):
            self.begin = kept

    def _slack(self, first):
        """How long a stop can be put off without making anybody late or longer on board."""
        slack, waiting = None, 0
        for index in range(first, len(self.begin)):
            if index > first:
                waiting += self.begin[index] - self.arrival(index)
            window = next(w for w in self.windows[index] if w[0] <= self.begin[index] <= w[1])
            room = window[1] - self.begin[index]
            leg = self._leg_ending(index)
            if leg is not None and self.pickup[leg] < first and self.problem.legs[leg].max_ride is not None:
                room = min(room, self.problem.legs[leg].max_ride - self._ride(leg, index))
            slack = min(slack, waiting + max(0, room)) if slack is not None else max(0, room)
        return min(slack, waiting)

    def _leg_ending(self, index):
        inner = 0 < index < len(self.begin) - 1
        return self.sequence[index - 1] // 2 if inner and self.sequence[index - 1] % 2 else None

    def _ride(self, leg, index):
        first = self.pickup[leg]
        return self.begin[index] - self.begin[first] - self.service[first]

    def too_long(self):
        """Legs on board longer than allowed."""
        ends = {self._leg_ending(index): index for index in range(1, len(self.begin) - 1)}
        ends.pop(None, None)
        return [leg for leg, index in ends.items() if self.problem.legs[leg].max_ride is not None
                and self._ride(leg, index) > self.problem.legs[leg].max_ride]

    def _rides_kept(self):
        return not self.too_long()

    def _length_kept(self):
        longest = self.volunteer.max_seconds
        return longest is None or self.begin[-1] - self.begin[0] <= longest


def is_feasible(problem, driver, sequence):
    """Whether one driver (with one shift) can drive this sequence: all rules of the day but skills."""
    volunteer = problem.drivers[driver]
    if volunteer.max_legs is not None and len(sequence) // 2 > volunteer.max_legs:
        return False
    if volunteer.max_metres is not None and driven(problem, driver, sequence) > volunteer.max_metres:
        return False
    return loads_kept(problem, driver, sequence) and Timing(problem, driver, sequence).run()


def loads_kept(problem, driver, sequence):
    """Whether the places are enough and the blocks alone, and each pick-up is before its drop-off."""
    capacity, aboard, exclusive = problem.drivers[driver].capacity, [], None
    partner = problem.partner
    for stop in sequence:
        leg = stop // 2
        if stop % 2:
            if leg not in aboard:
                return False
            aboard.remove(leg)
            if exclusive is not None and leg == exclusive:
                exclusive = None
            continue
        if exclusive is not None and leg != exclusive:
            return False
        aboard.append(leg)
        if leg in partner:
            if len(aboard) > 1 or (exclusive is None and problem.legs[leg].driver_waits_with is None):
                return False
            exclusive = partner[leg] if problem.legs[leg].driver_waits_with is not None else leg
        if not _fits(problem, aboard, capacity):
            return False
    return not aboard and exclusive is None


def _fits(problem, aboard, capacity):
    needs = [problem.legs[leg].load for leg in aboard]
    width = max(len(capacity), *(len(need) for need in needs))
    room = capacity + (0,) * (width - len(capacity))
    return all(sum(need[kind] for need in needs if kind < len(need)) <= room[kind] for kind in range(width))


def build_route(problem, driver, sequence, origin=None):
    """Return the timed ``Route`` of a feasible sequence.

    :param origin: ``(id, shift)`` of the driver given by the caller, where drivers were split by shift
    """
    timing = Timing(problem, driver, sequence)
    if not timing.run():
        raise ValueError(f"The route of driver {driver} cannot be timed.")
    metres, stops, empty, aboard = problem.table.metres, [], 0, 0
    for index, stop in enumerate(sequence, 1):
        way = int(metres[timing.places[index - 1], timing.places[index]])
        empty += way if not aboard else 0
        aboard += -1 if stop % 2 else 1
        begin = timing.begin[index]
        stops.append(PlannedStop(
            problem.legs[stop // 2].id, DROPOFF if stop % 2 else PICKUP, timing.places[index],
            timing.arrival(index), begin, begin + timing.service[index], way))
    identity, shift = origin or (problem.drivers[driver].id, 0)
    home = int(metres[timing.places[-2], timing.places[-1]])
    return Route(identity, timing.begin[0], timing.begin[-1], tuple(stops),
                 driven(problem, driver, sequence), empty + home, shift)
