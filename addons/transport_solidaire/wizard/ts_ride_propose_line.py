# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class TsRideProposeLine(models.TransientModel):
    """One volunteer who could be asked."""

    _name = 'ts.ride.propose.line'
    _description = "Volunteer to Ask"
    _order = 'sequence, id'

    wizard_id = fields.Many2one('ts.ride.propose', required=True, ondelete='cascade', index=True)
    sequence = fields.Integer(default=100)
    is_chosen = fields.Boolean("Ask")
    volunteer_id = fields.Many2one('ts.volunteer', required=True, ondelete='cascade')
    reason = fields.Char("Why", readonly=True)
    to_know = fields.Char(readonly=True)
