# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Distance providers: how far and how long by road between two points. Plain Python.

A provider has a ``name`` that is kept with every leg, a ``version`` that separates cached results
when its settings change, and one method, ``legs``. Another addon adds a provider by extending the
selection ``res.company.ts_distance_provider`` and ``res.company._get_distance_provider``. For the
dispatch of a whole day it also has ``table``, all ways between many points at once.
"""
from dataclasses import dataclass

import numpy as np

from .geo import EARTH_RADIUS_KM, great_circle_km

# Two addresses of which only the commune is known are not at the same door.
LOCAL_KM = 1.5


@dataclass(frozen=True)
class Leg:
    """A way between two points: kilometres (one decimal), minutes, and who said so."""

    km: float
    minutes: int
    provider: str


class GreatCircleProvider:
    """Offline estimate: great circle × road factor, slower on short ways.

    :param factor: road kilometres for one kilometre as the crow flies (1.3 is the European mean)
    """

    name = 'great_circle'
    # costs no call to anybody: an answer need not be kept to be had again
    instant = True
    # (up to this many kilometres, at this many kilometres an hour)
    SPEEDS = ((3, 30), (15, 50), (float('inf'), 72))

    def __init__(self, factor):
        self.factor = factor

    @property
    def version(self):
        """Results are cached by factor: changing it never mixes old and new kilometres."""
        return f"{self.factor:g}"

    def legs(self, pairs):
        """Return a ``Leg`` for each ``(start, end)`` pair of points, in the same order."""
        return [self._leg(start, end) for start, end in pairs]

    def table(self, points):
        """Return all ways between points as two square arrays: metres and seconds, integers.

        The same figures as ``legs``, before rounding to kilometres and minutes.
        """
        lat, lon = (np.radians([getattr(point, axis) for point in points])
                    for axis in ('latitude', 'longitude'))
        rough = np.array([not point.precise for point in points], dtype=bool)
        chord = (np.sin((lat[:, None] - lat) / 2) ** 2
                 + np.cos(lat)[:, None] * np.cos(lat) * np.sin((lon[:, None] - lon) / 2) ** 2)
        km = 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.minimum(chord, 1))) * self.factor
        km = np.where(rough[:, None] | rough, np.maximum(km, LOCAL_KM), km)
        np.fill_diagonal(km, 0)
        return (km * 1000).round().astype('int64'), (self._table_hours(km) * 3600).round().astype('int64')

    def _table_hours(self, km):
        hours, done = np.zeros_like(km), 0.0
        for limit, speed in self.SPEEDS:
            hours += np.clip(km - done, 0, limit - done) / speed
            done = limit
        return hours

    def _leg(self, start, end):
        km = great_circle_km(start, end) * self.factor
        if not (start.precise and end.precise):
            km = max(km, LOCAL_KM)
        return Leg(round(km, 1), round(self._hours(km) * 60), self.name)

    def _hours(self, km):
        hours, done = 0.0, 0.0
        for limit, speed in self.SPEEDS:
            part = max(0.0, min(km, limit) - done)
            hours += part / speed
            done += part
        return hours
