# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.tools import SQL

from .ts_ride import DESK

KINDS = [
    ('handover', "A Desk Is Passed to You"), ('step', "Next Step of a Call"), ('place', "Find a Driver"),
    ('warning', "Check the Assignment"), ('confirm', "Ask for the Driver's Yes"),
    ('result', "Say What Happened"), ('message', "Tell by Telephone"),
]
HORIZON_DAYS = 3


class TsDeskTask(models.Model):
    """“What I must do now”: everything open at the desk in one list, the most urgent first.

    A view over rides, calls and handovers: nothing is kept twice, so that a task is gone as soon as it
    is done. A task of nobody is for whoever is at the desk.
    """

    _name = 'ts.desk.task'
    _description = "To Do at the Desk"
    _auto = False
    _order = 'due_at, kind, id'
    _depends = {
        'ts.ride': ['company_id', 'coordinator_id', 'state', 'pickup_at', 'dropoff_at', 'warning',
                    'beneficiary_id', 'volunteer_id', 'date'],
        'ts.call': ['company_id', 'next_user_id', 'next_state', 'next_at', 'called_at', 'next_step',
                    'beneficiary_id', 'volunteer_id'],
        'ts.notice': ['company_id', 'state', 'send_at', 'beneficiary_id', 'volunteer_id'],
        'ts.desk.handover': ['company_id', 'to_user_id', 'taken_at', 'passed_at'],
    }

    company_id = fields.Many2one('res.company', "Association", readonly=True)
    user_id = fields.Many2one('res.users', "By Whom", readonly=True)
    kind = fields.Selection(KINDS, "What", readonly=True)
    due_at = fields.Datetime("By When", readonly=True)
    res_id = fields.Integer(readonly=True)
    ride_id = fields.Many2one('ts.ride', readonly=True)
    call_id = fields.Many2one('ts.call', readonly=True)
    beneficiary_id = fields.Many2one('ts.beneficiary', readonly=True)
    volunteer_id = fields.Many2one('ts.volunteer', readonly=True)
    step = fields.Char("Detail", readonly=True, groups=DESK)
    is_late = fields.Boolean(compute='_compute_is_late')

    @property
    def _table_query(self):
        parts = [
            SQL("SELECT source.id * 16 + %s AS id, %s AS kind, source.id AS res_id, source.company_id, "
                "source.user_id, source.due_at, source.ride_id, source.call_id, source.beneficiary_id, "
                "source.volunteer_id, source.step FROM (%s) source", number, kind, source)
            for number, (kind, source) in enumerate(self._get_sources().items())]
        return SQL(" UNION ALL ").join(parts)

    @api.model
    def _get_sources(self):
        """Return kind → SQL of its open tasks; the order numbers them and must not depend on data.

        Documented hook: each SQL gives id, company_id, user_id, due_at, ride_id, call_id,
        beneficiary_id, volunteer_id, step. At most 16 kinds.
        """
        now = fields.Datetime.now()
        return {
            'handover': SQL(
                "SELECT id, company_id, to_user_id AS user_id, passed_at AS due_at, NULL::int AS ride_id, "
                "NULL::int AS call_id, NULL::int AS beneficiary_id, NULL::int AS volunteer_id, "
                "NULL::varchar AS step FROM ts_desk_handover WHERE taken_at IS NULL"),
            'step': SQL(
                "SELECT id, company_id, next_user_id AS user_id, COALESCE(next_at, called_at) AS due_at, "
                "NULL::int AS ride_id, id AS call_id, beneficiary_id, volunteer_id, next_step AS step "
                "FROM ts_call WHERE next_state = 'open'"),
            'place': self._get_rides(SQL(
                "state = 'requested' AND pickup_at < %s + INTERVAL '%s days' AND pickup_at >= %s",
                now, HORIZON_DAYS, now), SQL("pickup_at")),
            'warning': self._get_rides(SQL(
                "state IN ('planned', 'confirmed') AND warning IS NOT NULL AND pickup_at >= %s", now),
                SQL("pickup_at")),
            'confirm': self._get_rides(SQL(
                "state = 'planned' AND pickup_at < %s + INTERVAL '%s days' AND pickup_at >= %s",
                now, HORIZON_DAYS, now), SQL("pickup_at")),
            'result': self._get_rides(SQL(
                "state IN ('requested', 'planned', 'confirmed') AND date < %s",
                fields.Date.context_today(self)), SQL("dropoff_at")),
            'message': SQL(
                "SELECT id, company_id, NULL::int AS user_id, send_at AS due_at, NULL::int AS ride_id, "
                "NULL::int AS call_id, beneficiary_id, volunteer_id, NULL::varchar AS step "
                "FROM ts_notice WHERE state IN ('to_call', 'failed')"),
        }

    def _get_rides(self, condition, due):
        return SQL(
            "SELECT id, company_id, coordinator_id AS user_id, %s AS due_at, id AS ride_id, "
            "NULL::int AS call_id, beneficiary_id, volunteer_id, NULL::varchar AS step "
            "FROM ts_ride WHERE %s", due, condition)

    @api.depends('due_at')
    def _compute_is_late(self):
        now = fields.Datetime.now()
        for task in self:
            task.is_late = bool(task.due_at) and task.due_at <= now

    @api.depends('kind', 'beneficiary_id')
    def _compute_display_name(self):
        kinds = dict(self._fields['kind']._description_selection(self.env))
        for task in self:
            task.display_name = ' · '.join(filter(None, [kinds.get(task.kind), task.beneficiary_id.name]))

    def action_open(self):
        """Open what the task is about."""
        self.ensure_one()
        model = self._get_target_model()
        return {
            'type': 'ir.actions.act_window', 'res_model': model, 'res_id': self.res_id, 'view_mode': 'form',
            'views': [(False, 'form')],
        }

    def _get_target_model(self):
        return {'handover': 'ts.desk.handover', 'step': 'ts.call', 'message': 'ts.notice'}.get(
            self.kind, 'ts.ride')

    def action_step_done(self):
        """The next step of the call has been taken, or the desk taken over."""
        self.call_id.action_next_done()
        self.env['ts.desk.handover'].browse(
            self.filtered(lambda t: t.kind == 'handover').mapped('res_id')).action_take()
        self.env['ts.notice'].browse(
            self.filtered(lambda t: t.kind == 'message').mapped('res_id')).action_called()
