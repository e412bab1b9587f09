# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models

from ..tools.suggestion import Suggestion


class TsRide(models.Model):
    """Who could take these rides, the best first."""

    _inherit = 'ts.ride'

    def get_suggestions(self, limit=10):
        """Return the best volunteers for these rides together, ready for JSON (see ``tools/suggestion.py``)."""
        return [suggestion.as_dict() for suggestion in self._get_suggestions(limit)]

    def _get_suggestions(self, limit=10):
        """Return the best volunteers for these rides together, the best first.

        :param limit: how many
        :return: list of ``Suggestion``
        """
        if not self:
            return []
        volunteers = self.env['ts.volunteer'].search([
            ('company_id', '=', self.company_id[:1].id), ('state', '=', 'active'), ('is_driver', '=', True)])
        found = [self._make_suggestion(volunteer) for volunteer in volunteers]
        found.sort(key=lambda s: (not s.possible, -s.score, s.volunteer_id))
        return found[:limit]

    @api.model
    def _make_suggestion(self, volunteer):
        every = [b for found in self._get_assignment_blockers(volunteer).values() for b in found]
        blockers = list({b.message: b for b in every}.values())
        first = self.sorted('pickup_at')[0]
        leg = self.env['ts.distance']._get_legs(
            volunteer.company_id, [(volunteer._get_point(), first._get_pickup_point())])[0]
        km = leg.km if leg else 0.0
        hard = any(b.hard for b in blockers)
        return Suggestion(
            volunteer.id, volunteer.name, -km - 30 * len(blockers), km, km,
            [self.env._("%(km)s km of approach", km=round(km))], blockers,
            needs_reason=bool(blockers) and not hard, possible=not hard)
