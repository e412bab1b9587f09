# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Every route of the pages, in one table: whose it is, and that it is nobody else's."""
import threading
from unittest.mock import patch

from odoo.tests import tagged

from .common import MONDAY, NOW, freeze_time
from .common_portal import TsPortalCommon

MODULE = 'odoo.addons.transport_solidaire.controllers.portal'
VOLUNTEER, CARRIED, PUBLIC, START = 'volunteer', 'carried', 'public', 'start'
# rule → (method, whose it is). A rule with a number is also tried with another person's number.
ROUTES = {
    '/my/ts': [('GET', START)],
    '/my/ts/manifest.webmanifest': [('GET', PUBLIC)],
    '/my/ts/service-worker.js': [('GET', PUBLIC)],
    '/my/ts/offline': [('GET', PUBLIC)],
    '/my/ts/runs/<int:run_id>': [('GET', VOLUNTEER)],
    '/my/ts/runs/<int:run_id>/confirm': [('POST', VOLUNTEER)],
    '/my/ts/runs/<int:run_id>/start': [('POST', VOLUNTEER)],
    '/my/ts/runs/<int:run_id>/finish': [('POST', VOLUNTEER)],
    '/my/ts/runs/<int:run_id>/costs': [('POST', VOLUNTEER)],
    '/my/ts/runs/<int:run_id>/costs/<int:cost_id>/remove': [('POST', VOLUNTEER)],
    '/my/ts/questions': [('GET', VOLUNTEER)],
    '/my/ts/questions/<int:proposal_id>': [('POST', VOLUNTEER)],
    '/my/ts/availability': [('GET', VOLUNTEER)],
    '/my/ts/availability/add': [('POST', VOLUNTEER)],
    '/my/ts/availability/<int:slot_id>/remove': [('POST', VOLUNTEER)],
    '/my/ts/absences/add': [('POST', VOLUNTEER)],
    '/my/ts/absences/<int:absence_id>/remove': [('POST', VOLUNTEER)],
    '/my/ts/papers': [('GET', VOLUNTEER)],
    '/my/ts/statements': [('GET', VOLUNTEER)],
    '/my/ts/statements/<int:statement_id>/pdf': [('GET', VOLUNTEER)],
    '/my/ts/calendar': [('GET', VOLUNTEER)],
    '/my/ts/calendar/renew': [('POST', VOLUNTEER)],
    '/my/ts/more': [('GET', VOLUNTEER)],
    '/my/ts/rides': [('GET', CARRIED)],
    '/my/ts/rides/<int:ride_id>/cancel': [('POST', CARRIED)],
    '/my/ts/ask': [('GET', CARRIED), ('POST', CARRIED)],
    '/ts/calendar/<string:token>.ics': [('GET', PUBLIC)],
}
OWNERS = {VOLUNTEER: 'ts_vincent', CARRIED: 'ts_bertille'}
OTHERS = {VOLUNTEER: ('ts_odile', 'ts_bertille', 'ts_denise'), CARRIED: ('ts_paul', 'ts_vincent')}


