# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from .ts_import_field import KINDS


class TsImportSheet(models.Model):
    """A sheet of a file being imported: what it lists, and what its columns are."""

    _name = 'ts.import.sheet'
    _description = "Sheet of an Import"
    _order = 'import_id, attachment_id, number'

    import_id = fields.Many2one('ts.import', required=True, index=True, ondelete='cascade')
    attachment_id = fields.Many2one('ir.attachment', required=True, index=True, ondelete='cascade')
    file_name = fields.Char("File", related='attachment_id.name')
    number = fields.Integer(readonly=True)
    name = fields.Char("Sheet", required=True, readonly=True)
    kind = fields.Selection(KINDS, "Lists", help="Empty: this sheet is passed over.")
    heading_line = fields.Integer("Headings on Line", readonly=True)
    row_count = fields.Integer("Rows", readonly=True)
    signature = fields.Char(readonly=True, help="The headings, to know them again.")
    problem = fields.Text(readonly=True)
    column_ids = fields.One2many('ts.import.column', 'sheet_id', "Columns")

    @api.depends('file_name', 'name')
    def _compute_display_name(self):
        for sheet in self:
            sheet.display_name = f"{sheet.file_name} · {sheet.name}"

    def write(self, vals):
        """Recognise the columns anew when the user says that a sheet lists something else."""
        changed = self.filtered(lambda s: 'kind' in vals and vals['kind'] != s.kind)
        result = super().write(vals)
        for sheet in changed:
            sheet._recognise_again()
        return result

    def _recognise_again(self):
        self.column_ids.unlink()
        self.problem = False
        if not self.kind:
            return
        # The kind comes back as the user chose it, so that writing it does not begin again.
        self.write(self.import_id._prepare_sheet_as(self))

    def _get_mapping(self):
        """Return {column index: field name, None for a column left out}; each field once."""
        self.ensure_one()
        mapping = {column.number: column.field_id.code or None for column in self.column_ids}
        codes = [code for code in mapping.values() if code]
        double = next((column for column in self.column_ids
                       if column.field_id and codes.count(column.field_id.code) > 1), None)
        if double:
            raise UserError(self.env._(
                "“%(sheet)s”: two columns are “%(field)s”. Leave one of them empty.",
                sheet=self.display_name, field=double.field_id.name))
        return mapping

    def _save_mapping(self):
        """Remember the columns of these sheets for their association."""
        for sheet in self.filtered(lambda s: s.kind and s.signature):
            self.env['ts.import.mapping']._remember(
                sheet.import_id.company_id, sheet.kind, sheet.signature, sheet._get_mapping())
