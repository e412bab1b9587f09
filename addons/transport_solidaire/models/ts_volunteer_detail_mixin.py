# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class TsVolunteerDetailMixin(models.AbstractModel):
    """A detail of a volunteer's file; a change makes his coming rides be checked again."""

    _name = 'ts.volunteer.detail.mixin'
    _description = "Detail of a Volunteer's File"
    _check_company_auto = True

    volunteer_id = fields.Many2one('ts.volunteer', required=True, index=True, ondelete='cascade',
                                   check_company=True)
    company_id = fields.Many2one(related='volunteer_id.company_id', store=True, index=True)

    @api.model_create_multi
    def create(self, vals_list):
        """Check the volunteer's coming rides against the new detail."""
        details = super().create(vals_list)
        details.volunteer_id._recheck_rides()
        return details

    def write(self, vals):
        """Check the volunteer's coming rides against the changed detail."""
        volunteers = self.volunteer_id
        result = super().write(vals)
        (volunteers | self.volunteer_id)._recheck_rides()
        return result

    def unlink(self):
        """Check the volunteer's coming rides without the detail."""
        volunteers = self.volunteer_id
        result = super().unlink()
        volunteers.exists()._recheck_rides()
        return result
