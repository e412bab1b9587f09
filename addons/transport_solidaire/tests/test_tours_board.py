# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The desk's screen in a browser, in French: keyboard, mouse, two coordinators, a telephone."""
from datetime import datetime, timedelta

from odoo import Command, fields
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger


class TsBoardCommon(HttpCase):
    """Two drivers, one of them with an expired licence; nothing is asked from outside."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env['res.lang']._activate_lang('fr_FR')
        cls.company = cls.env['res.company'].create({
            'name': "Rides of the Desk", 'currency_id': cls.env.ref('base.EUR').id,
            'country_id': cls.env.ref('base.fr').id, 'ts_map_tiles': False, 'ts_near_hours': 24})
        cls.company.partner_id.tz = 'Europe/Paris'
        cls.user = new_test_user(
            cls.env, 'ts_board_desk', groups='transport_solidaire.group_ts_user', lang='fr_FR',
            tz='Europe/Paris', email='ts_board_desk@example.org', company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)])
        cls.env = cls.env(user=cls.user.id, context={
            **cls.env.context, 'allowed_company_ids': cls.company.ids, 'lang': 'fr_FR'})
        cls.today = cls.company._to_local(datetime.now()).date()
        cls.person = cls._person("Zoé Voyageuse", 47.2, alert="Ring twice.")
        cls.place = cls.env['ts.place'].create(
            {'name': "Pharmacie du Centre", 'latitude': 47.4, 'longitude': -1.5})
        cls.volunteer = cls._volunteer("Solène Conductrice", 47.1)
        cls.expired = cls._volunteer("Hubert Expiré", 47.9)
        cls.env['ts.paper'].create({
            'volunteer_id': cls.expired.id, 'kind': 'licence', 'date_end': cls.today - timedelta(days=30)})

    @classmethod
    def _partner(cls, name, latitude):
        return cls.env['res.partner'].create(
            {'name': name, 'partner_latitude': latitude, 'partner_longitude': -1.5})

    @classmethod
    def _person(cls, name, latitude, **vals):
        return cls.env['ts.beneficiary'].create({'partner_id': cls._partner(name, latitude).id, **vals})

    @classmethod
    def _volunteer(cls, name, latitude):
        volunteer = cls.env['ts.volunteer'].create(
            {'partner_id': cls._partner(name, latitude).id, 'state': 'active'})
        cls.env['ts.volunteer.vehicle'].create({'volunteer_id': volunteer.id, 'name': "Blue Car"})
        return volunteer

    def _ride(self, person, day, hour=11.0, **vals):
        return self.env['ts.ride'].create({
            'beneficiary_id': person.id, 'dropoff_place_id': self.place.id,
            'pickup_at': self.company._to_utc(day, hour), **vals})


@tagged('post_install', '-at_install')
class TestToursBoard(TsBoardCommon):
    """Each tour is checked on what it has written."""

    def _tour(self, name):
        self.start_tour('/odoo/ts-desk', name, login='ts_board_desk')
        self.env.invalidate_all()

    def test_a_morning_without_a_mouse(self):
        self._ride(self.person, self.today - timedelta(days=7))
        self._ride(self.person, self.today - timedelta(days=14))
        urgent = self._ride(self._person("Aline Pressée", 47.3), self.today, 20)
        self._tour('ts_board_keyboard')
        ride = self.person.ride_ids.filtered(lambda r: r.date > self.today)
        self.assertEqual(ride.mapped('date'), [self.today + timedelta(days=7)])
        self.assertEqual((ride.state, ride.volunteer_id), ('confirmed', self.volunteer))
        self.assertEqual(urgent.proposal_ids.mapped(lambda p: (p.volunteer_id, p.answer)),
                         [(self.volunteer, 'waiting')])

    def test_drag_and_drop(self):
        ride = self._ride(self.person, self.today, 20)
        self._tour('ts_board_drag')
        self.assertEqual((ride.state, ride.volunteer_id), ('planned', self.volunteer))
        self.assertFalse(self.expired.run_ids)

    def test_given_in_the_meantime(self):
        ride = self._ride(self.person, self.today, 20)
        with mute_logger('odoo.http'):  # the refusal is what is looked for
            self._tour('ts_board_conflict')
        self.assertEqual(ride.volunteer_id, self.expired)

    def test_first_screen_of_the_app(self):
        menu = self.env.ref('transport_solidaire.ts_desk_menu')
        first = self.env['ir.ui.menu'].search([('parent_id', '=', menu.id)], order='sequence', limit=1)
        self.assertEqual(first.action, self.env.ref('transport_solidaire.ts_desk_action').sudo())


@tagged('post_install', '-at_install')
class TestToursBoardPhone(TsBoardCommon):
    """The same desk at 390 pixels."""

    browser_size = '390x844'
    touch_enabled = True

    def test_tabs(self):
        ride = self._ride(self.person, fields.Date.context_today(self.user), 20)
        self.start_tour('/odoo/ts-desk', 'ts_board_phone', login='ts_board_desk')
        self.env.invalidate_all()
        self.assertEqual((ride.state, ride.volunteer_id), ('confirmed', self.volunteer))
