# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The desk's day in a browser, in French: book, assign, do, close. The clock is the real one."""
from datetime import timedelta

from odoo import Command, fields
from odoo.tests import HttpCase, new_test_user, tagged


@tagged('post_install', '-at_install')
class TestTours(HttpCase):
    """Each tour gets its own data and is checked on what it has written."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env['res.lang']._activate_lang('fr_FR')
        cls.company = cls.env['res.company'].create({
            'name': "Rides of the Tours", 'currency_id': cls.env.ref('base.EUR').id,
            'country_id': cls.env.ref('base.fr').id})
        cls.company.partner_id.tz = 'Europe/Paris'
        cls.user = new_test_user(
            cls.env, 'ts_tour_desk', groups='transport_solidaire.group_ts_user', lang='fr_FR',
            tz='Europe/Paris', email='ts_tour_desk@example.org', company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)])
        cls.env = cls.env(user=cls.user.id, context={
            **cls.env.context, 'allowed_company_ids': cls.company.ids, 'lang': 'fr_FR'})
        cls.today = fields.Date.context_today(cls.user)
        cls.person = cls.env['ts.beneficiary'].create({
            'partner_id': cls._partner("Zoé Voyageuse", 47.2).id, 'alert': "Ring twice."})
        cls.place = cls.env['ts.place'].create(
            {'name': "Pharmacie du Centre", 'latitude': 47.4, 'longitude': -1.5})
        cls.volunteer = cls.env['ts.volunteer'].create(
            {'partner_id': cls._partner("Solène Conductrice", 47.1).id, 'state': 'active'})
        cls.env['ts.volunteer.vehicle'].create({'volunteer_id': cls.volunteer.id, 'name': "Blue Car"})

    @classmethod
    def _partner(cls, name, latitude):
        return cls.env['res.partner'].create(
            {'name': name, 'partner_latitude': latitude, 'partner_longitude': -1.5})

    def _ride(self, day, hour=9, **vals):
        return self.env['ts.ride'].create({
            'beneficiary_id': self.person.id, 'dropoff_place_id': self.place.id,
            'pickup_at': self.company._to_utc(day, hour), **vals})

    def _tour(self, path, name):
        self.start_tour(path, name, login='ts_tour_desk')
        self.env.invalidate_all()

    def test_book_in_under_fifteen_keys(self):
        self._tour('/odoo/ts-today', 'ts_book')
        rides = self.person.ride_ids.sorted('pickup_at')
        tomorrow = self.today + timedelta(days=1)
        self.assertEqual(rides.mapped('date'), [tomorrow, tomorrow])
        self.assertEqual(rides[0].appointment_at, self.company._to_utc(tomorrow, 14))
        self.assertEqual(rides[0].dropoff_place_id, self.place)
        self.assertEqual(rides[1].outward_id, rides[0])
        self.assertEqual(rides.coordinator_id, self.user)

    def test_assign_all_the_same_with_a_reason(self):
        self.env['ts.paper'].create({
            'volunteer_id': self.volunteer.id, 'kind': 'licence',
            'date_end': self.today - timedelta(days=3)})
        refused = self.env['ts.volunteer'].create({
            'partner_id': self._partner("Hubert Refusé", 47.1).id, 'state': 'active',
            'refused_by_ids': [Command.set(self.person.ids)]})
        ride = self._ride(self.today + timedelta(days=2))
        self._tour(f'/odoo/ts-rides/{ride.id}', 'ts_assign')
        self.assertEqual((ride.state, ride.volunteer_id), ('confirmed', self.volunteer))
        self.assertEqual(ride.override_reason_id.kind, 'override')
        self.assertIn("Solène", ride.override_note)
        self.assertFalse(refused.run_ids)

    def test_confirm_and_do_with_kilometres_and_parking(self):
        ride = self._ride(self.today)
        ride._assign(self.volunteer)
        self._tour(f'/odoo/ts-rides/{ride.id}', 'ts_do')
        run = ride.run_id
        self.assertEqual((ride.state, run.state), ('done', 'done'))
        self.assertEqual((run.km_actual, run.km_source), (42.5, 'manual'))
        self.assertEqual((run.cost_total, run.cost_ids.kind), (3.2, 'toll'))

    def test_close_both_ways_with_a_reason(self):
        outward = self._ride(self.today + timedelta(days=2))
        back = self._ride(self.today + timedelta(days=2), 11, pickup_place_id=self.place.id,
                          dropoff_place_id=False, outward_id=outward.id)
        self._tour(f'/odoo/ts-rides/{outward.id}', 'ts_close')
        reasons = self.env['ts.ride.reason'].search([('kind', '=', 'cancelled')])
        self.assertEqual((outward | back).mapped('state'), ['cancelled', 'cancelled'])
        self.assertEqual((outward | back).reason_id, reasons[1])
