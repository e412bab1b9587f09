# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What a volunteer's period will hold, before anything is written."""
from dataclasses import dataclass, field


@dataclass
class StatementPreview:
    """The statement that a volunteer would get.

    ``lines`` are the values of ``ts.statement.line``; ``missing`` the (mode, date) of runs for which no
    rate is in force. Amounts are in the company's currency, kilometres have one decimal.
    """

    volunteer: object
    currency: object
    lines: list = field(default_factory=list)
    missing: set = field(default_factory=set)

    @property
    def run_count(self):
        """Return how many runs the statement is about."""
        return len({line['run_id'] for line in self.lines})

    @property
    def km(self):
        """Return the kilometres, corrections included."""
        return round(sum(line['km'] for line in self.lines), 1)

    @property
    def amount(self):
        """Return the sum of the rounded lines."""
        return self.currency.round(sum(line['amount'] for line in self.lines))

    @property
    def is_due(self):
        """Tell whether there is something to pay; if not, the lines wait for the next statement."""
        return self.currency.compare_amounts(self.amount, 0) > 0
