# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re

from odoo import api, fields, models
from odoo.fields import Domain

from ..tools.text import fold, phone_digits


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
