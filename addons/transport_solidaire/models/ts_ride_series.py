# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

from ..tools.recurrence import Rule, get_days, parse_days
from .ts_ride import DESK

PREVIEW_DAYS = 12


class TsRideSeries(models.Model):
    """The need behind repeated rides: the same errand on some weekdays, or on dates that follow no rule.

    | state   | means                                                       |
    |---------|-------------------------------------------------------------|
    | draft   | being written down; no ride is made                         |
    | running | its rides are made ahead, so many weeks (company setting)   |
    | paused  | no more are made for a while; those there stay              |
    | ended   | no more are made                                            |

    Each ride it makes is an ordinary request with its return; changing the series changes them by the
    dialog only (``ts.ride.series.change``), and never what was done.
    """

    _name = 'ts.ride.series'
    _description = "Repeated Need"
    _inherit = ['mail.thread']
    _order = 'beneficiary_id, id'
    _check_company_auto = True

    company_id = fields.Many2one('res.company', "Association", required=True, index=True,
                                 default=lambda self: self.env.company)
    beneficiary_id = fields.Many2one('ts.beneficiary', required=True, index=True, check_company=True,
                                     ondelete='cascade')
    state = fields.Selection(
        [('draft', "Being Written"), ('running', "Running"), ('paused', "Paused"), ('ended', "Ended")],
        default='draft', required=True, index=True, tracking=True, copy=False)
    kind = fields.Selection([('weekly', "Some Weekdays"), ('dates', "A List of Dates")], default='weekly',
                            required=True)
    slot_ids = fields.One2many('ts.ride.series.slot', 'series_id', "Hours", copy=True)
    every = fields.Integer("Every … Weeks", default=1, required=True)
    date_from = fields.Date("From", required=True, default=lambda self: fields.Date.context_today(self))
    end = fields.Selection(
        [('never', "No End"), ('until', "Until a Day"), ('count', "So Many Days")], default='never', required=True)
    date_until = fields.Date("Until")
    count = fields.Integer("Number of Days", default=10)
    dates_text = fields.Text("Dates", help="As you say them: 3/4, 17/4 and 2 May.")
    place_id = fields.Many2one('ts.place', "Where To", required=True, check_company=True, index=True, groups=DESK)
    from_place_id = fields.Many2one('ts.place', "From Where", check_company=True, groups=DESK,
                                    help="Empty: from home.")
    purpose_id = fields.Many2one('ts.purpose', compute='_compute_purpose_id', store=True, readonly=False)
    companions = fields.Integer(compute='_compute_from_beneficiary', store=True, readonly=False)
    aid_ids = fields.Many2many('ts.aid', string="Aids", compute='_compute_from_beneficiary', store=True,
                               readonly=False, groups=DESK)
    note = fields.Text("For the Driver", help="Never anything about health.")
    funder_id = fields.Many2one('res.partner', index='btree_not_null',
                                help="Who bears a share of these rides, if anybody.")
    volunteer_id = fields.Many2one('ts.volunteer', "Usual Volunteer", check_company=True, index='btree_not_null')
    second_volunteer_id = fields.Many2one('ts.volunteer', "When He Is Away", check_company=True,
                                          help="Empty: the ride is to place, and says why.")
    on_warning = fields.Selection(
        [('make', "Make the Ride, with a Warning"), ('skip', "Leave the Day Out")], "On Holidays and Absences",
        default='make', required=True)
    ride_ids = fields.One2many('ts.ride', 'series_id', "Rides")
    ride_count = fields.Integer("Coming Rides", compute='_compute_ride_count')
    preview = fields.Text("Coming Days", compute='_compute_preview')
    version = fields.Integer(copy=False, help="Counts how often its rides were made ahead.")

    _every_positive = models.Constraint('CHECK(every > 0)', "It repeats every week, or every so many weeks.")

    @api.depends('place_id')
    def _compute_purpose_id(self):
        for series in self:
            series.purpose_id = series.place_id.purpose_id or series.purpose_id

    @api.depends('beneficiary_id')
    def _compute_from_beneficiary(self):
        for series in self:
            series.companions = series.beneficiary_id.companions
            series.aid_ids = series.beneficiary_id.aid_ids

    def _compute_ride_count(self):
        counts = dict(self.env['ts.ride']._read_group(
            [('series_id', 'in', self.ids), ('pickup_at', '>=', fields.Datetime.now())], ['series_id'], ['__count']))
        for series in self:
            series.ride_count = counts.get(series, 0)

    @api.depends('beneficiary_id', 'kind', 'every', 'date_from')
    def _compute_display_name(self):
        for series in self:
            place = series.sudo().place_id.display_name if self.env.user.has_group(DESK) else None  # desk only
            series.display_name = ' · '.join(filter(None, [series.beneficiary_id.name, place]))

    # ---- the days --------------------------------------------------------------------------------
    def _get_days(self, first, last):
        """Return the days of the need between two days, in order."""
        self.ensure_one()
        if self.kind == 'dates':
            days, _unknown = parse_days(self.dates_text, self.date_from or first)
            return [day for day in days if first <= day <= last]
        weekdays = frozenset(int(slot.weekday) for slot in self.slot_ids if slot.weekday)
        return get_days(Rule(
            self.date_from, weekdays, self.every, self.date_until if self.end == 'until' else None,
            self.count if self.end == 'count' else None), first, last)

    def _get_slots(self, day):
        """Return the hours of a day."""
        return self.slot_ids.filtered(lambda s: self.kind == 'dates' or s.weekday == str(day.weekday()))

    def _get_day_warnings(self, days):
        """Return day → what speaks against it: a public holiday, the person away."""
        public = self.company_id._get_public_holidays({day.year for day in days}) if self.company_id else {}
        absences = self.beneficiary_id.absence_ids
        result = {}
        for day in days:
            sentences = [public[day]] if day in public else []
            if any(absence.date_from <= day <= absence.date_to for absence in absences):
                sentences.append(self.env._("%(name)s is away", name=self.beneficiary_id.name))
            if sentences:
                result[day] = ', '.join(sentences)
        return result

    @api.depends('kind', 'slot_ids.weekday', 'slot_ids.hour', 'every', 'date_from', 'end', 'date_until', 'count',
                 'dates_text', 'beneficiary_id', 'on_warning')
    def _compute_preview(self):
        for series in self:
            start = max(series.date_from, fields.Date.context_today(self)) if series.date_from else False
            days = series._get_days(start, start + timedelta(days=366))[:PREVIEW_DAYS] if start else []
            warnings = series._get_day_warnings(days)
            skipped = self.env._("left out") if series.on_warning == 'skip' else self.env._("to check")
            series.preview = '\n'.join(
                format_date(self.env, day, date_format='EEEE d MMMM y')
                + (f" — {warnings[day]} ({skipped})" if day in warnings else '') for day in days) or False

    # ---- what must hold --------------------------------------------------------------------------
    @api.constrains('dates_text', 'kind', 'date_from')
    def _check_dates(self):
        for series in self.filtered(lambda s: s.kind == 'dates'):
            days, unknown = parse_days(series.dates_text, series.date_from)
            if unknown:
                raise ValidationError(self.env._(
                    "Not understood: %(pieces)s. Type dates such as 3/4, 17/4/2027 or 2 May.",
                    pieces=', '.join(f"“{piece}”" for piece in unknown)))
            if not days:
                raise ValidationError(self.env._("Type at least one date, such as 3/4 or 2 May."))

    @api.constrains('end', 'date_until', 'date_from', 'count')
    def _check_end(self):
        for series in self:
            if series.end == 'until' and (not series.date_until or series.date_until < series.date_from):
                raise ValidationError(self.env._("The last day comes after the first one."))
            if series.end == 'count' and series.count < 1:
                raise ValidationError(self.env._("Type how many days in all."))

    def action_start(self):
        """Make its rides from now on."""
        for series in self:
            if not series.slot_ids or (series.kind == 'weekly' and not any(series.slot_ids.mapped('weekday'))):
                raise UserError(self.env._("Type at least one hour, with its weekday."))
        self.filtered(lambda s: s.state in ('draft', 'paused')).state = 'running'
        self._create_ahead()

    def action_pause(self):
        """Make no more rides for a while; those that are there stay."""
        self.filtered(lambda s: s.state == 'running').state = 'paused'

    def action_end(self):
        """Make no more rides; those that are there stay until somebody cancels them."""
        self.state = 'ended'

    def action_view_rides(self):
        """Open the rides of the series."""
        action = self.env['ir.actions.act_window']._for_xml_id('transport_solidaire.ts_ride_action')
        return {**action, 'domain': [('series_id', 'in', self.ids)], 'context': {}}

    @api.ondelete(at_uninstall=False)
    def _unlink_except_rides(self):
        if self.ride_ids:
            raise UserError(self.env._("This need has rides already: end it instead."))
