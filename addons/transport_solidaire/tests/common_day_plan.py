# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A day to propose: people of one village who go to the same market."""
from datetime import date

from odoo.tests import tagged
from odoo.tests.common import freeze_time

from .common import NOW, TsCommon

TUESDAY = date(2026, 3, 10)


@freeze_time(NOW)
@tagged('post_install', '-at_install')
class TsDayPlanCommon(TsCommon):
    """Days are solved for real, in a process of its own."""

    def propose(self, day=TUESDAY, **vals):
        """Return the proposal of a day, ready."""
        plan = self.env['ts.day.plan'].create({'company_id': self.company.id, 'date': day, 'seconds': 2, **vals})
        plan.action_start()
        plan._run_job()
        self.assertEqual(plan.state, 'ready', plan.error)
        return plan

    def market_day(self, count=3):
        """Return rides of people of one village who go to the same market at ten."""
        market = self.make_place("Market", km=30)
        return self.env['ts.ride'].union(*[
            self.make_ride(self.make_person(f"Neighbour {n}", km=10 + n / 10), market,
                           appointment_at=self.when(10)) for n in range(count)])
