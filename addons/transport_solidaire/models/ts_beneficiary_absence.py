# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.tools import format_date

from .ts_ride import UPCOMING_STATES


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

    # ---- rides made ahead already ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        """Warn on the repeated rides that are there already."""
        absences = super().create(vals_list)
        absences.beneficiary_id._warn_repeated_rides()
        return absences

    def write(self, vals):
        """Warn on the repeated rides of the new days, and no longer on those of the old ones."""
        people = self.beneficiary_id
        result = super().write(vals)
        (people | self.beneficiary_id)._warn_repeated_rides()
        return result

    def unlink(self):
        """Warn no longer."""
        people = self.beneficiary_id
        result = super().unlink()
        people._warn_repeated_rides()
        return result


class TsBeneficiary(models.Model):
    """Repeated rides that were made before the person said that she is away."""

    _inherit = 'ts.beneficiary'

    def _warn_repeated_rides(self):
        """Write on each coming repeated ride what speaks against its day now."""
        rides = self.env['ts.ride'].search([
            ('beneficiary_id', 'in', self.ids), ('series_id', '!=', False),
            ('state', 'in', UPCOMING_STATES), ('pickup_at', '>', fields.Datetime.now())])
        for series, own in rides.grouped('series_id').items():
            warnings = series._get_day_warnings(set(own.mapped('series_date')))
            for day, same in own.grouped('series_date').items():
                same.series_warning = warnings.get(day, False)
