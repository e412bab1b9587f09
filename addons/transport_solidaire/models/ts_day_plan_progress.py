# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class TsDayPlanProgress(models.Model):
    """How far a day being arranged is, written from outside its transaction (as of an import)."""

    _name = 'ts.day.plan.progress'
    _description = "Progress of a Proposed Day"

    plan_id = fields.Integer(required=True, index=True)
    percent = fields.Integer()
