# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ..tools.spreadsheet import FIELDS

KINDS = [('volunteers', "Volunteers"), ('beneficiaries', "Beneficiaries"), ('places', "Places"),
         ('rides', "Rides"), ('communes', "Communes")]


class TsImportField(models.Model):
    """What a column of a spreadsheet can be. The list comes from the spreadsheet library."""

    _name = 'ts.import.field'
    _description = "Meaning of a Column"
    _order = 'kind, sequence'

    kind = fields.Selection(KINDS, required=True, index=True)
    code = fields.Char(required=True)
    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer()

    _kind_code_uniq = models.Constraint('UNIQUE(kind, code)', "This meaning is there already.")

    @api.model
    def _load_fields(self):
        """Create or update the list, at installation and at each upgrade."""
        self._load_records([
            {'xml_id': f'transport_solidaire.ts_import_field_{kind}_{field.name}', 'noupdate': False,
             'values': {'kind': kind, 'code': field.name, 'name': field.label, 'sequence': number}}
            for kind, kind_fields in FIELDS.items()
            for number, field in enumerate(kind_fields)], update=True)
