# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging
from datetime import timedelta

from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..tools.dispatch import WorkerError, solve_apart, to_json

_logger = logging.getLogger(__name__)
REPLAY_DAYS = 31
UNSERVED = [
    ('no_driver', "No volunteer is there that day"),
    ('no_skill', "Nobody can give the help that is needed, or there is a refusal"),
    ('no_seat', "No car has the seats"),
    ('no_time', "Nobody suitable is there at that hour"),
    ('too_far', "Too far for everybody suitable"),
    ('no_driver_free', "Everybody suitable is already busy"),
    ('fixed_driver', "The only volunteer allowed cannot take it"),
    ('other_leg', "Its return, or its outward ride, cannot be driven"),
    ('no_position', "The address is not known: nobody can say how far it is"),
]


class TsDayPlan(models.Model):
    """A proposal for a whole day: who could drive whom, several people in a car where that helps.

    Nothing moves until somebody accepts it, all or run by run; what was already given stays as it is.

    | state    | means                                                       |
    |----------|-------------------------------------------------------------|
    | draft    | the day is chosen                                           |
    | running  | the computer is looking, in the background                  |
    | ready    | the proposal stands beside the day                          |
    | failed   | it could not be made; the reason is said, it can be retried |
    """

    _name = 'ts.day.plan'
    _description = "Proposed Day"
    _order = 'date desc, id desc'
    _check_company_auto = True

    company_id = fields.Many2one('res.company', "Association", required=True, index=True,
                                 default=lambda self: self.env.company)
    date = fields.Date("Day", required=True, index=True, default=fields.Date.context_today)
    user_id = fields.Many2one('res.users', "Asked By", default=lambda self: self.env.user, required=True)
    seconds = fields.Integer("Time to Think (s)", required=True,
                             default=lambda self: self.env.company.ts_plan_seconds or 20)
    state = fields.Selection(
        [('draft', "To Start"), ('running', "Being Arranged"), ('ready', "Proposed"), ('failed', "Not Made")],
        default='draft', required=True, copy=False)
    progress = fields.Integer("Progress (%)", compute='_compute_progress')
    error = fields.Text(readonly=True, copy=False)
    replay = fields.Json("Input", copy=False, groups='transport_solidaire.group_ts_manager',
                         help="What the solver was given: positions and numbers, no names. Kept for a month.")
    run_ids = fields.One2many('ts.day.plan.run', 'plan_id', "Proposed Runs")
    line_ids = fields.One2many('ts.day.plan.line', 'plan_id', "Rides")
    left_ids = fields.One2many('ts.day.plan.line', 'plan_id', "Not Served",
                               domain=[('plan_run_id', '=', False)])
    ride_count = fields.Integer("Rides to Place", compute='_compute_counts')
    served_count = fields.Integer("Served", compute='_compute_counts')
    shared_count = fields.Integer("In a Shared Car", compute='_compute_counts')
    km = fields.Float("Kilometres Proposed", digits=(9, 1), compute='_compute_counts')
    waiting_count = fields.Integer(compute='_compute_counts')

    @api.depends('state')
    def _compute_progress(self):
        shares = dict(self.env['ts.day.plan.progress']._read_group(
            [('plan_id', 'in', self.ids)], ['plan_id'], ['percent:max']))
        for plan in self:
            plan.progress = 100 if plan.state == 'ready' else shares.get(plan.id, 0)

    @api.depends('line_ids.plan_run_id', 'run_ids.km', 'run_ids.state', 'line_ids.is_shared')
    def _compute_counts(self):
        for plan in self:
            served = plan.line_ids.filtered('plan_run_id')
            plan.ride_count, plan.served_count = len(plan.line_ids), len(served)
            plan.shared_count = len(served.filtered('is_shared'))
            plan.km = sum(plan.run_ids.mapped('km'))
            plan.waiting_count = len(plan.run_ids.filtered(lambda r: r.state == 'proposed'))

    @api.depends('date')
    def _compute_display_name(self):
        for plan in self:
            plan.display_name = self.env._("Proposal for %(date)s", date=format_date(self.env, plan.date))

    # ---- making it -------------------------------------------------------------------------------
    def action_start(self):
        """Look in the background; a second press while it is being arranged starts nothing more."""
        self.ensure_one()
        if self.state == 'running':
            return
        if any(run.state == 'accepted' for run in self.run_ids):
            raise UserError(self.env._("A part of this proposal is accepted already. Ask for a new one."))
        self.run_ids.unlink()
        self.line_ids.unlink()
        self.write({'state': 'running', 'error': False})
        self.env['ts.day.plan.progress'].search([('plan_id', '=', self.id)]).unlink()
        self.env['ts.day.plan.progress'].create({'plan_id': self.id})
        self.with_delay(identity_key=f"ts.day.plan {self.id}", description=self.display_name)._run_job()

    def action_run_now(self):
        """Do what waits in the background at once, while the user waits."""
        self.ensure_one()
        self._run_job()

    def _run_job(self):
        """Arrange the day; killed or run again, it leaves what one run leaves."""
        self.ensure_one()
        if self.state != 'running':
            return
        try:
            with self.env.cr.savepoint():
                self._solve()
        except OperationalError:
            raise  # the queue, or the request, tries again
        except (UserError, WorkerError) as error:
            self.write({'state': 'failed', 'error': str(error)})
        except Exception as error:
            _logger.exception("Proposed day %s failed", self.id)
            self.write({'state': 'failed', 'error': self.env._(
                "The day could not be arranged (%(kind)s). The administrator finds the details in the log.",
                kind=type(error).__name__)})

    def _solve(self):
        """Ask the solver, in a process of its own, and keep what it proposes."""
        day = self.env['ts.day.plan.input']._prepare(self)
        plan = self._ask_solver(day.problem)
        self.sudo().replay = to_json(day.problem)  # kept for administrators only, without names
        self._keep(day, plan)
        self.state = 'ready'

    def _ask_solver(self, problem, **options):
        """Return the solver's plan of a problem; other ways to arrange a day add their options."""
        return solve_apart(problem, self.seconds, self._get_progress_writer(), **options)

    def _get_progress_writer(self):
        """Return what tells the user, from outside the job's transaction, how far it is."""
        if not self.env.context.get('job_uuid'):
            return None
        registry, number = self.env.registry, self.id

        def write(fraction, _text=''):
            with registry.cursor() as cr:
                cr.execute("UPDATE ts_day_plan_progress SET percent = %s WHERE plan_id = %s",
                           [round(100 * fraction), number])
        return write

    def _keep(self, day, plan):
        """Write the solver's plan: one record for each run, one line for each ride."""
        runs = self.env['ts.day.plan.run'].create([
            {'plan_id': self.id, 'volunteer_id': route.driver, 'km': route.metres / 1000,
             'start_at': day.moment(route.start), 'end_at': day.moment(route.end)}
            for route in plan.routes if any(leg in day.open_ids for leg in route.legs)])
        by_driver = {(run.volunteer_id.id, run.start_at): run for run in runs}
        lines = []
        for route in plan.routes:
            run = by_driver.get((route.driver, day.moment(route.start)))
            lines += self._prepare_lines(day, route, run) if run else []
        lines += [{'plan_id': self.id, 'ride_id': ride, 'unserved': reason}
                  for ride, reason in {**plan.unserved, **day.unplaced}.items()]
        self.env['ts.day.plan.line'].create(lines)

    def _prepare_lines(self, day, route, run):
        """Return the lines of one route; rides that were given before are not proposed again."""
        times, alone, aboard = {}, set(route.legs), set()
        for stop in route.stops:
            times.setdefault(stop.leg, []).append(day.moment(stop.begin))
            aboard ^= {stop.leg}
            if len(aboard) > 1:
                alone -= aboard
        return [{
            'plan_id': self.id, 'plan_run_id': run.id, 'ride_id': leg, 'sequence': number,
            'pickup_at': times[leg][0], 'dropoff_at': times[leg][1], 'is_shared': leg not in alone,
        } for number, leg in enumerate(route.legs) if leg in day.open_ids]

    # ---- taking it ---------------------------------------------------------------------------------
    def action_accept_all(self):
        """Give every proposed ride; a run that is no longer possible says why and the others go on."""
        self.run_ids.filtered(lambda r: r.state in ('proposed', 'failed')).action_accept()

    def action_refuse_all(self):
        """Leave the day as it is."""
        self.run_ids.filtered(lambda r: r.state == 'proposed').action_refuse()

    @api.autovacuum
    def _gc_replay(self):
        """Forget where people live once nobody looks into an old proposal any more."""
        limit = fields.Date.context_today(self) - timedelta(days=REPLAY_DAYS)
        old = self.search([('date', '<', limit), ('replay', '!=', False)], limit=1000)
        old.replay = False

    def unlink(self):
        """Delete the progress along with the plan."""
        self.env['ts.day.plan.progress'].search([('plan_id', 'in', self.ids)]).unlink()
        return super().unlink()
