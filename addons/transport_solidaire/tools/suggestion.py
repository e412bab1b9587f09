# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Who could take a ride, in order, with the reasons in words. Plain Python."""
from collections.abc import Callable
from dataclasses import asdict, dataclass, field

from .blocker import Blocker
from .planning import Offer

# Days over which turns are counted: four weeks.
LOAD_DAYS = 28
LOAD_WEEKS = 4


@dataclass(frozen=True, slots=True)
class Term:
    """One part of a score: its points, and sentences that are written only when they are shown.

    ``tell`` explains the points; ``reason`` is what the coordinator reads in one line. An empty
    text: nothing worth saying.
    """

    code: str
    points: float
    tell: Callable[[], str]
    reason: Callable[[], str] = str


@dataclass(slots=True, eq=False)
class Candidate:
    """A volunteer in a ranking with the best way to give him the rides.

    ``extra_km``: what the rides add to his day, from home and back, None while his home is not known;
    ``approach_km``: without anybody on board before the first of them.
    """

    offer: Offer
    extra_km: float | None
    approach_km: float | None
    terms: list[Term] = field(default_factory=list)
    score: float = 0.0

    @property
    def volunteer(self):
        """The volunteer's facts."""
        return self.offer.volunteer

    def add(self, code, points, tell, reason=str):
        """Add a part of the score."""
        self.terms.append(Term(code, points, tell, reason))

    def get_order(self):
        """Return the sort key: the possible ones first, the most points first, then always the same order."""
        return not self.offer.is_possible, -round(self.score, 6), self.volunteer.id


@dataclass
class Suggestion:
    """One volunteer who could take the rides: kilometres, the score in points (more is better).

    ``run_id``: the run that the rides would join, False for an outing of their own; ``needs_reason``:
    something speaks against it, which a coordinator passes over with a reason; ``breakdown``: the score
    in sentences with their points.
    """

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


def get_turn_share(rides, km, wished_rides, wished_km, usual_rides, usual_km):
    """Return how far a volunteer is under (up to 1) or over (down to -1) what he wishes, over one period.

    All figures are of the same period. What he has not said is taken from what others usually do; when he
    has said one of both, only that one counts.

    :param usual_rides, usual_km: what a volunteer of the association drives in the mean
    """
    shares = [max(-1.0, 1 - done / wished) for done, wished in ((rides, wished_rides), (km, wished_km))
              if wished]
    if not shares:
        shares = [max(-1.0, 1 - done / usual) for done, usual in ((rides, usual_rides), (km, usual_km))
                  if usual]
    return sum(shares) / len(shares) if shares else 0.0
