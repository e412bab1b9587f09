# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class TsAvailability(models.Model):
    """When a volunteer can usually drive: a weekday and hours, in the association's local time."""

    _name = 'ts.availability'
    _description = "Availability"
    _inherit = ['ts.volunteer.detail.mixin']
    _order = 'weekday, hour_from'

    weekday = fields.Selection(
        [('0', "Monday"), ('1', "Tuesday"), ('2', "Wednesday"), ('3', "Thursday"), ('4', "Friday"),
         ('5', "Saturday"), ('6', "Sunday")], required=True)
    hour_from = fields.Float("From", default=8.0, required=True)
    hour_to = fields.Float("To", default=19.0, required=True)
    date_from = fields.Date("Valid From")
    date_to = fields.Date("Valid Until")

    _hours_ordered = models.Constraint(
        'CHECK(0 <= hour_from AND hour_from < hour_to AND hour_to <= 24)',
        "The end of an availability must come after its beginning, between 0:00 and 24:00.")

    @api.depends('weekday', 'hour_from', 'hour_to')
    def _compute_display_name(self):
        days = dict(self._fields['weekday']._description_selection(self.env))
        for slot in self:
            slot.display_name = f"{days.get(slot.weekday)} {slot.hour_from:g}-{slot.hour_to:g}"

    def _covers(self, start, end):
        """Tell whether this slot covers the whole of a local interval within one day."""
        self.ensure_one()
        day = start.date()
        return (
            str(day.weekday()) == self.weekday and end.date() == day
            and not (self.date_from and day < self.date_from)
            and not (self.date_to and day > self.date_to)
            and self.hour_from <= start.hour + start.minute / 60
            and end.hour + end.minute / 60 <= self.hour_to)
