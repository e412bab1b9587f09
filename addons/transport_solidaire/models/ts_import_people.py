# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command, models

from ..tools.import_match import Known, pair_people
from ..tools.import_plan import Difference, Entry
from ..tools.spreadsheet import PeopleIndex, Person
from ..tools.spreadsheet.numbers import parse_phone
from ..tools.spreadsheet.text import fold

MODELS = {'volunteers': 'ts.volunteer', 'beneficiaries': 'ts.beneficiary'}
CONTACT_FIELDS = ('email', 'street', 'street2', 'zip', 'city')
# Whoever is on an association's list drives for it, unless the list says otherwise.
NEW_FILE = {'volunteers': {'state': 'active'}, 'beneficiaries': {}}


class TsImport(models.Model):
    """People of the files: found among those on file, else created."""

    _inherit = 'ts.import'

    def _get_files(self, kind, company):
        """Return every file of an association's people, those who left included."""
        return self.env[MODELS[kind]].with_context(active_test=False).search(
            [('company_id', '=', company.id)], order='active desc, id')

    def _get_known(self, files):
        return [Known.of(
            person.id, person.partner_id.id, person.name, person.phone, person.street, person.city,
            person['birthdate'] if 'birthdate' in person._fields else None)
            for person in files]

    # ---- deciding --------------------------------------------------------------------------------
    def _plan_people(self, kind, records, company, overwrite):
        """Return an ``Entry`` for each accepted row of a list of people."""
        files = self._get_files(kind, company)
        found = pair_people(records, self._get_known(files))
        by_id = {person.id: person for person in files}
        other = 'beneficiaries' if kind == 'volunteers' else 'volunteers'
        self._name_towns(records)
        entries = []
        for record in records:
            known = found.get(id(record))
            wanted = self._prepare_person(kind, record, company)
            entry = Entry(record, known and known.id, wanted)
            if known:
                self._compare_person(entry, by_id[known.id], overwrite)
            entries.append(entry)
        self._share_contacts(other, [entry for entry in entries if not entry.id], company)
        return entries

    def _name_towns(self, records):
        """Write each town as its commune is called: TEILLÉ becomes Teillé."""
        pairs = {id(record): (record.values.get('zip', ''), record.values.get('city', ''))
                 for record in records if record.values.get('city')}
        communes = self.env['ts.commune']._match(pairs.values())
        for record in records:
            commune = communes.get(pairs.get(id(record)))
            if commune:
                record.values['city'] = commune.name

    def _share_contacts(self, other, entries, company):
        """Let a new volunteer who is a beneficiary already (or the reverse) keep the contact."""
        if not entries:
            return
        known = self._get_known(self._get_files(other, company))
        pairs = pair_people([entry.record for entry in entries], known)
        for entry in entries:
            person = pairs.get(id(entry.record))
            phones = {phone.national for phone in entry.record.values['phones']}
            if person and phones & person.phones:
                entry.vals['partner_id'] = person.partner_id

    def _prepare_person(self, kind, record, company):
        """Return the values of a row by section: ``contact``, ``file`` and those of the kind."""
        values = record.values
        contact = {name: values[name] for name in CONTACT_FIELDS if values.get(name)}
        phones = [self._format_phone(phone) for phone in values['phones']]
        if phones:
            contact['phone'] = phones[0]
        own = (self._prepare_volunteer if kind == 'volunteers' else self._prepare_beneficiary)(record)
        if len(phones) > 1:
            own['contact_note'] = {'comment': self.env._(
                "Other telephone: %(phones)s", phones=', '.join(phones[1:]))}
        return {'contact': contact, **own}

    @staticmethod
    def _format_phone(phone):
        """Return a telephone number as people write it in France; what is no number stays as it is."""
        if not phone.valid:
            return phone.raw
        if not phone.national.startswith('0'):
            return phone.national
        return ' '.join(phone.national[i:i + 2] for i in range(0, 10, 2))

    def _compare_person(self, entry, person, overwrite):
        """Keep of an entry's values what completes the file; note what differs."""
        wanted = entry.vals
        entry.vals = {
            'contact': self._complete(entry, person.partner_id, wanted['contact'], overwrite),
            'file': self._complete(entry, person, wanted['file'], overwrite),
        }
        if 'vehicle' in wanted:
            self._compare_volunteer(entry, person, wanted, overwrite)

    def _complete(self, entry, record, wanted, overwrite):
        """Return the values that ``record`` lacks (all that differ when overwriting)."""
        result = {}
        for name, value in wanted.items():
            field = record._fields[name]
            current, new = record[name], value
            if field.type == 'many2many':
                current, new = current.ids, value[0][2]
            elif field.type == 'many2one':
                current = current.id
            if self._is_same(field, current, new):
                continue
            if not current or overwrite:
                result[name] = value
            else:
                entry.differences.append(Difference(
                    field.get_description(self.env, ['string'])['string'],
                    self._show(record, name, current), self._show(record, name, new)))
        return result

    @staticmethod
    def _is_same(field, current, new):
        if field.name == 'phone':
            return parse_phone(current or '').national == parse_phone(new).national
        if field.type == 'many2many':
            return set(new) == set(current)
        if field.type in ('char', 'text'):
            return fold(current or '') == fold(new)
        return (current or False) == (new or False)

    def _show(self, record, name, value):
        """Return a value as text for the list of differences."""
        field = record._fields[name]
        if field.relational:
            return ', '.join(self.env[field.comodel_name].browse(value).mapped('display_name'))
        if field.type == 'selection':
            return dict(field._description_selection(self.env)).get(value, '')
        return field.convert_to_display_name(value, record) if field.type == 'date' else str(value or '')

    def _index_people(self, kind, plan, company):
        """Return the ``PeopleIndex`` of everybody on file and in the files, for the rides.

        A person's ``ref`` is the file's id, or ``('new', number of the entry)``.
        """
        files = self._get_files(kind, company)
        entries = plan.entries[kind]
        by_id = {entry.id: entry.record.as_person(entry.id) for entry in entries if entry.id}
        people, also = [], []
        for person in self._get_known(files):
            row = by_id.get(person.id)
            people.append(Person(
                person.id, person.name, tuple(person.phones | set(row.phones if row else ())),
                person.city or (row.city if row else '')))
            if row and row.name != person.name:
                also.append(row)
        people += [entry.record.as_person(('new', number))
                   for number, entry in enumerate(entries) if not entry.id]
        index = PeopleIndex(people, kind)
        shown = list(index.people)
        for person in also:
            index.add(person)
        index.people = shown  # nobody is suggested twice
        return index

    # ---- writing ---------------------------------------------------------------------------------
    def _apply_people(self, kind, plan, company):
        """Create new files, complete the others; note the ids of the new ones in the plan."""
        entries = plan.entries[kind]
        new = [entry for entry in entries if not entry.id]
        self._create_contacts([entry for entry in new if 'partner_id' not in entry.vals], company)
        files = self.env[MODELS[kind]].create([
            {**NEW_FILE[kind], 'company_id': company.id, 'partner_id': entry.vals['partner_id'],
             **entry.vals['file']} for entry in new])
        numbers = {id(entry): number for number, entry in enumerate(entries)}
        for entry, person in zip(new, files, strict=True):
            plan.ids[kind, numbers[id(entry)]] = person.id
        for entry in entries:
            if entry.outcome == 'updated':
                person = files.browse(entry.id)
                if entry.vals['contact']:
                    person.partner_id.write(entry.vals['contact'])
                if entry.vals['file']:
                    person.write(entry.vals['file'])
        if kind == 'volunteers':
            people = dict(zip(map(id, new), files.ids, strict=True))
            self._apply_volunteer_details([
                (people.get(id(entry)) or entry.id, entry) for entry in entries if any(entry.vals.values())])

    def _create_contacts(self, entries, company):
        partners = self.env['res.partner'].create([
            {'lastname': entry.record.name.last, 'firstname': entry.record.name.first,
             'company_id': company.id, 'country_id': company.country_id.id,
             **entry.vals['contact'], **entry.vals.get('contact_note', {})}
            for entry in entries])
        for entry, partner in zip(entries, partners, strict=True):
            entry.vals['partner_id'] = partner.id

    def _get_aids(self, codes):
        """Return the command that sets aids by their codes; a code nobody keeps is passed over."""
        aids = self._get_code_ids('ts.aid')
        return [Command.set([aids[code] for code in codes if code in aids])]

    def _get_code_ids(self, model):
        return {record.code: record.id for record in self.env[model].search_fetch([], ['code'])}
