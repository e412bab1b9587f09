# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime, time, timedelta

import pytz

from odoo import fields, models

from ..tools.distance import GreatCircleProvider


class ResCompany(models.Model):
    """An association: its distances, its accounts and its habits."""

    _inherit = 'res.company'

    ts_distance_provider = fields.Selection(
        [('great_circle', "Offline estimate (as the crow flies × factor)")],
        string="Distance Provider", default='great_circle', required=True,
        help="Who computes road kilometres. The offline estimate needs no network.")
    ts_road_factor = fields.Float(
        "Road Factor", default=1.3, digits=(4, 2),
        help="Road kilometres for one kilometre as the crow flies. 1.3 suits most territories.")
    ts_arrival_margin = fields.Integer(
        "Arrival Margin (min)", default=10,
        help="Minutes before the appointment when the person should be at the door.")
    ts_max_wait = fields.Float(
        "Longest Wait (h)", default=2.0,
        help="When the return starts within this time after the arrival, the driver waits and both "
             "rides make one run. Beyond it he goes home and the return is another run.")

    def _get_distance_provider(self):
        """Return the distance provider of this company (see ``tools/distance.py``)."""
        self.ensure_one()
        return GreatCircleProvider(self.ts_road_factor or 1.0)

    def _get_timezone(self):
        """Return the time zone in which this association lives and its days begin."""
        return pytz.timezone(self.partner_id.tz or 'Europe/Paris')

    def _to_local(self, moment):
        """Return a naive UTC datetime as an aware local one."""
        return pytz.utc.localize(moment).astimezone(self._get_timezone())

    def _to_utc(self, day, hour=0.0):
        """Return the naive UTC datetime of a local day and hour (14.5 is half past two)."""
        local = datetime.combine(day, time()) + timedelta(minutes=round(hour * 60))
        return self._get_timezone().localize(local).astimezone(pytz.utc).replace(tzinfo=None)
