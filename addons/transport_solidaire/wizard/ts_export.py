# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

from ..tools.export_columns import HEADINGS, SHEETS
from ..tools.spreadsheet import Form, OutSheet, write_sheets


class TsExport(models.TransientModel):
    """Writes an association's lists as spreadsheets that the import takes again."""

    _name = 'ts.export'
    _description = "Spreadsheet Export"

    company_id = fields.Many2one('res.company', "Association", required=True,
                                 default=lambda self: self.env.company)
    kind = fields.Selection(
        [('all', "Everything, in one workbook"), ('volunteers', "Volunteers"),
         ('beneficiaries', "Beneficiaries"), ('places', "Places"), ('rides', "Rides")],
        "List", default='all', required=True)
    file_format = fields.Selection([('xlsx', "Excel (xlsx)"), ('csv', "CSV")], "Format", default='xlsx',
                                   required=True, help="Everything together is always a workbook.")
    date_from = fields.Date("From", default=lambda self: self._default_first_day())
    date_to = fields.Date("To", default=lambda self: fields.Date.context_today(self))
    with_needs = fields.Boolean(
        help="Aids, alert notes and TUS grounds of people. They leave the database only when "
        "the list cannot do without them.")
    file = fields.Binary("Spreadsheet", readonly=True, attachment=False)
    file_name = fields.Char(readonly=True)

    @api.model
    def _default_first_day(self):
        return fields.Date.context_today(self) + relativedelta(month=1, day=1)

    def action_export(self):
        """Write the file and offer it for download."""
        self.ensure_one()
        name, data = self._export()
        self.write({'file': base64.b64encode(data), 'file_name': name})
        return {'type': 'ir.actions.act_window', 'res_model': self._name, 'res_id': self.id,
                'view_mode': 'form', 'target': 'new', 'name': self.env._("Export Spreadsheets")}

    def _export(self):
        """Return (file name, bytes) of the lists that are asked for."""
        kinds = list(SHEETS) if self.kind == 'all' else [self.kind]
        form = Form('csv' if self.file_format == 'csv' and self.kind != 'all' else 'xlsx')
        sheets = [OutSheet(SHEETS[kind], [], self._get_headings(kind), self._get_rows(kind))
                  for kind in kinds]
        name = SHEETS[self.kind] if self.kind != 'all' else "Transport"
        return f"{name} {fields.Date.context_today(self)}.{form.kind}", write_sheets(sheets, form)

    def _get_headings(self, kind):
        more = HEADINGS['needs'] if kind == 'beneficiaries' and self.with_needs else []
        return HEADINGS[kind] + more

    def _get_rows(self, kind):
        """Return the rows of a list, with the rights of the user."""
        return {
            'volunteers': self._get_volunteer_rows, 'beneficiaries': self._get_beneficiary_rows,
            'places': self._get_place_rows, 'rides': self._get_ride_rows,
        }[kind]()
