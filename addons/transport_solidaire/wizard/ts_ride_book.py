# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError


class TsRideBook(models.TransientModel):
    """The booking dialog: who, where to, when, and back. Made for the telephone and the keyboard."""

    _name = 'ts.ride.book'
    _description = "Book a Ride"
    _check_company_auto = True

    company_id = fields.Many2one('res.company', default=lambda self: self.env.company, required=True)
    beneficiary_id = fields.Many2one('ts.beneficiary', "Who", required=True, check_company=True,
                                     help="Any part of the name, the telephone number, or the town.")
    alert = fields.Text(compute='_compute_alert')
    place_id = fields.Many2one('ts.place', "Where To", required=True, check_company=True)
    from_place_id = fields.Many2one('ts.place', "From", check_company=True, help="Empty: from home.")
    date = fields.Date("Day", required=True,
                       default=lambda self: fields.Date.context_today(self) + timedelta(days=1))
    hour = fields.Float("Time", required=True)
    is_appointment = fields.Boolean(
        "Appointment", default=True,
        help="Ticked: the time when she is expected. Otherwise the time when she is picked up.")
    has_return = fields.Boolean("And Back", default=True)
    return_hour = fields.Float("Return", compute='_compute_return_hour', store=True, readonly=False)
    return_open = fields.Boolean("She Will Call", help="The time of the return is not known yet.")
    purpose_id = fields.Many2one('ts.purpose', compute='_compute_purpose_id', store=True,
                                 readonly=False)
    companions = fields.Integer(compute='_compute_from_beneficiary', store=True, readonly=False)
    aid_ids = fields.Many2many('ts.aid', string="Aids", compute='_compute_from_beneficiary', store=True,
                               readonly=False)
    note = fields.Text("For the Driver", help="Never anything about health.")

    @api.depends('beneficiary_id')
    def _compute_from_beneficiary(self):
        for wizard in self:
            wizard.companions = wizard.beneficiary_id.companions
            wizard.aid_ids = wizard.beneficiary_id.aid_ids

    @api.depends('place_id')
    def _compute_purpose_id(self):
        for wizard in self:
            wizard.purpose_id = wizard.place_id.purpose_id or wizard.purpose_id

    @api.depends('hour')
    def _compute_return_hour(self):
        for wizard in self:
            wizard.return_hour = min(wizard.hour + 1.5, 23.75) if wizard.hour else 0.0

    @api.depends('beneficiary_id', 'date')
    def _compute_alert(self):
        for wizard in self:
            sentences = wizard.beneficiary_id._get_booking_alerts(wizard.date)
            wizard.alert = '\n'.join(sentences) or False

    @api.constrains('hour', 'return_hour', 'has_return', 'return_open')
    def _check_hours(self):
        for wizard in self:
            if not 0 < wizard.hour < 24:
                raise UserError(self.env._("Type the time, such as 9:30 or 14."))
            if wizard.has_return and not wizard.return_open and not wizard.hour < wizard.return_hour < 24:
                raise UserError(self.env._("The return must come after %(time)s.", time=wizard._clock()))

    def _clock(self):
        return f"{int(self.hour)}:{round(self.hour % 1 * 60):02d}"

    def _prepare_outward_vals(self):
        moment = self.company_id._to_utc(self.date, self.hour)
        return {
            'company_id': self.company_id.id, 'beneficiary_id': self.beneficiary_id.id,
            'pickup_place_id': self.from_place_id.id, 'dropoff_place_id': self.place_id.id,
            'appointment_at' if self.is_appointment else 'pickup_at': moment,
            'purpose_id': self.purpose_id.id, 'companions': self.companions,
            'aid_ids': self.aid_ids.ids, 'note': self.note,
        }

    def _prepare_return_vals(self, outward):
        begins = self.company_id._to_utc(self.date, self.return_hour)
        if self.return_open:  # a time nobody knows is no mistake
            begins = max(begins, outward.dropoff_at)
        return {
            'company_id': self.company_id.id, 'beneficiary_id': self.beneficiary_id.id,
            'pickup_place_id': self.place_id.id, 'dropoff_place_id': self.from_place_id.id,
            'pickup_at': begins, 'time_to_confirm': self.return_open,
            'purpose_id': self.purpose_id.id, 'companions': self.companions,
            'aid_ids': self.aid_ids.ids, 'note': self.note, 'outward_id': outward.id,
        }

    def _book(self):
        """Create the outward ride and, when asked, its return; the same request twice gives one ride."""
        known = self._find_same()
        if known:
            raise UserError(self.env._("This ride is already booked: %(ride)s.", ride=known.display_name))
        outward = self.env['ts.ride'].create(self._prepare_outward_vals())
        if self.has_return:
            back = self._prepare_return_vals(outward)
            self._check_return_after_arrival(outward, back['pickup_at'])
            self.env['ts.ride'].create(back)
        return outward

    def _check_return_after_arrival(self, outward, begins):
        if begins < outward.dropoff_at:
            raise UserError(self.env._(
                "The return would begin at %(begins)s, before the arrival planned at %(arrival)s. Type a "
                "later return, or tick “She Will Call”.", begins=f"{self.company_id._to_local(begins):%H:%M}",
                arrival=f"{self.company_id._to_local(outward.dropoff_at):%H:%M}"))

    def _find_same(self):
        vals = self._prepare_outward_vals()
        field = 'appointment_at' if self.is_appointment else 'pickup_at'
        return self.env['ts.ride'].search([
            ('beneficiary_id', '=', self.beneficiary_id.id), (field, '=', vals[field]),
            ('dropoff_place_id', '=', self.place_id.id),
            ('state', 'in', ('requested', 'planned', 'confirmed'))], limit=1)

    def action_book(self):
        """Book and close."""
        self._book()
        return {'type': 'ir.actions.act_window_close'}

    def action_book_and_assign(self):
        """Book, then look for a volunteer at once."""
        return self._book().action_open_assign()

    def action_book_another(self):
        """Book, then take the next call."""
        self._book()
        return self.env['ir.actions.act_window']._for_xml_id('transport_solidaire.ts_ride_book_action')
