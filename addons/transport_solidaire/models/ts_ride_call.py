# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from .ts_ride import DESK


class TsRide(models.Model):
    """The calls made about a ride, and what is to be done next."""

    _inherit = 'ts.ride'

    call_ids = fields.Many2many('ts.call', string="Calls", groups=DESK)
    next_step = fields.Char(compute='_compute_next_step', groups=DESK,
                            help="What is still to be done after the last calls, and by whom.")

    @api.depends('call_ids.next_state', 'call_ids.next_step', 'call_ids.next_user_id')
    def _compute_next_step(self):
        for ride in self:
            steps = [f"{call.next_step} ({call.next_user_id.name})" if call.next_user_id else call.next_step
                     for call in ride.call_ids.sorted('called_at') if call.next_state == 'open']
            ride.next_step = ' · '.join(steps) or False

    def action_note_call(self):
        """Note a call about these rides, with the person unless another one is chosen."""
        return {
            'type': 'ir.actions.act_window', 'res_model': 'ts.call', 'view_mode': 'form', 'target': 'new',
            'name': self.env._("Note a Call"),
            'context': {'default_ride_ids': self.ids, 'default_beneficiary_id': self[:1].beneficiary_id.id},
        }
