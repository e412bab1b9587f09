# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from .ts_day_plan import UNSERVED


class TsDayPlanLine(models.Model):
    """One ride in a proposed day: with whom and when, or why not; beside it, how it stands today."""

    _name = 'ts.day.plan.line'
    _description = "Ride of a Proposed Day"
    _order = 'plan_id, plan_run_id, sequence, id'

    plan_id = fields.Many2one('ts.day.plan', required=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(related='plan_id.company_id', store=True, index=True)
    plan_run_id = fields.Many2one('ts.day.plan.run', index='btree_not_null', ondelete='cascade')
    ride_id = fields.Many2one('ts.ride', required=True, index=True, ondelete='cascade')
    sequence = fields.Integer(default=10)
    pickup_at = fields.Datetime("Proposed Pick-up", readonly=True)
    dropoff_at = fields.Datetime("Proposed Arrival", readonly=True)
    is_shared = fields.Boolean("Shared Car", readonly=True)
    unserved = fields.Selection(UNSERVED, "Why Not", readonly=True)
    asked_at = fields.Datetime("Asked For", related='ride_id.pickup_at')
    ride_state = fields.Selection(related='ride_id.state', string="Today")
    volunteer_today_id = fields.Many2one(related='ride_id.volunteer_id', string="Given To")
    beneficiary_id = fields.Many2one(related='ride_id.beneficiary_id')
    pickup_label = fields.Char(related='ride_id.pickup_label')
    dropoff_label = fields.Char(related='ride_id.dropoff_label')

    def _move_pickup(self):
        """Put the ride at the proposed minute, rounded down so that nobody comes late."""
        proposed = self.pickup_at.replace(second=0)
        if proposed != self.ride_id.pickup_at:
            # not a change of the need: it stays one of its series
            self.ride_id.with_context(ts_series_change=True).pickup_at = proposed
