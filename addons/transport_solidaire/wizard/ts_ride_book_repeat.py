# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class TsRideBook(models.TransientModel):
    """From a request on the telephone to the need behind it: “every Monday, in fact”."""

    _inherit = 'ts.ride.book'

    def action_repeat(self):
        """Open a repeated need filled in with what was just typed, which is its first day.

        The rides of a need begin tomorrow: a ride of today is booked at once.
        """
        self.ensure_one()
        if self.date <= fields.Date.context_today(self) and not self._find_same():
            self._book()
        values = {
            'beneficiary_id': self.beneficiary_id.id, 'place_id': self.place_id.id,
            'from_place_id': self.from_place_id.id, 'purpose_id': self.purpose_id.id, 'companions': self.companions,
            'aid_ids': [fields.Command.set(self.aid_ids.ids)], 'note': self.note, 'date_from': str(self.date),
            'slot_ids': [fields.Command.create({
                'weekday': str(self.date.weekday()), 'hour': self.hour, 'is_appointment': self.is_appointment,
                'has_return': self.has_return, 'return_hour': self.return_hour, 'return_open': self.return_open})]}
        return {
            'type': 'ir.actions.act_window', 'res_model': 'ts.ride.series', 'view_mode': 'form',
            'views': [(False, 'form')], 'name': self.env._("Repeated Need"),
            'context': {f'default_{name}': value for name, value in values.items()}}
