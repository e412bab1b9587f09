# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re
import unicodedata

from odoo import api, fields, models
from odoo.fields import Domain


def fold(text):
    """Return ``text`` in lower case, without accents or punctuation, words separated by one space."""
    decomposed = unicodedata.normalize('NFKD', (text or '').replace('œ', 'oe').replace('Œ', 'oe'))
    plain = ''.join(c for c in decomposed if not unicodedata.combining(c))
    return ' '.join(re.findall(r'[a-z0-9]+', plain.lower()))


def phone_digits(phone):
    """Return the national digits of a phone number: ``+33 6 12`` and ``06.12`` both give ``0612``."""
    digits = re.sub(r'\D', '', phone or '')
    if digits.startswith('0033'):
        digits = digits[2:]
    if digits.startswith('33') and len(digits) >= 11:
        digits = '0' + digits[2:].lstrip('0')
    return digits


class TsSearchMixin(models.AbstractModel):
    """Records found by any part of their name, without accents, by phone in any form, by commune.

    Models that inherit it say in ``_get_search_parts`` what can be typed to find a record.
    """

    _name = 'ts.search.mixin'
    _description = "Search without accents"

    search_key = fields.Char(compute='_compute_search_key', store=True, index='trigram')

    def _get_search_parts(self):
        """Return the texts that find this record; phone numbers go through ``phone_digits``."""
        self.ensure_one()
        return [self.display_name]

    def _compute_search_key(self):
        for record in self:
            record.search_key = ' '.join(filter(None, record._get_search_parts()))

    @api.model
    def _search_display_name(self, operator, value):
        if operator not in ('ilike', 'like', '=ilike') or not isinstance(value, str):
            return super()._search_display_name(operator, value)
        digits = phone_digits(value)
        if len(digits) >= 4 and not re.search(r'[^\W\d_]', value):
            return Domain('search_key', 'like', digits)
        return Domain.AND([Domain('search_key', 'like', word)] for word in fold(value).split())
