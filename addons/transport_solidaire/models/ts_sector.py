# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class TsSector(models.Model):
    """A part of the territory: communes that a volunteer serves or that a report counts together."""

    _name = 'ts.sector'
    _description = "Sector"
    _order = 'sequence, name'
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one('res.company', "Association", index=True,
                                 help="Empty when several associations share this sector.")
    commune_ids = fields.Many2many('ts.commune', string="Communes")
