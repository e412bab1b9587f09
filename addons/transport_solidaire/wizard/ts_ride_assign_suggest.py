# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

SHOWN = 5


class TsRideAssign(models.TransientModel):
    """The best volunteers in the dialog that gives rides: one click takes one of them."""

    _inherit = 'ts.ride.assign'

    suggestions = fields.Json(compute='_compute_suggestions')
    is_other_choice = fields.Boolean(compute='_compute_is_other_choice')
    choice_note = fields.Char(
        "Chosen Because", help="Why not the first one suggested, if you like to say so. Never anything "
                               "about health.")

    @api.depends('ride_ids', 'with_return')
    def _compute_suggestions(self):
        for wizard in self:
            wizard.suggestions = wizard._get_rides().get_suggestions(SHOWN)

    @api.depends('volunteer_id', 'suggestions')
    def _compute_is_other_choice(self):
        for wizard in self:
            first = wizard.suggestions and wizard.suggestions[0]
            wizard.is_other_choice = bool(
                wizard.volunteer_id and first and first['possible']
                and first['volunteer_id'] != wizard.volunteer_id._origin.id)

    def action_assign(self):
        """Also keep at which rank the volunteer was suggested, as things stood before the assignment."""
        rides = self._get_rides()
        rank = rides._get_choice_rank(self.volunteer_id)
        result = super().action_assign()
        rides._keep_choice(rank, self.choice_note)
        return result
