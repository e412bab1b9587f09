# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from odoo import Command
from odoo.addons.base.tests.common import DISABLED_MAIL_CONTEXT

from .common_ledger import NOVEMBER, TsLedgerCommon

N = 50


class TestStatementPerformance(TsLedgerCommon):
    """The number of queries does not follow the number of statements."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # as people work: with the chatter, which the base class of tests turns off
        cls.env = cls.env(context={
            key: value for key, value in cls.env.context.items() if key not in DISABLED_MAIL_CONTEXT})
        cls.company = cls.company.with_env(cls.env)
        partners = cls.env['res.partner'].create([{'name': f"Volunteer {n:03}"} for n in range(3 * N)])
        cls.volunteers = cls.env['ts.volunteer'].create([
            {'partner_id': partner.id, 'company_id': cls.company.id, 'state': 'active'}
            for partner in partners])
        cls.runs = cls.make_runs([
            (volunteer, date(2026, 11, day), 20 + day) for volunteer in cls.volunteers for day in (3, 17)])

    def count(self, work):
        """Return the number of queries of some work, caches empty before and all written after."""
        self.env.flush_all()
        self.env.cr.precommit.run()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        result = work()
        self.env.flush_all()
        self.env.cr.precommit.run()
        return self.env.cr.sql_log_count - before, result

    def make(self, volunteers):
        statements = self.env['ts.statement']
        return self.count(lambda: statements._create_for_period(self.company, *NOVEMBER, volunteers))

    def approve_all(self, statements):
        statements.action_submit()
        statements.action_approve()

    def make_plain_receipts(self, volunteers):
        """Return receipts as core would have them without us."""
        return self.env['account.move'].create([{
            'move_type': 'in_receipt', 'partner_id': volunteer.partner_id.id, 'invoice_date': NOVEMBER[1],
            'journal_id': self.company.ts_expense_journal_id.id, 'ref': f"R {volunteer.id}",
            'invoice_line_ids': [Command.create({
                'name': "Expenses", 'account_id': self.company.ts_expense_account_id.id, 'quantity': 1,
                'price_unit': 10, 'tax_ids': [Command.clear()]})],
        } for volunteer in volunteers])

    def test_preview_of_n_and_2n(self):
        statements = self.env['ts.statement']
        counts = [self.count(lambda v=volunteers: statements._prepare_period(self.company, *NOVEMBER, v))[0]
                  for volunteers in (self.volunteers[:1], self.volunteers[:N], self.volunteers[:2 * N])]
        self.assertEqual(counts[1], counts[2], f"previews of {N} and {2 * N} volunteers")

    def test_making_n_and_2n(self):
        self.make(self.volunteers[:1])
        small, few = self.make(self.volunteers[:N])
        self.env['ts.statement'].browse(few.ids).unlink()
        large, many = self.make(self.volunteers[:2 * N])
        self.assertEqual((len(few), len(many)), (N - 1, 2 * N - 1))
        self.assertLessEqual(large, small + 2, f"{small} queries for {N}, {large} for {2 * N}")

    def test_approving_n_and_2n(self):
        _count, statements = self.make(self.volunteers)
        small, _none = self.count(lambda: self.approve_all(statements[:N]))
        large, _none = self.count(lambda: self.approve_all(statements[N:3 * N]))
        tracked = statements[0].message_ids.tracking_value_ids
        self.assertEqual(tracked.mapped('new_value_char'), ["To Post"])
        self.assertEqual(tracked.mapped('old_value_char'), ["Draft"])
        self.assertLessEqual(large, small + 2, f"{small} queries for {N}, {large} for {2 * N}")

    def test_posting_n_and_2n_costs_what_core_costs(self):
        """Core asks a few questions per entry when it posts; we add none."""
        _count, statements = self.make(self.volunteers)
        self.approve_all(statements)
        small, _none = self.count(statements[:N].action_post)
        large, _none = self.count(statements[N:3 * N].action_post)
        plain = []
        for volunteers in (self.volunteers[:N], self.volunteers[N:3 * N]):
            plain.append(self.count(lambda v=volunteers: self.make_plain_receipts(v).action_post())[0])
        ours, core = (large - small) / N, (plain[1] - plain[0]) / N
        self.assertLessEqual(ours, core + 0.2, f"{ours} queries per statement, core {core} per receipt")
        self.assertEqual(set(statements.mapped('state')), {'posted'})
