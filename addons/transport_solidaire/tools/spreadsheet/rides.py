# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Decides row by row which rides can be taken, and says of each other one why not."""

import datetime
from dataclasses import dataclass, field
from decimal import Decimal

from .messages import CellError, Problem, locate
from .names import split_name
from .people import Match, Person
from .text import clean, fold
from .vocabulary import is_round_trip, parse_outcome, parse_state

DRIVEN = ('done', 'no_show')
BIG_KM = 800
# Texts in these columns are names and places: "Lapin" may be somebody, "Report" a street.
_NOT_REMARKS = {
    'beneficiary',
    'beneficiary_last',
    'beneficiary_first',
    'volunteer_last',
    'volunteer_first',
    'pickup',
    'dropoff',
    'refusal',
    'payment',
    'ref',
    'weekday',
    'month',
    'state',
}

# Read into a ride unchanged, and what a ride can do without.
_AS_THEY_ARE = ('contribution', 'payment', 'purpose', 'waiting', 'return_time', 'companions', 'note')
_DISPENSABLE = ('time', 'return_time', 'waiting', 'contribution', 'companions', 'payment')


@dataclass
class Ride:
    """A ride that can be taken. Kilometres are None only where none were driven; money is Decimal.

    ``state`` is done, no_show, cancelled, refused, unserved or planned. ``beneficiary`` and
    ``volunteer`` are ``Person``; ``how`` tells how each was found. ``warnings`` are ``Problem``.
    """

    row: object
    date: datetime.date
    time: datetime.time | None
    beneficiary: Person
    volunteer: Person | None
    pickup: str
    dropoff: str
    state: str
    km: Decimal | None = None
    toll: Decimal = Decimal(0)
    parking: Decimal = Decimal(0)
    contribution: Decimal | None = None
    payment: str | None = None
    purpose: str | None = None
    waiting: int = 0
    return_time: datetime.time | None = None
    companions: int | None = None
    round_trip: bool = False
    note: str = ''
    how: dict = field(default_factory=dict)
    warnings: list = field(default_factory=list)

    @property
    def line(self):
        """The row's number in its sheet."""
        return self.row.line

    @property
    def key(self):
        """What makes two rows the same ride, for doubles and for a second import."""
        return (
            self.date,
            self.time,
            self.beneficiary.ref,
            self.volunteer and self.volunteer.ref,
            fold(self.dropoff),
            self.km,
        )


@dataclass
class Refusal:
    """A row that cannot be taken: ``problems`` are (field name, ``Problem``), the main one first."""

    row: object
    problems: list

    @property
    def line(self):
        """The row's number in its sheet."""
        return self.row.line

    @property
    def code(self):
        """The coarse reason: baddate, nokm, nodriver, unknown, negative, duplicate…"""
        return self.problems[0][1].code

    @property
    def why(self):
        """The reason in a word or two, with the other line for a double."""
        problem = self.problems[0][1]
        return (
            f"duplicate of line {problem.values['other']}"
            if self.code == 'duplicate'
            else self.code
        )

    def sentence(self, translate=str, with_sheet=False):
        """Return one sentence per problem: the row, the column, what is wrong, what to do."""
        table = self.row.table
        sheet = table.sheet.name if with_sheet else None
        return ' '.join(
            locate(problem, self.line, table.heading(name) or None, sheet).render(translate)
            for name, problem in self.problems
        )


@dataclass
class RideCheck:
    """The outcome of ``check_rides``."""

    accepted: list[Ride] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)

    def count(self, state):
        """Return how many accepted rides are in a state."""
        return sum(ride.state == state for ride in self.accepted)

    @property
    def km_driven(self):
        """Kilometres of rides done and of people who were absent."""
        return sum((ride.km for ride in self.accepted if ride.state in DRIVEN), Decimal(0))

    @property
    def tolls(self):
        """Tolls and parking of the same rides."""
        return sum(
            (ride.toll + ride.parking for ride in self.accepted if ride.state in DRIVEN), Decimal(0)
        )


def check_rides(rows, volunteers, beneficiaries, *, known=None):
    """Return the ``RideCheck`` of data rows, matched against two ``PeopleIndex``.

    ``beneficiaries`` may be None: their names are then kept as they are. ``known`` maps the keys
    of rides seen before to their rows; pass the same dict for several files to find doubles across
    them.
    """
    known = {} if known is None else known
    result = RideCheck()
    for row in rows:
        ride, problems = _check(row, volunteers, beneficiaries)
        if not problems:
            double = known.get(ride.key)
            if double is not None:
                problems = [(None, _duplicate(row, double))]
        if problems:
            result.refused.append(Refusal(row, problems))
            continue
        known[ride.key] = row
        result.accepted.append(ride)
    return result


def _duplicate(row, other):
    if other.table.sheet is row.table.sheet:
        return Problem('duplicate', other=other.line)
    return Problem('duplicate.sheet', other=other.line, sheet=other.table.sheet.name)


