# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form

from ..tools.guard import guarded
from .common_ledger import DECEMBER, NOVEMBER, TsLedgerCommon


class TestStatementPrepare(TsLedgerCommon):
    """From runs to lines."""

    def test_a_month_gives_one_statement_per_volunteer(self):
        other = self.make_volunteer("Émile Ançay")
        self.make_run(date(2026, 11, 3), 24.6)
        self.make_run(date(2026, 11, 17), 61.3, cost=4.80)
        self.make_run(date(2026, 11, 4), 8, volunteer=other)
        first, second = self.state_period().sorted('id')
        self.assertEqual([first.volunteer_id, second.volunteer_id], [other, self.volunteer])
        self.assertEqual(self.lines_of(first), [(4, 'mileage', 8.0, 3.20)])
        self.assertEqual(self.lines_of(second), [
            (3, 'mileage', 24.6, 9.84), (17, 'mileage', 61.3, 24.52), (17, 'cost', 0.0, 4.80)])
        self.assertRecordValues(second, [{
            'km_total': 85.9, 'amount_total': 39.16, 'run_count': 2, 'state': 'draft',
            'amount_residual': 39.16}])

    def test_numbers_follow_within_the_year_and_the_association(self):
        for day in (3, 4, 5):
            self.make_run(date(2026, 11, day), 10, volunteer=self.make_volunteer(f"Volunteer {day}"))
        names = self.state_period().sorted('id').mapped('name')
        self.assertEqual(names, ['NDF/2026/00001', 'NDF/2026/00002', 'NDF/2026/00003'])
        self.make_run(date(2027, 1, 5), 10)
        january = self.state_period((date(2027, 1, 1), date(2027, 1, 31)))
        self.assertEqual(january.name, 'NDF/2027/00001')

    def test_label_names_communes_and_never_the_place(self):
        self.make_run(date(2026, 11, 3), 24.6)
        line = self.state_period().line_ids
        self.assertEqual(line.label, "Nort-sur-Erdre → Nantes")

    def test_rate_change_in_the_middle_of_the_month(self):
        newer = self.make_rate(0.45, date(2026, 11, 16))
        self.make_run(date(2026, 11, 15), 100)
        self.make_run(date(2026, 11, 16), 100)
        statement = self.state_period()
        self.assertRecordValues(statement.line_ids, [
            {'rate_id': self.rate.id, 'rate': 0.40, 'amount': 40.0},
            {'rate_id': newer.id, 'rate': 0.45, 'amount': 45.0}])
        self.assertEqual(statement.amount_total, 85.0)

    def test_new_rate_never_touches_an_old_line(self):
        self.make_run(date(2026, 11, 20), 100)
        statement = self.state_period()
        self.make_rate(0.50, date(2026, 11, 1))
        self.assertFalse(self.state_period(DECEMBER))
        self.assertEqual(statement.line_ids.rate, 0.40)
        self.assertEqual(statement.amount_total, 40.0)

    def test_total_is_the_sum_of_rounded_lines(self):
        self.make_rate(0.333, date(2026, 11, 1))
        for day in (3, 4, 5):
            self.make_run(date(2026, 11, day), 10.5)
        statement = self.state_period()
        # 10.5 × 0.333 = 3.4965 → 3.50 a line, 10.50 in all; rounded once it would be 10.4895 → 10.49
        self.assertEqual(statement.line_ids.mapped('amount'), [3.50, 3.50, 3.50])
        self.assertEqual(statement.amount_total, 10.50)

    def test_missing_car_rate_names_the_date_and_the_menu(self):
        self.make_run(date(2025, 12, 30), 10)
        with self.assertRaisesRegex(UserError, "Own Car.*12/30/2025.*Money → Mileage Rates"):
            self.state_period()

    def test_bike_without_a_rate_is_not_paid_and_with_one_is(self):
        self.make_run(date(2026, 11, 3), 6, mode='bike')
        self.assertFalse(self.state_period())
        self.make_rate(0.25, date(2026, 1, 1), mode='bike')
        self.assertEqual(self.lines_of(self.state_period()), [(3, 'mileage', 6.0, 1.5)])

    def test_person_absent_is_paid_and_planned_or_cancelled_is_not(self):
        self.make_run(date(2026, 11, 3), 20, state='no_show')
        self.make_run(date(2026, 11, 4), 30, state='planned')
        self.make_run(date(2026, 11, 5), 40, state='cancelled')
        self.assertEqual(self.lines_of(self.state_period()), [(3, 'mileage', 20.0, 8.0)])

    def test_late_entries_are_included_and_later_runs_are_not(self):
        self.make_run(date(2026, 9, 3), 10)
        self.make_run(date(2026, 12, 1), 10)
        self.assertEqual(self.lines_of(self.state_period()), [(3, 'mileage', 10.0, 4.0)])

    def test_preparing_twice_changes_nothing(self):
        self.make_run(date(2026, 11, 3), 10, cost=2.0)
        self.assertEqual(len(self.state_period()), 1)
        self.assertFalse(self.state_period())
        self.assertFalse(self.state_period(DECEMBER))

    def test_only_the_chosen_volunteers(self):
        other = self.make_volunteer("Other")
        self.make_run(date(2026, 11, 3), 10)
        self.make_run(date(2026, 11, 3), 10, volunteer=other)
        self.assertEqual(self.state_period(volunteers=other).volunteer_id, other)

    def test_corrected_run_gives_an_adjustment_on_the_next_statement(self):
        run = self.make_run(date(2026, 11, 3), 100)
        november = self.state_period()
        self.make_rate(0.50, date(2026, 12, 1))
        self.make_run(date(2026, 12, 2), 10)
        run.km_actual = 120.5
        december = self.state_period(DECEMBER)
        self.assertEqual(self.lines_of(december), [
            (2, 'mileage', 10.0, 5.0), (3, 'adjustment', 20.5, 8.20)][::-1])
        correction = december.line_ids.filtered(lambda line: line.kind == 'adjustment')
        self.assertEqual(correction.rate, 0.40, "the rate of the run's own date")
        self.assertIn("100.0 km → 120.5 km", correction.label)
        self.assertEqual(november.amount_total, 40.0, "the old statement stays as it was")
        self.assertFalse(self.state_period(DECEMBER))

    def test_corrections_add_up_to_the_cent(self):
        self.make_rate(0.333, date(2026, 11, 1))
        run = self.make_run(date(2026, 11, 3), 10.3)
        lines = self.state_period().line_ids
        for km in (20.7, 5.1, 33.3):
            run.km_actual = km
            self.make_run(date(2026, 12, 1), 100)
            lines |= self.state_period(DECEMBER).line_ids.filtered(lambda line: line.run_id == run)
        self.assertEqual(self.company.currency_id.round(sum(lines.mapped('amount'))), 11.09)
        self.assertAlmostEqual(sum(lines.mapped('km')), 33.3)

    def test_corrected_cost_gives_an_adjustment(self):
        run = self.make_run(date(2026, 11, 3), 10, cost=4.80)
        self.state_period()
        run.cost_ids.amount = 5.20
        december = self.state_period(DECEMBER)
        self.assertEqual(self.lines_of(december), [(3, 'adjustment', 0.0, 0.40)])
        self.assertIn("4.80", december.line_ids.label)
        self.assertIn("5.20", december.line_ids.label)

    def test_negative_total_is_carried_over_until_it_is_covered(self):
        run = self.make_run(date(2026, 11, 3), 100)
        self.state_period()
        run.km_actual = 80
        self.assertFalse(self.state_period(DECEMBER))
        preview, = self.env['ts.statement']._prepare_period(self.company, *DECEMBER)
        self.assertEqual((preview.amount, preview.is_due), (-8.0, False))
        self.make_run(date(2026, 12, 2), 50)
        self.assertEqual(self.state_period(DECEMBER).amount_total, 12.0)

    def test_mode_corrected_after_being_stated(self):
        run = self.make_run(date(2026, 11, 3), 10)
        self.make_run(date(2026, 12, 2), 100)
        self.state_period()
        run.mode = 'foot'
        december = self.state_period(DECEMBER)
        self.assertIn((3, 'adjustment', 0.0, -4.0), self.lines_of(december))
        self.assertEqual(december.amount_total, 36.0)

    def test_stated_run_cannot_change_hands(self):
        run = self.make_run(date(2026, 11, 3), 10)
        self.state_period()
        with self.assertRaisesRegex(ValidationError, "NDF/2026/00001 of Hélène Lefèvre"):
            guarded(run).volunteer_id = self.make_volunteer("Other")

    def test_two_associations_do_not_mix(self):
        other = self.setup_other_company(name="Other Association")['company']
        self.env.user.company_ids |= other
        self.make_rate(0.30, date(2026, 1, 1), company=other)
        theirs = self.make_volunteer("Their Volunteer", company=other)
        self.make_run(date(2026, 11, 3), 10)
        self.make_run(date(2026, 11, 3), 10, volunteer=theirs, person=self.make_person(other))
        ours = self.state_period()
        self.assertEqual(ours.volunteer_id, self.volunteer)
        statement = self.state_period(company=other)
        self.assertRecordValues(statement, [{
            'volunteer_id': theirs.id, 'amount_total': 3.0, 'name': 'NDF/2026/00001'}])
        with self.assertRaises(AccessError):
            statement.with_user(self.coordinator).read(['amount_total'])
        with self.assertRaises(AccessError):
            statement.line_ids.with_user(self.coordinator).read(['amount'])