@tagged('post_install', '-at_install')
@freeze_time(NOW)
class TestPortalRoutes(TsPortalCommon):
    """Own: yes. Another person's: it does not exist. Without account, without token, otherwise: no."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        statement = cls._make_statement()
        cost = cls.env['ts.run.cost'].create({'run_id': cls.outing.id, 'kind': 'toll', 'amount': 2})
        asked = cls.make_ride(cls.other_person, cls.place, hour=15, day=2)
        cls.volunteer.sudo()._renew_calendar_token()  # sudo: as its own page does
        cls.ids = {
            '<int:run_id>': cls.outing.id, '<int:cost_id>': cost.id, '<int:ride_id>': cls.ride.id,
            '<int:proposal_id>': cls.env['ts.proposal'].create(
                {'ride_id': asked.id, 'volunteer_id': cls.volunteer.id}).id,
            '<int:slot_id>': cls.env['ts.availability'].create(
                {'volunteer_id': cls.volunteer.id, 'weekday': '0'}).id,
            '<int:absence_id>': cls.env['ts.absence'].create({
                'volunteer_id': cls.volunteer.id, 'date_from': MONDAY, 'date_to': MONDAY}).id,
            '<int:statement_id>': statement.id,
            '<string:token>': cls.volunteer.sudo().calendar_token,  # sudo: the desk may not read it
        }

    @classmethod
    def _make_statement(cls):
        cls._env_of('manager')['ts.mileage.rate'].create({
            'date_from': '2026-01-01', 'amount': 0.4, 'company_id': cls.company.id, 'note': "Board"})
        ride = cls.make_ride(cls.person, cls.place, 10, -3)
        ride._assign(cls.volunteer)
        ride.action_done()
        statement = cls.env['ts.statement']._create_for_period(
            cls.company, MONDAY.replace(day=1), MONDAY)
        statement.action_submit()
        return statement

    def _rows(self, *whose):
        return [(rule, method, owner) for rule, rows in ROUTES.items() for method, owner in rows
                if owner in whose]

    def _url(self, rule, ids=None):
        for name, value in (ids or self.ids).items():
            rule = rule.replace(name, str(value))
        return rule

    def _send(self, method, url):
        return self.post(url) if method == 'POST' else self.get(url)

    def test_every_route_has_its_row(self):
        found = {}
        threading.current_thread().dbname = self.env.cr.dbname  # as in the thread of a server
        for rule in self.env['ir.http'].routing_map().iter_rules():
            endpoint = getattr(rule.endpoint, 'original_endpoint', rule.endpoint)
            if endpoint.__module__.startswith(MODULE) and '/my/ts' in rule.rule or '/ts/calendar' in rule.rule:
                found.setdefault(rule.rule, []).extend(rule.endpoint.routing['methods'])
        self.assertEqual({rule: sorted(methods) for rule, methods in found.items()},
                         {rule: sorted(method for method, _who in rows) for rule, rows in ROUTES.items()})

    def test_every_post_asks_for_its_token(self):
        for rule, method, owner in self._rows(VOLUNTEER, CARRIED):
            if method == 'POST':
                with self.subTest(rule=rule), self.assertLogs('odoo.http', 'WARNING'):
                    self.login(OWNERS[owner])
                    response = self._open(self._url(rule), data={'km': '3'}, method='POST')
                    self.assertEqual(response.status_code, 400)

    def test_own_page_opens(self):
        for rule, method, owner in self._rows(VOLUNTEER, CARRIED):
            if method == 'GET' and not rule.endswith('/pdf'):
                with self.subTest(rule=rule):
                    self.login(OWNERS[owner])
                    response = self.get(self._url(rule))
                    self.assertEqual(response.status_code, 200)
                    self.assertEqual(response.headers['Cache-Control'], 'no-store')

    def test_another_persons_number_is_not_found(self):
        for rule, method, owner in self._rows(VOLUNTEER, CARRIED):
            for login in OTHERS[owner]:
                # without a number it is his own page, if he has one of this kind
                if '<' in rule or login in OTHERS[owner][1:]:
                    with self.subTest(rule=rule, login=login):
                        self.login(login)
                        self.assertEqual(self._send(method, self._url(rule)).status_code, 404)
        self.assertEqual((self.ride.state, self.outing.started_at), ('confirmed', False))
        self.assertTrue(self.outing.cost_ids)
        self.assertTrue(self.volunteer.availability_ids and self.volunteer.absence_ids)

    def test_numbers_of_nobody_are_not_found(self):
        for number in (0, 2 ** 31 - 1, 2 ** 40):
            for rule, method, owner in self._rows(VOLUNTEER, CARRIED):
                if '<' in rule:
                    with self.subTest(rule=rule, number=number):
                        self.login(OWNERS[owner])
                        url = self._url(rule, dict.fromkeys(self.ids, number))
                        self.assertEqual(self._send(method, url).status_code, 404)

    def test_staff_without_a_file_finds_nothing(self):
        for login in (self.users['plain'].login, self.users['coordinator'].login):
            self.login(login)
            for rule, method, _owner in self._rows(VOLUNTEER, CARRIED):
                with self.subTest(rule=rule, login=login):
                    self.assertEqual(self._send(method, self._url(rule)).status_code, 404)
            page = self.get('/my/ts')
            self.assertEqual(page.status_code, 200)
            self.assertNotIn('/my/ts/runs', page.text)

    def test_without_account_one_is_sent_to_log_in(self):
        for rule, method, _owner in self._rows(VOLUNTEER, CARRIED, START):
            with self.subTest(rule=rule):
                self.login(None)
                response = self._send(method, self._url(rule))
                self.assertEqual(response.status_code, 303)
                self.assertIn('/web/login', response.headers['Location'])

    def test_other_methods_are_refused(self):
        for rule, rows in ROUTES.items():
            methods = {method for method, _owner in rows}
            self.login(OWNERS.get(rows[0][1], 'ts_vincent'))
            for method in {'GET', 'POST', 'PUT', 'DELETE'} - methods:
                with self.subTest(rule=rule, method=method):
                    response = self._open(self._url(rule), method=method, data={'a': '1'})
                    self.assertEqual(response.status_code, 405)

    def test_public_routes_open_without_account(self):
        self.login(None)
        for rule, method, _owner in self._rows(PUBLIC):
            with self.subTest(rule=rule):
                self.assertEqual(self._send(method, self._url(rule)).status_code, 200)

    def test_an_unknown_calendar_address_is_not_found(self):
        self.login(None)
        for token in ('x' * 32, 'False', 'None', '%20'):
            self.assertEqual(self.get(f'/ts/calendar/{token}.ics').status_code, 404)

    def test_statement_is_printed_for_its_volunteer_only(self):
        url = self._url('/my/ts/statements/<int:statement_id>/pdf')
        self.login('ts_vincent')
        reports = type(self.env['ir.actions.report'])
        render = reports._render_qweb_pdf

        def printed(report, *args, **kwargs):  # tests get HTML unless they insist
            return render(report.with_context(force_report_rendering=True), *args, **kwargs)

        with patch.object(reports, '_render_qweb_pdf', printed):
            response = self.get(url)
        self.assertEqual(response.headers['Content-Type'], 'application/pdf')
        self.assertTrue(response.content.startswith(b'%PDF'))
        self.login('ts_odile')
        self.assertEqual(self.get(url).status_code, 404)

    def test_portal_users_have_no_right_on_any_model(self):
        user = self.root_env['res.users'].search([('login', '=', 'ts_vincent')])
        for name in self.env.registry:
            if name.startswith('ts.') and not self.env[name]._abstract:
                for operation in ('read', 'write', 'create', 'unlink'):
                    self.assertFalse(self.env[name].with_user(user).has_access(operation), name)
