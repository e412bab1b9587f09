# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from bisect import bisect_right
from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError

from .ts_run import MODES

# What makes the amount of a line; nothing of it may move once a line was written with it.
FROZEN_FIELDS = {'company_id', 'mode', 'date_from', 'amount'}


class TsMileageRate(models.Model):
    """What a volunteer is paid for a kilometre, from a date on until the next rate of the same mode.

    A rate is a decision of the board, in euros per kilometre with up to four decimals. A run takes the
    rate in force on its own date. A statement line keeps the rate it was written with, so a new rate
    never touches an old line, and a rate that a line has used can be neither changed nor deleted.
    """

    _name = 'ts.mileage.rate'
    _description = "Mileage Rate"
    _order = 'mode, date_from desc'
    _check_company_auto = True

    company_id = fields.Many2one('res.company', "Association", required=True, index=True,
                                 default=lambda self: self.env.company)
    currency_id = fields.Many2one(related='company_id.currency_id')
    mode = fields.Selection(MODES, required=True, default='car')
    date_from = fields.Date("In Force From", required=True, default=fields.Date.context_today,
                            help="First day of the runs that are paid at this rate.")
    amount = fields.Float("Per Kilometre", digits=(16, 4), required=True,
                          help="In euros. Up to the official scale, a flat rate is not taxed.")
    note = fields.Char("Source", help="Where it was decided: “Board of 12 January 2026”.")
    line_ids = fields.One2many('ts.statement.line', 'rate_id', "Statement Lines")

    _date_uniq = models.UniqueIndex(
        '(company_id, mode, date_from)',
        "This association already has a rate for this mode from that date. Choose another date.")
    _amount_positive = models.Constraint('CHECK(amount >= 0)', "A rate cannot be negative.")

    @api.depends('mode', 'date_from', 'amount')
    def _compute_display_name(self):
        modes = dict(self._fields['mode']._description_selection(self.env))
        for rate in self:
            rate.display_name = f"{modes.get(rate.mode)} · {rate.amount:g} €/km"

    def write(self, vals):
        """Refuse to change a rate that a statement line was written with."""
        if FROZEN_FIELDS & set(vals):
            self._check_unused()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        self._check_unused()

    def _check_unused(self):
        used = self.env['ts.statement.line'].search([('rate_id', 'in', self.ids)], limit=1).rate_id
        if used:
            raise UserError(self.env._(
                "The rate “%(rate)s” in force from %(date)s is on statements already. Add a new rate with "
                "the date from which it holds instead.", rate=used.display_name, date=used.date_from))

    @api.model
    def _get_rates(self, company, keys):
        """Return the rates in force, all in one query.

        :param company: one ``res.company``
        :param keys: iterable of (mode, date)
        :return: dict of (mode, date) → one ``ts.mileage.rate``, empty where none is in force
        """
        days, rates = defaultdict(list), defaultdict(list)
        found = self.search_fetch([('company_id', '=', company.id)], ['mode', 'date_from'], order='date_from')
        for rate in found:
            days[rate.mode].append(rate.date_from)
            rates[rate.mode].append(rate)
        result = {}
        for mode, day in set(keys):
            position = bisect_right(days[mode], day)
            result[mode, day] = rates[mode][position - 1] if position else self.browse()
        return result
