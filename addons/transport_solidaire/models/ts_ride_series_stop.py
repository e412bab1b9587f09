# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class TsRideSeries(models.Model):
    """From a need to the dialog that stops it."""

    _inherit = 'ts.ride.series'

    def action_open_stop(self):
        """Open the dialog that pauses or ends this need."""
        self.ensure_one()
        what = self.env.context.get('default_what', 'end')
        titles = {'pause': self.env._("Pause a Repeated Need"), 'end': self.env._("End a Repeated Need")}
        return {
            'type': 'ir.actions.act_window', 'res_model': 'ts.ride.series.stop', 'view_mode': 'form', 'target': 'new',
            'name': titles[what], 'context': {'default_series_id': self.id, 'default_what': what}}
