# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class TsStatement(models.Model):
    _name = 'ts.statement'
    _description = "Statement"

    company_id = fields.Many2one('res.company', required=True)
    volunteer_id = fields.Many2one('ts.volunteer', required=True)
