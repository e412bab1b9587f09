# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json
from datetime import timedelta
from types import SimpleNamespace
from unittest.mock import patch

from odoo.tests import tagged

from ..models.ts_ride_desk import CHANNEL
from .common import MONDAY, TsCommon


@tagged('post_install', '-at_install')
class TestDeskBus(TsCommon):
    """Two desks see the same day: what is sent, to whom, when, and that it says nothing of anybody."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.volunteer = cls.make_volunteer("Vera Volunteer", km=0)
        cls.person = cls.make_person("Berta Beneficiary", km=10)
        cls.place = cls.make_place(km=30)

    def setUp(self):
        super().setUp()
        self.env.flush_all()
        self.cr.precommit.run()
        self.last = self.root_env['bus.bus'].search([], order='id desc', limit=1).id or 0

    def sent(self):
        """Commit as far as a test can; return (channel, payload) of what the desks are told."""
        self.env.flush_all()
        self.cr.precommit.run()
        rows = self.root_env['bus.bus'].search([('id', '>', self.last)], order='id')
        messages = [(json.loads(row.channel), json.loads(row.message)) for row in rows]
        self.last = rows[-1:].id or self.last
        return [(tuple(channel), message['payload']) for channel, message in messages
                if message['type'] == CHANNEL]

    def payload(self, *days):
        return {'company_id': self.company.id, 'days': [str(MONDAY + timedelta(days=d)) for d in days]}

    def test_one_message_for_a_transaction(self):
        for hour in (9, 10):
            self.make_ride(self.person, self.place, hour=hour, day=1)
        self.make_ride(self.person, self.place, day=3)
        [(channel, payload)] = self.sent()
        self.assertEqual(channel, (self.cr.dbname, 'res.company', self.company.id, CHANNEL))
        self.assertEqual(payload, self.payload(1, 3))

    def test_nothing_before_the_commit(self):
        self.make_ride(self.person, self.place)
        self.env.flush_all()
        self.assertFalse(self.root_env['bus.bus'].search([('id', '>', self.last)]))
        self.assertEqual(len(self.sent()), 1)
        self.assertEqual(self.sent(), [])

    def test_each_change_that_is_shown(self):
        ride = self.make_ride(self.person, self.place, day=1)
        self.sent()
        changes = (
            lambda: ride.write({'pickup_at': self.when(11, day=2)}), lambda: ride._assign(self.volunteer),
            ride.action_confirm, ride.action_unassign, lambda: ride.write({'note': "Blue door"}),
            lambda: self.env['ts.proposal'].create({'ride_id': ride.id, 'volunteer_id': self.volunteer.id}),
            lambda: ride.proposal_ids.action_decline(), lambda: self.place.write({'latitude': 47.1}), ride.unlink)
        days = [(1, 2), *[(2,)] * (len(changes) - 1)]
        for number, (change, expected) in enumerate(zip(changes, days, strict=True)):
            change()
            with self.subTest(number=number):
                self.assertEqual([payload for _channel, payload in self.sent()], [self.payload(*expected)])

    def test_a_run_drawn_anew(self):
        ride = self.make_ride(self.person, self.place)
        run = ride._assign(self.volunteer)
        self.sent()
        run.write({'start_at': run.start_at - timedelta(minutes=5)})
        self.assertEqual(len(self.sent()), 1)

    def test_what_is_not_shown_is_not_told(self):
        ride = self.make_ride(self.person, self.place)
        self.sent()
        ride.write({'funder_id': self.person.partner_id.id})
        self.assertEqual(self.sent(), [])

    def test_each_association_hears_its_own(self):
        other = self.root_env['res.company'].create({'name': "Other Rides"})
        root = self.root_env(context={'allowed_company_ids': (self.company | other).ids})
        partner = root['res.partner'].create({'name': "Other Person"})
        person = root['ts.beneficiary'].create({'partner_id': partner.id, 'company_id': other.id})
        place = root['ts.place'].create({'name': "Other Place", 'company_id': other.id})
        self.sent()
        self.make_ride(self.person, self.place, day=1)
        root['ts.ride'].create({'company_id': other.id, 'beneficiary_id': person.id,
                                'dropoff_place_id': place.id, 'pickup_at': self.when(9, day=5)})
        sent = {channel[2]: payload['days'] for channel, payload in self.sent()}
        self.assertEqual(sent, {self.company.id: [str(MONDAY + timedelta(days=1))],
                                other.id: [str(MONDAY + timedelta(days=5))]})

    def test_who_listens(self):
        request = SimpleNamespace(session=SimpleNamespace(uid=1))
        with patch('odoo.addons.bus.models.ir_websocket.wsrequest', request):
            for role, listens in (('coordinator', True), ('manager', True), ('board', False), ('treasurer', False),
                                  ('plain', False), ('portal', False)):
                channels = self._env_of(role)['ir.websocket']._build_bus_channel_list([])
                with self.subTest(role=role):
                    own = [c for c in channels if isinstance(c, tuple) and c[1] == CHANNEL]
                    self.assertEqual([c[0].id for c in own], self.company.ids if listens else [])
