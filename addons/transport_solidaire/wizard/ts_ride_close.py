# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class TsRideClose(models.TransientModel):
    """Says why rides do not take place."""

    _name = 'ts.ride.close'
    _description = "Close Rides"

    ride_ids = fields.Many2many('ts.ride', required=True)
    state = fields.Selection(
        [('cancelled', "Cancelled by the person"), ('no_show', "Person absent, the driver came"),
         ('refused', "Refused by us"), ('unserved', "No driver found")],
        "What Happened", default='cancelled', required=True)
    reason_id = fields.Many2one('ts.ride.reason', required=True,
                                domain="[('kind', '=', state)]", compute='_compute_reason_id',
                                store=True, readonly=False, precompute=True)
    has_linked = fields.Boolean(compute='_compute_has_linked')
    with_linked = fields.Boolean("Also the Linked Ride", default=True,
                                 help="The return of this outward ride, or the reverse.")

    @api.depends('state')
    def _compute_reason_id(self):
        for wizard in self:
            if wizard.reason_id.kind != wizard.state:
                wizard.reason_id = self.env['ts.ride.reason'].search([('kind', '=', wizard.state)], limit=1)

    @api.depends('ride_ids')
    def _compute_has_linked(self):
        for wizard in self:
            linked = wizard.ride_ids.return_ids | wizard.ride_ids.outward_id
            wizard.has_linked = bool(linked - wizard.ride_ids)

    def action_close(self):
        """Give the rides their result."""
        self.ride_ids._close(self.state, self.reason_id, self.has_linked and self.with_linked)
        return {'type': 'ir.actions.act_window_close'}
