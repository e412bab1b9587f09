# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.tools import SQL

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

    @api.model
    def _get_questions(self):
        """Return whenever a volunteer was asked for a ride, as SQL for the reports.

        A proposal asks him, and so does a call of ours about a ride before it begins. Columns: ``ride_id``,
        ``volunteer_id``, ``asked_at``, ``answered_at`` (the first answer; empty for calls).
        """
        return SQL("""
            SELECT ride_id, volunteer_id, asked_at, COALESCE(
                       first_answered_at,
                       CASE WHEN answer IN ('yes', 'no', 'to_call') THEN answered_at END) AS answered_at
            FROM ts_proposal WHERE answer != 'queued'
            UNION ALL
            SELECT about.ts_ride_id, call.volunteer_id, call.called_at, NULL
            FROM ts_call call
            JOIN ts_call_ts_ride_rel about ON about.ts_call_id = call.id
            JOIN ts_ride ride ON ride.id = about.ts_ride_id AND call.called_at < ride.pickup_at
            WHERE call.volunteer_id IS NOT NULL AND call.direction = 'out'""")
