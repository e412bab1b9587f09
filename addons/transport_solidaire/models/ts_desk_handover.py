# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class TsDeskHandover(models.Model):
    """A desk passed on: from whom to whom, with what was open, and when it was taken over.

    What is open itself moves to the other person; this is the trace of it and the note in between.
    """

    _name = 'ts.desk.handover'
    _description = "Desk Passed On"
    _order = 'passed_at desc, id desc'
    _check_company_auto = True

    company_id = fields.Many2one('res.company', "Association", required=True, index=True,
                                 default=lambda self: self.env.company)
    from_user_id = fields.Many2one('res.users', "From", required=True, index=True)
    to_user_id = fields.Many2one('res.users', "To", required=True, index=True)
    passed_at = fields.Datetime(default=fields.Datetime.now, required=True)
    taken_at = fields.Datetime("Taken Over", readonly=True, copy=False)
    note = fields.Text(help="What the next one must know. Never anything about health.")
    ride_ids = fields.Many2many('ts.ride', string="Open Rides", check_company=True)
    call_ids = fields.Many2many('ts.call', string="Next Steps", check_company=True)
    ride_count = fields.Integer("Rides Passed On", compute='_compute_counts')
    call_count = fields.Integer("Steps Passed On", compute='_compute_counts')

    @api.depends('ride_ids', 'call_ids')
    def _compute_counts(self):
        for handover in self:
            handover.ride_count = len(handover.ride_ids)
            handover.call_count = len(handover.call_ids)

    @api.depends('from_user_id', 'to_user_id', 'passed_at')
    def _compute_display_name(self):
        for handover in self:
            handover.display_name = f"{handover.from_user_id.name} → {handover.to_user_id.name}"

    def action_take(self):
        """The other one has read it; the first time counts."""
        self.filtered(lambda h: not h.taken_at).taken_at = fields.Datetime.now()
