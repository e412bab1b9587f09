# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The busiest day of the sample association, from the six telephone calls to the books.

What is expected is read from the spreadsheets themselves by a few lines of this file, which share nothing with the
import: the rows of the day as they were typed, and what the files mean for the days before.
"""
import csv
import re
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path

from odoo import Command
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tests.common import freeze_time

from ..tools.spreadsheet.names import name_key
from .common_import import ImportCommon, sample, truth

DAY = date(2025, 7, 26)
EVE, EVENING, AUGUST = '2025-07-25 13:00:00', '2025-07-26 19:00:00', '2025-08-04 08:00:00'
RATE = 0.40
DATE = re.compile(r'(?:(\d{1,2})/(\d{1,2})/(\d{2,4})|(\d{4})-(\d\d)-(\d\d))$')


def read_day(text):
    """Return the day that a cell means, or None."""
    found = DATE.match(text.strip())
    if not found:
        return None
    day, month, year = (int(part) for part in (found.groups()[:3] if found[1] else found.groups()[5:2:-1]))
    try:
        return date(year + 2000 if year < 100 else year, month, day)
    except ValueError:
        return None  # 31/02: the import refuses it as well


def read_hour(text):
    """Return an hour such as 9h30 as a number."""
    hours, _h, minutes = text.partition('h')
    return int(hours) + int(minutes or 0) / 60


def read_rows():
    """Return the lines of the list of rides, before the day and of the day, and its headings."""
    text = Path(sample('trajets_2025.csv')).read_text(encoding='utf-8-sig')
    headings, *rows = list(csv.reader(text.splitlines(), delimiter=';'))
    before, that_day = [], []
    for row in rows:
        day = read_day(row[0])
        if day == DAY:
            that_day.append(dict(zip(headings, row, strict=True)))
        elif day and day < DAY:
            before.append(row)
    return headings, before, that_day


@tagged('post_install', '-at_install')
class TestReplayedDay(ImportCommon, HttpCase):
    """26 July 2025: six people are driven. Each step by the dialogs, the pages and the user of its role."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.root_env['account.chart.template'].try_loading('fr', cls.company.sudo(), install_demo=False)
        cls.root_env['ts.mileage.rate'].create({
            'company_id': cls.company.id, 'mode': 'car', 'date_from': '2025-01-01', 'amount': RATE, 'note': "Board"})
        cls.books = new_test_user(
            cls.root_env, 'ts_replay_books', lang='en_US', tz='Europe/Paris', email='books@example.org',
            groups='transport_solidaire.group_ts_treasurer', company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)])
        cls.headings, before, cls.rows = read_rows()
        path = cls.folder / 'trajets_2025.csv'
        with path.open('w', encoding='utf-8-sig', newline='') as stream:
            csv.writer(stream, delimiter=';').writerows([cls.headings, *before])
        with freeze_time(EVE):
            cls.imported = cls.env['ts.import']._import_files(
                [sample('benevoles.xlsx'), sample('adherents.csv'), str(path)], company=cls.company)
            cls.env.flush_all()
        cls.known = [ride for ride in truth()['rides'] if ride['date'] < str(DAY)]

    # ---- what the file says --------------------------------------------------------------------------
    def km_of(self, row):
        cell, = (value for heading, value in row.items() if heading.startswith("Km"))
        return float(re.search(r'\d+(?:[.,]\d+)?', cell)[0].replace(',', '.'))

    def person_of(self, row):
        """Find who calls by what was typed, as the desk does."""
        found = self.env['ts.beneficiary'].name_search(' '.join(row["Bénéficiaire"].split()), limit=2)
        self.assertEqual(len(found), 1, row)
        return self.env['ts.beneficiary'].browse(found[0][0])

    def driver_of(self, row):
        found = self.of_company('ts.volunteer').filtered(lambda v: name_key(v.name) == name_key(row["Chauffeur"]))
        self.assertEqual(len(found), 1, row)
        return found

    # ---- the day -------------------------------------------------------------------------------------
    def book(self, row):
        """Somebody calls on the eve; return the rides there and back."""
        place = self.of_company('ts.place').filtered(lambda p: p.name == row["Arrivée"])
        hour = read_hour(row["Heure"])
        dialog = self.env['ts.ride.book'].create({
            'beneficiary_id': self.person_of(row).id, 'place_id': place.id, 'date': DAY, 'hour': hour,
            'is_appointment': False, 'return_hour': hour + 1.5})
        outward = dialog._book()
        return outward | outward.return_ids

    def ask_by_link(self, rides, row):
        """Ask the driver of the file and another one at once; he opens his link and presses the button."""
        driver = self.driver_of(row)
        other = (self.of_company('ts.volunteer') - driver)[:1]
        (driver | other).write({'contact_channel': 'email', 'message_consent_on': '2025-01-02'})
        batch = rides._propose(driver | other, 'all')
        asked = batch.proposal_ids.filtered(lambda p: p.volunteer_id == driver)
        self.env.flush_all()
        page = self.url_open(f'/ts/a/{asked._get_token()}')
        self.assertEqual(page.status_code, 200)
        self.assertNotIn(rides.beneficiary_id.partner_id.lastname, page.text, "a name before the yes")
        hidden = dict(re.findall(r'name="(csrf_token|seen)" value="([^"]+)"', page.text))
        self.url_open(f'/ts/a/{asked._get_token()}', data={**hidden, 'answer': 'yes'})
        self.env.invalidate_all()
        self.assertEqual(batch.proposal_ids.sorted(lambda p: p != asked).mapped('answer'), ['yes', 'taken'])
        self.assertEqual((set(rides.mapped('state')), rides.volunteer_id), ({'confirmed'}, driver))

    def give_by_hand(self, rides, row):
        """Nobody could be proposed: the desk takes the driver of the file, or the first who can."""
        reason = self.reasons['override']
        names = [s.volunteer_id for s in rides._get_suggestions(30) if s.possible]
        candidates = self.driver_of(row) | self.env['ts.volunteer'].browse(names)
        for volunteer in candidates:
            blockers = [b for found in rides._get_assignment_blockers(volunteer).values() for b in found]
            if not any(b.hard for b in blockers):
                return rides._assign(volunteer, reason=reason)
        return self.fail(f"nobody for {row}")

    def propose_the_day(self):
        plan = self.env['ts.day.plan'].create({'company_id': self.company.id, 'date': DAY, 'seconds': 3})
        plan.action_start()
        plan._run_job()
        self.assertEqual(plan.state, 'ready', plan.error)
        plan.action_accept_all()
        self.assertEqual(set(plan.run_ids.mapped('state')) - {'accepted'}, set(), plan.run_ids.mapped('error'))
        return plan

    def drive(self, booked):
        """In the evening the volunteers tell their kilometres: those of the file."""
        runs = self.env['ts.run'].union(*(rides.run_id for rides in booked.values()))
        runs.action_done()
        expected = defaultdict(float)
        for index, rides in booked.items():
            # two outings for one row: what the file says is for both
            for run in rides.run_id:
                expected[run] += self.km_of(self.rows[index]) / len(rides.run_id)
        for run, km in expected.items():
            run.km_actual = round(km, 1)
        return runs

    def state_and_post(self):
        """The coordinator states what was driven; the treasurer approves and posts."""
        wizard = self.env['ts.statement.prepare'].create({
            'company_id': self.company.id, 'date_from': '2025-01-01', 'date_to': '2025-07-31'})
        statements = self.env['ts.statement'].search(wizard.action_create()['domain'])
        statements.action_submit()
        own = statements.with_user(self.books).with_context(allowed_company_ids=self.company.ids)
        own.action_approve()
        own.action_post()
        return own

    def test_from_six_calls_to_the_books(self):
        self.check_the_files()
        with freeze_time(EVE):
            booked = {index: self.book(row) for index, row in enumerate(self.rows)}
            rides = self.env['ts.ride'].union(*booked.values())
            self.assertEqual(len(rides), 2 * len(self.rows))
            self.ask_by_link(booked[0], self.rows[0])
            plan = self.propose_the_day()
            self.assertEqual(plan.ride_count, len(rides) - 2, "what was promised by the link is not proposed again")
            self.assertGreater(plan.served_count, 0)
            for index, own in booked.items():
                left = own.filtered(lambda r: r.state == 'requested')
                if left:
                    self.give_by_hand(left, self.rows[index])
            rides.filtered(lambda r: r.state == 'planned').action_confirm()
            self.assertEqual(set(rides.mapped('state')), {'confirmed'})
        with freeze_time(EVENING):
            runs = self.drive(booked)
            self.assertEqual((set(rides.mapped('state')), set(runs.mapped('state'))), ({'done'}, {'done'}))
            self.assertEqual(rides.beneficiary_id, self.env['ts.beneficiary'].union(*map(self.person_of, self.rows)))
        self.check_the_day(rides, runs)
        with freeze_time(AUGUST):
            statements = self.state_and_post()
        self.check_the_books(statements, runs)

    # ---- checks against the rows -----------------------------------------------------------------------
    def check_the_files(self):
        self.assertEqual(len(self.rows), 6)
        self.assertEqual((self.imported['volunteers'], self.imported['beneficiaries']), (22, 66))
        states = defaultdict(int)
        for ride in self.known:
            states[ride['state']] += 1
        self.assertEqual(self.imported['rides'], dict(states))
        self.assertFalse(self.of_company('ts.ride').filtered(lambda r: r.date >= DAY))

    def check_the_day(self, rides, runs):
        """The figures of the board are those of the rows."""
        km = sum(map(self.km_of, self.rows))
        self.assertAlmostEqual(sum(runs.mapped('km_actual')), km, 0)
        self.env.flush_all()
        for model in ('ts.ride.report', 'ts.need.report'):
            found = self._env_of('board')[model]._read_group(
                [('date', '=', DAY), ('company_id', '=', self.company.id)], [], ['ride_count:sum', 'km:sum'])[0]
            self.assertEqual(found[0], 2 * len(self.rows))
            self.assertAlmostEqual(found[1], sum(runs.mapped('km_actual')), 1)
        open_ones = self.env['ts.ride'].search([
            ('company_id', '=', self.company.id), ('date', '<=', DAY),
            ('state', 'in', ('requested', 'planned', 'confirmed'))])
        self.assertFalse(open_ones, "nothing is left to close")

    def check_the_books(self, statements, runs):
        """Each kilometre and each toll of the files is in the books, once."""
        due = sum(round(ride['km'] * RATE + 1e-9, 2) + ride.get('toll', 0.0)
                  for ride in self.known if ride['state'] in ('done', 'no_show'))
        due += sum(round(run.km_actual * RATE + 1e-9, 2) for run in runs)
        self.assertEqual(set(statements.mapped('state')), {'posted'})
        self.assertAlmostEqual(sum(statements.mapped('amount_total')), due, 2)
        self.assertEqual(statements.line_ids.run_id & runs, runs)
        drivers = {name_key(ride['volunteer']) for ride in self.known if ride['state'] in ('done', 'no_show')}
        drivers |= {name_key(volunteer.name) for volunteer in runs.volunteer_id}
        self.assertEqual({name_key(volunteer.name) for volunteer in statements.volunteer_id}, drivers)
        lines = statements.move_id.line_ids
        totals = defaultdict(float)
        for line in lines:
            totals[line.account_id.code] += line.balance
        self.assertEqual(set(totals), {'625100', '468100'})
        self.assertAlmostEqual(totals['625100'], due, 2)
        self.assertAlmostEqual(totals['468100'], -due, 2)
        with freeze_time(AUGUST):
            again = self.env['ts.statement']._create_for_period(
                self.company, DAY - timedelta(days=60), DAY + timedelta(days=5))
        self.assertFalse(again, "nothing is stated twice")
