# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ..tools.text import fold, phone_digits


class TsPersonMixin(models.AbstractModel):
    """A file about a person, beside a contact: one per person and association.

    The contact keeps the name, the address and the bank account; the file keeps what only this
    association may know, with its own access rights and life cycle.
    """

    _name = 'ts.person.mixin'
    _description = "File of a Person"
    _inherit = ['ts.search.mixin', 'mail.thread', 'mail.activity.mixin']
    _order = 'name'
    _check_company_auto = True

    partner_id = fields.Many2one('res.partner', "Contact", required=True, index=True,
                                 ondelete='restrict', domain=[('is_company', '=', False)])
    company_id = fields.Many2one('res.company', "Association", required=True, index=True,
                                 default=lambda self: self.env.company)
    name = fields.Char(compute='_compute_name', store=True, index=True)
    active = fields.Boolean(default=True)
    phone = fields.Char(related='partner_id.phone', readonly=False)
    email = fields.Char(related='partner_id.email', readonly=False)
    street = fields.Char(related='partner_id.street', readonly=False)
    street2 = fields.Char(related='partner_id.street2', readonly=False)
    zip = fields.Char(related='partner_id.zip', string="Postcode", readonly=False)
    city = fields.Char(related='partner_id.city', string="Town", readonly=False)
    commune_id = fields.Many2one(related='partner_id.ts_commune_id', string="Commune", readonly=False,
                                 store=True, index='btree_not_null')

    @api.depends('partner_id.name')
    def _compute_name(self):
        for person in self:
            person.name = person.partner_id.name

    @api.depends('partner_id.name', 'partner_id.phone', 'partner_id.zip', 'partner_id.city')
    def _compute_search_key(self):
        return super()._compute_search_key()

    def _get_search_parts(self):
        partner = self.partner_id
        return [fold(partner.name), phone_digits(partner.phone), partner.zip, fold(partner.city)]

    @api.depends('name', 'partner_id.city')
    def _compute_display_name(self):
        for person in self:
            city = person.partner_id.city
            person.display_name = f"{person.name} ({city})" if city else person.name

    def _get_point(self):
        """Return the position of the person's home, or None."""
        return self.partner_id._get_point()
