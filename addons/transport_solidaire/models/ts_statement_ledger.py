# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command, fields, models
from odoo.exceptions import LockError, UserError
from odoo.tools import SQL
from odoo.tools.misc import format_date

from ..tools.guard import guarded

OPEN_ORDER_STATES = ('draft', 'open', 'generated')


class TsStatement(models.Model):
    """Posting statements: one receipt each, expense account against what is owed to volunteers."""

    _inherit = 'ts.statement'

    def action_post(self):
        """Post the entry of approved statements, with the user's own accounting rights.

        A statement that has an entry already gets no second one: what is posted is left alone, a draft
        entry is posted. Whoever comes second at the same moment is told so, or is served again by the
        server and finds the entry. The ledger makes sure of it (see ``account.move.ts_statement_id``).

        :raise AccessError: without accounting rights
        :raise UserError: when a statement is not approved or the association's accounts are not set
        """
        self._check_treasurer()
        self._lock_statements()
        statements = self.filtered(lambda s: s.state not in ('posted', 'partial', 'paid'))
        statements._check_state(('approved',), self.env._("only approved statements are posted"))
        statements._check_payable()
        moves = statements.move_id
        for company, group in statements.filtered(lambda s: not s.move_id).grouped('company_id').items():
            moves |= group._create_moves(company)
        if moves:
            moves._post(soft=False)
            statements._tell_moved_dates()

    def _lock_statements(self):
        try:
            self.lock_for_update(allow_referencing=True)
        except LockError as error:
            raise UserError(self.env._(
                "Somebody else is posting one of these statements right now. Wait a moment and look "
                "again.")) from error

    def _create_moves(self, company):
        """Create the receipts of one association's statements and tie lines to ledger lines both ways."""
        company._check_ts_ledger()
        self.env['account.move'].flush_model(['state'])  # what was cancelled just now is out of the way
        prepared = [(statement, statement._get_ledger_groups()) for statement in self]
        moves = self.env['account.move'].with_company(company).create([
            statement._prepare_move_vals(groups) for statement, groups in prepared])
        for move, (_statement, groups) in zip(moves, prepared, strict=True):
            ledger_lines = move.invoice_line_ids.sorted('sequence')
            for ledger_line, lines in zip(ledger_lines, groups.values(), strict=True):
                guarded(lines).write({'move_line_id': ledger_line.id})
        return moves

    def _get_ledger_groups(self):
        """Return (account, analytic distribution as items) → lines that one ledger line contains.

        Documented hook: an addon that books some lines elsewhere overrides
        ``_get_line_account`` or ``_get_line_analytic``.
        """
        lines = self.line_ids.filtered(lambda line: not line.refused)
        return lines.grouped(lambda line: (
            self._get_line_account(line), tuple(sorted(self._get_line_analytic(line).items()))))

    def _get_line_account(self, line):
        """Return the expense account of a statement line."""
        return line.company_id.ts_expense_account_id

    def _get_line_analytic(self, line):
        """Return the analytic distribution of a statement line: account id as text → percent."""
        analytic = line.company_id.ts_analytic_account_id
        return {str(analytic.id): 100.0} if analytic else {}

    def _prepare_move_vals(self, groups):
        """Return the values of this statement's receipt.

        Its date is the end of the period, or today when the period is not over. Its taxes are none,
        whatever the accounts and the partner say.
        """
        self.ensure_one()
        company = self.company_id
        return {
            'move_type': 'in_receipt',
            'ts_statement_id': self.id,
            'journal_id': company.ts_expense_journal_id.id,
            'partner_id': self.partner_id.id,
            'partner_bank_id': self._get_bank_account().id,
            'currency_id': company.currency_id.id,
            'invoice_date': min(self.date_to, fields.Date.context_today(self)),
            'invoice_payment_term_id': False,
            'fiscal_position_id': False,
            'ref': self.name,
            'payment_reference': self.name,
            'invoice_line_ids': [Command.create({
                'name': self._get_ledger_label(), 'account_id': account.id, 'quantity': 1,
                'sequence': position,
                'price_unit': company.currency_id.round(sum(lines.mapped('amount'))),
                'tax_ids': [Command.clear()], 'analytic_distribution': dict(analytic) or False,
            }) for position, ((account, analytic), lines) in enumerate(groups.items(), start=1)],
        }

    def _get_ledger_label(self):
        return self.env._(
            "%(number)s %(name)s, %(start)s to %(end)s", number=self.name, name=self.volunteer_id.name,
            start=format_date(self.env, self.date_from), end=format_date(self.env, self.date_to))

    def _get_bank_account(self):
        """Return the payee's own bank account, one that may be paid first; empty when he has none.

        Once posted, the payee is the one in the ledger, whatever contact the volunteer's file has since.
        """
        accounts = (self.move_id.partner_id or self.partner_id).bank_ids.filtered(
            lambda bank: not bank.company_id or bank.company_id == self.company_id)
        return accounts.sorted(lambda bank: not bank.allow_out_payment)[:1]

    def _get_in_orders(self):
        """Return the statements that a payment order not yet at the bank is about to pay."""
        # sudo: payment orders have rights of their own; whether one exists is all that is asked
        lines = self.env['account.payment.line'].sudo().search([
            ('move_line_id.move_id', 'in', self.move_id.ids), ('state', 'in', OPEN_ORDER_STATES)])
        return self.browse(lines.move_line_id.move_id.ts_statement_id.ids)

    def _lock_payment(self):
        """Make this the only transaction that pays these statements.

        The rows are written, not only locked: a transaction that began before another one's commit then
        fails and is run again by the server, and finds the other's payment order.
        """
        self._lock_statements()
        self.env.cr.execute(SQL(
            "UPDATE ts_statement SET write_date = write_date WHERE id IN %s", tuple(self.ids)))

    def _tell_moved_dates(self):
        for statement in self.filtered('is_date_moved'):
            statement.message_post(body=self.env._(
                "The period of %(wanted)s is locked: the entry is dated %(date)s.",
                wanted=format_date(self.env, statement.move_id.invoice_date),
                date=format_date(self.env, statement.move_date)))
