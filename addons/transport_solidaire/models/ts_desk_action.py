# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models


class Stopped(Exception):
    """Undoes what was tried; carries what spoke against it."""


class TsDesk(models.AbstractModel):
    """What the desk's screen does: the actions of rides, with what speaks against them as an answer.

    Each method returns ``{'done': True, 'day': …}`` (see ``get_day``), or ``{'done': False, 'hard': […],
    'soft': […], 'reasons': [[id, name], …]}`` when a reason is asked for or nothing can be done. Other
    refusals are the sentences of the actions themselves.
    """

    _inherit = 'ts.desk'

    @api.model
    def assign(self, ride_ids, volunteer_id, day=None, run_id=False, reason_id=False, said_yes=False):
        """Give rides to a volunteer.

        :param run_id: the run that they join; a new one when empty
        :param reason_id: why soft blockers are passed over
        :param said_yes: the volunteer has said yes: the rides are confirmed too
        """
        return self._try(ride_ids, volunteer_id, day, run_id, reason_id, said_yes)

    @api.model
    def move(self, ride_ids, volunteer_id, day=None, run_id=False, reason_id=False, said_yes=False):
        """Take rides back from their volunteer and give them to another, both or nothing."""
        return self._try(ride_ids, volunteer_id, day, run_id, reason_id, said_yes, taken_back=True)

    def _try(self, ride_ids, volunteer_id, day, run_id, reason_id, said_yes, taken_back=False):
        self._check_desk()
        rides = self.env['ts.ride'].browse(ride_ids)
        try:
            with self.env.cr.savepoint():
                if taken_back:
                    rides.action_unassign()
                self._give(rides, volunteer_id, run_id, reason_id, said_yes)
        except Stopped as stopped:
            return stopped.args[0]
        return {'done': True, 'day': self.get_day(day)}

    def _give(self, rides, volunteer_id, run_id, reason_id, said_yes):
        volunteer = self.env['ts.volunteer'].browse(volunteer_id)
        run = self.env['ts.run'].browse(run_id or [])
        reason = self.env['ts.ride.reason'].browse(reason_id or [])
        rides._check_still_requested()
        found = [b for blockers in rides._get_assignment_blockers(volunteer, run=run).values() for b in blockers]
        if any(b.hard for b in found) or found and not reason:
            raise Stopped(self._describe(found))
        rides._assign(volunteer, run=run, reason=reason)
        if said_yes:
            rides.action_confirm()

    def _describe(self, blockers):
        reasons = self.env['ts.ride.reason'].search([('kind', '=', 'override')])
        return {
            'done': False,
            'hard': list(dict.fromkeys(b.message for b in blockers if b.hard)),
            'soft': list(dict.fromkeys(b.message for b in blockers if not b.hard)),
            'reasons': [[reason.id, reason.name] for reason in reasons],
        }

    @api.model
    def unassign(self, ride_ids, day=None):
        """Take rides back from their volunteer; they are to place again."""
        return self._act(ride_ids, 'action_unassign', day)

    @api.model
    def confirm(self, ride_ids, day=None):
        """The volunteer has said yes."""
        return self._act(ride_ids, 'action_confirm', day)

    @api.model
    def confirm_asked(self, ride_ids, day=None):
        """The desk takes on what was asked online."""
        return self._act(ride_ids, 'action_confirm_asked', day)

    def _act(self, ride_ids, action, day):
        self._check_desk()
        getattr(self.env['ts.ride'].browse(ride_ids), action)()
        return {'done': True, 'day': self.get_day(day)}

    @api.model
    def suggest(self, ride_ids, limit):
        """Return the volunteers who could drive these rides, the best first, with the reasons."""
        self._check_desk()
        rides = self.env['ts.ride'].browse(ride_ids)
        return rides.get_suggestions(limit)

    @api.model
    def propose(self, ride_ids, volunteer_ids, day=None):
        """Ask volunteers for rides; the answer is waited for, and nobody is asked twice meanwhile."""
        self._check_desk()
        waiting = self.env['ts.proposal'].search(
            [('ride_id', 'in', ride_ids), ('answer', '=', 'waiting'), ('volunteer_id', 'in', volunteer_ids)])
        volunteers = self.env['ts.volunteer'].browse(volunteer_ids) - waiting.volunteer_id
        if volunteers:
            self.env['ts.ride'].browse(ride_ids)._propose(volunteers, 'all' if len(volunteers) > 1 else 'one')
        return {'done': True, 'day': self.get_day(day)}
