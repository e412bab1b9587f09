# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import csv

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import file_open

from ..tools.geo import Point
from ..tools.text import fold

COLUMNS = ('code', 'nom', 'dep', 'codes_postaux', 'population', 'lat', 'lon')


class TsCommune(models.Model):
    """A French commune: the smallest place an address always has, with its centroid.

    Positions are in decimal degrees (WGS 84). The list comes from open data (INSEE codes and
    populations, La Poste postcodes, IGN outlines); another region's file of the same form can be
    loaded with ``_load_rows``.
    """

    _name = 'ts.commune'
    _description = "Commune"
    _inherit = ['ts.search.mixin']
    _order = 'name, code'

    name = fields.Char(required=True)
    code = fields.Char("INSEE Code", required=True, index=True)
    department = fields.Char(required=True, index=True)
    postcodes = fields.Char(help="Postcodes separated by a space.")
    population = fields.Integer()
    latitude = fields.Float(digits=(9, 5))
    longitude = fields.Float(digits=(9, 5))
    name_key = fields.Char(compute='_compute_name_key', store=True, index=True)

    _code_uniq = models.Constraint('UNIQUE(code)', "There is already a commune with this INSEE code.")

    @api.depends('name')
    def _compute_name_key(self):
        for commune in self:
            commune.name_key = commune._normalise_name(commune.name)

    @api.depends('name', 'postcodes', 'code')
    def _compute_search_key(self):
        return super()._compute_search_key()

    def _get_search_parts(self):
        return [fold(self.name), self.postcodes, self.code]

    @api.depends('name', 'department')
    def _compute_display_name(self):
        for commune in self:
            commune.display_name = f"{commune.name} ({commune.department})"

    def _get_point(self):
        """Return the centroid as a rough position, or None for no commune."""
        return Point(round(self.latitude, 4), round(self.longitude, 4), precise=False) if self else None

    @api.model
    def _normalise_name(self, name):
        """Return the name as people write it: ``St Mars`` and ``Saint-Mars`` give the same key."""
        words = {'st': 'saint', 'ste': 'sainte'}
        return ' '.join(words.get(word, word) for word in fold(name).split() if word != 'cedex')

    @api.model
    def _match(self, addresses):
        """Return the commune of each ``(postcode, town)`` pair, in one query.

        :param addresses: iterable of pairs; either part may be empty
        :return: dict of pair → ``ts.commune`` (empty when unknown or not certain). Town and postcode
            must agree; a town alone is enough when its name is unique; a postcode alone when it
            has one commune.
        """
        pairs = {(zip_code or '', town or '') for zip_code, town in addresses}
        keys = {self._normalise_name(town) for _zip, town in pairs if town}
        zips = {zip_code for zip_code, town in pairs if zip_code and not town}
        domain = [('name_key', 'in', list(keys))]
        for zip_code in zips:
            domain = ['|', ('postcodes', 'like', zip_code), *domain]
        candidates = self.search(domain) if keys or zips else self.browse()
        return {pair: self._pick(candidates, *pair) for pair in pairs}

    def _pick(self, candidates, zip_code, town):
        key = self._normalise_name(town)
        found = candidates.filtered(lambda c: not town or c.name_key == key)
        if zip_code:
            same_zip = found.filtered(lambda c: zip_code in (c.postcodes or '').split())
            found = same_zip or (found.filtered(lambda c: c.department == zip_code[:2]) if town else same_zip)
        return found if len(found) == 1 else self.browse()

    @api.model
    def _load_file(self, path='transport_solidaire/data/communes_pdl.csv'):
        """Load the communes of a CSV file (comma, UTF-8) inside an addon's folder."""
        with file_open(path, 'r') as stream:
            return self._load_rows(csv.DictReader(stream))

    @api.model
    def _load_rows(self, rows):
        """Create or update communes by INSEE code; loading the same rows twice changes nothing.

        :param rows: dicts with at least the keys of ``COLUMNS``; postcodes separated by a space
        :return: the communes of the file
        """
        prepared = (self._prepare_vals(row, number) for number, row in enumerate(rows, start=2))
        # A commune written twice in the file is one commune, as the later row has it.
        values = list({vals['code']: vals for vals in prepared}.values())
        known = {commune.code: commune for commune in self.search([])}
        for vals in values:
            if vals['code'] in known:
                commune = known[vals['code']]
                changed = {name: value for name, value in vals.items() if commune[name] != value}
                if changed:
                    commune.write(changed)
        self.create([vals for vals in values if vals['code'] not in known])
        return self.search([('code', 'in', [vals['code'] for vals in values])])

    def _prepare_vals(self, row, number):
        missing = [column for column in COLUMNS if column not in row]
        if missing:
            raise UserError(self.env._(
                "Row %(row)s of the communes file: column %(column)s is missing.",
                row=number, column=missing[0]))
        try:
            return {
                'code': row['code'], 'name': row['nom'], 'department': row['dep'],
                'postcodes': row['codes_postaux'], 'population': int(row['population'] or 0),
                'latitude': round(float(row['lat']), 5), 'longitude': round(float(row['lon']), 5),
            }
        except ValueError as error:
            raise UserError(self.env._(
                "Row %(row)s of the communes file: %(error)s. Correct the number and load the file again.",
                row=number, error=error)) from error
