# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from .ts_ride import EVERY_STATE


class TsRide(models.Model):
    """When a ride was given to a volunteer: how long people wait for an answer is read from it."""

    _inherit = 'ts.ride'

    placed_at = fields.Datetime("Given to a Volunteer At", copy=False, readonly=True)

    def _set_state(self, state, only_from=EVERY_STATE, **vals):
        """Keep the first time at which a ride was given."""
        if state == 'planned':
            self.filtered(lambda r: not r.placed_at).placed_at = fields.Datetime.now()
        return super()._set_state(state, only_from, **vals)
