# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError


class TsPlaceMove(models.TransientModel):
    """A place that moves, or that another one replaces: its coming rides and repeated needs follow at once."""

    _name = 'ts.place.move'
    _description = "A Place Moves"
    _check_company_auto = True

    place_id = fields.Many2one('ts.place', required=True)
    company_id = fields.Many2one('res.company', default=lambda self: self.env.company)
    how = fields.Selection([('address', "It Has a New Address"), ('replaced', "Another Place Replaces It")],
                           default='address', required=True)
    street = fields.Char()
    zip = fields.Char("Postcode")
    city = fields.Char("Town")
    other_place_id = fields.Many2one('ts.place', "The Other Place", domain="[('id', '!=', place_id)]")
    ride_ids = fields.Many2many('ts.ride', string="Coming Rides", compute='_compute_ride_ids')
    series_count = fields.Integer("Repeated Needs", compute='_compute_ride_ids')

    @api.depends('place_id')
    def _compute_ride_ids(self):
        for wizard in self:
            wizard.ride_ids = self.env['ts.ride'].search(wizard.place_id._get_upcoming_domain())
            wizard.series_count = len(wizard._get_series())

    def _get_series(self):
        return self.env['ts.ride.series'].search([
            ('state', 'in', ('draft', 'running', 'paused')),
            '|', ('place_id', '=', self.place_id.id), ('from_place_id', '=', self.place_id.id)])

    def action_move(self):
        """Move the place; assigned rides are looked at again and those to check are shown."""
        self.ensure_one()
        rides = self.ride_ids
        if self.how == 'address':
            if not (self.zip or self.city):
                raise UserError(self.env._("Type the new postcode or town."))
            self.place_id.write({'street': self.street, 'zip': self.zip, 'city': self.city,
                                 'latitude': 0.0, 'longitude': 0.0})
            rides._recheck()
        else:
            self._replace(rides)
        action = self.env['ir.actions.act_window']._for_xml_id('transport_solidaire.ts_ride_action')
        title = self.env._("Rides Changed")
        return {**action, 'name': title, 'domain': [('id', 'in', rides.ids)], 'context': {}}

    def _replace(self, rides):
        if not self.other_place_id:
            raise UserError(self.env._("Choose the place that replaces it."))
        old, new = self.place_id, self.other_place_id
        rides = rides.with_context(ts_series_change=True)  # the whole need moves, not one ride by hand
        rides.filtered(lambda r: r.dropoff_place_id == old).write({'dropoff_place_id': new.id})
        rides.filtered(lambda r: r.pickup_place_id == old).write({'pickup_place_id': new.id})
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
