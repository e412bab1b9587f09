# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Two coordinators connected at once, over real websockets: who hears what."""
import json

from websocket import WebSocketTimeoutException

from odoo import Command
from odoo.addons.bus.tests.common import WebsocketCase
from odoo.tests import new_test_user, tagged

from ..models.ts_ride_desk import CHANNEL

SILENCE_SECONDS = 1


@tagged('post_install', '-at_install')
class TestDeskLive(WebsocketCase):
    """A change of one is told to the other, and to nobody of another association."""

    def setUp(self):
        super().setUp()
        self.company, self.other = self.env['res.company'].create(
            [{'name': "Rides of the Bus"}, {'name': "Other Rides"}])
        self.last = self.env['bus.bus']._bus_last_id()
        self.sockets = {
            'colleague': self._connect('ts_bus_colleague', self.company),
            'stranger': self._connect('ts_bus_stranger', self.other),
            'board': self._connect('ts_bus_board', self.company, 'transport_solidaire.group_ts_board'),
        }

    def _connect(self, login, company, group='transport_solidaire.group_ts_user'):
        new_test_user(self.env, login, groups=group, company_id=company.id,
                      company_ids=[Command.set(company.ids)])
        self.session = None  # the sessions of the others stay open
        session = self.authenticate(login, login)
        socket = self.websocket_connect(cookie=f'session_id={session.sid}')
        self.subscribe(socket, [], self.last)
        return socket

    def _hear(self, socket):
        """Return what the desk of a socket is told until a second of silence."""
        socket.settimeout(SILENCE_SECONDS)
        messages = []
        while True:
            try:
                messages += [notice['message'] for notice in json.loads(socket.recv())]
            except WebSocketTimeoutException:
                return [message['payload'] for message in messages if message['type'] == CHANNEL]

    def test_only_the_own_desks_hear(self):
        partner = self.env['res.partner'].create({'name': "Zoé Voyageuse", 'phone': '0240112233'})
        person = self.env['ts.beneficiary'].create({'partner_id': partner.id, 'company_id': self.company.id})
        place = self.env['ts.place'].create({'name': "Pharmacie", 'company_id': self.company.id})
        ride = self.env['ts.ride'].create({
            'company_id': self.company.id, 'beneficiary_id': person.id, 'dropoff_place_id': place.id,
            'pickup_at': '2030-03-05 09:00:00'})
        self.env.flush_all()
        channels = [(company, CHANNEL) for company in (self.company, self.other)]
        self.trigger_notification_dispatching(channels)
        self.assertEqual(self._hear(self.sockets['colleague']),
                         [{'company_id': self.company.id, 'days': [str(ride.date)]}])
        for silent in ('stranger', 'board'):
            self.assertEqual(self._hear(self.sockets[silent]), [], silent)
