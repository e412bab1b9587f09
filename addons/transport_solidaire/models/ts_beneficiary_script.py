# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class TsBeneficiary(models.Model):
    """What the spoken script has asked already."""

    _inherit = 'ts.beneficiary'

    needs_asked_on = fields.Date(help="When she was asked what help she needs; “none” is an answer too.")
