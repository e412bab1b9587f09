# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tools import mute_logger

from .common_ledger import NOVEMBER, TsLedgerCommon


class TestMileageRate(TsLedgerCommon):
    """Rates are dated, and what was stated with one never changes."""

    def test_rate_in_force_is_the_last_one_not_after_the_date(self):
        newer = self.make_rate(0.45, date(2026, 11, 16))
        bike = self.make_rate(0.25, date(2026, 11, 2), mode='bike')
        keys = [('car', date(2026, 11, 15)), ('car', date(2026, 11, 16)), ('car', date(2025, 12, 31)),
                ('bike', date(2026, 11, 1)), ('bike', date(2026, 11, 2)), ('foot', date(2026, 11, 2))]
        rates = self.env['ts.mileage.rate']._get_rates(self.company, keys)
        nothing = self.env['ts.mileage.rate']
        self.assertEqual([rates[key] for key in keys],
                         [self.rate, newer, nothing, nothing, bike, nothing])

    def test_rates_of_another_association_do_not_count(self):
        other = self.env['res.company'].create({'name': "Other Rides"})
        key = ('car', date(2026, 11, 2))
        self.assertFalse(self.env['ts.mileage.rate']._get_rates(other, [key])[key])

    def test_all_rates_come_in_one_query(self):
        days = [('car', date(2026, 11, day)) for day in range(1, 29)]
        self.env['ts.mileage.rate']._get_rates(self.company, days)
        with self.assertQueryCount(1):
            self.env.invalidate_all()
            self.env['ts.mileage.rate']._get_rates(self.company.with_prefetch(), days)

    def test_two_rates_on_one_day_are_refused(self):
        with mute_logger('odoo.sql_db'), self.assertRaises(IntegrityError):
            self.make_rate(0.41, date(2026, 1, 1))

    def test_negative_rate_is_refused(self):
        with mute_logger('odoo.sql_db'), self.assertRaises(IntegrityError):
            self.make_rate(-0.1, date(2026, 2, 1))

    def test_rate_on_a_statement_can_be_neither_changed_nor_deleted(self):
        self.make_run(date(2026, 11, 3), 10)
        self.state_period(NOVEMBER)
        for vals in ({'amount': 0.5}, {'date_from': date(2026, 2, 1)}, {'mode': 'bike'}):
            with self.assertRaisesRegex(UserError, "is on statements already"):
                self.rate.write(vals)
        with self.assertRaisesRegex(UserError, "is on statements already"):
            self.rate.unlink()
        self.rate.note = "Board of January"
        self.assertEqual(self.rate.note, "Board of January")

    def test_unused_rate_can_be_corrected_and_deleted(self):
        unused = self.make_rate(0.5, date(2027, 1, 1))
        unused.amount = 0.52
        self.assertEqual(unused.amount, 0.52)
        unused.unlink()
        self.assertFalse(unused.exists())

    def test_coordinator_reads_rates_and_treasurer_adds_them(self):
        with self.assertRaises(AccessError):
            self.rate.with_user(self.coordinator).note = "mine"
        rate = self.env['ts.mileage.rate'].with_user(self.treasurer).create(
            {'company_id': self.company.id, 'date_from': date(2027, 1, 1), 'amount': 0.42})
        self.assertEqual(rate.display_name, "Own Car · 0.42 €/km")
