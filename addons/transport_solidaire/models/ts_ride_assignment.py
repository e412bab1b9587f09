# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import models
from odoo.exceptions import UserError
from odoo.tools.misc import clean_context


class TsRide(models.Model):
    """Giving rides to a volunteer, and looking again when something changes.

    What speaks against it is in ``ts_ride_blockers.py``.
    """

    _inherit = 'ts.ride'

    def _recheck(self):
        """Note on planned rides what speaks against their volunteer today and was not passed over."""
        planned = self.filtered(lambda r: r.state in ('planned', 'confirmed') and r.run_id)
        (self - planned).filtered('warning').warning = False
        for volunteer, rides in planned.grouped('volunteer_id').items():
            found = rides._get_assignment_blockers(volunteer, run=rides.run_id)
            for ride in rides:
                new = [b.message for b in found[ride] if b.message not in (ride.override_note or '')]
                warning = '\n'.join(new) or False
                if warning != ride.warning:
                    ride.warning = warning

    # ---- assignment ------------------------------------------------------------------------------
    def _assign(self, volunteer, vehicle=None, run=None, mode='car', reason=None):
        """Give rides to a volunteer, on an existing run or on new ones.

        :param reason: ``ts.ride.reason`` of kind override: why the soft blockers are passed over
        :raise UserError: on hard blockers, or on soft ones without a reason; one sentence each
        :return: the runs that carry the rides
        """
        volunteer._lock_planning()
        self._check_still_requested()
        run = run or self.env['ts.run']
        vehicle = vehicle or volunteer.vehicle_id
        blockers = self._get_assignment_blockers(volunteer, vehicle, run, mode)
        self._check_blockers(blockers, reason)
        groups = [self] if run else self._split_by_outing()
        # the dialog's defaults are for its own fields, not for the run's
        clean = self.env(context=clean_context(self.env.context))
        runs = run or clean['ts.run'].create([{
            'company_id': volunteer.company_id.id, 'volunteer_id': volunteer.id, 'mode': mode,
            'vehicle_id': vehicle.id if mode == 'car' else False} for _group in groups])
        for rides, target in zip(groups, runs, strict=True):
            # the stops of all runs follow at once
            rides.with_context(ts_stops_later=True)._set_state('planned', run_id=target.id)
        runs._rebuild_stops()
        self._keep_override(blockers, reason)
        return runs

    def _check_still_requested(self):
        taken = self.filtered('run_id')
        if taken:
            raise UserError(self.env._(
                "%(ride)s has been given to %(name)s in the meantime.",
                ride=taken[0].display_name, name=taken[0].volunteer_id.name))

    def _check_blockers(self, blockers, reason):
        every = [b for found in blockers.values() for b in found]
        stopping = [b for b in every if b.hard] or ([] if reason else every)
        if not stopping:
            return
        sentences = '\n'.join(f"• {message}" for message in dict.fromkeys(b.message for b in stopping))
        if stopping[0].hard:
            raise UserError(self.env._("This assignment is not possible:\n%(why)s", why=sentences))
        raise UserError(self.env._(
            "Give a reason to assign all the same:\n%(why)s", why=sentences))

    def _split_by_outing(self):
        """Return the rides in groups that one outing can carry: the driver waits up to the limit."""
        groups = []
        for ride in self.sorted('pickup_at'):
            wait = timedelta(hours=ride.company_id.ts_max_wait)
            if groups and ride.pickup_at - max(groups[-1].mapped('dropoff_at')) <= wait:
                groups[-1] |= ride
            else:
                groups.append(ride)
        return groups

    def _keep_override(self, blockers, reason):
        passed_over = {ride: found for ride, found in blockers.items() if found}
        for ride, found in passed_over.items():
            ride.write({
                'override_reason_id': reason.id, 'warning': False,
                'override_note': '\n'.join(blocker.message for blocker in found)})
        # what is said about aids stays out of the chatter
        self.browse().union(*passed_over)._message_log_batch({ride.id: self.env._(
            "Assigned to %(name)s although: %(why)s Reason: %(reason)s",
            name=ride.volunteer_id.name, why=' '.join(b.message for b in found if b.code != 'aids'),
            reason=reason.name) for ride, found in passed_over.items()})
