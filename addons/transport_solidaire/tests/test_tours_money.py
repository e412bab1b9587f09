# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""From driven runs to the payment in a browser, in French: state, approve, post, pay."""
from datetime import datetime, timedelta

from odoo import Command, fields
from odoo.addons.account.tests.common import (
    AccountTestInvoicingCommon,
    AccountTestInvoicingHttpCommon,
)
from odoo.tests import new_test_user, tagged

from ..tools.guard import guarded


@tagged('post_install', '-at_install')
class TestToursMoney(AccountTestInvoicingHttpCommon):
    """Each tour begins where the one before would end; the clock is the real one."""

    @classmethod
    @AccountTestInvoicingCommon.setup_country('fr')
    def setUpClass(cls):
        super().setUpClass()
        cls.env['res.lang']._activate_lang('fr_FR')
        cls.company = cls.company_data['company']
        cls.company.partner_id.tz = 'Europe/Paris'
        cls.env.user.group_ids |= cls.env.ref('transport_solidaire.group_ts_manager')
        cls.coordinator = cls._user('ts_tour_coordinator', 'transport_solidaire.group_ts_user')
        cls.treasurer = cls._user('ts_tour_treasurer', 'transport_solidaire.group_ts_treasurer')
        today = fields.Date.context_today(cls.coordinator)
        cls.last_day = today.replace(day=1) - timedelta(days=1)
        cls.env['ts.mileage.rate'].create({
            'company_id': cls.company.id, 'mode': 'car', 'amount': 0.40,
            'date_from': cls.last_day.replace(month=1, day=1), 'note': "Board"})
        cls.volunteer = cls.env['ts.volunteer'].create({
            'partner_id': cls.env['res.partner'].create({'name': "Hélène Conductrice"}).id,
            'company_id': cls.company.id, 'state': 'active'})
        cls._drive(100.0)

    @classmethod
    def _user(cls, login, groups):
        return new_test_user(
            cls.env, login, groups=groups, lang='fr_FR', tz='Europe/Paris',
            email=f"{login}@example.org", company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)])

    @classmethod
    def _drive(cls, km):
        """Write a run of last month with its result."""
        start = datetime.combine(cls.last_day, datetime.min.time()).replace(hour=9)
        run = cls.env['ts.run'].create({
            'company_id': cls.company.id, 'volunteer_id': cls.volunteer.id, 'mode': 'car',
            'start_at': start})
        person = cls.env['ts.beneficiary'].create({
            'partner_id': cls.env['res.partner'].create({'name': "Zoé Voyageuse"}).id,
            'company_id': cls.company.id})
        place = cls.env['ts.place'].create({'name': "Pharmacie", 'company_id': cls.company.id})
        guarded(cls.env['ts.ride']).create({
            'company_id': cls.company.id, 'beneficiary_id': person.id, 'run_id': run.id,
            'dropoff_place_id': place.id, 'pickup_at': start, 'state': 'done'})
        run.km_actual = km

    def _state(self):
        statements = self.env['ts.statement'].with_user(self.coordinator).with_company(self.company)
        return statements._create_for_period(
            self.company, self.last_day.replace(day=1), self.last_day).with_env(self.env)

    def _approve(self):
        statement = self._state()
        statement.with_user(self.coordinator).action_submit()
        statement.with_user(self.treasurer).action_approve()
        return statement

    def _tour(self, name, user):
        self.start_tour('/odoo/ts-figures', name, login=user.login)
        self.env.invalidate_all()

    def test_state_and_submit(self):
        self._tour('ts_state', self.coordinator)
        statement = self.env['ts.statement'].search([('volunteer_id', '=', self.volunteer.id)])
        self.assertEqual((statement.state, statement.amount_total), ('submitted', 40.0))
        self.assertEqual(statement.date_to, self.last_day)

    def test_approve(self):
        statement = self._state()
        statement.with_user(self.coordinator).action_submit()
        self._tour('ts_approve', self.treasurer)
        self.assertEqual((statement.state, statement.approved_by_id), ('approved', self.treasurer))

    def test_post(self):
        statement = self._approve()
        self._tour('ts_post', self.treasurer)
        self.assertEqual((statement.state, statement.move_id.state), ('posted', 'posted'))
        self.assertEqual(statement.move_id.amount_total, 40.0)

    def test_pay(self):
        statement = self._approve()
        statement.with_user(self.treasurer).action_post()
        self._tour('ts_pay', self.treasurer)
        self.assertEqual((statement.state, statement.amount_residual), ('paid', 0.0))
