# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from odoo import Command
from odoo.tests import Form, tagged
from odoo.tests.common import freeze_time

from .common import NOW
from .common_series import MONDAY, TsSeriesCommon


@freeze_time(NOW)
@tagged('post_install', '-at_install')
class TestRideSeriesStop(TsSeriesCommon):
    """A need that stops: the rides that were made ahead are shown, and cancelled where nobody drives them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.series = cls.make_series(slots=(('3', 10.0),))
        cls.rides = cls.series.ride_ids.sorted('pickup_at')

    def stop(self, **vals):
        return self.env['ts.ride.series.stop'].create({'series_id': self.series.id, **vals})

    def states(self):
        return [ride.state for ride in self.rides]

    def test_nobody_drives_they_are_cancelled(self):
        self.assertEqual(len(self.rides), 6, "three Thursdays, there and back")
        stop = self.stop()
        self.assertEqual((stop.line_ids.ride_id, stop.cancel_count), (self.rides, 6))
        stop.action_stop()
        self.assertEqual((self.series.state, set(self.states())), ('ended', {'cancelled'}))
        self.assertEqual(self.rides.reason_id.kind, 'cancelled')

    def test_what_somebody_drives_is_left_unless_ticked(self):
        self.rides[:2]._assign(self.volunteer)
        stop = self.stop(what='pause')
        self.assertEqual(stop.line_ids.mapped('cancel'), [False, False, True, True, True, True])
        stop.action_stop()
        self.assertEqual((self.series.state, self.states()), ('paused', ['planned'] * 2 + ['cancelled'] * 4))

    def test_ticked_it_is_taken_back_from_its_driver(self):
        self.rides[:2]._assign(self.volunteer)
        with Form(self.env['ts.ride.series.stop'].with_context(default_series_id=self.series.id)) as form:
            self.assertEqual(form.cancel_count, 4)
            for index in (0, 1):
                with form.line_ids.edit(index) as line:
                    line.cancel = True
            self.assertEqual(form.cancel_count, 6)
        form.record.action_stop()
        self.assertEqual(set(self.states()), {'cancelled'})
        self.assertEqual(self.rides.run_id.state, 'cancelled')

    def test_all_may_be_kept(self):
        stop = self.stop()
        stop.line_ids.cancel = False
        stop.action_stop()
        self.assertEqual((self.series.state, set(self.states())), ('ended', {'requested'}))

    def test_until_a_day_to_come(self):
        """“Until the nineteenth, then she moves to her daughter's.”"""
        with Form(self.env['ts.ride.series.stop'].with_context(default_series_id=self.series.id)) as form:
            form.date = date(2026, 3, 19)
        self.assertEqual(form.record.line_ids.ride_id, self.rides[4:])
        form.record.action_stop()
        self.assertEqual((self.series.state, self.series.date_until), ('running', date(2026, 3, 19)))
        self.assertEqual(self.states(), ['requested'] * 4 + ['cancelled'] * 2)
        with freeze_time('2026-03-23 07:00:00'):
            self.assertFalse(self.series._create_ahead())

    def test_after_a_pause_the_rides_are_made_again(self):
        self.rides[0]._close('cancelled', self.reasons['cancelled'], with_linked=True)
        self.stop(what='pause').action_stop()
        self.assertFalse(self.series._create_ahead(), "it is paused")
        with freeze_time('2026-03-16 07:00:00'):
            self.series.action_start()
        coming = self.series.ride_ids.filtered(lambda r: r.state == 'requested' and not r.outward_id)
        self.assertEqual(coming.sorted('pickup_at').mapped('series_date'),
                         [date(2026, 3, 19), date(2026, 3, 26), date(2026, 4, 2)])
        self.assertEqual(len(coming.return_ids), 3)

    def test_a_ride_she_cancelled_herself_stays_cancelled(self):
        self.rides[2]._close('cancelled', self.reasons['cancelled'], with_linked=True)
        self.stop(what='pause').action_stop()
        self.series.action_start()
        coming = self.series.ride_ids.filtered(lambda r: r.state == 'requested' and not r.outward_id)
        self.assertEqual(set(coming.mapped('series_date')), {date(2026, 3, 12), date(2026, 3, 26)})

    def test_twice_is_once(self):
        stop = self.stop()
        stop.action_stop()
        stop.action_stop()
        self.assertEqual(set(self.states()), {'cancelled'})

    def test_a_list_of_dates_stops_too(self):
        dates = self.env['ts.ride.series'].create({
            'company_id': self.company.id, 'beneficiary_id': self.person.id, 'place_id': self.place.id,
            'kind': 'dates', 'dates_text': "11/3, 18/3, 25/3", 'date_from': MONDAY,
            'slot_ids': [Command.create({'hour': 8.0, 'has_return': False})]})
        dates.action_start()
        self.assertEqual(dates.action_open_stop()['context']['default_series_id'], dates.id)
        stop = self.env['ts.ride.series.stop'].create({'series_id': dates.id, 'date': date(2026, 3, 18)})
        self.assertEqual(len(stop.line_ids), 1)
        stop.action_stop()
        self.assertEqual(sorted(dates.ride_ids.mapped('state')), ['cancelled', 'requested', 'requested'])

    # ---- from the booking dialog ---------------------------------------------------------------------
    def book(self, **vals):
        return self.env['ts.ride.book'].create({
            'beneficiary_id': self.person.id, 'place_id': self.place.id, 'date': date(2026, 3, 10), 'hour': 14.5,
            'return_hour': 16.0, 'companions': 1, 'note': "Ring twice", **vals})

    def test_what_was_typed_becomes_a_need(self):
        action = self.book().action_repeat()
        series = Form(self.env['ts.ride.series'].with_context(**action['context'])).save()
        self.assertRecordValues(series, [{
            'beneficiary_id': self.person.id, 'place_id': self.place.id, 'date_from': date(2026, 3, 10),
            'companions': 1, 'note': "Ring twice", 'state': 'draft'}])
        self.assertRecordValues(series.slot_ids, [{
            'weekday': '1', 'hour': 14.5, 'is_appointment': True, 'has_return': True, 'return_hour': 16.0}])
        series.action_start()
        self.assertEqual(min(series.ride_ids.mapped('series_date')), date(2026, 3, 10), "the day that was typed")

    def test_a_ride_of_today_is_booked_at_once(self):
        action = self.book(date=MONDAY).action_repeat()
        today = self.person.ride_ids.filtered(lambda r: r.date == MONDAY)
        self.assertEqual(len(today), 2)
        series = Form(self.env['ts.ride.series'].with_context(**action['context'])).save()
        series.action_start()
        self.assertNotIn(MONDAY, series.ride_ids.mapped('series_date'))

    # ---- dates typed or clicked ----------------------------------------------------------------------
    def test_the_calendar_reads_what_was_typed(self):
        series = self.env['ts.ride.series'].new({
            'company_id': self.company.id, 'beneficiary_id': self.person.id, 'kind': 'dates',
            'date_from': MONDAY, 'dates_text': "2 avril, 12/3; soon, 6/4"})
        self.assertEqual(series.dates_json['days'], ['2026-03-12', '2026-04-02', '2026-04-06'])
        self.assertEqual(series.dates_json['unknown'], ['soon'])
        self.assertEqual(list(series.dates_json['warned']), ['2026-04-06'], "Easter Monday")
        series.kind = 'weekly'
        self.assertEqual(series.dates_json, {'days': [], 'unknown': [], 'warned': {}})
