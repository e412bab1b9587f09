# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Why a volunteer cannot, or should not, take a ride. Plain Python."""
from dataclasses import dataclass


@dataclass(frozen=True)
class Blocker:
    """One reason, in one sentence.

    ``hard`` reasons stop an assignment; the others are overridden with a reason that stays.
    ``code`` names the rule for tests, statistics and other addons.
    """

    code: str
    message: str
    hard: bool = False
