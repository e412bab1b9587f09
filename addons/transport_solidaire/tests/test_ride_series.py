# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date, timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tests.common import freeze_time

from .common import NOW
from .common_series import TsSeriesCommon


@freeze_time(NOW)
@tagged('post_install', '-at_install')
class TestRideSeries(TsSeriesCommon):
    """Repeated needs: several slots a week, lists of dates, made ahead once, changed without losing anything."""

    def outwards(self, series):
        return series.ride_ids.filtered(lambda r: not r.outward_id).sorted('pickup_at')

    def change(self, ride, scope='one', **vals):
        wizard = self.env['ts.ride.series.change'].create({'ride_id': ride.id, 'scope': scope, **vals})
        return wizard.action_apply()

    # ---- made ahead --------------------------------------------------------------------------------
    def test_several_slots_a_week_with_their_returns(self):
        series = self.make_series()
        rides = self.outwards(series)
        self.assertEqual([r.series_date for r in rides], [
            date(2026, 3, 12), date(2026, 3, 16), date(2026, 3, 19), date(2026, 3, 23), date(2026, 3, 26),
            date(2026, 3, 30)], "from tomorrow, three weeks ahead")
        self.assertEqual(len(rides.return_ids), 6, "a return was lost")
        self.assertEqual([self.local(r.appointment_at) for r in rides[:2]], ['14:00', '10:00'])

    def test_nine_stays_nine_when_the_clocks_change(self):
        rides = self.outwards(self.make_series(slots=[('0', 9.0)]))
        self.assertEqual({self.local(r.appointment_at) for r in rides}, {'09:00'})
        self.assertGreater(rides[-1].series_date, date(2026, 3, 29))

    def test_run_twice_makes_nothing_twice(self):
        series = self.make_series()
        count = len(series.ride_ids)
        self.assertFalse(series._create_ahead())
        self.env['ts.ride.series']._cron_create_ahead()
        self.assertEqual(len(series.ride_ids), count)

    def test_the_horizon_rolls(self):
        series = self.make_series()
        before = self.outwards(series)
        with freeze_time('2026-03-16 07:00:00'):
            self.env['ts.ride.series']._cron_create_ahead()
        new = self.outwards(series) - before
        self.assertEqual(new.mapped('series_date'), [date(2026, 4, 2), date(2026, 4, 6)])

    def test_a_cancelled_ride_does_not_come_back(self):
        series = self.make_series()
        ride = self.outwards(series)[0]
        ride._close('cancelled', self.reasons['cancelled'], with_linked=True)
        self.assertFalse(series._create_ahead())

    def test_until_a_date_or_a_count(self):
        until = self.make_series(slots=[('3', 14.0)], end='until', date_until=date(2026, 3, 19))
        self.assertEqual(len(self.outwards(until)), 2)
        count = self.make_series(slots=[('4', 9.0)], end='count', count=1)
        self.assertEqual(self.outwards(count).series_date, date(2026, 3, 13))

    def test_a_list_of_irregular_dates(self):
        series = self.make_series(kind='dates', slots=[(False, 8.5)], dates_text="12/3, 17/3 et 2 avril")
        self.assertEqual(self.outwards(series).mapped('series_date'), [date(2026, 3, 12), date(2026, 3, 17)])

    def test_dates_not_understood_are_named(self):
        with self.assertRaisesRegex(ValidationError, "“soon”"):
            self.make_series(kind='dates', slots=[(False, 8.5)], dates_text="12/3, soon")

    def test_rides_look_as_if_they_had_been_booked(self):
        self.person.write({'aid_ids': [Command.set(self.walker.ids)], 'companions': 1})
        ride = self.outwards(self.make_series())[0]
        self.assertRecordValues(ride | ride.return_ids, [
            {'aid_ids': self.walker.ids, 'companions': 1, 'state': 'requested'}] * 2)
        self.assertEqual(ride.return_ids.pickup_place_id, self.place)

    def test_as_many_queries_for_twice_the_needs(self):
        series = self.env['ts.ride.series'].union(*[self.make_series(
            start=False, beneficiary_id=self.make_person(f"P{n}").id, state='running') for n in range(8)])
        self.assert_flat(lambda records: records._create_ahead(), series, 4)

    # ---- holidays and absences -----------------------------------------------------------------------
    def test_a_public_holiday_warns_and_does_not_forbid(self):
        series = self.make_series(slots=[('0', 10.0)], start=False, date_from=date(2026, 4, 1))
        self.assertIn("Lundi de Pâques", series.preview)
        with freeze_time('2026-03-25 07:00:00'):
            series.action_start()
        easter = self.outwards(series).filtered(lambda r: r.series_date == date(2026, 4, 6))
        self.assertIn("Pâques", easter.series_warning)

    def test_days_when_she_is_away_are_left_out_when_asked(self):
        self.env['ts.beneficiary.absence'].create({
            'beneficiary_id': self.person.id, 'date_from': date(2026, 3, 16), 'date_to': date(2026, 3, 20)})
        kept = self.make_series(slots=[('0', 10.0)])
        self.assertIn("is away", self.outwards(kept)[0].series_warning)
        left = self.make_series(slots=[('1', 10.0)], on_warning='skip')
        self.assertNotIn(date(2026, 3, 17), self.outwards(left).mapped('series_date'))

    def test_the_form_shows_the_days_before_it_is_saved(self):
        form = Form(self.env['ts.ride.series'])
        form.beneficiary_id, form.place_id = self.person, self.place
        with form.slot_ids.new() as slot:
            slot.weekday = '0'
        self.assertEqual(len(form.preview.splitlines()), 12)

    # ---- the usual volunteer -----------------------------------------------------------------------
    def test_the_usual_volunteer_gets_the_rides(self):
        rides = self.make_series(slots=[('0', 10.0)], volunteer_id=self.volunteer.id).ride_ids
        self.assertEqual(rides.volunteer_id, self.volunteer)
        self.assertEqual(set(rides.mapped('state')), {'planned'})

    def test_away_the_ride_is_to_place_and_says_why(self):
        self.env['ts.absence'].create({
            'volunteer_id': self.volunteer.id, 'date_from': date(2026, 3, 16), 'date_to': date(2026, 3, 16)})
        rides = self.outwards(self.make_series(slots=[('0', 10.0)], volunteer_id=self.volunteer.id))
        self.assertEqual(rides.mapped('state'), ['requested', 'planned', 'planned'])
        self.assertIn("is away until", rides[0].series_note)

    def test_away_the_second_one_drives_when_there_is_one(self):
        self.env['ts.absence'].create({
            'volunteer_id': self.volunteer.id, 'date_from': date(2026, 3, 16), 'date_to': date(2026, 3, 16)})
        second = self.make_volunteer("Second", km=6)
        rides = self.outwards(self.make_series(
            slots=[('0', 10.0)], volunteer_id=self.volunteer.id, second_volunteer_id=second.id))
        self.assertEqual([r.volunteer_id for r in rides], [second, self.volunteer, self.volunteer])
        self.assertFalse(rides[0].series_note)

    # ---- changing ----------------------------------------------------------------------------------
    def test_one_day_only(self):
        series = self.make_series(slots=[('0', 10.0)])
        first, second = self.outwards(series)[:2]
        self.change(first, hour=11.0, return_hour=12.5)
        self.assertEqual((self.local(first.appointment_at), self.local(second.appointment_at)), ('11:00', '10:00'))
        self.assertEqual(self.local(first.return_ids.pickup_at), '12:30')
        self.assertTrue(first.is_series_exception)

    def test_this_day_and_the_next_ones_become_another_need(self):
        series = self.make_series(slots=[('0', 10.0)])
        first, second, third = self.outwards(series)
        self.change(second, 'next', hour=15.0, return_hour=17.0)
        self.assertEqual([self.local(r.appointment_at) for r in (first, second, third)], ['10:00', '15:00', '15:00'])
        self.assertEqual((first.series_id, series.date_until), (series, date(2026, 3, 22)))
        new = second.series_id
        self.assertNotEqual(new, series)
        self.assertEqual((new.state, new.slot_ids.hour), ('running', 15.0))
        self.assertFalse((new | series)._create_ahead(), "the split made rides twice")
        with freeze_time('2026-03-16 07:00:00'):
            later = (new | series)._create_ahead().filtered(lambda r: not r.outward_id)
        self.assertEqual(later.mapped(lambda r: self.local(r.appointment_at)), ['15:00'])

    def test_all_that_are_to_come_and_the_need_itself(self):
        series = self.make_series(slots=[('0', 10.0), ('3', 14.0)])
        monday = self.outwards(series).filtered(lambda r: r.series_date.weekday() == 0)
        other = self.make_place("Other Surgery", km=25)
        self.change(monday[0], 'all', place_id=other.id)
        self.assertEqual(series.place_id, other)
        self.assertEqual(self.outwards(series).dropoff_place_id, other)
        self.assertEqual(self.outwards(series).return_ids.pickup_place_id, other)

    def test_what_was_assigned_stays_and_is_looked_at_again(self):
        self.env['ts.availability'].create([
            {'volunteer_id': self.volunteer.id, 'weekday': '0', 'hour_from': 8, 'hour_to': 13}])
        series = self.make_series(slots=[('0', 10.0)], volunteer_id=self.volunteer.id)
        told = self.change(self.outwards(series)[0], 'all', hour=16.0, return_hour=17.5)
        rides = self.outwards(series)
        self.assertEqual(rides.volunteer_id, self.volunteer)
        self.assertTrue(all(ride.has_warning for ride in rides))
        self.assertEqual(told['params']['type'], 'warning')

    def test_what_was_done_never_changes(self):
        series = self.make_series(slots=[('3', 10.0)], volunteer_id=self.volunteer.id)
        first = self.outwards(series)[0]
        with freeze_time('2026-03-12 18:00:00'):
            first.action_done()
            before = first.appointment_at
            self.change(self.outwards(series)[1], 'all', hour=16.0, return_hour=17.0)
        self.assertEqual((first.appointment_at, first.state), (before, 'done'))

    def test_a_ride_changed_by_itself_is_left_unless_asked(self):
        series = self.make_series(slots=[('0', 10.0)])
        first, second = self.outwards(series)[:2]
        self.change(first, hour=11.0, return_hour=13.0)
        self.change(second, 'all', hour=9.0, return_hour=12.0)
        self.assertEqual(self.local(first.appointment_at), '11:00')
        self.change(second, 'all', hour=8.0, return_hour=12.0, with_exceptions=True)
        self.assertEqual(self.local(first.appointment_at), '08:00')

    def test_a_ride_changed_by_hand_is_left_too(self):
        series = self.make_series(slots=[('0', 10.0)])
        first, second = self.outwards(series)[:2]
        first.appointment_at = self.when(11, day=7)
        self.assertTrue(first.is_series_exception)
        self.change(second, 'all', hour=9.0, return_hour=12.0)
        self.assertEqual(self.local(first.appointment_at), '11:00')
        self.assertFalse(second.is_series_exception, "changing all marked it as changed by hand")

    def test_on_a_holiday_the_usual_volunteer_is_still_his(self):
        series = self.make_series(slots=[('0', 10.0)], start=False, date_from=date(2026, 4, 1),
                             volunteer_id=self.volunteer.id)
        with freeze_time('2026-03-25 07:00:00'):
            series.action_start()
        easter = self.outwards(series).filtered(lambda r: r.series_date == date(2026, 4, 6))
        self.assertEqual((easter.volunteer_id, bool(easter.series_warning)), (self.volunteer, True))

    def test_a_new_usual_volunteer_takes_what_nobody_has_said_yes_to(self):
        series = self.make_series(slots=[('0', 10.0)], volunteer_id=self.volunteer.id)
        first, second, third = self.outwards(series)
        (first | first.return_ids).action_confirm()
        new = self.make_volunteer("New One", km=6)
        self.change(second, 'all', volunteer_id=new.id)
        self.assertEqual([r.volunteer_id for r in (first, second, third)], [self.volunteer, new, new])

    def test_purpose_companions_and_an_open_return_change_together(self):
        series = self.make_series(slots=[('0', 10.0)])
        ride = self.outwards(series)[0]
        self.change(ride, 'all', companions=2, purpose_id=self.purpose.id, return_open=True)
        self.assertEqual(set(series.ride_ids.mapped('companions')), {2})
        self.assertEqual(series.ride_ids.purpose_id, self.purpose)
        self.assertTrue(all(series.ride_ids.filtered('outward_id').mapped('time_to_confirm')))
        self.assertTrue(series.slot_ids.return_open)

    def test_a_ride_of_a_running_need_is_cancelled_and_not_deleted(self):
        with self.assertRaisesRegex(UserError, "made again"):
            self.make_series().ride_ids[0].unlink()

    def test_the_funder_of_the_need_is_that_of_its_rides(self):
        funder = self.env['res.partner'].create({'name': "Village"})
        self.assertEqual(self.make_series(funder_id=funder.id).ride_ids.funder_id, funder)

    def test_cancelling_the_next_ones_ends_the_need(self):
        series = self.make_series(slots=[('0', 10.0)])
        first, second, third = self.outwards(series)
        self.change(second, 'next', what='cancel', reason_id=self.reasons['cancelled'].id)
        self.assertEqual([r.state for r in (first, second, third)], ['requested', 'cancelled', 'cancelled'])
        self.assertEqual(set(third.return_ids.mapped('state')), {'cancelled'})
        with freeze_time('2026-03-23 07:00:00'):
            self.assertFalse(series._create_ahead())

    def test_hours_of_a_running_need_are_not_retyped(self):
        series = self.make_series(slots=[('0', 10.0)])
        for act in (lambda: series.slot_ids.write({'hour': 11.0}), series.slot_ids.unlink):
            with self.assertRaisesRegex(UserError, "Change the Repetition"), self.cr.savepoint():
                act()
        self.assertFalse(series._create_ahead())

    def test_a_need_with_rides_is_ended_and_not_deleted(self):
        with self.assertRaises(UserError):
            self.make_series().with_env(self._env_of('manager')).unlink()

    def test_a_ride_becomes_a_repeated_need(self):
        ride = self.make_ride(self.person, self.place, appointment_at=self.when(10.5))
        self.make_return(ride, 12.0)
        context = ride.action_repeat()['context']
        series = self.env['ts.ride.series'].with_context(**context).create({})
        self.assertRecordValues(series.slot_ids, [
            {'weekday': '1', 'hour': 10.5, 'has_return': True, 'return_hour': 12.0, 'is_appointment': True}])
        self.assertEqual((series.beneficiary_id, series.place_id), (self.person, self.place))

    # ---- a place that moves --------------------------------------------------------------------------
    def test_a_place_that_is_replaced_takes_its_rides_and_needs_along(self):
        series = self.make_series()
        other = self.make_place("New Surgery", km=40)
        self.env['ts.place.move'].create({
            'place_id': self.place.id, 'how': 'replaced', 'other_place_id': other.id}).action_move()
        self.assertEqual(self.outwards(series).dropoff_place_id, other)
        self.assertEqual(series.ride_ids.filtered('outward_id').pickup_place_id, other)
        self.assertEqual(series.place_id, other)
        self.assertFalse(self.place.active)

    def test_a_place_that_moves_shows_its_rides_and_checks_them(self):
        ride = self.make_ride(self.person, self.place)
        ride._assign(self.volunteer)
        self.volunteer.max_km = 70
        before = ride.distance_km
        commune = self.root_env['ts.commune'].search([('department', '=', '85')], limit=1)
        wizard = self.env['ts.place.move'].create({
            'place_id': self.place.id, 'zip': commune.postcodes.split()[0], 'city': commune.name})
        self.assertEqual(wizard.ride_ids, ride)
        wizard.action_move()
        self.assertNotEqual(ride.distance_km, before)
        self.assertTrue(ride.has_warning)

    def test_the_areas_named_in_the_settings_have_their_own_holidays(self):
        """Good Friday is a public holiday in Alsace and Moselle only."""
        friday = date(2026, 4, 3)
        self.assertNotIn(friday, self.company._get_public_holidays({2026}))
        for area in ('GES', '57', '6AE'):
            self.company.sudo().ts_holiday_area = area
            self.assertIn(friday, self.company._get_public_holidays({2026}))

    # ---- what a later look has found ---------------------------------------------------------------
    def test_companions_are_those_of_the_coming_rides_too(self):
        series = self.make_series()
        self.change(self.outwards(series)[1], 'all', companions=2)
        self.assertEqual(set(series.ride_ids.mapped('companions')), {2})
        self.assertEqual(series.companions, 2)

    def test_a_ride_of_this_morning_is_not_changed_with_all(self):
        series = self.make_series(slots=[('3', 9.0)], volunteer_id=self.volunteer.id)
        first, second = self.outwards(series)[:2]
        before = first.appointment_at
        with freeze_time('2026-03-12 15:00:00'):
            self.change(second, 'all', hour=10.0)
        self.assertEqual(first.appointment_at, before, "a ride that took place was moved")
        self.assertEqual(self.local(second.appointment_at), '10:00')

    def test_an_absence_said_later_warns_on_the_rides_that_are_there(self):
        ride = self.outwards(self.make_series(slots=[('3', 9.0)]))[0]
        self.assertFalse(ride.series_warning)
        absence = self.env['ts.beneficiary.absence'].create({
            'beneficiary_id': self.person.id, 'date_from': ride.date, 'date_to': ride.date})
        self.assertIn("is away", ride.series_warning)
        self.assertIn("is away", ride.return_ids.series_warning)
        absence.date_from = absence.date_to = date(2026, 6, 1)
        self.assertFalse(ride.series_warning)
        absence.date_from = absence.date_to = ride.date
        absence.unlink()
        self.assertFalse(ride.series_warning)

    def test_whoever_pays_does_not_read_why_the_usual_volunteer_does_not_drive(self):
        self.person.aid_ids = self.walker
        refuser = self.make_volunteer("Refuser", km=5, refused_aid_ids=[Command.set(self.walker.ids)])
        ride = self.outwards(self.make_series(slots=[('3', 9.0)], volunteer_id=refuser.id))[0]
        self.assertIn("Test Walker", ride.series_note)
        with self.assertRaises(AccessError):
            ride.with_env(self._env_of('treasurer')).read(['series_note'])

    def test_a_ride_moved_by_the_proposed_day_stays_one_of_its_series(self):
        ride = self.outwards(self.make_series(slots=[('3', 9.0)]))[0]
        line = self.env['ts.day.plan'].create({
            'company_id': self.company.id, 'date': ride.date,
            'line_ids': [Command.create({'ride_id': ride.id})]}).line_ids
        line.pickup_at = ride.pickup_at - timedelta(minutes=7)
        line._move_pickup()
        self.assertEqual(ride.pickup_at, line.pickup_at)
        self.assertFalse(ride.is_series_exception)
