# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import secrets

from odoo import fields, models


class TsVolunteer(models.Model):
    """A volunteer's own page and the private address of his calendar."""

    _inherit = 'ts.volunteer'

    # whoever has it reads where the volunteer drives: not even the desk sees it
    calendar_token = fields.Char(copy=False, readonly=True, groups='base.group_system')

    _calendar_token_uniq = models.UniqueIndex(
        '(calendar_token) WHERE calendar_token IS NOT NULL', "Ask for another calendar address.")

    def _renew_calendar_token(self):
        """Give these volunteers a calendar address that nobody knows; the one before is dead."""
        for volunteer in self:
            volunteer.calendar_token = secrets.token_urlsafe(24)

    def _get_absence_conflicts(self, date_from, date_to):
        """Return the coming rides of these volunteers from one day to another, both included."""
        return self.env['ts.ride'].search([
            ('volunteer_id', 'in', self.ids), ('state', 'in', ('planned', 'confirmed')),
            ('date', '>=', date_from), ('date', '<=', date_to)])

    def _get_open_questions(self):
        """Return what these volunteers were asked and may still answer."""
        waiting = self.env['ts.proposal'].search(
            [('volunteer_id', 'in', self.ids), ('answer', '=', 'waiting')], order='asked_at, id')
        return waiting.filtered(lambda p: any(
            ride.state == 'requested' or ride.state == 'planned' and ride.volunteer_id == p.volunteer_id
            for ride in p.ride_ids))
