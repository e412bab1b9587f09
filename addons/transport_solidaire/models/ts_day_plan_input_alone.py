# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from dataclasses import replace

from odoo import api, models


class TsDayPlanInput(models.AbstractModel):
    """The input for one ride, one volunteer: each ride at the hour asked for, out and back with the same driver."""

    _inherit = 'ts.day.plan.input'

    @api.model
    def _prepare(self, plan):
        day = super()._prepare(plan)
        if plan.how == 'alone':
            legs = [self._put_at_its_hour(day, ride, leg)
                    for ride, leg in zip(day.rides, day.problem.legs, strict=True)]
            day.problem = replace(day.problem, legs=tuple(self._link_short_waits(day, legs)))
        return day

    def _put_at_its_hour(self, day, ride, leg):
        """Return the leg at the hour that was asked for, or the nearest one that she said."""
        if ride.run_id:
            return leg
        (first, last), = leg.pickup_windows
        start = min(max(day.second(ride.pickup_at), first), last)
        return replace(leg, pickup_windows=((start, start),), dropoff_windows=((0, leg.dropoff_windows[0][1]),))

    def _link_short_waits(self, day, legs):
        """A driver waits for the way back where the wait is as short as the association allows."""
        index = {ride: number for number, ride in enumerate(day.rides)}
        linked = list(legs)
        for ride, number in index.items():
            outward = ride.outward_id
            if outward not in index or ride.run_id or outward.run_id:
                continue
            wait = (ride.pickup_at - outward.dropoff_at).total_seconds()
            if wait <= ride.company_id.ts_max_wait * 3600:
                first = index[outward]
                linked[first] = replace(linked[first], driver_waits_with=number)
        return linked
