# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.exceptions import UserError

from ..tools.guard import guarded
from .ts_ride import (
    CLOSED_STATES,
    DRIVEN_STATES,
    EVERY_STATE,
    TRANSITIONS,
    UNASSIGNED,
    UPCOMING_STATES,
)


class TsRide(models.Model):
    """What happens to a ride: its actions, and the dialogs and records they open."""

    _inherit = 'ts.ride'

    def _set_state(self, state, only_from=EVERY_STATE, **vals):
        """Move the rides to a state, refusing what the table of ``ts.ride`` does not allow.

        :param only_from: the states from which this action may come, when the table allows more
        """
        self._check_transition(state, only_from)
        guarded(self).write({'state': state, **vals})

    def _check_transition(self, state, only_from=EVERY_STATE):
        labels = dict(self._fields['state']._description_selection(self.env))
        today = fields.Date.context_today(self)
        for ride in self:
            if state not in TRANSITIONS[ride.state] or ride.state not in only_from:
                raise UserError(self.env._(
                    "%(ride)s is “%(old)s” and cannot become “%(new)s”.",
                    ride=ride.display_name, old=labels[ride.state], new=labels[state]))
            if state in DRIVEN_STATES and ride.date > today:
                raise UserError(self.env._("%(ride)s has not taken place yet.", ride=ride.display_name))

    def action_confirm(self):
        """The volunteer has said yes."""
        self._set_state('confirmed')

    def action_done(self):
        """The ride took place: the run's kilometres become the proposed ones if nobody typed any."""
        self._set_driven('done', reason_id=False)

    def action_no_show(self):
        """The driver came and the person was absent: the driver is paid all the same.

        Where nobody chose a reason, the first one of that kind stands.
        """
        unsaid = self.filtered(lambda r: r.reason_id.kind != 'no_show')
        if unsaid:
            unsaid.reason_id = self._get_first_reason('no_show')
        self._set_driven('no_show')

    def _get_first_reason(self, kind):
        reason = self.env['ts.ride.reason'].search([('kind', '=', kind)], limit=1)
        if not reason:
            kinds = dict(reason._fields['kind']._description_selection(self.env))
            raise UserError(self.env._(
                "There is no reason “%(kind)s” to choose from. Add one in the lists of the configuration.",
                kind=kinds[kind]))
        return reason

    def _set_driven(self, state, **vals):
        self._set_state(state, **vals)
        self.run_id._propose_km()

    def action_unassign(self):
        """Take the rides back from their volunteer; they are to place again."""
        runs = self.run_id
        runs.volunteer_id._lock_planning()
        self._set_state('requested', only_from=('planned', 'confirmed'), **UNASSIGNED)
        runs._drop_if_empty()

    def action_reopen(self):
        """Undo a result: a driven ride is planned again, an abandoned one is to place again."""
        stated = self.run_id.filtered('is_stated')
        if stated:
            raise UserError(self.env._(
                "%(run)s is on a statement. Correct its kilometres instead: the difference goes on the "
                "next statement.", run=stated[0].display_name))
        driven = self.filtered(lambda r: r.state in DRIVEN_STATES)
        driven._set_state('planned', reason_id=False)
        abandoned = self - driven
        runs = abandoned.run_id
        abandoned._set_state('requested', only_from=CLOSED_STATES, reason_id=False, **UNASSIGNED)
        runs._drop_if_empty()

    def _close(self, state, reason, with_linked=False):
        """End rides that will not take place, with their reason.

        :param state: ``cancelled``, ``refused``, ``unserved`` or ``no_show``
        :param with_linked: also end the open return of an outward ride (or the reverse)
        """
        if reason.kind != state:
            raise UserError(self.env._("The reason “%(name)s” does not fit.", name=reason.name))
        rides = self
        if with_linked:
            rides |= (self.return_ids | self.outward_id).filtered(lambda r: r.state in UPCOMING_STATES)
        rides.reason_id = reason
        if state == 'no_show':
            rides.action_no_show()
        else:
            rides._set_state(state)
            rides.run_id._rebuild_stops()
            rides.run_id._propose_km()  # the last open ride of a run already driven

    def action_open_close(self):
        """Open the dialog that asks why a ride does not take place."""
        return {
            'type': 'ir.actions.act_window', 'res_model': 'ts.ride.close', 'view_mode': 'form',
            'target': 'new', 'name': self.env._("This ride does not take place"),
            'context': {'default_ride_ids': self.ids},
        }

    def action_open_assign(self):
        """Open the dialog that gives the rides to a volunteer."""
        return {
            'type': 'ir.actions.act_window', 'res_model': 'ts.ride.assign', 'view_mode': 'form',
            'target': 'new', 'name': self.env._("Give to a volunteer"),
            'context': {'default_ride_ids': self.ids},
        }

    def action_view_linked(self):
        """Open the return of an outward ride, or the outward of a return."""
        return self._open_form(self.outward_id or self.return_ids[:1])

    def action_view_run(self):
        """Open the run that carries this ride."""
        return self._open_form(self.run_id)

    def _open_form(self, record):
        return {
            'type': 'ir.actions.act_window', 'res_model': record._name, 'res_id': record.id,
            'view_mode': 'form', 'name': record.display_name,
        }
