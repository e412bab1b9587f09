# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..tools.guard import get_moved
from .ts_ride import DRIVEN_STATES

# Who drives, and for whom, is decided when rides are given: his plan is locked and looked at.
GUARDED_FIELDS = ('volunteer_id', 'company_id')
MODES = [('car', "Own Car"), ('fleet', "Association's Vehicle"), ('bike', "By Bike"), ('foot', "On Foot")]


class TsRun(models.Model):
    """One outing of one volunteer, from home and back: it carries rides and is what he is paid for.

    Its state follows its rides, so that the two never differ:

    | state     | when                                                            | paid |
    |-----------|-----------------------------------------------------------------|------|
    | planned   | a ride still waits for the volunteer's yes                      | no   |
    | confirmed | every ride that is not cancelled is confirmed or has its result | no   |
    | done      | every ride that is not cancelled was done or the person absent  | yes  |
    | cancelled | every ride is cancelled                                         | no   |

    Kilometres have one decimal. ``km_actual`` is what is paid: proposed from the distance provider,
    typed, or the difference of two odometer readings; each change is kept in the chatter.
    """

    _name = 'ts.run'
    _description = "Run"
    _inherit = ['mail.thread', 'mail.activity.mixin']
    _order = 'start_at desc, id desc'
    _check_company_auto = True

    company_id = fields.Many2one('res.company', "Association", required=True, index=True,
                                 default=lambda self: self.env.company)
    currency_id = fields.Many2one(related='company_id.currency_id')
    volunteer_id = fields.Many2one('ts.volunteer', required=True, index=True, check_company=True,
                                   ondelete='restrict', tracking=True)
    mode = fields.Selection(MODES, default='car', required=True)
    vehicle_id = fields.Many2one('ts.volunteer.vehicle', check_company=True,
                                 index='btree_not_null', domain="[('volunteer_id', '=', volunteer_id)]")
    ride_ids = fields.One2many('ts.ride', 'run_id', "Rides")
    ride_count = fields.Integer(compute='_compute_ride_count')
    stop_ids = fields.One2many('ts.run.stop', 'run_id', "Stops")
    cost_ids = fields.One2many('ts.run.cost', 'run_id', "Tolls and Parking")
    state = fields.Selection(
        [('planned', "Planned"), ('confirmed', "Confirmed"), ('done', "Done"), ('cancelled', "Cancelled")],
        compute='_compute_state', store=True, index=True, tracking=True)
    start_at = fields.Datetime("Leaves Home", index=True)
    end_at = fields.Datetime("Back Home")
    date = fields.Date(compute='_compute_date', store=True, index=True)
    km_approach = fields.Float("Approach (km)", digits=(9, 1), compute='_compute_planned_km', store=True)
    km_loaded = fields.Float("With Passengers (km)", digits=(9, 1), compute='_compute_planned_km',
                             store=True)
    km_return = fields.Float("Way Home (km)", digits=(9, 1), compute='_compute_planned_km', store=True)
    km_planned = fields.Float("Proposed (km)", digits=(9, 1), compute='_compute_planned_km', store=True)
    odometer_start = fields.Integer("Odometer at Start", copy=False)
    odometer_end = fields.Integer("Odometer at End", copy=False)
    km_actual = fields.Float("Kilometres", digits=(9, 1), compute='_compute_km_actual', store=True,
                             readonly=False, copy=False, tracking=True,
                             help="From the volunteer's home and back, as paid.")
    km_source = fields.Selection(
        [('planned', "As Proposed"), ('odometer', "Odometer"), ('manual', "Typed")],
        "Kilometres From", compute='_compute_km_source', store=True)
    waiting_minutes = fields.Integer("Waiting (min)", copy=False)
    cost_total = fields.Monetary("Costs", compute='_compute_cost_total', store=True, tracking=True)
    note = fields.Text()
    statement_line_ids = fields.One2many('ts.statement.line', 'run_id', "Statement Lines")
    is_stated = fields.Boolean("On a Statement", compute='_compute_is_stated',
                               search='_search_is_stated')

    _km_positive = models.Constraint('CHECK(km_actual >= 0)', "Kilometres cannot be negative.")
    _volunteer_time_idx = models.Index('(volunteer_id, state, start_at)')

    @api.depends('ride_ids')
    def _compute_ride_count(self):
        for run in self:
            run.ride_count = len(run.ride_ids)

    @api.depends('ride_ids.state')
    def _compute_state(self):
        for run in self:
            states = set(run.ride_ids.mapped('state'))
            active = states - {'cancelled'}
            if states and not active:
                run.state = 'cancelled'
            elif active and active <= set(DRIVEN_STATES):
                run.state = 'done'
            elif active and active <= {'confirmed', *DRIVEN_STATES}:
                run.state = 'confirmed'
            else:
                run.state = 'planned'

    @api.depends('start_at', 'company_id')
    def _compute_date(self):
        for run in self:
            run.date = run.start_at and run.company_id._to_local(run.start_at).date()

    @api.depends('stop_ids.leg_km', 'stop_ids.load_before')
    def _compute_planned_km(self):
        for run in self:
            km = {'approach': 0.0, 'loaded': 0.0, 'return': 0.0}
            for stop in run.stop_ids:
                part = 'loaded' if stop.load_before else 'return' if stop.kind == 'end' else 'approach'
                km[part] += stop.leg_km
            run.km_approach, run.km_loaded, run.km_return = km.values()
            run.km_planned = sum(km.values())

    @api.depends('odometer_start', 'odometer_end')
    def _compute_km_actual(self):
        for run in self:
            if run.odometer_end > run.odometer_start > 0:
                run.km_actual = run.odometer_end - run.odometer_start
            else:
                run.km_actual = run.km_actual

    @api.depends('km_actual', 'km_planned', 'odometer_start', 'odometer_end')
    def _compute_km_source(self):
        for run in self:
            difference = run.odometer_end - run.odometer_start
            if not run.km_actual:
                run.km_source = False
            elif run.odometer_start and abs(difference - run.km_actual) < 0.05:
                run.km_source = 'odometer'
            else:
                run.km_source = 'planned' if abs(run.km_planned - run.km_actual) < 0.05 else 'manual'

    @api.depends('cost_ids.amount')
    def _compute_cost_total(self):
        for run in self:
            run.cost_total = sum(run.cost_ids.mapped('amount'))

    @api.depends('statement_line_ids.is_released')
    def _compute_is_stated(self):
        for run in self:
            run.is_stated = any(not line.is_released for line in run.statement_line_ids)

    def _search_is_stated(self, operator, value):
        if operator != 'in':
            return NotImplemented
        return [('statement_line_ids', 'any', [('is_released', '=', False)])]

    @api.depends('volunteer_id', 'date')
    def _compute_display_name(self):
        for run in self:
            day = f"{run.date:%d/%m/%Y}" if run.date else ''
            run.display_name = ' · '.join(filter(None, [run.volunteer_id.name, day]))

    @api.constrains('odometer_start', 'odometer_end')
    def _check_odometer(self):
        for run in self:
            if run.odometer_end and run.odometer_end < run.odometer_start:
                raise ValidationError(self.env._(
                    "%(run)s: the odometer at the end (%(end)s) is below the one at the start (%(start)s).",
                    run=run.display_name, end=run.odometer_end, start=run.odometer_start))

    def write(self, vals):
        """Measure the way again after another order of the stops; look again after another vehicle."""
        self._refuse_other_hands(get_moved(self, vals, GUARDED_FIELDS))
        result = super().write(vals)
        if 'stop_ids' in vals:
            self.filtered(lambda r: r.state in ('planned', 'confirmed'))._rebuild_stops()
        if {'vehicle_id', 'mode'} & set(vals):
            self.ride_ids._recheck()
        return result

    def _refuse_other_hands(self, runs):
        if runs:
            raise UserError(self.env._(
                "%(run)s cannot be handed over as it is: nobody would see what speaks against it. Take its "
                "rides back, then give them to somebody else.", run=runs[0].display_name))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_done(self):
        done = self.filtered(lambda r: r.state == 'done' or r.statement_line_ids)
        if done:
            raise UserError(self.env._(
                "%(run)s has been driven and cannot be deleted.", run=done[0].display_name))

    # ---- what happens to a run ------------------------------------------------------------------
    def action_confirm(self):
        """The volunteer has said yes to every ride of the run."""
        self.ride_ids.filtered(lambda r: r.state == 'planned').action_confirm()

    def action_done(self):
        """Every ride of the run that has no result yet took place."""
        self.ride_ids.filtered(lambda r: r.state in ('planned', 'confirmed')).action_done()

    def _propose_km(self):
        """Put the planned kilometres on runs just driven for which nobody typed any."""
        for run in self:
            if run.state == 'done' and not run.km_actual:
                run.km_actual = round(run.km_planned, 1)
            if run.state == 'done' and not run.km_actual and run.mode == 'car':
                raise UserError(self.env._(
                    "%(run)s: type the kilometres, the addresses are not known well enough to propose any.",
                    run=run.display_name))

    def _drop_if_empty(self):
        """Delete runs that no longer carry any ride; the others get their stops and kilometres again."""
        runs = self.browse(self.ids)  # read together although the rides point to them no more
        empty = runs.filtered(lambda r: not r.ride_ids)
        (runs - empty)._rebuild_stops()
        (runs - empty)._propose_km()
        empty.unlink()

    def _rebuild_stops(self):
        """Bring the stops in step with the rides; the order a person chose is kept."""
        self.env['ts.run.stop']._sync(self)
