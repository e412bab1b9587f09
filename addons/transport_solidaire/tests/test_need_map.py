# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The needs on a map and in a spreadsheet, for the board: numbers, no names, nothing that tells who."""
import json
from datetime import timedelta
from io import BytesIO

from openpyxl import load_workbook

from odoo import Command, http
from odoo.tests import new_test_user, tagged
from odoo.tests.common import freeze_time

from .common import NOW, TsCommon
from .test_tours_board import TsBoardCommon


@freeze_time(NOW)
@tagged('post_install', '-at_install')
class TestNeedMap(TsCommon):
    """What leaves the server for the map."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.volunteer, cls.place = cls.make_volunteer(), cls.make_place()
        cls.communes = cls.root_env['ts.commune'].create([
            {'name': name, 'code': code, 'department': '99', 'latitude': 47 + number / 10, 'longitude': -1.5}
            for number, (name, code) in enumerate([
                ("Aville", '99901'), ("Beville", '99902'), ("Ceville", '99903'), ("Deville", '99904')])])

    def _needs(self, commune, rides, unmet=0):
        """Create rides that leave from a commune, some of them not met."""
        person = self.make_person(f"Person of {commune.name if commune else 'nowhere'}")
        start = self.env['ts.place'].create({
            'name': f"Square of {commune.name or 'nowhere'}", 'company_id': self.company.id,
            'commune_id': commune.id})
        made = self.env['ts.ride'].create([{
            'company_id': self.company.id, 'beneficiary_id': person.id, 'pickup_place_id': start.id,
            'dropoff_place_id': self.place.id, 'pickup_at': self.when(8 + number / 4, day=2)}
            for number in range(rides)])
        if unmet:
            made[:unmet]._close('unserved', self.reasons['unserved'])
        return made

    def _map(self, domain=(), role='board'):
        self.env.flush_all()
        found = self._env_of(role)['ts.need.report'].get_map(list(domain))
        return {circle['name']: circle for circle in found['communes']}

    def test_sized_by_rides_coloured_by_what_is_not_met(self):
        self._needs(self.communes[0], 20)
        self._needs(self.communes[1], 20, 5)
        self._needs(self.communes[2], 10, 3)
        self._needs(self.communes[3], 5, 5)
        found = self._map()
        self.assertEqual([found[name]['band'] for name in ("Aville", "Beville", "Ceville", "Deville")],
                         ['met', 'high', 'few', 'high'])
        self.assertEqual([found[name]['rides'] for name in ("Aville", "Beville", "Ceville", "Deville")],
                         ['20', '20', '10', '5'])
        self.assertEqual((found["Beville"]['unmet'], found["Beville"]['share']), ('5', '25 %'))
        self.assertEqual(found["Aville"]['size'], 1)
        self.assertEqual(found["Deville"]['size'], 0.5, "a quarter of the rides, a quarter of the surface")
        self.assertEqual(found["Beville"]['point'], [47.1, -1.5])

    def test_the_bands(self):
        get_band = self.env['ts.need.report']._get_band
        self.assertEqual([get_band(100, unmet) for unmet in (0, 4, 5, 9, 10, 24, 25, 100)],
                         ['met', 'few', 'low', 'low', 'some', 'some', 'high', 'high'])
        self.assertEqual({get_band(4, unmet) for unmet in range(5)}, {'hidden'})

    def test_fewer_than_five_are_not_told(self):
        """Four rides or one, met or not: the same answer leaves the server."""
        self._needs(self.communes[0], 4, 1)
        self._needs(self.communes[1], 1)
        self._needs(self.communes[2], 6, 1)
        found = self._map()
        hidden = {'rides': '<5', 'unmet': '', 'share': '', 'band': 'hidden'}
        for name in ("Aville", "Beville"):
            self.assertEqual({key: found[name][key] for key in hidden}, hidden)
        self.assertEqual(found["Aville"]['size'], found["Beville"]['size'])
        self.assertEqual((found["Ceville"]['unmet'], found["Ceville"]['share']), ('<5', ''))

    def test_the_search_bar_decides(self):
        self._needs(self.communes[0], 6, 6)
        self._needs(self.communes[1], 6)
        self.assertEqual(set(self._map([('unmet', '=', 1)])), {"Aville"})
        self.assertEqual(self._map([('date', '<', '2026-03-01')]), {})

    def test_rides_without_a_commune_are_in_the_table_only(self):
        self._needs(self.env['ts.commune'], 5)
        found = self._map()['']
        self.assertEqual((found['id'], found['point'], found['rides']), (False, None, '5'))

    def test_another_association_is_not_on_the_map(self):
        self._needs(self.communes[0], 6)
        other = self.root_env['res.company'].create({'name': "Elsewhere"})
        user = new_test_user(self.root_env, 'ts_map_elsewhere', groups='transport_solidaire.group_ts_board',
                             company_id=other.id, company_ids=[Command.set(other.ids)])
        self.env.flush_all()
        self.assertEqual(self.env['ts.need.report'].with_user(user).with_context(
            allowed_company_ids=other.ids).get_map([])['communes'], [])

    def test_as_many_questions_for_many_communes(self):
        for commune in self.communes:
            self._needs(commune, 1)
        report = self._env_of('board')['ts.need.report']
        self.assert_flat(lambda communes: report.get_map([('pickup_commune_id', 'in', communes.ids)]),
                         self.communes, 2)


class TsNeedScreens(TsBoardCommon):
    """Seven needs of one commune, two of another; the board looks at them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.board = new_test_user(
            cls.env(user=1), 'ts_need_board', groups='transport_solidaire.group_ts_board,base.group_allow_export',
            lang='fr_FR', tz='Europe/Paris', company_id=cls.company.id, company_ids=[Command.set(cls.company.ids)])
        communes = cls.env(user=1)['ts.commune'].create([
            {'name': "Grandbourg", 'code': '99911', 'department': '99', 'latitude': 47.2, 'longitude': -1.5},
            {'name': "Petitbourg", 'code': '99912', 'department': '99', 'latitude': 47.5, 'longitude': -1.2}])
        starts = cls.env['ts.place'].create([
            {'name': f"Place de {commune.name}", 'commune_id': commune.id} for commune in communes])
        reason = cls.env['ts.ride.reason'].search([('kind', '=', 'unserved')], limit=1)
        cls.rides = cls.env['ts.ride'].create([{
            'beneficiary_id': cls.person.id, 'pickup_place_id': start.id, 'dropoff_place_id': cls.place.id,
            'pickup_at': cls.company._to_utc(cls.today + timedelta(days=1), 8 + number)}
            for start, count in zip(starts, (7, 2), strict=True) for number in range(count)])
        cls.rides[:6]._close('unserved', reason)
        cls.rides[6:]._close('cancelled', cls.env['ts.ride.reason'].search([('kind', '=', 'cancelled')], limit=1))


