# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import holidays

from odoo import fields, models

# Regions as people write them; the library has the days of Alsace-Moselle under the codes of its parts.
AREAS = {'GES': '6AE'}


class ResCompany(models.Model):
    """How far ahead repeated needs become rides, and which days are public holidays."""

    _inherit = 'res.company'

    ts_series_weeks = fields.Integer(
        "Repeated Rides Made Ahead (weeks)", default=6,
        help="So many weeks ahead the rides of a repeated need appear on the desk.")
    ts_holiday_area = fields.Char(
        "Area of the Public Holidays",
        help="Only where it has days of its own, such as 57 for Moselle or 6AE for Alsace.")

    def _get_public_holidays(self, years):
        """Return day → name of the public holidays of some years, where the association is."""
        self.ensure_one()
        country, area = self.country_id.code or 'FR', AREAS.get(self.ts_holiday_area, self.ts_holiday_area) or None
        try:
            return holidays.country_holidays(country, subdiv=area, years=years, language='fr')
        except NotImplementedError:
            return {}
