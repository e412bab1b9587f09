# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.tools import format_date


class TsBeneficiaryAbsence(models.Model):
    """Days when a person is not at home, both included: her repeated rides warn or are left out."""

    _name = 'ts.beneficiary.absence'
    _description = "Absence of a Beneficiary"
    _order = 'date_from desc'
    _check_company_auto = True

    beneficiary_id = fields.Many2one('ts.beneficiary', required=True, index=True, ondelete='cascade',
                                     check_company=True)
    company_id = fields.Many2one(related='beneficiary_id.company_id', store=True, index=True)
    date_from = fields.Date("From", required=True, index=True)
    date_to = fields.Date("To", required=True)
    name = fields.Char("Remark", help="Never a medical reason.")

    _dates_ordered = models.Constraint('CHECK(date_from <= date_to)', "An absence cannot end before it begins.")

    @api.depends('beneficiary_id', 'date_from', 'date_to')
    def _compute_display_name(self):
        for absence in self:
            start, end = (format_date(absence.env, day) for day in (absence.date_from, absence.date_to))
            absence.display_name = f"{absence.beneficiary_id.name}: {start} → {end}"
