# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.tools import format_date


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
            start, end = (format_date(absence.env, day) for day in (absence.date_from, absence.date_to))
            absence.display_name = f"{absence.volunteer_id.name}: {start} → {end}"
