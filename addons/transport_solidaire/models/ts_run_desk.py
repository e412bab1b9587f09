# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class TsRun(models.Model):
    """A run whose times or stops change is drawn anew on the desks."""

    _inherit = 'ts.run'

    def write(self, vals):
        """Tell the desks of the run's day."""
        result = super().write(vals)
        if {'start_at', 'end_at', 'stop_ids', 'mode'} & set(vals):
            self.ride_ids._tell_desks()
        return result
