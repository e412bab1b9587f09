# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ..tools.recurrence import parse_days


class TsRideSeries(models.Model):
    """The dates of a need as the calendar shows them: typed or clicked, they are the same text."""

    _inherit = 'ts.ride.series'

    dates_json = fields.Json(
        compute='_compute_dates_json',
        help="What the calendar reads: days understood (year-month-day), pieces that are not, days that warn.")

    @api.depends('kind', 'dates_text', 'date_from', 'beneficiary_id')
    def _compute_dates_json(self):
        for series in self:
            if series.kind != 'dates':
                series.dates_json = {'days': [], 'unknown': [], 'warned': {}}
                continue
            days, unknown = parse_days(
                series.dates_text, series.date_from or fields.Date.context_today(series))
            warnings = series._get_day_warnings(days)
            series.dates_json = {
                'days': [day.isoformat() for day in days], 'unknown': unknown,
                'warned': {day.isoformat(): text for day, text in warnings.items()}}
