# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict

from odoo import Command, api, models
from odoo.exceptions import LockError, UserError
from odoo.tools import SQL
from odoo.tools.misc import format_date, formatLang

from ..tools.guard import guarded
from ..tools.statement import StatementPreview
from .ts_search_mixin import fold


class TsStatement(models.Model):
    """Making statements: what runs give right to, less what live lines already say.

    A run gives right to its kilometres × the rate on its date, and to its costs, once it is done. A
    first line says it in full; when the run is corrected later, a correction line says the difference.
    A refused line counts as settled as long as the run still gives right to the same.
    """

    _inherit = 'ts.statement'

    # ---- entry points ---------------------------------------------------------------------------
    @api.model
    def _prepare_period(self, company, date_from, date_to, volunteers=None):
        """Return what statements of a period would hold, without writing anything.

        Runs before ``date_from`` that were never stated, or were corrected since, are included.

        :param volunteers: only these ``ts.volunteer``; all of the association when empty
        :return: list of ``StatementPreview``, one per volunteer concerned, by name
        """
        self.env['ts.run'].check_access('read')
        self = self.with_company(company)  # noqa: PLW0642
        runs = self.env['ts.run'].browse(self._find_open_runs(company, date_to, volunteers))
        previews = {}
        if runs:
            self._fill_previews(company, runs, previews)
        return sorted((p for p in previews.values() if p.lines or p.missing),
                      key=lambda p: (fold(p.volunteer.name), p.volunteer.id))

    @api.model
    def _create_for_period(self, company, date_from, date_to, volunteers=None):
        """Create one draft statement per volunteer who has something to be paid.

        Made twice, or by two people at once, it gives the same result as once. The number of queries
        does not depend on the number of runs or volunteers.

        :raise UserError: when a run has no rate on its date, or somebody else is making statements
        """
        previews = self._prepare_period(company, date_from, date_to, volunteers)
        self._check_rates(previews)
        due = [preview for preview in previews if preview.is_due]
        if not due:
            return self.browse()
        self._lock_volunteers(self.env['ts.volunteer'].union(*(p.volunteer for p in due)))
        names = company._next_ts_statement_names(date_to, len(due))
        return guarded(self).create([{
            'name': name, 'company_id': company.id, 'volunteer_id': preview.volunteer.id,
            'date_from': date_from, 'date_to': date_to,
            'line_ids': [Command.create(vals) for vals in preview.lines],
        } for name, preview in zip(names, due, strict=True)]).with_env(self.env)

    def action_refresh(self):
        """Make the lines of drafts again from their runs; refused lines stay as they are."""
        self._check_state(('draft',), self.env._("only drafts are made again"))
        for statement in self:
            statement._lock_volunteers(statement.volunteer_id)
            guarded(statement).line_ids.filtered(lambda line: not line.refused).unlink()
            previews = self._prepare_period(
                statement.company_id, statement.date_from, statement.date_to, statement.volunteer_id)
            self._check_rates(previews)
            guarded(statement).write({
                'line_ids': [Command.create(vals) for preview in previews for vals in preview.lines]})

    def _lock_volunteers(self, volunteers):
        """Make this the only transaction that states these volunteers' runs (see ``_lock_planning``)."""
        try:
            volunteers.lock_for_update()
        except LockError as error:
            raise UserError(self.env._(
                "Somebody else is working on the statements or rides of one of these volunteers right "
                "now. Wait a moment and try again.")) from error
        volunteers._lock_planning()

    def _check_rates(self, previews):
        missing = sorted({key for preview in previews for key in preview.missing}, key=lambda k: k[1])
        if missing:
            raise UserError(self.env._(
                "No mileage rate is in force for “%(mode)s” on %(date)s. Add one in Solidarity Transport → "
                "Money → Mileage Rates.",
                mode=self._get_mode_label(missing[0][0]), date=format_date(self.env, missing[0][1])))

    def _get_mode_label(self, mode):
        return dict(self.env['ts.run']._fields['mode']._description_selection(self.env))[mode]

    # ---- what is open ---------------------------------------------------------------------------
    def _find_open_runs(self, company, date_to, volunteers):
        """Return the ids of runs whose right may differ from what live lines say; a few too many is fine.

        In SQL, so that the cost follows what is open and not the association's history.
        """
        self.env['ts.run'].flush_model()
        self.env['ts.statement.line'].flush_model()
        only = SQL("AND run.volunteer_id IN %s", tuple(volunteers.ids)) if volunteers else SQL()
        return [row[0] for row in self.env.execute_query(SQL("""
            SELECT run.id
              FROM ts_run run
              LEFT JOIN (
                    SELECT run_id, SUM(km) AS km,
                           SUM(amount) FILTER (WHERE basis = 'cost') AS cost,
                           MIN(mode) AS first_mode, MAX(mode) AS last_mode
                      FROM ts_statement_line
                     WHERE company_id = %(company)s AND is_released IS NOT TRUE AND refused IS NOT TRUE
                     GROUP BY run_id
                   ) stated ON stated.run_id = run.id
             WHERE run.company_id = %(company)s AND run.date <= %(date_to)s %(only)s
               AND (run.state = 'done' OR stated.run_id IS NOT NULL)
               AND (run.state != 'done'
                    OR COALESCE(run.km_actual, 0) != COALESCE(stated.km, 0)
                    OR COALESCE(run.cost_total, 0) != COALESCE(stated.cost, 0)
                    OR stated.first_mode != run.mode OR stated.last_mode != run.mode)
             ORDER BY run.date, run.start_at, run.id""",
            company=company.id, date_to=date_to, only=only))]

    def _get_stated(self, runs):
        """Return (run id, basis) → (kilometres, amount, id of the newest line), live lines only."""
        groups = self.env['ts.statement.line']._read_group(
            [('run_id', 'in', runs.ids), ('is_released', '=', False), ('refused', '=', False)],
            ['run_id', 'basis'], ['km:sum', 'amount:sum', 'id:max'])
        return {(run.id, basis): sums for run, basis, *sums in groups}

    def _get_refused(self, runs):
        """Return (run id, basis, what the run gave right to) → refused amount."""
        lines = self.env['ts.statement.line'].search_fetch(
            [('run_id', 'in', runs.ids), ('is_released', '=', False), ('refused', '=', True)],
            ['run_id', 'basis', 'entitlement', 'amount'])
        refused = defaultdict(float)
        for line in lines:
            refused[line.run_id.id, line.basis, line.entitlement] += line.amount
        return refused

    # ---- from runs to lines ---------------------------------------------------------------------
    def _fill_previews(self, company, runs, previews):
        """Add the lines of runs to the previews; labels are kept, so in the association's language."""
        self = self.with_context(lang=company.partner_id.lang or self.env.lang)  # noqa: PLW0642
        runs = runs.with_env(self.env)
        stated, refused = self._get_stated(runs), self._get_refused(runs)
        newest = self.env['ts.statement.line'].browse(sums[2] for sums in stated.values())
        newest.fetch(['mode', 'rate_id', 'rate'])
        rates = self.env['ts.mileage.rate']._get_rates(company, ((r.mode, r.date) for r in runs))
        labels = runs._get_route_labels()
        for run in runs:
            preview = previews.setdefault(
                run.volunteer_id, StatementPreview(run.volunteer_id, company.currency_id))
            for basis in ('mileage', 'cost'):
                km, amount, line_id = stated.get((run.id, basis), (0.0, 0.0, False))
                line = newest.browse(line_id)
                vals = self._prepare_right(run, basis, line, rates, preview)
                settled = amount + refused.get((run.id, basis, vals['entitlement']), 0.0)
                vals['amount'] = company.currency_id.round(vals['entitlement'] - settled)
                if company.currency_id.is_zero(vals['amount']):
                    continue
                self._finish_line(run, vals, km, amount, line, labels[run])
                preview.lines.append(vals)

    def _prepare_right(self, run, basis, line, rates, preview):
        """Return the values of a line, with what the run gives right to under ``entitlement``.

        A run already stated keeps the rate it was stated at, unless its mode was corrected.
        """
        vals = {'run_id': run.id, 'basis': basis, 'date': run.date, 'mode': run.mode, 'km': 0.0,
                'rate': 0.0, 'rate_id': False}
        if run.state != 'done':
            return {**vals, 'entitlement': 0.0}
        if basis == 'cost':
            return {**vals, 'entitlement': run.cost_total}
        rate_id, rate = line.rate_id.id, line.rate
        if not line or line.mode != run.mode:
            found = rates[run.mode, run.date]
            rate_id, rate = found.id, found.amount
            if not found and run.mode == 'car' and run.km_actual:
                preview.missing.add((run.mode, run.date))
        return {**vals, 'km': run.km_actual, 'rate_id': rate_id, 'rate': rate,
                'entitlement': preview.currency.round(run.km_actual * rate)}

    def _finish_line(self, run, vals, stated_km, stated_amount, line, route):
        """Make the values those of a first line or, where one is live already, of a correction."""
        basis, km = vals['basis'], vals['km']
        if not line:
            vals['kind'] = basis
            vals['label'] = route if basis == 'mileage' else self._get_cost_label(run)
            return
        vals['kind'] = 'adjustment'
        if basis == 'mileage':
            vals['km'] = round(km - stated_km, 1)
            vals['label'] = self.env._(
                "Correction of %(route)s: %(old)s km → %(new)s km", route=route,
                old=formatLang(self.env, stated_km, digits=1), new=formatLang(self.env, km, digits=1))
        else:
            currency = run.currency_id
            vals['label'] = self.env._(
                "Correction of tolls and parking: %(old)s → %(new)s",
                old=formatLang(self.env, stated_amount, currency_obj=currency),
                new=formatLang(self.env, vals['entitlement'], currency_obj=currency))

    def _get_cost_label(self, run):
        names = dict.fromkeys(run.cost_ids.mapped('display_name'))
        return ', '.join(names) or self.env._("Tolls and parking")
