# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re

from odoo import models

from ..tools.import_plan import Difference
from ..tools.spreadsheet.text import fold

_STATES = (
    ('left', re.compile(r'\b(?:parti|partie|quitte|demission\w*|ancien|ancienne|arrete|left|non|inactif|'
                        r'inactive|radie|radiee|decede|decedee)\b')),
    ('paused', re.compile(r'\b(?:pause|suspendu\w*|indisponible|paused)\b')),
    ('applicant', re.compile(r'\b(?:candidat\w*|attente|a voir|nouveau|nouvelle|applicant)\b')),
)
PAPERS = (('licence', 'licence_seen', 'date_seen'), ('insurance', 'insurance_end', 'date_end'),
          ('inspection', 'inspection_end', 'date_end'))
VEHICLE_FIELDS = {'fiscal_power': 'fiscal_power', 'energy': 'energy', 'seats': 'seats', 'vehicle': 'name',
                  'plate': 'plate'}


class TsImport(models.Model):
    """A volunteer's file with what hangs on it: vehicle, papers, availability, account."""

    _inherit = 'ts.import'

    def _prepare_volunteer(self, record):
        """Return the sections ``file``, ``vehicle``, ``papers``, ``slots`` and ``bank`` of a row."""
        values = record.values
        copied = ('date_start', 'date_end', 'max_km', 'max_rides_week', 'note')
        vals = {name: values[name] for name in copied if values.get(name)}
        if values.get('status'):
            vals['state'] = self._get_volunteer_state(values)
        if values['refused_aids']:
            vals['refused_aid_ids'] = self._get_aids(values['refused_aids'])
        vehicle = {own: values[name] for name, own in VEHICLE_FIELDS.items() if values.get(name)}
        if values.get('electric'):
            vehicle['energy'] = 'electric'
        return {
            'file': vals, 'vehicle': vehicle,
            'papers': [{'kind': kind, name: values[column], 'seen_by_id': False,
                        **({} if name == 'date_seen' else {'date_seen': False})}
                       for kind, column, name in PAPERS if values.get(column)],
            'slots': [{'weekday': str(slot.weekday), 'hour_from': slot.from_hour, 'hour_to': slot.to_hour}
                      for slot in values.get('weekdays', ())],
            'bank': {'acc_number': values['iban']} if values.get('iban') else {},
        }

    @staticmethod
    def _get_volunteer_state(values):
        text = fold(values.get('status', ''))
        return next((state for state, words in _STATES if words.search(text)), 'active')

    # ---- deciding --------------------------------------------------------------------------------
    def _compare_volunteer(self, entry, person, wanted, overwrite):
        """Keep of what hangs on the file only what is not there; note what differs."""
        vehicle = person.vehicle_id
        entry.vals['vehicle'] = (
            self._complete(entry, vehicle, wanted['vehicle'], overwrite) if vehicle else wanted['vehicle'])
        entry.vals['papers'] = [
            vals for vals in wanted['papers'] if self._is_new_paper(entry, person, vals)]
        entry.vals['slots'] = self._compare_slots(entry, person, wanted['slots'], overwrite)
        known = person.bank_ids.mapped('sanitized_acc_number')
        bank = wanted['bank']
        if bank and known and bank['acc_number'] not in known:
            entry.differences.append(Difference(
                self.env._("IBAN"), ', '.join(known), bank['acc_number']))
        entry.vals['bank'] = {} if known else bank

    def _is_new_paper(self, entry, person, vals):
        """Tell whether a paper is missing on file; a later one renews it, an earlier one is noted."""
        name = 'date_seen' if vals.get('date_seen') else 'date_end'
        dates = person.paper_ids.filtered(lambda p: p.kind == vals['kind']).mapped(name)
        kept = max(filter(None, dates), default=None)
        if kept and kept > vals[name]:
            kinds = dict(person.paper_ids._fields['kind']._description_selection(self.env))
            entry.differences.append(Difference(kinds[vals['kind']], str(kept), str(vals[name])))
        return not kept or kept < vals[name]

    def _compare_slots(self, entry, person, slots, overwrite):
        def key(weekday, start, end):
            """Return what makes two availabilities the same."""
            return weekday, round(start, 2), round(end, 2)
        kept = {key(s.weekday, s.hour_from, s.hour_to) for s in person.availability_ids}
        found = {key(s['weekday'], s['hour_from'], s['hour_to']) for s in slots}
        if not slots or kept == found:
            return []
        if kept and not overwrite:
            entry.differences.append(Difference(
                self.env._("Availability"),
                ', '.join(person.availability_ids.mapped('display_name')), entry.record.row.raw('weekdays')))
            return []
        return slots

    # ---- writing ---------------------------------------------------------------------------------
    def _apply_volunteer_details(self, pairs):
        """Create or complete what hangs on volunteers' files.

        :param pairs: list of (volunteer id, ``Entry``)
        """
        volunteers = self.env['ts.volunteer'].browse([number for number, _entry in pairs])
        for volunteer, (_number, entry) in zip(volunteers, pairs, strict=True):
            vehicle = entry.id and volunteer.vehicle_id
            if vehicle and entry.vals['vehicle']:
                vehicle.write(entry.vals['vehicle'])
            if entry.id and entry.vals['slots']:
                volunteer.availability_ids.unlink()
        self._create_vehicles(volunteers, pairs)
        self._create_for_each('ts.availability', pairs, 'slots')
        self._create_papers(volunteers, pairs)
        self.env['res.partner.bank'].create([
            {'partner_id': volunteer.partner_id.id, 'company_id': volunteer.company_id.id,
             **entry.vals['bank']}
            for volunteer, (_number, entry) in zip(volunteers, pairs, strict=True) if entry.vals['bank']])

    def _create_vehicles(self, volunteers, pairs):
        self.env['ts.volunteer.vehicle'].create([
            {'volunteer_id': volunteer.id, 'kind': 'car', **entry.vals['vehicle']}
            for volunteer, (_number, entry) in zip(volunteers, pairs, strict=True)
            if entry.vals['vehicle'] and not (entry.id and volunteer.vehicle_id)])
        volunteers.invalidate_recordset(['vehicle_ids', 'vehicle_id'])

    def _create_papers(self, volunteers, pairs):
        self.env['ts.paper'].create([
            {'volunteer_id': volunteer.id, **vals,
             'vehicle_id': False if vals['kind'] == 'licence' else volunteer.vehicle_id.id}
            for volunteer, (_number, entry) in zip(volunteers, pairs, strict=True)
            for vals in entry.vals['papers']])

    def _create_for_each(self, model, pairs, section):
        self.env[model].create([
            {'volunteer_id': number, **vals} for number, entry in pairs for vals in entry.vals[section]])
