# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class TsStatementLine(models.Model):
    _name = 'ts.statement.line'
    _description = "Statement Line"

    statement_id = fields.Many2one('ts.statement', required=True, index=True)
    run_id = fields.Many2one('ts.run', index=True)
    is_released = fields.Boolean()
