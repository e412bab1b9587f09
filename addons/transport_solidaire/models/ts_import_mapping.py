# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from .ts_import_field import KINDS


class TsImportMapping(models.Model):
    """What the columns of a file with certain headings are, as a user has said once."""

    _name = 'ts.import.mapping'
    _description = "Saved Columns"
    _order = 'kind, id'
    _rec_name = 'signature'

    company_id = fields.Many2one('res.company', "Association", required=True, index=True)
    kind = fields.Selection(KINDS, required=True)
    signature = fields.Char("Headings", required=True)
    columns = fields.Json(required=True, help="Field by column index, null for a column left out.")

    _company_signature_uniq = models.UniqueIndex(
        '(company_id, md5(signature))', "These headings are known already.")

    @api.model
    def _remember(self, company, kind, signature, mapping):
        """Keep the mapping {column index: field name or None} of these headings."""
        vals = {'kind': kind, 'columns': {str(index): name for index, name in mapping.items()}}
        known = self.search([('company_id', '=', company.id), ('signature', '=', signature)])
        if known:
            known.write(vals)
        else:
            self.create({'company_id': company.id, 'signature': signature, **vals})

    @api.model
    def _get_all(self, company):
        """Return {signature: mapping record} of an association."""
        return {mapping.signature: mapping for mapping in self.search([('company_id', '=', company.id)])}

    def _get_columns(self):
        """Return {column index: field name or None}."""
        return {int(index): name for index, name in self.columns.items()}
