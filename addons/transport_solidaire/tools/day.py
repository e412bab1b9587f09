# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Between the rides of a day and the solver's indices. Plain Python."""
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any


@dataclass
class Held:
    """What a volunteer has promised that day: from when to when (seconds), most seats, kilometres."""

    first: int
    last: int
    seats: int = 0
    km: float = 0.0


@dataclass
class Day:
    """What a day's rides and volunteers are called in the solver's input.

    :param start: the local midnight, as naive UTC; seconds are counted from it
    :param points: positions, by their index in the travel table
    :param ends: ride → (index of pick-up, index of drop-off)
    :param homes: volunteer → index of his home
    :param unplaced: ride id → reason, of rides that the solver never sees
    :param held: volunteer → ``Held``, what he has promised already
    :param asked: every skill that some ride asks for
    """

    start: datetime
    points: list = field(default_factory=list)
    rides: list = field(default_factory=list)
    drivers: list = field(default_factory=list)
    ends: dict = field(default_factory=dict)
    homes: dict = field(default_factory=dict)
    unplaced: dict = field(default_factory=dict)
    held: dict = field(default_factory=dict)
    asked: set = field(default_factory=set)
    problem: Any = None
    _known: dict = field(default_factory=dict)

    def second(self, moment):
        """Return a naive UTC moment as seconds from the local midnight."""
        return round((moment - self.start).total_seconds())

    def moment(self, second):
        """Return seconds from the local midnight as a naive UTC moment."""
        return self.start + timedelta(seconds=int(second))

    def add_ride(self, ride, pickup, dropoff):
        """Take a ride between two points."""
        self.rides.append(ride)
        self.ends[ride] = (self._index(pickup), self._index(dropoff))

    def add_driver(self, volunteer, home):
        """Take a volunteer who starts and ends at home."""
        self.drivers.append(volunteer)
        self.homes[volunteer] = self._index(home)

    def _index(self, point):
        if point.key not in self._known:
            self._known[point.key] = len(self.points)
            self.points.append(point)
        return self._known[point.key]

    @property
    def open_ids(self):
        """Ids of the rides that are to be placed."""
        return {ride.id for ride in self.rides if not ride.run_id}
