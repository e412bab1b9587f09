# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

import pytz
import vobject

from odoo import fields, models

COMING_DAYS = 60


class TsVolunteer(models.Model):
    """A volunteer's runs in the calendar of his telephone."""

    _inherit = 'ts.volunteer'

    def _get_calendar(self, base_url):
        """Return the runs of one volunteer as an iCalendar text, times in UTC.

        A calendar may be kept by somebody else's servers: communes and times; never a name, an
        address, a telephone or a need.

        :param base_url: where the page of a run is found
        """
        self.ensure_one()
        today = self.company_id._to_local(fields.Datetime.now()).date()
        runs = self.env['ts.run'].search([
            ('volunteer_id', '=', self.id), ('state', 'in', ('planned', 'confirmed', 'done')),
            ('date', '>=', today - timedelta(days=1)), ('date', '<=', today + timedelta(days=COMING_DAYS))],
            order='start_at, id')
        calendar = vobject.iCalendar()
        calendar.add('prodid').value = '-//Transport Solidaire//FR'
        calendar.add('x-wr-calname').value = self.company_id.name
        runs._load_portal()
        for run in runs:
            self._add_event(calendar, run, base_url)
        return calendar.serialize()

    def _add_event(self, calendar, run, base_url):
        rides = run.ride_ids.filtered(lambda r: r.state != 'cancelled').sorted('pickup_at')
        lines = []
        for ride in rides:
            way = (f"{ride._get_commune_label(ride.pickup_place_id)} → "
                   f"{ride._get_commune_label(ride.dropoff_place_id)}")
            # a calendar kept by somebody else does not forget names the day after
            lines.append(f"{self.company_id._to_local(ride.pickup_at):%H:%M} · {way}")
        event = calendar.add('vevent')
        event.add('uid').value = f"ts-run-{run.id}@{self.env['ir.config_parameter'].get_param('database.uuid')}"
        event.add('dtstamp').value = pytz.utc.localize(run.write_date.replace(microsecond=0))
        event.add('dtstart').value = pytz.utc.localize(run.start_at)
        event.add('dtend').value = pytz.utc.localize(run.end_at or run.start_at + timedelta(hours=1))
        event.add('summary').value = run._get_portal_communes(rides)
        event.add('status').value = 'TENTATIVE' if run.state == 'planned' else 'CONFIRMED'
        event.add('description').value = '\n'.join(lines)
        event.add('url').value = f"{base_url}/my/ts/runs/{run.id}"
