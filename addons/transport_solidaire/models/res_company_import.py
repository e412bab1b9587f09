# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class ResCompany(models.Model):
    """An association's imports follow one another."""

    _inherit = 'res.company'

    ts_import_count = fields.Integer(
        "Spreadsheet Imports", copy=False, readonly=True,
        help="Counts the imports, so that two of them at the same moment cannot both succeed unseen.")
