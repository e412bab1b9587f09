# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from .ts_import_field import KINDS


class TsImportRow(models.Model):
    """What one row of a file becomes, or why it is refused."""

    _name = 'ts.import.row'
    _description = "Row of an Import"
    _order = 'import_id, sequence, id'

    import_id = fields.Many2one('ts.import', required=True, index=True, ondelete='cascade')
    sequence = fields.Integer(help="Refused rows first, then those with something to check.")
    file_name = fields.Char("File")
    sheet_name = fields.Char("Sheet")
    line = fields.Integer("Line Number")
    kind = fields.Selection(KINDS)
    name = fields.Char("Content")
    outcome = fields.Selection(
        [('refused', "Refused"), ('created', "New"), ('updated', "Completed"), ('unchanged', "There Already")],
        required=True, index=True)
    message = fields.Text("To Know")
