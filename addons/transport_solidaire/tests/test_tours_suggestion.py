# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The suggestions of the dialog in a browser, on a telephone's width. The clock is the real one."""
from datetime import timedelta

from odoo import Command, fields
from odoo.tests import HttpCase, new_test_user, tagged


@tagged('post_install', '-at_install')
class TestToursSuggestion(HttpCase):
    """One click takes a suggestion, with the run it joins."""

    browser_size = '390x844'
    touch_enabled = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env['res.lang']._activate_lang('fr_FR')
        company = cls.env['res.company'].create({
            'name': "Rides of the Suggestions", 'currency_id': cls.env.ref('base.EUR').id,
            'country_id': cls.env.ref('base.fr').id})
        company.partner_id.tz = 'Europe/Paris'
        user = new_test_user(
            cls.env, 'ts_tour_suggest', groups='transport_solidaire.group_ts_user', lang='fr_FR',
            tz='Europe/Paris', email='ts_tour_suggest@example.org', company_id=company.id,
            company_ids=[Command.set(company.ids)])
        cls.env = cls.env(user=user.id, context={
            **cls.env.context, 'allowed_company_ids': company.ids, 'lang': 'fr_FR'})
        cls.day = fields.Date.context_today(user) + timedelta(days=2)
        cls.company = company
        cls.place = cls.env['ts.place'].create(
            {'name': "Pharmacie du Centre", 'latitude': 47.4, 'longitude': -1.5})
        cls.solene = cls._volunteer("Solène Conductrice", 47.0)
        cls.hugo = cls._volunteer("Hugo Voisin", 47.18)

    @classmethod
    def _partner(cls, name, latitude):
        return cls.env['res.partner'].create(
            {'name': name, 'partner_latitude': latitude, 'partner_longitude': -1.5})

    @classmethod
    def _volunteer(cls, name, latitude):
        volunteer = cls.env['ts.volunteer'].create(
            {'partner_id': cls._partner(name, latitude).id, 'state': 'active'})
        cls.env['ts.volunteer.vehicle'].create({'volunteer_id': volunteer.id, 'name': "Blue Car"})
        return volunteer

    def _ride(self, name, latitude, hour):
        person = self.env['ts.beneficiary'].create({'partner_id': self._partner(name, latitude).id})
        return self.env['ts.ride'].create({
            'beneficiary_id': person.id, 'dropoff_place_id': self.place.id,
            'pickup_at': self.company._to_utc(self.day, hour)})

    def test_one_click_takes_a_suggestion_and_its_run(self):
        run = self._ride("Odile Devant", 47.1, 9.5)._assign(self.solene)
        ride = self._ride("Zoé Voyageuse", 47.2, 9.9)
        self.start_tour(f'/odoo/ts-rides/{ride.id}', 'ts_suggested', login='ts_tour_suggest')
        self.env.invalidate_all()
        self.assertEqual((ride.run_id, ride.volunteer_id, ride.state), (run, self.solene, 'confirmed'))
        self.assertEqual((ride.choice_rank, ride.choice_note), (1, False))
