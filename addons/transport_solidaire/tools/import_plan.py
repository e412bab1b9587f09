# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What an import is going to do, before it does it. Plain data, nothing of Odoo."""
from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple


class Difference(NamedTuple):
    """A value of the file that is not the one on record; what is on record stays."""

    label: str
    kept: str
    found: str


@dataclass
class Entry:
    """What one accepted row becomes.

    ``record`` is what the spreadsheet library read, ``id`` the record on file that it is, None for a
    new one. ``vals`` is what will be created or, for a record on file, what will be completed:
    values by section. ``differences`` are ``Difference``.
    """

    record: object
    id: int | None = None
    vals: dict = field(default_factory=dict)
    differences: list = field(default_factory=list)

    @property
    def outcome(self):
        """``created``, ``updated`` or ``unchanged``."""
        if self.id is None:
            return 'created'
        return 'updated' if any(self.vals.values()) else 'unchanged'


@dataclass
class Plan:
    """The whole of an import: what was read, what was refused, what each row becomes.

    ``entries`` are by kind (volunteers, beneficiaries, places, rides), in the order of the rows.
    ``new_places`` are places that only rides name: key → values.
    """

    tables: list = field(default_factory=list)
    notes: list = field(default_factory=list)
    workbooks: list = field(default_factory=list)
    checks: dict = field(default_factory=dict)
    entries: dict = field(default_factory=dict)
    new_places: dict = field(default_factory=dict)
    ids: dict = field(default_factory=dict)

    @property
    def refused(self):
        """Every refused row of every file, in the order of the kinds."""
        return [refusal for check in self.checks.values() for refusal in check.refused]

    def count(self, outcome):
        """Return how many records of each kind are created, updated or unchanged."""
        totals = {
            kind: Counter(entry.outcome for entry in entries)[outcome]
            for kind, entries in self.entries.items()}
        if outcome == 'created':
            totals['places'] = totals.get('places', 0) + len(self.new_places)
        return totals
