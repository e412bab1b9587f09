# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class TsBeneficiary(models.Model):
    """Whom a person likes to be driven by."""

    _inherit = 'ts.beneficiary'

    preferred_volunteer_ids = fields.Many2many(
        'ts.volunteer', 'ts_beneficiary_prefers_volunteer_rel', 'beneficiary_id', 'volunteer_id',
        "Likes to Be Driven By", check_company=True)
    preferred_by_ids = fields.Many2many(
        'ts.volunteer', 'ts_volunteer_prefers_beneficiary_rel', 'beneficiary_id', 'volunteer_id',
        "Liked By", check_company=True)
