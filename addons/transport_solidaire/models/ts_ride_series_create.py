# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.modules import module

from .ts_ride import DESK

BATCH = 50
# What a hand may change on one ride of a series; changing all leaves such a ride as it is.
SERIES_FIELDS = {'pickup_at', 'appointment_at', 'pickup_place_id', 'dropoff_place_id', 'purpose_id', 'companions'}


class TsRideSeries(models.Model):
    """Making the rides of repeated needs ahead: each once, whoever does it and how often."""

    _inherit = 'ts.ride.series'

    @api.model
    def _cron_create_ahead(self):
        """Every night: the rides that have come within the horizon."""
        running = self.search([('state', '=', 'running')])
        for start in range(0, len(running), BATCH):
            part = running[start:start + BATCH]
            part._create_ahead()
            if not module.current_test:  # the transaction of a test is not ours to end
                self.env['ir.cron']._commit_progress(len(part), remaining=len(running) - start - len(part))

    def _create_ahead(self):
        """Make the rides that are missing up to the horizon; return them.

        The series are locked and their counter written: whoever else is making them ahead is skipped, or
        starts again on what the other has left.
        """
        series = self.try_lock_for_update().filtered(lambda s: s.state == 'running')
        for one in series:
            one.version += 1
        series.mapped('aid_ids')  # read at once
        known = dict(self.env['ts.ride']._read_group(
            [('series_id', 'in', series.ids)], ['series_id'], ['series_key:array_agg']))
        bookings = [item for one in series for item in one._get_missing(set(known.get(one, ())))]
        rides = self._create_rides(bookings)
        rides._assign_usual()
        return rides

    def _get_missing(self, known):
        """Return (slot, day, warning) of the rides to make."""
        today = self.company_id._to_local(fields.Datetime.now()).date()
        last = today + timedelta(weeks=self.company_id.ts_series_weeks)
        days = self._get_days(max(today + timedelta(days=1), self.date_from), last)
        warnings = self._get_day_warnings(days)
        return [(slot, day, warnings.get(day)) for day in days for slot in self._get_slots(day)
                if slot._get_key(day, 'out') not in known
                and not (day in warnings and self.on_warning == 'skip')]

    @api.model
    def _create_rides(self, bookings):
        """Create outward rides, then their returns, as the booking dialog would."""
        dialogs = [slot._new_booking(day) for slot, day, _warning in bookings]
        outwards = self.env['ts.ride'].create([
            {**dialog._prepare_outward_vals(), **slot._get_series_vals(day, 'out', warning)}
            for dialog, (slot, day, warning) in zip(dialogs, bookings, strict=True)])
        returns = self.env['ts.ride'].create([
            {**dialog._prepare_return_vals(outward), **slot._get_series_vals(day, 'back', warning)}
            for dialog, outward, (slot, day, warning) in zip(dialogs, outwards, bookings, strict=True)
            if slot.has_return])
        return outwards | returns


class TsRideSeriesSlot(models.Model):
    """What marks a ride as one of the series."""

    _inherit = 'ts.ride.series.slot'

    def _get_key(self, day, way):
        """Return what makes a ride of the series one of its kind."""
        return f"{self.id}:{day}:{way}"

    def _get_series_vals(self, day, way, warning):
        series = self.series_id
        return {'series_id': series.id, 'series_key': self._get_key(day, way), 'series_date': day,
                'series_slot_id': self.id, 'series_warning': warning or False, 'funder_id': series.funder_id.id}


class TsRide(models.Model):
    """A ride that a repeated need has made."""

    _inherit = 'ts.ride'

    series_id = fields.Many2one('ts.ride.series', "Repeated Need", index='btree_not_null', ondelete='restrict',
                                copy=False, check_company=True)
    series_slot_id = fields.Many2one('ts.ride.series.slot', copy=False, ondelete='set null', index='btree_not_null')
    series_date = fields.Date(copy=False)
    series_key = fields.Char(copy=False)
    series_warning = fields.Char("That Day", copy=False, help="A public holiday, or the person is away.")
    # may name needs: for those who plan rides
    series_note = fields.Char("Usual Volunteer Does Not Drive", copy=False, groups=DESK, help="Why he does not.")
    is_series_exception = fields.Boolean("Changed by Itself", copy=False,
                                         help="This ride was changed alone: changing all leaves it as it is.")

    _series_once = models.UniqueIndex('(series_id, series_key) WHERE series_id IS NOT NULL',
                                      "This ride of the repeated need is there already.")

    def write(self, vals):
        """A ride changed by hand, on its form or on the desk, is no longer changed with the others."""
        by_hand = SERIES_FIELDS & set(vals) and not self.env.context.get('ts_series_change')
        moved = self.filtered(lambda r: r.series_id and not r.is_series_exception and any(
            r._fields[name].convert_to_write(r[name], r) != vals[name] for name in SERIES_FIELDS & set(vals))) \
            if by_hand else self.browse()
        result = super().write(vals)
        if moved:
            super(TsRide, moved).write({'is_series_exception': True})
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_series(self):
        repeated = self.filtered(lambda r: r.series_id.state == 'running' and r.pickup_at > fields.Datetime.now())
        if repeated:
            raise UserError(self.env._(
                "%(ride)s comes from a repeated need and would be made again. Cancel it instead.",
                ride=repeated[0].display_name))

    def _assign_usual(self):
        """Give rides to the usual volunteer of their series, or to the second one, when nothing speaks against it."""
        rides = self.filtered(lambda r: r.state == 'requested' and r.series_id.volunteer_id)
        left = rides._assign_where_free('volunteer_id')
        left -= left.filtered('series_id.second_volunteer_id') - left.filtered(
            'series_id.second_volunteer_id')._assign_where_free('second_volunteer_id')
        return left

    def _assign_where_free(self, field):
        """Give each ride to the volunteer its series names there; return those that he cannot take."""
        left = self.browse()
        for volunteer, rides in self.grouped(lambda r: r.series_id[field]).items():
            left |= rides._assign_to(volunteer)
        return left

    def _assign_to(self, volunteer):
        """Give one volunteer those rides to which nothing speaks against; return the others, with the reason."""
        found = self._get_assignment_blockers(volunteer)
        blocked = self.filtered(lambda r: found[r])
        # a return goes with its outward ride
        blocked |= blocked.return_ids & self | blocked.outward_id & self
        for ride in blocked:
            ride.series_note = next((b.message for b in found[ride]), ride.series_note)
        free = self - blocked
        try:
            with self.env.cr.savepoint():
                if free:
                    free._assign(volunteer)
        except UserError as error:
            free.series_note = str(error).splitlines()[-1]
            return blocked | free
        free.series_note = False
        return blocked


class TsBeneficiary(models.Model):
    """The repeated needs of a person and when she is away."""

    _inherit = 'ts.beneficiary'

    absence_ids = fields.One2many('ts.beneficiary.absence', 'beneficiary_id', "Absences")
    series_ids = fields.One2many('ts.ride.series', 'beneficiary_id', "Repeated Needs")
