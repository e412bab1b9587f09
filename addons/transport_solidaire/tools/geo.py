# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Points on the map and the great circle between them. Plain Python."""
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

EARTH_RADIUS_KM = 6371.0088


@dataclass(frozen=True)
class Point:
    """A position in decimal degrees (WGS 84), rounded to 4 decimals (about 11 m).

    ``precise`` is False when only the commune's centroid is known.
    """

    latitude: float
    longitude: float
    precise: bool = True

    @property
    def key(self):
        """Text that identifies the position in the distance cache; a rough one is marked."""
        return f"{self.latitude:.4f},{self.longitude:.4f}{'' if self.precise else '~'}"


def great_circle_km(start, end):
    """Return the great-circle distance between two points, in kilometres."""
    lat1, lat2 = radians(start.latitude), radians(end.latitude)
    half_lat = (lat2 - lat1) / 2
    half_lon = radians(end.longitude - start.longitude) / 2
    chord = sin(half_lat) ** 2 + cos(lat1) * cos(lat2) * sin(half_lon) ** 2
    return 2 * EARTH_RADIUS_KM * asin(sqrt(min(1.0, chord)))
