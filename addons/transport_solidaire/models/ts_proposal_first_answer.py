# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

# What a volunteer says himself; nobody at the telephone is no answer.
SPOKEN = ('yes', 'no', 'to_call', 'withdrawn')


class TsProposal(models.Model):
    """When a volunteer has answered for the first time: a yes taken back later does not move it."""

    _inherit = 'ts.proposal'

    first_answered_at = fields.Datetime(readonly=True, copy=False)

    def _set_answer(self, answer, **vals):
        """Keep the moment of the first answer."""
        spoken = self.filtered(lambda p: not p.first_answered_at) if answer in SPOKEN else self.browse()
        # one that was noted before this field existed keeps the moment it had
        for proposal in spoken:
            before = proposal.answered_at if proposal.answer in SPOKEN else False
            super(TsProposal, proposal)._set_answer(
                answer, **{**vals, 'first_answered_at': before or vals.get('answered_at') or fields.Datetime.now()})
        return super(TsProposal, self - spoken)._set_answer(answer, **vals)
