# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Repeated needs in a browser, in French: from the telephone call, by clicked dates, and their end."""
from datetime import timedelta

from odoo import Command
from odoo.tests import tagged

from .test_tours_board import TsBoardCommon


class TsSeriesTours(TsBoardCommon):
    """Each tour is checked on what it has written."""

    def _series(self, **vals):
        return self.env['ts.ride.series'].create({
            'company_id': self.company.id, 'beneficiary_id': self.person.id, 'place_id': self.place.id, **vals})

    def _tour(self, path, name):
        self.start_tour(path, name, login='ts_board_desk')
        self.env.invalidate_all()

    def _click_dates(self, tour):
        """Two dates typed; the tour takes the first away and adds the 10th and 11th of the month after."""
        first = (self.today.replace(day=1) + timedelta(days=40)).replace(day=10)
        typed = [first.replace(day=5), first.replace(day=20)]
        series = self._series(kind='dates', date_from=self.today, slot_ids=[Command.create({'hour': 9.5})],
                              dates_text=f"{typed[0]:%d/%m/%Y} et {typed[1]:%d/%m/%Y}")
        self._tour(f'/odoo/ts-repeated/{series.id}', tour)
        days = [first, first.replace(day=11), typed[1]]
        self.assertEqual(series.dates_text, ', '.join(f"{day:%d/%m/%Y}" for day in days))
        self.assertEqual(series._get_days(self.today, first.replace(day=28)), days)


@tagged('post_install', '-at_install')
class TestToursSeries(TsSeriesTours):
    """At the desk."""

    def test_from_the_call_to_the_need(self):
        """“Every week, in fact”: the dialog's button makes the need of what was typed."""
        self._tour('/odoo/ts-today', 'ts_series_repeat')
        series = self.person.series_ids
        tomorrow = self.today + timedelta(days=1)
        self.assertEqual((series.state, series.date_from, series.place_id), ('running', tomorrow, self.place))
        self.assertEqual(series.slot_ids.mapped('weekday'), [str(tomorrow.weekday())])
        self.assertEqual(series.slot_ids.hour, 14)
        rides = series.ride_ids.filtered(lambda r: not r.outward_id)
        self.assertGreaterEqual(len(rides), self.company.ts_series_weeks)
        self.assertEqual(rides.return_ids.mapped('outward_id'), rides)

    def test_dates_by_mouse_and_keyboard(self):
        self._click_dates('ts_series_dates')

    def test_the_end_offers_to_cancel(self):
        weekday = (self.today + timedelta(days=2)).weekday()
        series = self._series(slot_ids=[Command.create({'weekday': str(weekday), 'hour': 10.0})])
        series.action_start()
        rides = series.ride_ids.sorted('pickup_at')
        rides[:2]._assign(self.volunteer)
        self._tour(f'/odoo/ts-repeated/{series.id}', 'ts_series_end')
        self.assertEqual(series.state, 'ended')
        self.assertEqual(set(rides[:2].mapped('state')), {'planned'})
        self.assertEqual(set(rides[2:].mapped('state')), {'cancelled'})


@tagged('post_install', '-at_install')
class TestToursSeriesPhone(TsSeriesTours):
    """With a finger, at 390 pixels."""

    browser_size = '390x844'
    touch_enabled = True

    def test_dates_by_finger(self):
        self._click_dates('ts_series_dates_phone')
