# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A French association with its books: one volunteer, one person, runs that are done.

Runs are written with their result at once, without assignment or distances: what is tested here
begins when a run is done. The clock stands on 5 December 2026.
"""
from datetime import date, datetime

from odoo import Command
from odoo.addons.account.tests.common import AccountTestInvoicingCommon
from odoo.tests import new_test_user, tagged
from odoo.tests.common import freeze_time

from ..tools.guard import guarded

TODAY = '2026-12-05'
NOVEMBER = (date(2026, 11, 1), date(2026, 11, 30))
DECEMBER = (date(2026, 12, 1), date(2026, 12, 31))
IBAN = 'FR1420041010050500013M02606'


@tagged('post_install', '-at_install')
@freeze_time(TODAY)
class TsLedgerCommon(AccountTestInvoicingCommon):
    """Books of chart ``fr``; ``statement_env`` acts as coordinator, ``treasurer_env`` as treasurer."""

    @classmethod
    @AccountTestInvoicingCommon.setup_country('fr')
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.company_data['company']
        cls.env['res.lang']._activate_lang('en_US')
        cls.company.partner_id.write({'tz': 'Europe/Paris', 'lang': 'en_US'})
        cls.coordinator = cls.make_user('ledger_coordinator', 'transport_solidaire.group_ts_user')
        cls.treasurer = cls.make_user(
            'ledger_treasurer', 'transport_solidaire.group_ts_treasurer',
            'account_payment_batch_oca.group_account_payment')
        cls.admin_env = cls.env
        cls.env.user.group_ids |= cls.env.ref('transport_solidaire.group_ts_manager')
        cls.env.user.group_ids |= cls.env.ref('account.group_validate_bank_account')
        cls.rate = cls.make_rate(0.40, date(2026, 1, 1))
        cls.volunteer = cls.make_volunteer("Hélène Lefèvre")
        cls.person = cls.make_person(cls.company)
        cls.purpose = cls.env['ts.purpose'].search([], limit=1)

    @classmethod
    def make_user(cls, login, *groups, company=None):
        """Return a user of one association with these groups."""
        company = company or cls.company
        return new_test_user(
            cls.env, login, groups=','.join(groups), company_id=company.id, lang='en_US',
            company_ids=[Command.set(company.ids)], email=f"{login}@example.org")

    @classmethod
    def make_rate(cls, amount, date_from, mode='car', company=None):
        """Return a new mileage rate in euros per kilometre."""
        return cls.env['ts.mileage.rate'].create({
            'company_id': (company or cls.company).id, 'mode': mode, 'date_from': date_from,
            'amount': amount, 'note': "Board"})

    @classmethod
    def make_volunteer(cls, name, company=None, **vals):
        """Return an active volunteer of Nort-sur-Erdre."""
        partner = cls.env['res.partner'].create({
            'name': name, 'street': "3 rue de l'Église", 'zip': '44390', 'city': 'Nort-sur-Erdre',
            'country_id': cls.env.ref('base.fr').id, **vals})
        return cls.env['ts.volunteer'].create({
            'partner_id': partner.id, 'company_id': (company or cls.company).id, 'state': 'active'})

    @classmethod
    def make_person(cls, company):
        """Return somebody of Nort-sur-Erdre and the surgery in Nantes where she goes."""
        partner = cls.env['res.partner'].create(
            {'name': "Person", 'zip': '44390', 'city': 'Nort-sur-Erdre'})
        person = cls.env['ts.beneficiary'].create({'partner_id': partner.id, 'company_id': company.id})
        cls.places = getattr(cls, 'places', {})
        cls.places[company] = cls.env['ts.place'].create({
            'name': "Oncology Surgery", 'zip': '44000', 'city': 'Nantes', 'company_id': company.id})
        return person

    @classmethod
    def make_runs(cls, specs, person=None, mode='car', state='done'):
        """Return runs with their result, one per (volunteer, day, kilometres)."""
        person = person or cls.person
        runs = cls.env['ts.run'].create([{
            'company_id': volunteer.company_id.id, 'volunteer_id': volunteer.id, 'mode': mode,
            'start_at': datetime(day.year, day.month, day.day, 9), 'km_actual': km,
        } for volunteer, day, km in specs])
        guarded(cls.env['ts.ride']).create([{
            'company_id': run.company_id.id, 'beneficiary_id': person.id, 'run_id': run.id,
            'purpose_id': cls.purpose.id, 'dropoff_place_id': cls.places[run.company_id].id,
            'pickup_at': run.start_at, 'state': state} for run in runs])
        for run, (_volunteer, _day, km) in zip(runs, specs, strict=True):
            run.km_actual = km
        return runs

    @classmethod
    def make_run(cls, day, km, volunteer=None, cost=0.0, **kwargs):
        """Return one run with its result, and a toll when there is a cost."""
        run = cls.make_runs([(volunteer or cls.volunteer, day, km)], **kwargs)
        if cost:
            cls.env['ts.run.cost'].create({'run_id': run.id, 'kind': 'toll', 'amount': cost})
        return run

    @classmethod
    def make_bank(cls, partner, number=IBAN, trusted=True):
        """Return a bank account of a partner; a trusted one may be paid."""
        return cls.env['res.partner.bank'].create({
            'acc_number': number, 'partner_id': partner.id, 'allow_out_payment': trusted})

    def state_period(self, period=NOVEMBER, volunteers=None, company=None):
        """Make the statements of a period, as the coordinator."""
        company = company or self.company
        user = self.coordinator if company == self.company else self.env.user
        statements = self.env['ts.statement'].with_user(user).with_company(company)
        return statements._create_for_period(company, *period, volunteers).with_env(self.env)

    def approve(self, statements):
        """Submit as the coordinator, approve as the treasurer."""
        statements.with_user(self.coordinator).action_submit()
        statements.with_user(self.treasurer).action_approve()
        return statements

    def post(self, statements):
        """Approve and post, as the treasurer."""
        self.approve(statements).with_user(self.treasurer).action_post()
        return statements

    def make_posted(self, km=100.0, day=date(2026, 11, 10)):
        """Return a posted statement of one run."""
        self.make_run(day, km)
        return self.post(self.state_period())

    def pay(self, statement, amount=None):
        """Pay a statement's entry with the payment dialog of accounting, wholly or in part."""
        wizard = self.env['account.payment.register'].with_user(self.treasurer).with_context(
            active_model='account.move', active_ids=statement.move_id.ids).create({
                'journal_id': self.company_data['default_journal_bank'].id,
                **({'amount': amount, 'payment_difference_handling': 'open'} if amount else {})})
        wizard._create_payments()

    def reverse(self, statement):
        """Reverse a statement's entry with the dialog of accounting, and post the refund."""
        wizard = self.env['account.move.reversal'].with_user(self.treasurer).with_context(
            active_model='account.move', active_ids=statement.move_id.ids).create({
                'journal_id': statement.move_id.journal_id.id, 'reason': "Wrong month"})
        action = wizard.refund_moves()
        refund = self.env['account.move'].browse(action['res_id'])
        if refund.state == 'draft':
            refund.with_user(self.treasurer).action_post()
        return refund

    def lines_of(self, statement):
        """Return (day, kind, kilometres, amount) of each line that is not refused, in order."""
        return [(line.date.day, line.kind, line.km, line.amount)
                for line in statement.line_ids if not line.refused]
