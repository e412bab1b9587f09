# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What becomes of a volunteer's answer. Plain Python."""
from dataclasses import dataclass


@dataclass(frozen=True)
class Outcome:
    """Where an answer has led, with one kind sentence for the volunteer.

    ``code`` is the answer kept on ``ts.proposal``: ``yes`` and ``no`` are what he said; ``taken``, ``stopped``
    and ``expired`` say that the question was over before; ``to_call`` that the desk has to speak to him;
    ``withdrawn`` that he cannot come after all; ``waiting`` that nothing was answered yet.
    """

    code: str
    message: str
