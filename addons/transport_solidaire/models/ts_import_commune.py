# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.exceptions import AccessError

from ..tools.import_plan import Entry
from ..tools.spreadsheet import CellError, Problem, Record, RecordCheck, Refusal


class TsImport(models.Model):
    """Communes of another region. All associations share them: only an administrator loads them."""

    _inherit = 'ts.import'

    def _plan_communes(self, plan, rows):
        """Plan the communes of a file of the form that this addon ships."""
        if not (self.env.su or self.env.user.has_group('transport_solidaire.group_ts_manager')):
            raise AccessError(self.env._("Only an administrator can load communes."))
        check, seen = RecordCheck(), {}
        for row in rows:
            problems = list(row.errors.items())
            vals = self._prepare_commune(row.values)
            if not vals['nom']:
                problems.append(('name', CellError('nameless')))
            elif len(vals['code']) != 5:
                problems.append(('code', CellError('badword', value=vals['code'])))
            elif vals['code'] in seen:
                problems.append((None, Problem('duplicate', other=seen[vals['code']])))
            if problems:
                check.refused.append(Refusal(row, problems))
                continue
            seen[vals['code']] = row.line
            check.accepted.append(Record(row, vals))
        known = {commune.code: commune.id for commune in self.env['ts.commune'].search_fetch(
            [('code', 'in', list(seen))], ['code'])}
        plan.checks['communes'] = check
        plan.entries['communes'] = [
            Entry(record, known.get(record.values['code']), {'commune': record.values})
            for record in check.accepted]

    @staticmethod
    def _prepare_commune(values):
        """Return a row as ``ts.commune`` loads it; a code that lost its leading zero gets it back."""
        code = str(values.get('code', '')).zfill(5)
        overseas = code.startswith(('97', '98'))
        return {
            'code': code, 'nom': values.get('name', ''),
            'dep': str(values.get('dep') or '').zfill(2) if values.get('dep') else code[:3 if overseas else 2],
            'codes_postaux': values.get('zips', ''), 'population': values.get('population', 0),
            'lat': values.get('latitude', 0), 'lon': values.get('longitude', 0),
        }

    def _apply_communes(self, plan):
        entries = plan.entries.get('communes')
        if entries:
            self.env['ts.commune']._load_rows([entry.vals['commune'] for entry in entries])
