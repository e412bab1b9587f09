# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class AccountMoveLine(models.Model):
    """A ledger line of a statement leads back to the runs it contains."""

    _inherit = 'account.move.line'

    ts_statement_line_ids = fields.One2many('ts.statement.line', 'move_line_id', "Statement Lines")

    def _compute_partner_id(self):
        """Keep the volunteer's own contact, not the company it may hang under."""
        lines = self.filtered('move_id.ts_statement_id')
        for line in lines:
            line.partner_id = line.move_id.partner_id
        return super(AccountMoveLine, self - lines)._compute_partner_id()
