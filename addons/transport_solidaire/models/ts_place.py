# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ..tools.geo import Point
from ..tools.text import fold


class TsPlace(models.Model):
    """Somewhere people are driven to: a surgery, a shop, a town hall, a friend's village.

    Without coordinates of its own a place stands at its commune's centroid.
    """

    _name = 'ts.place'
    _description = "Place"
    _inherit = ['ts.search.mixin', 'mail.thread']
    _order = 'name'
    _check_company_auto = True

    name = fields.Char("Short Name", required=True, tracking=True,
                       help="As people say it on the telephone: “Surgery Dr. M., Nort”.")
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        'res.company', "Association", index=True, default=lambda self: self.env.company,
        help="Empty when several associations share this place.")
    street = fields.Char(tracking=True)
    zip = fields.Char("Postcode")
    city = fields.Char("Town", tracking=True)
    commune_id = fields.Many2one('ts.commune', compute='_compute_commune_id', store=True, readonly=False,
                                 index='btree_not_null')
    latitude = fields.Float(digits=(9, 5), tracking=True)
    longitude = fields.Float(digits=(9, 5), tracking=True)
    sector_id = fields.Many2one('ts.sector', check_company=True, index='btree_not_null')
    purpose_id = fields.Many2one('ts.purpose', "Usual Purpose", index='btree_not_null')
    phone = fields.Char()
    opening = fields.Char("Opening Hours", help="As on the door: Mon-Fri 9-12, 14-18.")
    note = fields.Text("Access Note", help="Which entrance, where to park, who to ask for.")
    is_hub = fields.Boolean("Transport Hub", help="A railway or coach station where one changes.")
    upcoming_ride_count = fields.Integer(compute='_compute_upcoming_ride_count',
                                         groups='transport_solidaire.group_ts_user')

    @api.depends('zip', 'city')
    def _compute_commune_id(self):
        communes = self.env['ts.commune']._match((p.zip, p.city) for p in self if p.zip or p.city)
        for place in self:
            place.commune_id = communes.get((place.zip or '', place.city or ''), False)

    @api.depends('name', 'city', 'zip', 'phone')
    def _compute_search_key(self):
        return super()._compute_search_key()

    def _get_search_parts(self):
        return [fold(self.name), fold(self.city), self.zip, fold(self.street)]

    @api.depends('name', 'city')
    def _compute_display_name(self):
        for place in self:
            named = place.city and fold(place.city) not in fold(place.name)
            place.display_name = f"{place.name}, {place.city}" if named else place.name

    @api.model
    def name_search(self, name='', domain=None, operator='ilike', limit=100):
        """Offer first the places where the person being booked goes most recently."""
        found = super().name_search(name, domain, operator, limit)
        person = self.env['ts.beneficiary'].browse(self.env.context.get('ts_beneficiary_id'))
        if not person:
            return found
        recent = person._get_recent_places()
        first = super().name_search(name, [*(domain or []), ('id', 'in', recent.ids)], operator, limit)
        first.sort(key=lambda pair: recent.ids.index(pair[0]))
        return [*first, *(pair for pair in found if pair not in first)][:limit]

    def _get_upcoming_domain(self):
        return [
            '|', ('pickup_place_id', 'in', self.ids), ('dropoff_place_id', 'in', self.ids),
            ('pickup_at', '>=', fields.Datetime.now()),
            ('state', 'in', ('requested', 'planned', 'confirmed')),
        ]

    def _compute_upcoming_ride_count(self):
        rides = self.env['ts.ride'].search_fetch(
            self._get_upcoming_domain(), ['pickup_place_id', 'dropoff_place_id'])
        for place in self:
            place.upcoming_ride_count = len(
                rides.filtered(lambda r, p=place: p in r.pickup_place_id | r.dropoff_place_id))

    def _get_point(self):
        """Return the place's position, else its commune's, else None."""
        if self.latitude or self.longitude:
            return Point(round(self.latitude, 4), round(self.longitude, 4))
        return self.commune_id._get_point()

    def write(self, vals):
        """Measure again the coming rides to a place that moves; past rides keep their kilometres."""
        result = super().write(vals)
        if {'latitude', 'longitude', 'commune_id', 'zip', 'city'} & set(vals):
            self._get_upcoming_rides()._refresh_distances()
        return result

    def _get_upcoming_rides(self):
        """Return the coming rides to or from these places, of every association that drives there.

        A place without an association is shared: whoever corrects it does so for all, so that the rides of the
        others are measured and looked at again as well. Only their kilometres and warnings change; nobody reads
        another association's rides here.
        """
        domain = self._get_upcoming_domain()
        own = self.env['ts.ride'].search(domain)
        shared = self.filtered(lambda p: not p.company_id)
        if not shared:
            return own
        rides = self.env['ts.ride'].sudo()  # a shared place moves for the other associations as well
        return rides.search(shared._get_upcoming_domain()) | own.sudo()  # same rides, one recordset

    def action_view_upcoming_rides(self):
        """Open the coming rides to or from this place."""
        action = self.env['ir.actions.act_window']._for_xml_id('transport_solidaire.ts_ride_action')
        return {**action, 'domain': self._get_upcoming_domain(), 'context': {}}
