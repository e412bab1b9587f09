# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class TsPurpose(models.Model):
    """Why people travel. Kept coarse on purpose: health is a special category of data (GDPR art. 9)."""

    _name = 'ts.purpose'
    _description = "Purpose"
    _order = 'sequence, name'

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="Used by imports and reports.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    priority = fields.Integer(
        default=50, help="From 0 to 100: which rides are served first when volunteers are short.")

    _priority_range = models.Constraint(
        'CHECK(0 <= priority AND priority <= 100)', "A priority is between 0 and 100.")
    _code_uniq = models.Constraint('UNIQUE(code)', "Another purpose has this code.")
