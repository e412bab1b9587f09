# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class TsVolunteerVehicle(models.Model):
    """A volunteer's own vehicle. Those of the association are fleet vehicles, not these."""

    _name = 'ts.volunteer.vehicle'
    _description = "Volunteer's Vehicle"
    _inherit = ['ts.volunteer.detail.mixin']
    _order = 'sequence, id'

    sequence = fields.Integer(default=10, help="The first one is the usual vehicle.")
    active = fields.Boolean(default=True)
    name = fields.Char("Model", help="Make and model, to be recognised in the street.")
    plate = fields.Char("Registration")
    kind = fields.Selection(
        [('car', "Car"), ('two_wheel', "Motorised Two-Wheeler"), ('bike', "Bicycle")],
        default='car', required=True)
    fiscal_power = fields.Integer("Fiscal Power (CV)", help="Field P.6 of the registration certificate.")
    energy = fields.Selection(
        [('thermal', "Petrol or Diesel"), ('hybrid', "Hybrid"), ('electric', "Electric")],
        default='thermal', required=True)
    is_owner = fields.Boolean("Volunteer Owns It", default=True,
                              help="Only an owner may waive expenses by the official scale (CGI art. 200).")
    seats = fields.Integer("Passenger Seats", default=3, help="Seats for passengers, without the driver's.")
    is_accessible = fields.Boolean("Takes a Wheelchair", help="Fitted for a wheelchair that does not fold.")
    paper_ids = fields.One2many('ts.paper', 'vehicle_id', "Papers")
    insurance_end = fields.Date("Insured Until", compute='_compute_paper_ends')
    inspection_end = fields.Date("Inspection Valid Until", compute='_compute_paper_ends')

    _seats_positive = models.Constraint('CHECK(seats >= 0)', "A vehicle cannot have fewer than no seats.")

    @api.depends('paper_ids.date_end', 'paper_ids.kind')
    def _compute_paper_ends(self):
        for vehicle in self:
            for kind in ('insurance', 'inspection'):
                ends = vehicle.paper_ids.filtered(lambda p, k=kind: p.kind == k and p.date_end)
                vehicle[f'{kind}_end'] = max(ends.mapped('date_end'), default=False)

    @api.depends('name', 'plate', 'kind', 'fiscal_power')
    def _compute_display_name(self):
        kinds = dict(self._fields['kind']._description_selection(self.env))
        for vehicle in self:
            power = f"{vehicle.fiscal_power} CV" if vehicle.fiscal_power else ''
            vehicle.display_name = ' '.join(filter(None, [
                vehicle.name or kinds.get(vehicle.kind), power, vehicle.plate]))
