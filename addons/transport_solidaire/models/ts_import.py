# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class TsImport(models.Model):
    """Spreadsheets brought in: volunteers, beneficiaries, places, rides.

    Reading and deciding are in ``ts_import_read.py``, writing in ``ts_import_people.py``,
    ``ts_import_place.py`` and ``ts_import_ride.py``, what is told to the user in
    ``ts_import_report.py``.
    """

    _name = 'ts.import'
    _description = "Spreadsheet Import"
    _order = 'id desc'

    name = fields.Char("Files", required=True)
    company_id = fields.Many2one('res.company', "Association", required=True, index=True,
                                 default=lambda self: self.env.company)
    result = fields.Json(help="The totals, the refused rows and the differences, as plain data.")
    reject_ids = fields.Many2many('ir.attachment', string="Refused Rows", copy=False,
                                  help="The refused rows with the reason in a last column, in the form "
                                       "of your file: correct them and import that file.")
