# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class TsAbsence(models.Model):
    """Days when a volunteer is away, both included."""

    _name = 'ts.absence'
    _description = "Absence"
    _inherit = ['ts.volunteer.detail.mixin']
    _order = 'date_from desc'

    date_from = fields.Date("From", required=True, index=True)
    date_to = fields.Date("To", required=True)
    name = fields.Char("Remark", help="Never a medical reason.")

    _dates_ordered = models.Constraint(
        'CHECK(date_from <= date_to)', "An absence cannot end before it begins.")

    @api.depends('volunteer_id', 'date_from', 'date_to')
    def _compute_display_name(self):
        for absence in self:
            absence.display_name = (
                f"{absence.volunteer_id.name}: {absence.date_from or ''} → {absence.date_to or ''}")
