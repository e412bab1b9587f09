# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.exceptions import UserError


class AccountMoveReversal(models.TransientModel):
    """A statement's entry may be reversed, not replaced: its new entry comes from a new statement."""

    _inherit = 'account.move.reversal'

    def reverse_moves(self, is_modify=False):
        """Refuse “reverse and create” on entries of statements, which would pay the runs twice."""
        if is_modify and self.move_ids.filtered('ts_statement_id'):
            raise UserError(self.env._(
                "This entry comes from a statement. Reverse it only: its runs can then be put on a new "
                "statement."))
        return super().reverse_moves(is_modify)
