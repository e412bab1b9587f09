# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import namedtuple
from datetime import timedelta
from zlib import crc32

from odoo import fields, models

from .ts_ride import CLOSED_STATES

DATA_KEY = 'ts.ride.notice'
# What somebody was told of a ride, in short: told again when it differs.
Told = namedtuple('Told', 'confirmed pickup_at places volunteer closed needs')
TOLD_FIELDS = {'state', 'run_id', 'pickup_at', 'appointment_at', 'pickup_place_id', 'dropoff_place_id',
               'companions', 'aid_ids'}


class TsRide(models.Model):
    """Who must know when a ride is confirmed, changes or is called off: told once, when all is settled.

    What was so before the first change of a transaction is compared with what is so at its end: going
    there and back tells nothing, and ten corrections are one message.
    """

    _inherit = 'ts.ride'

    notice_ids = fields.Many2many('ts.notice', string="Messages Sent", groups='transport_solidaire.group_ts_user')

    def write(self, vals):
        """Remember how things stood, the first time in a transaction."""
        if TOLD_FIELDS & set(vals):
            self._remember_told()
        return super().write(vals)

    def _remember_told(self):
        now = fields.Datetime.now()
        data = self.env.cr.precommit.data
        if DATA_KEY not in data:
            self.env.cr.precommit.add(self.env['ts.ride']._tell_changes)
        known = data.setdefault(DATA_KEY, {})
        for ride in self:
            if ride.id not in known and ride.pickup_at and ride.pickup_at > now:
                known[ride.id] = ride._get_told()

    def _get_told(self):
        ride = self.sudo()  # where she goes is compared, not shown
        places = tuple((place.id, place.street, place.zip, place.city)
                       for place in (ride.pickup_place_id, ride.dropoff_place_id))
        return Told(ride.state == 'confirmed', ride.pickup_at, places, ride.volunteer_id,
                    ride.state in CLOSED_STATES, (ride.companions, tuple(sorted(ride.aid_ids.ids))))

    def _tell_changes(self):
        """Tell everybody concerned by what this transaction has changed."""
        known = self.env.cr.precommit.data.pop(DATA_KEY, {})
        now = fields.Datetime.now()
        told, firsts = {}, {}
        for ride in self.sudo().browse(known).exists():  # told whatever the rights of whoever changed it
            before, after = known[ride.id], ride._get_told()
            if before == after or max(before.pickup_at, ride.pickup_at) <= now:
                continue
            for person, kind in ride._get_concerned(before, after):
                told.setdefault((person, kind), self.browse())
                told[person, kind] |= ride
                firsts.setdefault((person, kind), []).extend((before.pickup_at, ride.pickup_at))
        for (person, kind), rides in told.items():
            rides._tell(person, kind, min(firsts[person, kind]))

    def _get_concerned(self, before, after):
        """Return (person, kind of message) of those who must know."""
        person, moved = self.beneficiary_id, before[1:3] != after[1:3]
        if before.confirmed and before._replace(needs=after.needs) == after:
            return [(after.volunteer, 'change')]  # what help is needed concerns the driver alone
        result = []
        if after.confirmed:
            result.append((person, 'change' if before.confirmed else 'confirmation'))
        elif self.state in CLOSED_STATES and (before.confirmed or self._was_promised(person)):
            result.append((person, 'cancellation'))
        if before.confirmed and before.volunteer and (before.volunteer != after.volunteer or not after.confirmed):
            result.append((before.volunteer, 'cancellation'))
        elif before.confirmed and after.confirmed and moved:
            result.append((after.volunteer, 'change'))
        return result

    def _was_promised(self, person):
        """Return whether the last she heard of this ride is that it takes place."""
        last = self.env['ts.notice'].search([
            ('beneficiary_id', '=', person.id), ('ride_ids', 'in', self.ids), ('state', '!=', 'cancelled'),
            ('kind', 'in', ('confirmation', 'change', 'cancellation'))], order='id desc', limit=1)
        return bool(last) and last.kind != 'cancellation'

    def _tell(self, person, kind, first):
        """Send one message about these rides to a person: to a volunteer without any name.

        What she heard last and is so again is not told again; what waits to be told and is no longer so
        is replaced.

        :param first: the first moment, as it was or as it is, for which the message would come too late
        """
        rides = self.sorted('pickup_at')
        company = rides[:1].company_id
        notices = self.env['ts.notice'].with_context(lang=person._get_message_lang())
        rides, company = rides.with_env(notices.env), company.with_env(notices.env)
        earlier = rides._get_told_before(person)
        content = rides._get_told_key(person, kind)
        last = earlier.filtered(lambda n: n.kind != 'reminder').sorted('id')[-1:]
        if last.key and last.key.partition(' #')[0] == content:
            return
        waiting = earlier.filtered(lambda n: n.ride_ids <= rides)
        waiting._supersede()
        subject, opening = notices._get_opening(kind, person)
        lines = [rides._get_told_line(ride, person, kind) for ride in rides]
        near = company._to_local(first).date() <= company._to_local(fields.Datetime.now()).date()
        urgent = kind != 'confirmation' and (near or company._is_before_morning(first))
        notices._tell(
            person, kind, subject, '\n'.join([opening, *lines, notices._get_closing(company)]),
            f"{content} #{len(earlier)}", rides=rides, urgent=urgent,
            link=person._get_sheet_url(rides[0].date) if kind == 'change' and person._name == 'ts.volunteer' else None,
            channel=rides._get_urgent_channel(person) if urgent else None)

    def _get_told_before(self, person):
        """Return what a person has heard, or waits to hear, of these rides."""
        return self.env['ts.notice'].search([
            ('beneficiary_id' if person._name == 'ts.beneficiary' else 'volunteer_id', '=', person.id),
            ('ride_ids', 'in', self.ids),
            ('kind', 'in', ('confirmation', 'change', 'cancellation', 'reminder'))])

    def _get_told_key(self, person, kind):
        """Return what is told, in short; confirming again what has not changed says nothing new."""
        version = ','.join(
            f"{r.id}@{r.pickup_at}:{r.pickup_place_id.id}-{r.dropoff_place_id.id}:{r.volunteer_id.id}"
            f":{crc32(repr(r._get_told()[2:]).encode())}" for r in self)
        place = 'off' if kind == 'cancellation' else 'on'
        return f"ride {place} {person._name} {person.id} {version}"

    def _get_urgent_channel(self, person):
        """Return the channel of a change so near that an e-mail would be read too late."""
        company = self[:1].company_id
        near = fields.Datetime.now() + timedelta(hours=company.ts_call_before)
        return 'phone' if person._get_channel() == 'email' and min(self.mapped('pickup_at')) <= near else None

    def _get_told_line(self, ride, person, kind):
        local = ride.company_id._to_local(ride.pickup_at)
        values = {'day': f"{local:%d/%m}", 'hour': f"{local:%H:%M}"}
        if person._name == 'ts.volunteer':
            return self.env._("• %(day)s at %(hour)s, from %(from_place)s to %(to_place)s", **values,
                              from_place=ride._get_commune('pickup'), to_place=ride._get_commune('dropoff'))
        if kind == 'cancellation':
            return self.env._("• %(day)s at %(hour)s", **values)
        driver = ride.volunteer_id.partner_id.firstname or ride.volunteer_id.name
        if ride.run_id.vehicle_id.name:
            driver = f"{driver} ({ride.run_id.vehicle_id.name})"
        if not ride.pickup_place_id:
            return self.env._("• %(day)s: %(driver)s comes to your home at %(hour)s", driver=driver, **values)
        return self.env._("• %(day)s: %(driver)s picks you up at %(hour)s in %(place)s", driver=driver,
                          place=ride._get_commune('pickup'), **values)

    def _get_commune(self, end):
        """Return only the commune of an end: what may be told before somebody opens his sheet."""
        place = self.pickup_place_id if end == 'pickup' else self.dropoff_place_id
        where = place or self.beneficiary_id
        return where.commune_id.name or where.city or '?'


class TsNotice(models.Model):
    """The words of the messages about rides."""

    _inherit = 'ts.notice'

    def _get_opening(self, kind, person):
        """Return the subject and the first sentence of a message to a person."""
        name, drives = person.company_id.name, person._name == 'ts.volunteer'
        return {
            'confirmation': (self.env._("%(name)s: your ride is confirmed", name=name),
                             self.env._("Your ride is confirmed:")),
            'change': (self.env._("%(name)s: a change for your ride", name=name),
                       self.env._("There is a change. It is now:")),
            'cancellation': (
                self.env._("%(name)s: a ride does not take place", name=name) if not drives
                else self.env._("%(name)s: you no longer drive a ride", name=name),
                self.env._("Your ride does not take place:") if not drives
                else self.env._("You no longer need to drive:")),
        }[kind]

    def _get_closing(self, company):
        """Return the last sentence: who to call."""
        phone = company._get_desk_phone()
        return self.env._("%(name)s, %(phone)s", name=company.name, phone=phone) if phone else company.name
