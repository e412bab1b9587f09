# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Who could take a ride, in order, with the reasons in words. Plain Python."""
from collections.abc import Callable
from dataclasses import asdict, dataclass, field

from .blocker import Blocker


@dataclass(frozen=True, slots=True)
class Term:
    """One part of a score: its points, and the sentence about it, written only when it is shown.

    ``reason`` says it in the line that the coordinator reads; ``tell`` in the explanation of the score.
    Either may return an empty text: nothing worth saying.
    """

    code: str
    points: float
    tell: Callable[[], str]
    reason: Callable[[], str] = str


@dataclass
class Suggestion:
    """One volunteer who could take the rides: kilometres in km, the score in points (more is better)."""

    volunteer_id: int
    name: str
    score: float
    extra_km: float
    approach_km: float
    reasons: list[str] = field(default_factory=list)
    blockers: list[Blocker] = field(default_factory=list)
    run_id: int | bool = False
    needs_reason: bool = False
    possible: bool = True
    breakdown: list[tuple[str, float]] = field(default_factory=list)
    rank: int = 0

    @property
    def reason(self):
        """The reasons in one line."""
        return ', '.join(self.reasons)

    def as_dict(self):
        """Return what a screen needs, ready for JSON."""
        return {**asdict(self), 'reason': self.reason}