def _check(row, volunteers, beneficiaries):
    """Return (ride, problems) of one row; the ride counts only without problems."""
    problems, warnings, how = [], _warnings(row), {}
    state = _state(row)
    day = row.values.get('date')
    if day is None:
        problems.append(('date', row.errors.get('date') or CellError('baddate.missing')))
    ride = Ride(
        row=row,
        date=day,
        time=row.values.get('time'),
        beneficiary=_find_beneficiary(row, beneficiaries, problems, how),
        volunteer=_find_volunteer(row, volunteers, state, problems, warnings, how),
        pickup=row.values.get('pickup', ''),
        dropoff=row.values.get('dropoff', ''),
        state=state,
        km=_km(row, state, problems, warnings),
        toll=_cost(row, 'toll', state, problems, warnings),
        parking=_cost(row, 'parking', state, problems, warnings),
        round_trip=_is_round_trip(row),
        how=how,
        warnings=warnings,
        **{name: row.values[name] for name in _AS_THEY_ARE if name in row.values},
    )
    return ride, problems


def _warnings(row):
    """Return what is left out of a row that can be taken all the same."""
    warnings = [Problem('left_out', problem=row.errors[name]) for name in _DISPENSABLE
                if name in row.errors]
    if 'time' not in row.values and 'time' not in row.errors:
        warnings.append(Problem('notime'))
    return warnings


def _state(row):
    """Return what became of a ride, from its own columns, else from any remark in the row."""
    for name in ('no_show', 'cancelled'):
        if row.values.get(name) or (name in row.errors and row.raw(name)):
            return name
    if row.values.get('state'):
        return row.values['state']
    for name, text in row.texts.items():
        if name in _NOT_REMARKS:
            continue
        outcome = parse_outcome(text)
        if outcome and (name != 'volunteer' or outcome in ('unserved', 'cancelled')):
            return outcome
    return 'done'


def _full_name(row, name):
    """Return a person's name from one column or two."""
    parts = [row.values.get(f'{name}_last'), row.values.get(f'{name}_first')]
    return clean(row.values.get(name) or ' '.join(filter(None, parts)))


def _find_beneficiary(row, index, problems, how):
    text = _full_name(row, 'beneficiary')
    column = 'beneficiary' if 'beneficiary' in row.table.columns else 'beneficiary_last'
    if not text:
        problems.append((column, CellError('nobeneficiary')))
        return None
    if index is None:
        name = split_name(text).full
        return Person(name, name)
    return _find(
        index, text, row, 'beneficiary', column, problems, how, row.values.get('pickup', '')
    )


def _find_volunteer(row, index, state, problems, warnings, how):
    text = _full_name(row, 'volunteer')
    column = 'volunteer' if 'volunteer' in row.table.columns else 'volunteer_last'
    found = []
    if text and (state in DRIVEN or not parse_outcome(text)):
        volunteer = _find(index, text, row, 'volunteer', column, found, how)
    else:
        volunteer = None
        if state in DRIVEN:
            found.append((column, CellError('nodriver')))
    if state in DRIVEN:
        problems += found
    else:
        warnings += [Problem('left_out', problem=problem) for _column, problem in found]
    return volunteer


def _find(index, text, row, name, column, problems, how, city=''):
    try:
        match: Match = index.match(text, tuple(row.values.get(f'{name}_phone', ())), city)
    except CellError as problem:
        problems.append((column, problem))
        return None
    how[name] = match.how
    return match.person


def _km(row, state, problems, warnings):
    """Return the kilometres; a driven ride must have them, another may lack them."""
    error = row.errors.get('km')
    km = row.values.get('km')
    if km is None and not error:
        km, error = _from_odometer(row)
    if error and (error.code == 'negative' or state in DRIVEN):
        problems.append(('km', error))
    elif km is None and state in DRIVEN:
        problems.append(('km', CellError('nokm')))
    elif km is not None and km > BIG_KM:
        warnings.append(Problem('bigkm', value=clean(str(km))))
    elif km == 0 and state == 'done':
        warnings.append(Problem('zerokm'))
    return km


def _from_odometer(row):
    start, end = row.values.get('odometer_start'), row.values.get('odometer_end')
    if start is None or end is None:
        return None, None
    if end < start:
        return None, CellError('nokm.odometer', start=clean(str(start)), end=clean(str(end)))
    return end - start, None


def _cost(row, name, state, problems, warnings):
    """Return a cost, 0 when empty; money that was spent is never dropped silently."""
    error = row.errors.get(name)
    if error and (error.code == 'negative' or state in DRIVEN):
        problems.append((name, error))
    elif error:
        warnings.append(Problem('left_out', problem=error))
    return row.values.get(name, Decimal(0))


def _is_round_trip(row):
    return any(is_round_trip(row.raw(name)) for name in ('round_trip', 'note')) or (
        parse_state(row.raw('round_trip')) is None
        and fold(row.raw('round_trip')) in ('oui', 'x', 'yes')
    )
