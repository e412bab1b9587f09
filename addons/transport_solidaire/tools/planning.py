# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What is known of rides, volunteers and their day when one looks who could drive. Plain Python.

Everything is loaded at once for many volunteers (``models/ts_ride_facts.py``), so that one rule serves
one volunteer in a dialog and eight hundred in a ranking. Moments are naive UTC, distances kilometres.
"""
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo

from .blocker import Blocker
from .distance import Leg
from .geo import Point

CLOSED_STATES = ('cancelled', 'refused', 'unserved')


@dataclass(slots=True, eq=False)
class RideFacts:
    """A ride as the rules need it. ``doors`` tell whether two people get in at one and the same place."""

    id: int
    state: str
    person_id: int
    person_name: str
    pickup_at: datetime
    dropoff_at: datetime
    appointment_at: datetime | None
    date: date
    distance_km: float
    boarding: int
    seats: int
    companions: int
    aid_ids: frozenset[int]
    commune_id: int | None
    commune_name: str | None
    pickup: Point | None
    dropoff: Point | None
    pickup_door: tuple
    dropoff_door: tuple
    run_id: int | None
    kin_run_ids: frozenset[int]


@dataclass(slots=True, eq=False)
class VehicleFacts:
    """A volunteer's own vehicle."""

    id: int
    seats: int
    is_accessible: bool


@dataclass(slots=True, eq=False)
class RunFacts:
    """An outing with the rides it carries, closed ones included."""

    id: int
    volunteer_id: int
    vehicle: VehicleFacts | None
    mode: str
    start_at: datetime | None
    end_at: datetime | None
    km_planned: float
    is_open: bool
    rides: list[RideFacts] = field(default_factory=list)

    @property
    def open_rides(self):
        """The rides that somebody is driven on."""
        return [ride for ride in self.rides if ride.state not in CLOSED_STATES]


@dataclass(slots=True, eq=False)
class VolunteerFacts:
    """A volunteer with what he can, wishes and already does around the days of the rides."""

    id: int
    name: str
    state: str
    home: Point | None
    max_km: int = 0
    max_rides_week: int = 0
    wished_rides_week: int = 0
    wished_km_week: int = 0
    vehicle: VehicleFacts | None = None
    has_slots: bool = False
    slots: list[tuple] = field(default_factory=list)
    absences: list[tuple] = field(default_factory=list)
    papers: list[tuple] = field(default_factory=list)
    refused_aid_ids: frozenset[int] = frozenset()
    refused_person_ids: frozenset[int] = frozenset()
    # the communes of the rides that lie in his sectors; None when he drives everywhere
    commune_ids: frozenset[int] | None = None
    runs: list[RunFacts] = field(default_factory=list)
    rides_of_week: dict[tuple, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Way:
    """How a ride would be driven: its run (None for a new one), the vehicle, the mode."""

    run: RunFacts | None
    vehicle: VehicleFacts | None
    mode: str


@dataclass(frozen=True, slots=True)
class Halt:
    """Where a driver is to be at what moment: somebody gets in or out at a door."""

    at: datetime
    is_pickup: bool
    ride: RideFacts
    point: Point | None
    door: tuple


@dataclass(frozen=True, slots=True)
class Finding:
    """A blocker whose sentence is written only when somebody reads it."""

    code: str
    tell: Callable[[], str]
    hard: bool = False

    def to_blocker(self):
        """Return the blocker with its sentence."""
        return Blocker(self.code, self.tell(), self.hard)


@dataclass(slots=True, eq=False)
class Offer:
    """One way to give rides to one volunteer, and what speaks against it, by id of ride."""

    volunteer: VolunteerFacts
    ways: dict[int, Way]
    run_ids: frozenset[int] = frozenset()
    outings: dict[int, tuple] = field(default_factory=dict)
    findings: dict[int, list[Finding]] = field(default_factory=dict)

    def add(self, ride, code, tell, hard=False):
        """Note what speaks against one of the rides; ``tell`` writes the sentence when it is needed."""
        self.findings.setdefault(ride.id, []).append(Finding(code, tell, hard))

    @property
    def is_possible(self):
        """Whether no hard blocker stands against it."""
        return not any(f.hard for found in self.findings.values() for f in found)

    @property
    def codes(self):
        """The kinds of warnings, each once."""
        return {f.code for found in self.findings.values() for f in found}


class Legs:
    """The ways between points that the rules may ask for, measured beforehand in one go."""

    def __init__(self):
        self.known: dict[tuple, Leg | None] = {}

    def get(self, start, end):
        """Return the ``Leg``, None where an end is not known."""
        return self.known.get((start, end)) if start and end else None


@dataclass(slots=True, eq=False)
class Facts:
    """Everything that was loaded for one look, by id; ``rides`` in their order."""

    rides: dict[int, RideFacts]
    volunteers: dict[int, VolunteerFacts]
    runs: dict[int, RunFacts]
    vehicles: dict[int, VehicleFacts]
    legs: Legs = field(default_factory=Legs)
    # in which the days of the association begin
    zone: tzinfo | None = None
    # id → name, in the order of the list of aids
    aid_names: dict[int, str] = field(default_factory=dict)
    fitted_aid_ids: frozenset[int] = frozenset()

    def get_aid_names(self, aid_ids):
        """Return the names of some aids, in the order of the list."""
        return ', '.join(name for aid_id, name in self.aid_names.items() if aid_id in aid_ids)


def split_by_outing(rides, wait):
    """Return rides in groups that one outing can carry: the driver waits up to ``wait`` (a timedelta)."""
    groups = []
    for ride in sorted(rides, key=lambda r: (r.pickup_at, r.id)):
        if groups and ride.pickup_at - max(r.dropoff_at for r in groups[-1]) <= wait:
            groups[-1].append(ride)
        else:
            groups.append([ride])
    return groups


def get_halts(rides):
    """Return where one outing with these rides gets people in and out, in order of time."""
    halts = [halt for ride in rides for halt in (
        Halt(ride.pickup_at, True, ride, ride.pickup, ride.pickup_door),
        Halt(ride.dropoff_at, False, ride, ride.dropoff, ride.dropoff_door))]
    halts.sort(key=lambda halt: (halt.at, halt.is_pickup))
    return halts


def get_peak_seats(rides, ride):
    """Return the most seats taken at once, among ``rides``, while ``ride`` is on board."""
    together = [r for r in rides if r is ride or (
        r.state not in CLOSED_STATES and r.pickup_at < ride.dropoff_at and r.dropoff_at > ride.pickup_at)]
    moments = [max(r.pickup_at, ride.pickup_at) for r in together]
    return max(sum(r.seats for r in together if r is ride or r.pickup_at <= at < r.dropoff_at)
               for at in moments)


def covers(slot, start, end):
    """Tell whether a slot ``(weekday, from, to, valid from, valid to)`` covers a local interval of one day."""
    weekday, hour_from, hour_to, date_from, date_to = slot
    day = start.date()
    return (
        day.weekday() == weekday and end.date() == day
        and not (date_from and day < date_from) and not (date_to and day > date_to)
        and hour_from <= start.hour + start.minute / 60
        and end.hour + end.minute / 60 <= hour_to)
