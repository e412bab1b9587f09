# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class TsStatementRefuse(models.TransientModel):
    """Asks why statements, or some of their lines, are refused."""

    _name = 'ts.statement.refuse'
    _description = "Refuse a Statement"

    statement_ids = fields.Many2many('ts.statement')
    line_ids = fields.Many2many('ts.statement.line')
    reason = fields.Char(required=True, help="The volunteer reads it on the statement.")

    def action_refuse(self):
        """Refuse the lines, or else the whole statements."""
        self.ensure_one()
        if self.line_ids:
            self.line_ids._refuse(self.reason)
        else:
            self.statement_ids.action_refuse(self.reason)
        return {'type': 'ir.actions.act_window_close'}
