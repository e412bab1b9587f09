# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..models.res_company_ask import ASK_MODES

SHOWN = 12


class TsRidePropose(models.TransientModel):
    """Asks volunteers for rides: the best ones are shown in order, with the reasons in words."""

    _name = 'ts.ride.propose'
    _description = "Ask Volunteers"

    ride_ids = fields.Many2many('ts.ride', required=True)
    with_return = fields.Boolean("With the Return", default=True,
                                 help="Whoever says yes also drives the linked return.")
    has_return = fields.Boolean(compute='_compute_has_return')
    company_id = fields.Many2one('res.company', compute='_compute_company_id')
    mode = fields.Selection(ASK_MODES, "How Many Are Asked", compute='_compute_habits', store=True,
                            readonly=False, required=True, precompute=True)
    hours = fields.Float("Time to Answer (h)", compute='_compute_habits', store=True, readonly=False,
                         precompute=True)
    line_ids = fields.One2many('ts.ride.propose.line', 'wizard_id', "Volunteers", compute='_compute_line_ids',
                               store=True, readonly=False)

    @api.depends('ride_ids')
    def _compute_company_id(self):
        for wizard in self:
            wizard.company_id = wizard.ride_ids[:1].company_id or self.env.company

    @api.depends('ride_ids')
    def _compute_habits(self):
        for wizard in self:
            wizard.mode = wizard.company_id.ts_ask_mode
            wizard.hours = wizard.company_id.ts_ask_hours

    @api.depends('ride_ids')
    def _compute_has_return(self):
        for wizard in self:
            wizard.has_return = bool(wizard._get_linked())

    def _get_linked(self):
        return self.ride_ids.return_ids.filtered(lambda r: r.state == 'requested') - self.ride_ids._origin

    def _get_rides(self):
        rides = self.ride_ids._origin
        return rides | self._get_linked()._origin if self.with_return else rides

    @api.depends('ride_ids', 'with_return')
    def _compute_line_ids(self):
        for wizard in self:
            suggestions = wizard._get_rides()._get_suggestions(SHOWN)
            wizard.line_ids = [Command.clear(), *(Command.create({
                'volunteer_id': s.volunteer_id, 'sequence': position, 'reason': s.reason,
                'to_know': ' '.join(b.message for b in s.blockers) or False,
            }) for position, s in enumerate((s for s in suggestions if s.possible), 1))]

    def action_ask(self):
        """Ask those who are ticked, in the order of the list."""
        chosen = self.line_ids.filtered('is_chosen').sorted('sequence').volunteer_id
        if not chosen:
            raise UserError(self.env._("Tick at least one volunteer."))
        self._get_rides()._propose(chosen, self.mode, self.hours)
        return {'type': 'ir.actions.act_window_close'}
