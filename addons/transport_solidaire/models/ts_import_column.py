# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class TsImportColumn(models.Model):
    """A column of a sheet being imported: its heading, a value, and what it was recognised as."""

    _name = 'ts.import.column'
    _description = "Column of an Import"
    _order = 'sheet_id, number'

    sheet_id = fields.Many2one('ts.import.sheet', required=True, index=True, ondelete='cascade')
    import_id = fields.Many2one(related='sheet_id.import_id', store=True, index=True)
    kind = fields.Selection(related='sheet_id.kind')
    number = fields.Integer(readonly=True)
    heading = fields.Char(readonly=True)
    sample = fields.Char("For Instance", readonly=True)
    field_id = fields.Many2one('ts.import.field', "Recognised As", domain="[('kind', '=', kind)]",
                               index='btree_not_null', ondelete='restrict',
                               help="Empty: this column is left out.")
