# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date


class TsPlaceMove(models.TransientModel):
    """A place that moves, or that another one replaces: its coming rides and repeated needs follow.

    From today on they follow at once. From a day to come on, rides of that day and later ones are changed now, those
    before keep the old address, and what is booked meanwhile goes where the place is on its day.
    """

    _name = 'ts.place.move'
    _description = "A Place Moves"
    _check_company_auto = True

    place_id = fields.Many2one('ts.place', required=True)
    company_id = fields.Many2one('res.company', default=lambda self: self.env.company)
    how = fields.Selection([('address', "It Has a New Address"), ('replaced', "Another Place Replaces It")],
                           default='address', required=True)
    date = fields.Date("From", required=True, default=fields.Date.context_today,
                       help="Rides from this day on go to the new address, those before to the old one.")
    street = fields.Char()
    zip = fields.Char("Postcode")
    city = fields.Char("Town")
    other_place_id = fields.Many2one('ts.place', "The Other Place", domain="[('id', '!=', place_id)]")
    ride_ids = fields.Many2many('ts.ride', string="Coming Rides", compute='_compute_ride_ids')
    series_count = fields.Integer("Repeated Needs", compute='_compute_ride_ids')
    other_ride_count = fields.Integer("Rides of Other Associations", compute='_compute_ride_ids',
                                      help="This place is shared: theirs follow as well.")

    @api.depends('place_id', 'date')
    def _compute_ride_ids(self):
        for wizard in self:
            rides = wizard._get_rides()
            wizard.ride_ids = self.env['ts.ride'].search([('id', 'in', rides.ids)])
            wizard.other_ride_count = len(rides) - len(wizard.ride_ids)
            wizard.series_count = len(wizard._get_series())

    def _get_rides(self):
        """Return the coming rides from the day on, those of other associations at a shared place included."""
        return self.place_id._get_upcoming_rides().filtered(lambda r: r.date >= self.date)

    def _get_series(self):
        """Return the needs that go there, those of other associations at a shared place included."""
        series = self.env['ts.ride.series']
        if not self.place_id.company_id:
            series = series.sudo()  # a shared place moves for the other associations as well
        return series.search([
            ('state', 'in', ('draft', 'running', 'paused')),
            '|', ('place_id', '=', self.place_id.id), ('from_place_id', '=', self.place_id.id)])

    def action_move(self):
        """Move the place; assigned rides are looked at again and those to check are shown."""
        self.ensure_one()
        self._check()
        rides, shown = self._get_rides(), self.ride_ids
        if self.date > fields.Date.context_today(self):
            self._announce(rides)
        elif self.how == 'address':
            self.place_id.write({**self._get_address(), 'latitude': 0.0, 'longitude': 0.0})
        else:
            self._replace(rides, self.other_place_id)
            self._replace_in_series()
        rides._recheck()
        action = self.env['ir.actions.act_window']._for_xml_id('transport_solidaire.ts_ride_action')
        title = self.env._("Rides Changed")
        return {**action, 'name': title, 'domain': [('id', 'in', shown.ids)], 'context': {}}

    def _check(self):
        if self.how == 'address' and not (self.zip or self.city):
            raise UserError(self.env._("Type the new postcode or town."))
        if self.how == 'replaced' and not self.other_place_id:
            raise UserError(self.env._("Choose the place that replaces it."))
        if self.place_id.moved_to_id:
            raise UserError(self.env._(
                "%(place)s moves already, on %(date)s.", place=self.place_id.display_name,
                date=format_date(self.env, self.place_id.moves_on)))

    def _get_address(self):
        return {'street': self.street, 'zip': self.zip, 'city': self.city}

    def _announce(self, rides):
        """Note the move; rides of the day and later ones are changed now."""
        old, new = self.place_id, self.other_place_id
        if self.how == 'address':
            new = old.copy({**self._get_address(), 'name': old.name, 'latitude': 0.0, 'longitude': 0.0})
        old.write({'moved_to_id': new.id, 'moves_on': self.date})
        self._replace(rides, new)

    def _replace(self, rides, new):
        old = self.place_id
        rides = rides.with_context(ts_series_change=True)  # the whole need moves, not one ride by hand
        rides.filtered(lambda r: r.dropoff_place_id == old).write({'dropoff_place_id': new.id})
        rides.filtered(lambda r: r.pickup_place_id == old).write({'pickup_place_id': new.id})

    def _replace_in_series(self):
        old, new = self.place_id, self.other_place_id
        series = self._get_series()
        series.filtered(lambda s: s.place_id == old).write({'place_id': new.id})
        series.filtered(lambda s: s.from_place_id == old).write({'from_place_id': new.id})
        old.active = False


class TsPlace(models.Model):
    """From a place to the dialog that moves it."""

    _inherit = 'ts.place'

    def action_open_move(self):
        """Open the dialog that moves this place with its coming rides."""
        return {
            'type': 'ir.actions.act_window', 'res_model': 'ts.place.move', 'view_mode': 'form', 'target': 'new',
            'name': self.env._("This Place Moves"), 'context': {
                'default_place_id': self.id, 'default_street': self.street, 'default_zip': self.zip,
                'default_city': self.city}}
