# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError


class TsDayPlanRun(models.Model):
    """What one volunteer is proposed to drive that day: taken or left as a whole."""

    _name = 'ts.day.plan.run'
    _description = "Proposed Run"
    _order = 'plan_id, start_at, id'
    _check_company_auto = True

    plan_id = fields.Many2one('ts.day.plan', required=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(related='plan_id.company_id', store=True, index=True)
    volunteer_id = fields.Many2one('ts.volunteer', required=True, index=True, check_company=True,
                                   ondelete='cascade')
    start_at = fields.Datetime("Leaves Home", readonly=True)
    end_at = fields.Datetime("Back Home", readonly=True)
    km = fields.Float("Kilometres of the Day", digits=(9, 1), readonly=True,
                      help="With what he already drives that day.")
    line_ids = fields.One2many('ts.day.plan.line', 'plan_run_id', "Rides")
    ride_count = fields.Integer("Number of Rides", compute='_compute_ride_count')
    state = fields.Selection(
        [('proposed', "Proposed"), ('accepted', "Accepted"), ('refused', "Left"),
         ('failed', "No Longer Possible")], default='proposed', required=True, index=True)
    error = fields.Text("Why Not", readonly=True)

    @api.depends('line_ids')
    def _compute_ride_count(self):
        for run in self:
            run.ride_count = len(run.line_ids)

    @api.depends('volunteer_id')
    def _compute_display_name(self):
        for run in self:
            run.display_name = run.volunteer_id.name

    def action_accept(self):
        """Give these rides to their volunteer; each run by itself, so that one failure stops no other."""
        for run in self.filtered(lambda r: r.state in ('proposed', 'failed')):
            try:
                with self.env.cr.savepoint():
                    run._assign()
                run.write({'state': 'accepted', 'error': False})
            except UserError as error:
                run.write({'state': 'failed', 'error': str(error)})

    def action_refuse(self):
        """Leave these rides as they are."""
        self.filtered(lambda r: r.state in ('proposed', 'failed')).write({'state': 'refused', 'error': False})

    def _assign(self):
        """Move the pick-ups to the proposed times, then assign as the coordinator would by hand."""
        rides = self.line_ids.ride_id
        rides._check_still_requested()
        for line in self.line_ids:
            line._move_pickup()
        for run, joining in self._group_by_run().items():
            joining._assign(self.volunteer_id, run=run)

    def _group_by_run(self):
        """Return the run to join (empty for a new one) → rides; a run is joined when it is near in time."""
        wait = self.company_id.ts_max_wait * 3600
        runs = self.env['ts.run'].search([
            ('volunteer_id', '=', self.volunteer_id.id), ('state', 'in', ('planned', 'confirmed')),
            ('date', '=', self.plan_id.date)])
        groups = {}
        for ride in self.line_ids.ride_id.sorted('pickup_at'):
            near = min(runs, key=lambda r, i=ride: self._get_gap(r, i), default=runs)
            target = near if near and self._get_gap(near, ride) <= wait else runs.browse()
            groups[target] = groups.get(target, ride.browse()) | ride
        return groups

    @staticmethod
    def _get_gap(run, ride):
        """Return the seconds between a run's rides and a ride; 0 when they overlap."""
        first, last = min(run.ride_ids.mapped('pickup_at')), max(run.ride_ids.mapped('dropoff_at'))
        return max(0.0, (ride.pickup_at - last).total_seconds(), (first - ride.dropoff_at).total_seconds())
