# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

from ..tools.import_plan import Entry
from ..tools.spreadsheet.text import clean, fold

HOME_WORDS = {
    'domicile', 'maison', 'chez elle', 'chez lui', 'chez lui elle', 'chez soi', 'residence', 'adherent',
    'beneficiaire', 'home', 'son domicile', 'a domicile', 'dom', 'retour domicile'}
STREET_WORDS = {'rue', 'route', 'avenue', 'av', 'boulevard', 'bd', 'chemin', 'faubourg', 'quai', 'allee',
                'impasse', 'rte'}


class TsImport(models.Model):
    """Places of the files, and those that only rides name."""

    _inherit = 'ts.import'

    def _get_place_key(self, text):
        """Return what makes two ways of writing a place one: accents, case, St for Saint."""
        return self.env['ts.commune']._normalise_name(text or '')

    def _get_places(self, company):
        """Return the places of an association and those it shares, those in use first."""
        return self.env['ts.place'].with_context(active_test=False).search(
            [('company_id', 'in', (company.id, False))], order='active desc, id')

    def _index_places(self, places):
        """Return {key: id}; a place is found by its short name, or by name and town."""
        index = {}
        for place in places:
            index.setdefault(self._get_place_key(place.name), place.id)
        for place in places:
            for text in (f"{place.name} {place.city or ''}", place.display_name):
                index.setdefault(self._get_place_key(text), place.id)
        return index

    # ---- lists of places -------------------------------------------------------------------------
    def _plan_places(self, records, company, overwrite):
        """Return an ``Entry`` for each accepted row of a list of places."""
        if not records:
            return []
        places = self._get_places(company)
        index = {}
        for place in places:
            index.setdefault((self._get_place_key(place.name), fold(place.city or '')), place)
        sectors = {fold(sector.name): sector.id for sector in self.env['ts.sector'].search(
            [('company_id', 'in', (company.id, False))])}
        entries = []
        for record in records:
            wanted = self._prepare_place(record, sectors)
            key = (self._get_place_key(record.name), fold(record.values.get('city', '')))
            place = index.get(key)
            entry = Entry(record, place and place.id, {'place': wanted})
            if place:
                entry.vals['place'] = self._complete(entry, place, wanted, overwrite)
            entries.append(entry)
        return entries

    def _prepare_place(self, record, sectors):
        values = record.values
        copied = ('street', 'zip', 'city', 'opening', 'note')
        vals = {'name': record.name, **{name: values[name] for name in copied if values.get(name)}}
        for name in ('latitude', 'longitude'):
            if values.get(name):
                vals[name] = round(float(values[name]), 5)
        if values.get('phone'):
            vals['phone'] = self._format_phone(values['phone'][0])
        purpose = self._get_code_ids('ts.purpose').get(values.get('purpose'))
        if purpose:
            vals['purpose_id'] = purpose
        if fold(values.get('sector', '')) in sectors:
            vals['sector_id'] = sectors[fold(values['sector'])]
        return vals

    def _apply_places(self, plan, company):
        """Create and complete places; note the ids of the new ones in the plan."""
        entries = plan.entries['places']
        numbers = [number for number, entry in enumerate(entries) if not entry.id]
        wanted = [entries[number].vals['place'] for number in numbers] + list(plan.new_places.values())
        created = self.env['ts.place'].create([{'company_id': company.id, **vals} for vals in wanted])
        refs = [('places', number) for number in numbers] + [('town', key) for key in plan.new_places]
        plan.ids.update(zip(refs, created.ids, strict=True))
        for entry in entries:
            if entry.id and entry.vals['place']:
                self.env['ts.place'].browse(entry.id).write(entry.vals['place'])

    # ---- places that rides name ------------------------------------------------------------------
    def _find_places(self, plan, texts, company):
        """Return {text: reference} of places that rides name; unknown ones are planned as new.

        A reference is the id of a place on file, or a key of ``plan.ids`` once places are written.
        """
        index = self._index_places(self._get_places(company))
        for number, entry in enumerate(plan.entries['places']):
            if not entry.id:
                vals = entry.vals['place']
                for text in (f"{vals['name']} {vals.get('city', '')}", vals['name']):
                    index.setdefault(self._get_place_key(text), ('places', number))
        missing = {}
        for text in texts:
            key = self._get_place_key(text)
            if key not in index:
                missing.setdefault(key, []).append(text)
        plan.new_places = self._prepare_new_places(missing, company)
        index.update({key: ('town', key) for key in missing})
        return {text: index[self._get_place_key(text)] for text in texts}

    def _prepare_new_places(self, missing, company):
        """Return {key: values}: a commune gives its name; else its commune is read from the end."""
        communes = self._match_communes(missing, company)
        result = {}
        for key, texts in missing.items():
            commune, whole = communes.get(key, (None, False))
            written = [clean(text) for text in texts]
            name = next((text for text in written if not text.isupper() and not text.islower()), written[0])
            result[key] = {'name': commune.name if whole else name or self.env._("Place not given")}
            if commune:
                result[key].update(
                    city=commune.name, commune_id=commune.id, zip=(commune.postcodes or '').split(' ')[0])
        return result

    def _match_communes(self, keys, company):
        """Return {key: (commune, whether the key is its whole name)} in one query."""
        tails = {key: self._get_tails(key.split()) for key in keys}
        zips = ('', company.zip or '')
        found = self.env['ts.commune']._match(
            (zip_code, tail) for parts in tails.values() for tail in parts for zip_code in zips)
        result = {}
        for key, parts in tails.items():
            for tail in parts:
                commune = found[zips[1], tail] or found['', tail]
                if commune:
                    result[key] = (commune, tail == key)
                    break
        return result

    @staticmethod
    def _get_tails(words):
        """Return the ends of a text that may name a commune; “rue de Nantes” does not."""
        in_street = bool(STREET_WORDS & set(words))
        return [
            ' '.join(words[start:]) for start in range(len(words))
            if not (in_street and start and words[start - 1] in ('de', 'd', 'du', 'des'))]
