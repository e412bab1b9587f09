# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date


class TsDeskShift(models.Model):
    """Who is at the telephone when: one person, one day, from an hour to another, in local time.

    Several people may be there at once; one person cannot be there twice.
    """

    _name = 'ts.desk.shift'
    _description = "Phone Desk Shift"
    _order = 'date, hour_from, id'
    _check_company_auto = True

    company_id = fields.Many2one('res.company', "Association", required=True, index=True,
                                 default=lambda self: self.env.company)
    user_id = fields.Many2one('res.users', "Coordinator", required=True, index=True,
                              default=lambda self: self.env.user, domain=[('share', '=', False)])
    date = fields.Date("Day", required=True, index=True, default=fields.Date.context_today)
    hour_from = fields.Float("From", default=9.0, required=True)
    hour_to = fields.Float("To", default=12.0, required=True)
    hours = fields.Float(compute='_compute_hours', store=True, help="Length of the shift, in hours.")
    start_at = fields.Datetime(compute='_compute_times', store=True, index=True)
    end_at = fields.Datetime(compute='_compute_times', store=True)
    note = fields.Char("Remark")

    _hours_ordered = models.Constraint(
        'CHECK(0 <= hour_from AND hour_from < hour_to AND hour_to <= 24)',
        "A shift ends after it begins, between 0:00 and 24:00.")

    @api.depends('hour_from', 'hour_to')
    def _compute_hours(self):
        for shift in self:
            shift.hours = shift.hour_to - shift.hour_from

    @api.depends('date', 'hour_from', 'hour_to', 'company_id')
    def _compute_times(self):
        for shift in self:
            company = shift.company_id
            shift.start_at = shift.date and company._to_utc(shift.date, shift.hour_from)
            shift.end_at = shift.date and company._to_utc(shift.date, shift.hour_to)

    @api.depends('user_id', 'date', 'hour_from', 'hour_to')
    def _compute_display_name(self):
        for shift in self:
            shift.display_name = f"{shift.user_id.name} {shift.hour_from:g}-{shift.hour_to:g}"

    @api.constrains('user_id', 'date', 'hour_from', 'hour_to', 'company_id')
    def _check_overlap(self):
        others = self.search([('user_id', 'in', self.user_id.ids), ('date', 'in', self.mapped('date'))])
        for shift in self:
            double = others.filtered(lambda o, s=shift: (
                o != s and o.user_id == s.user_id and o.date == s.date
                and o.hour_from < s.hour_to and s.hour_from < o.hour_to))
            if double:
                raise ValidationError(self.env._(
                    "%(name)s is already at the desk on %(date)s at that time.",
                    name=shift.user_id.name, date=format_date(self.env, shift.date)))

    def action_repeat(self):
        """Copy these shifts to the week after; one that is there already is not copied again."""
        targets = {(s.user_id.id, s.date + timedelta(days=7), s.hour_from, s.company_id.id): s for s in self}
        there = self.search([('date', 'in', [key[1] for key in targets])])
        known = {(s.user_id.id, s.date, s.hour_from, s.company_id.id) for s in there}
        new = [shift.copy_data({'date': key[1]})[0] for key, shift in targets.items() if key not in known]
        return self.create(new)

    @api.model
    def _get_on_duty(self, company, moment=None):
        """Return the users at the desk at a moment (naive UTC, now by default)."""
        moment = moment or fields.Datetime.now()
        return self.search([('company_id', '=', company.id), ('start_at', '<=', moment),
                            ('end_at', '>', moment)]).user_id
