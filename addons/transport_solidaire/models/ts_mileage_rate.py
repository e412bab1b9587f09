# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class TsMileageRate(models.Model):
    _name = 'ts.mileage.rate'
    _description = "Mileage Rate"

    company_id = fields.Many2one('res.company', required=True)
