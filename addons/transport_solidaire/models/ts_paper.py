# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models

NOTICE_DAYS = 30


class TsPaper(models.Model):
    """A paper that somebody has seen: what it is, until when, seen by whom and when.

    The paper itself is never copied, and a licence's points are never asked (GDPR minimisation).
    """

    _name = 'ts.paper'
    _description = "Paper"
    _inherit = ['ts.volunteer.detail.mixin']
    _order = 'date_end, id'

    vehicle_id = fields.Many2one('ts.volunteer.vehicle', index='btree_not_null', ondelete='cascade',
                                 domain="[('volunteer_id', '=', volunteer_id)]", check_company=True)
    kind = fields.Selection(
        [('licence', "Driving Licence"), ('insurance', "Insurance"), ('inspection', "Technical Inspection"),
         ('charter', "Charter Signed"), ('criminal_record', "Criminal Record (B3)"), ('other', "Other")],
        required=True)
    number = fields.Char()
    date_seen = fields.Date("Seen On", default=fields.Date.context_today)
    seen_by_id = fields.Many2one('res.users', default=lambda self: self.env.user)
    date_end = fields.Date("Valid Until", index=True, help="Empty when it does not expire.")

    @api.depends('kind', 'vehicle_id')
    def _compute_display_name(self):
        kinds = dict(self._fields['kind']._description_selection(self.env))
        for paper in self:
            paper.display_name = kinds.get(paper.kind)

    @api.model
    def _get_expiring_domain(self):
        """Return the domain of papers that have expired or will within ``NOTICE_DAYS`` days."""
        limit = fields.Date.context_today(self) + timedelta(days=NOTICE_DAYS)
        return [('date_end', '!=', False), ('date_end', '<=', limit)]