class TestStatementWizard(TsLedgerCommon):
    """The preview says what will be made."""

    def prepare(self, **vals):
        form = Form(self.env['ts.statement.prepare'].with_user(self.coordinator))
        for name, value in vals.items():
            form[name] = value
        return form

    def test_last_month_is_proposed(self):
        form = self.prepare()
        self.assertEqual((form.date_from, form.date_to), NOVEMBER)

    def test_preview_counts_and_creation_agree(self):
        self.make_run(date(2026, 11, 3), 100, cost=2.5)
        self.make_run(date(2026, 10, 3), 10)
        form = self.prepare()
        self.assertEqual((form.statement_count, form.km_total, form.amount_total), (1, 110.0, 46.5))
        wizard = form.save()
        self.assertRecordValues(wizard.line_ids, [{
            'volunteer_id': self.volunteer.id, 'run_count': 2, 'km': 110.0, 'amount': 46.5,
            'remark': "Late entries since 10/03/2026"}])
        action = wizard.action_create()
        statement = self.env['ts.statement'].search(action['domain'])
        self.assertEqual(statement.amount_total, 46.5)

    def test_preview_says_what_is_carried_over_and_corrected(self):
        run = self.make_run(date(2026, 11, 3), 100)
        self.state_period()
        run.km_actual = 90
        form = self.prepare(date_from=DECEMBER[0], date_to=DECEMBER[1])
        self.assertEqual(form.statement_count, 0)
        remark = form.save().line_ids.remark
        self.assertIn("Carried over to the next statement", remark)
        self.assertIn("Corrections of earlier runs", remark)

    def test_preview_names_the_missing_rate_and_creation_stops(self):
        self.make_run(date(2025, 11, 3), 100)
        self.make_run(date(2026, 11, 3), 100)
        wizard = self.prepare().save()
        self.assertEqual(wizard.line_ids.remark, "No mileage rate on 11/03/2025")
        with self.assertRaisesRegex(UserError, "No mileage rate"):
            wizard.action_create()

    def test_nothing_to_state_is_said(self):
        with self.assertRaisesRegex(UserError, "Nothing to state"):
            self.prepare().save().action_create()
