# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A coordinator's files together: people first, then places, then the rides that name them."""

from collections import defaultdict
from dataclasses import dataclass, field

from .headings import Table, recognise_workbook
from .messages import SpreadsheetError
from .people import PeopleIndex
from .persons import RecordCheck, check_people, check_places
from .reader import Workbook, read_workbook
from .rides import DRIVEN, RideCheck, check_rides
from .rows import data_rows


@dataclass
class Dossier:
    """What was found in the files. ``problems`` are the files and sheets that could not be used."""

    workbooks: list[Workbook] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    problems: list[SpreadsheetError] = field(default_factory=list)
    volunteers: RecordCheck = field(default_factory=RecordCheck)
    beneficiaries: RecordCheck = field(default_factory=RecordCheck)
    places: RecordCheck = field(default_factory=RecordCheck)
    rides: RideCheck = field(default_factory=RideCheck)

    @property
    def refused(self):
        """Every refused row of every file."""
        return [
            refusal
            for check in (self.volunteers, self.beneficiaries, self.places, self.rides)
            for refusal in check.refused
        ]

    def summary(self):
        """Return the totals as plain data, numbers as int and float."""
        rides = self.rides
        return {
            'volunteers': len(self.volunteers.accepted),
            'beneficiaries': len(self.beneficiaries.accepted),
            'places': len(self.places.accepted),
            'rides': {state: rides.count(state) for state in ('done', 'cancelled', 'no_show')},
            'km_driven': float(rides.km_driven),
            'tolls': float(rides.tolls),
            'refused': [
                {
                    'file': r.row.table.file,
                    'sheet': r.row.table.sheet.name,
                    'line': r.line,
                    'reason': r.why,
                }
                for r in self.refused
            ],
            'refused_count': len(self.refused),
        }

    def by_volunteer_month(self):
        """Return {volunteer: {'2025-01': {rides, km, toll}}} of the rides that were driven."""
        result = defaultdict(lambda: defaultdict(lambda: {'rides': 0, 'km': 0, 'toll': 0}))
        for ride in self.rides.accepted:
            if ride.state in DRIVEN:
                cell = result[ride.volunteer.name][f'{ride.date:%Y-%m}']
                cell['rides'] += 1
                cell['km'] += ride.km
                cell['toll'] += ride.toll + ride.parking
        return {name: dict(months) for name, months in result.items()}


def read_dossier(sources, *, today=None):
    """Read files (paths, or pairs of name and bytes) and check everything in them by itself.

    People are matched against the lists in these files only. A file that cannot be read is in
    ``problems``; the others are still read.
    """
    dossier = Dossier()
    for source in sources:
        name, data = source if isinstance(source, tuple) else (None, source)
        try:
            workbook = read_workbook(data, name)
        except SpreadsheetError as problem:
            dossier.problems.append(problem)
            continue
        tables, problems = recognise_workbook(workbook, today=today)
        dossier.workbooks.append(workbook)
        dossier.tables += tables
        dossier.problems += problems
    _check(dossier)
    return dossier


def _check(dossier):
    rows = defaultdict(list)
    for table in dossier.tables:
        rows[table.kind] += data_rows(table)
    dossier.volunteers = check_people(rows['volunteers'])
    dossier.beneficiaries = check_people(rows['beneficiaries'])
    dossier.places = check_places(rows['places'])
    indexes = [
        PeopleIndex([record.as_person((label, id(record))) for record in check.accepted], label)
        for label, check in (
            ('volunteers', dossier.volunteers),
            ('beneficiaries', dossier.beneficiaries),
        )
    ]
    dossier.rides = check_rides(rows['rides'], *indexes)
