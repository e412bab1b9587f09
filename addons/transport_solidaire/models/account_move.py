# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import frozendict


class AccountMove(models.Model):
    """The entry of a statement: owed to the volunteer himself, on the account of volunteers."""

    _inherit = 'account.move'

    ts_statement_id = fields.Many2one(
        'ts.statement', "Statement of Expenses", readonly=True, copy=False, index='btree_not_null',
        ondelete='restrict', check_company=True)

    _ts_statement_uniq = models.UniqueIndex(
        "(ts_statement_id) WHERE move_type = 'in_receipt' AND state != 'cancel'",
        "This statement has an entry already.")

    @api.depends('partner_id', 'ts_statement_id')
    def _compute_commercial_partner_id(self):
        """A volunteer is paid himself, even when his contact hangs under a company."""
        statements = self.filtered('ts_statement_id')
        for move in statements:
            move.commercial_partner_id = move.partner_id
        return super(AccountMove, self - statements)._compute_commercial_partner_id()

    @api.depends('ts_statement_id')
    def _compute_needed_terms(self):
        """The due line of a statement goes on the account of volunteers, other bills' stay where they are."""
        result = super()._compute_needed_terms()
        for move in self.filtered('ts_statement_id'):
            account = move.company_id.ts_volunteer_account_id
            move.needed_terms = {
                frozendict(key): {**values, 'account_id': account.id}
                for key, values in move.needed_terms.items()}
        return result

    def _post(self, soft=True):
        """Refuse to post an entry that no longer says what its statement says."""
        # sudo: whoever posts may have accounting rights only; two amounts are compared
        for move in self.sudo().filtered(lambda m: m.ts_statement_id and m.move_type == 'in_receipt'):
            statement = move.ts_statement_id
            if move.currency_id.compare_amounts(move.amount_total, statement.amount_total):
                raise UserError(self.env._(
                    "This entry amounts to %(entry)s and statement %(name)s to %(statement)s. Cancel the "
                    "entry and post the statement again.", entry=move.amount_total, name=statement.name,
                    statement=statement.amount_total))
        return super()._post(soft)

    def _reverse_moves(self, default_values_list=None, cancel=False):
        """The refund of a statement's entry is on the same account and person, or would not offset it."""
        default_values_list = default_values_list or [{} for _move in self]
        for move, values in zip(self, default_values_list, strict=True):
            values['ts_statement_id'] = move.ts_statement_id.id
        return super()._reverse_moves(default_values_list, cancel)

    def action_open_ts_statement(self):
        """Open the statement that the entry comes from."""
        self.ensure_one()
        return {'type': 'ir.actions.act_window', 'res_model': 'ts.statement', 'view_mode': 'form',
                'res_id': self.ts_statement_id.id}
