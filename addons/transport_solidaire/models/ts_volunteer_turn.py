# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class TsVolunteer(models.Model):
    """Who is about to be overloaded or forgotten, on the volunteers' files and in their searches."""

    _inherit = 'ts.volunteer'

    last_ride_date = fields.Date("Last Ride", compute='_compute_turn')
    last_asked_date = fields.Date("Last Asked", compute='_compute_turn')
    is_overloaded = fields.Boolean(
        "Overloaded", compute='_compute_turn', search='_search_is_overloaded',
        help="Above his own wish over four weeks, or this week or the next by what is planned.")
    is_forgotten = fields.Boolean(
        "Forgotten", compute='_compute_turn', search='_search_is_forgotten',
        help="There, and neither driving nor asked for as many days as the settings say.")
    turn_note = fields.Char("In Words", compute='_compute_turn')

    @api.depends_context('uid', 'lang')
    @api.depends('wished_rides_week', 'wished_km_week', 'state', 'is_driver')
    def _compute_turn(self):
        turns = self.env['ts.volunteer.turn']
        turns.invalidate_model()  # its rows are made anew at each question
        rows = {row.id: row for row in turns.search([('id', 'in', self._origin.ids)])}
        for volunteer in self:
            row = rows.get(volunteer._origin.id, turns)
            volunteer.last_ride_date, volunteer.last_asked_date = row.last_ride_date, row.last_asked_date
            volunteer.is_overloaded, volunteer.is_forgotten = row.is_overloaded, row.is_forgotten
            volunteer.turn_note = row.note

    def _search_is_overloaded(self, operator, value):
        return self._search_turn('is_overloaded', operator, value)

    def _search_is_forgotten(self, operator, value):
        return self._search_turn('is_forgotten', operator, value)

    def _search_turn(self, flag, operator, value):
        if operator != 'in':
            return NotImplemented
        found = self.env['ts.volunteer.turn']._search([(flag, '=', True)])
        return [('id', 'in' if True in value else 'not in', found)]
