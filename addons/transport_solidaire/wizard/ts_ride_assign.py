# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain


class TsRideAssign(models.TransientModel):
    """Gives rides to a volunteer, showing in sentences what speaks against it."""

    _name = 'ts.ride.assign'
    _description = "Assign Rides"
    _check_company_auto = True

    ride_ids = fields.Many2many('ts.ride', required=True)
    company_id = fields.Many2one('res.company', compute='_compute_company_id')
    with_return = fields.Boolean("With the Return", default=True,
                                 help="The same volunteer also drives the linked return.")
    has_return = fields.Boolean(compute='_compute_has_return')
    volunteer_id = fields.Many2one('ts.volunteer', check_company=True,
                                   domain="[('state', '=', 'active'), ('company_id', '=', company_id)]")
    mode = fields.Selection([('car', "Own Car"), ('bike', "By Bike"), ('foot', "On Foot")],
                            default='car', required=True)
    vehicle_id = fields.Many2one('ts.volunteer.vehicle', compute='_compute_vehicle_id', store=True,
                                 readonly=False, domain="[('volunteer_id', '=', volunteer_id)]")
    run_id = fields.Many2one('ts.run', "Join a Run", domain="[('id', 'in', joinable_run_ids)]",
                             help="Several people in one car: a run this volunteer already drives.")
    joinable_run_ids = fields.Many2many('ts.run', compute='_compute_joinable_run_ids')
    hard_blockers = fields.Text("Not Possible", compute='_compute_blockers')
    soft_blockers = fields.Text("To Know", compute='_compute_blockers')
    reason_id = fields.Many2one('ts.ride.reason', "Assign All the Same Because",
                                domain=[('kind', '=', 'override')])
    proposal_id = fields.Many2one('ts.proposal', help="The question he says yes to, if the dialog answers one.")
    is_confirmed = fields.Boolean("He Has Said Yes", default=True)

    @api.depends('ride_ids')
    def _compute_company_id(self):
        for wizard in self:
            wizard.company_id = wizard.ride_ids[:1].company_id or self.env.company

    @api.depends('ride_ids')
    def _compute_has_return(self):
        for wizard in self:
            wizard.has_return = bool(wizard._get_linked())

    def _get_linked(self):
        linked = self.ride_ids._origin.return_ids.filtered(lambda r: r.state == 'requested')
        return linked - self.ride_ids._origin

    def _get_rides(self):
        rides = self.ride_ids._origin
        return rides | self._get_linked() if self.with_return else rides

    @api.depends('volunteer_id')
    def _compute_vehicle_id(self):
        for wizard in self:
            wizard.vehicle_id = wizard.volunteer_id.vehicle_id

    @api.depends('volunteer_id', 'ride_ids')
    def _compute_joinable_run_ids(self):
        for wizard in self:
            wizard.joinable_run_ids = self.env['ts.run'].search(Domain([
                ('volunteer_id', '=', wizard.volunteer_id.id), ('state', 'in', ('planned', 'confirmed')),
                ('date', 'in', wizard.ride_ids.mapped('date'))])) if wizard.volunteer_id else False

    @api.depends('volunteer_id', 'vehicle_id', 'run_id', 'mode', 'with_return', 'ride_ids')
    def _compute_blockers(self):
        for wizard in self:
            found = wizard._get_blockers()
            wizard.hard_blockers = '\n'.join(dict.fromkeys(b.message for b in found if b.hard)) or False
            wizard.soft_blockers = '\n'.join(dict.fromkeys(b.message for b in found if not b.hard)) or False

    def _get_blockers(self):
        if not (self.volunteer_id and self.ride_ids):
            return []
        blockers = self._get_rides()._get_assignment_blockers(
            self.volunteer_id._origin, self.vehicle_id._origin, self.run_id._origin, self.mode)
        return [blocker for found in blockers.values() for blocker in found]

    def action_assign(self):
        """Assign, and confirm when the volunteer has already said yes."""
        rides = self._get_rides()
        rides._assign(self.volunteer_id, self.vehicle_id, self.run_id, self.mode, self.reason_id)
        if self.is_confirmed:
            rides.action_confirm()
            self.proposal_id.filtered(
                lambda p: p.volunteer_id == self.volunteer_id and p.ride_id in rides)._answer('yes')
        return {'type': 'ir.actions.act_window_close'}
