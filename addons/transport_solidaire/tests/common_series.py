# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Somebody who goes to the same place every week, and who drives her."""
from datetime import date

from odoo import Command
from odoo.tests import tagged
from odoo.tests.common import freeze_time

from .common import NOW, TsCommon

MONDAY = date(2026, 3, 9)


@freeze_time(NOW)
@tagged('post_install', '-at_install')
class TsSeriesCommon(TsCommon):
    """Rides are made three weeks ahead."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.sudo().ts_series_weeks = 3
        cls.person, cls.place = cls.make_person(), cls.make_place()
        cls.volunteer = cls.make_volunteer(km=5)

    @classmethod
    def make_series(cls, slots=(('0', 10.0), ('3', 14.0)), start=True, back=True, **vals):
        """Return a repeated need; started, its rides are there."""
        series = cls.env['ts.ride.series'].create({
            'company_id': cls.company.id, 'beneficiary_id': cls.person.id, 'place_id': cls.place.id,
            'date_from': MONDAY, 'slot_ids': [Command.create({
                'weekday': day, 'hour': hour, 'has_return': back, 'return_hour': hour + 1.5})
                for day, hour in slots], **vals})
        if start:
            series.action_start()
        return series
