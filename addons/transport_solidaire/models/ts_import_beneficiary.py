# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re

from odoo import models

from ..tools.spreadsheet import Problem
from ..tools.spreadsheet.text import fold

# A remark that helps to find the door goes there; any other is shown at booking.
_DOOR = re.compile(
    r'\b(?:etage|code|digicode|batiment|bat|porte|sonner|sonnette|interphone|portail|cle|cles|escalier|'
    r'ascenseur|appt|appartement|residence|immeuble|hall|entree|cour|door|floor|bell|ring|building|'
    r'gate|stairs|lift)\b')


class TsImport(models.Model):
    """Values of a beneficiary's file."""

    _inherit = 'ts.import'

    def _prepare_beneficiary(self, record):
        """Return the ``file`` section of a row of a list of beneficiaries."""
        values = record.values
        copied = ('birthdate', 'tus_ground', 'companions', 'emergency_name', 'consent_date', 'door_note',
                  'alert', 'lives_alone')
        vals = {name: values[name] for name in copied if values.get(name)}
        aids = [code for code in values['aids'] if code != 'escort']
        if aids:
            vals['aid_ids'] = self._get_aids(aids)
        if 'escort' in values['aids']:
            vals['needs_escort'] = True
        if values.get('emergency_phone'):
            vals['emergency_phone'] = self._format_phone(values['emergency_phone'][0])
        if values.get('note'):
            name = 'door_note' if _DOOR.search(fold(values['note'])) else 'alert'
            vals[name] = ' ; '.join(filter(None, [vals.get(name), values['note']]))
        if record.row.raw('aids') and not values['aids']:
            record.warnings.append(Problem('left_out', problem=Problem(
                'badword', value=record.row.raw('aids'))))
        return {'file': vals}