@tagged('post_install', '-at_install')
class TestNeedScreens(TsNeedScreens):
    """The map by mouse, and the same rows in a spreadsheet."""

    def test_map(self):
        self.start_tour('/odoo/ts-needs-map', 'ts_need_map', login='ts_need_board')

    def _download(self, path, **data):
        self.authenticate('ts_need_board', 'ts_need_board')
        answer = self.url_open(path, data={
            'data': json.dumps(data), 'csrf_token': http.Request.csrf_token(self)})
        self.assertEqual(answer.status_code, 200)
        self.assertIn('spreadsheet', answer.headers['Content-Type'])
        return list(load_workbook(BytesIO(answer.content)).active.iter_rows(values_only=True))

    def test_list_in_a_spreadsheet(self):
        columns = ('date', 'hour', 'pickup_commune_id', 'outcome', 'reason_id', 'ride_count', 'unmet')
        rows = self._download(
            '/web/export/xlsx', model='ts.need.report', ids=False, groupby=[], import_compat=False,
            domain=[('date', '=', str(self.today + timedelta(days=1)))], context={'lang': 'fr_FR'},
            fields=[{'name': name, 'label': name, 'type': 'char'} for name in columns])
        self.assertEqual(rows[0], columns)
        self.assertEqual(len(rows) - 1, len(self.rides))
        self.assertEqual(sum(row[6] for row in rows[1:]), 6)
        self.assertEqual({row[2] for row in rows[1:]}, {"Grandbourg (99)", "Petitbourg (99)"})
        self.assertNotIn("Voyageuse", str(rows))

    def test_pivot_in_a_spreadsheet(self):
        rows = self._download(
            '/web/pivot/export_xlsx', title="Besoins", model='ts.need.report', measure_count=1, origin_count=1,
            col_group_headers=[[{'title': "Total", 'width': 1, 'height': 1}]],
            measure_headers=[{'title': "Trajets", 'width': 1, 'height': 1, 'is_bold': False}],
            origin_headers=[], rows=[{'title': "Grandbourg", 'indent': 0, 'values': [{'value': 7, 'is_bold': False}]}])
        self.assertIn(("Grandbourg", 7), [row[:2] for row in rows])


@tagged('post_install', '-at_install')
class TestNeedScreensPhone(TsNeedScreens):
    """The same map at 390 pixels."""

    browser_size = '390x844'
    touch_enabled = True

    def test_map(self):
        self.start_tour('/odoo/ts-needs-map', 'ts_need_map_phone', login='ts_need_board')
