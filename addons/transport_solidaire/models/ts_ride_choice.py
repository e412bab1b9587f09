# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from .ts_ride import DESK


class TsRide(models.Model):
    """Which of the suggested volunteers was chosen, and why another than the first."""

    _inherit = 'ts.ride'

    choice_rank = fields.Integer(
        "Rank of the Choice", copy=False, readonly=True, groups=DESK,
        help="1: the first one suggested was chosen. 0: nobody looked at the suggestions.")
    choice_note = fields.Char(
        "Chosen Because", copy=False, groups=DESK,
        help="Why another than the first one suggested. Never anything about health.")

    def _get_choice_rank(self, volunteer):
        """Return at which rank a volunteer is suggested for these rides, 0 when he is not."""
        return next((rank for rank, candidate in enumerate(self._rank(), start=1)
                     if candidate.volunteer.id == volunteer.id), 0)

    def _keep_choice(self, rank, note=None):
        """Keep which suggestion was chosen; the note stays on the ride and out of the chatter."""
        self.write({'choice_rank': rank, 'choice_note': (note or '').strip() if rank != 1 else False})
