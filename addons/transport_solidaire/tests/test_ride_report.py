# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Figures without names: their kilometres are the runs', and what opens a screen is counted."""
from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tests.common import freeze_time

from ..tools.guard import guarded
from .common import MONDAY, NOW, TsCommon

SCREENS = [
    ('ts.ride', 'ts_ride_view_list'), ('ts.ride', 'ts_ride_view_kanban'),
    ('ts.ride', 'ts_ride_view_calendar'), ('ts.run', 'ts_run_view_list'),
    ('ts.run', 'ts_run_view_kanban'), ('ts.run', 'ts_run_view_calendar'),
    ('ts.volunteer', 'ts_volunteer_view_list'), ('ts.volunteer', 'ts_volunteer_view_kanban'),
    ('ts.beneficiary', 'ts_beneficiary_view_list'), ('ts.place', 'ts_place_view_list'),
]


@tagged('post_install', '-at_install')
@freeze_time(NOW)
class TestRideReport(TsCommon):
    """Two people share a car, another goes alone: distances of 20, 10 and 20 kilometres."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.place = cls.make_place(purpose_id=cls.purpose.id)
        cls.volunteer = cls.make_volunteer()
        cls.stranger = new_test_user(
            cls.root_env, 'ts_stranger', groups='transport_solidaire.group_ts_board',
            email='ts_stranger@example.org')

    def drive(self, km, number=0, shared=True):
        """Return one run that was driven today, with two people or one."""
        rides = self.env['ts.ride'].create([{
            'company_id': self.company.id, 'dropoff_place_id': self.place.id,
            'beneficiary_id': self.make_person(f"Person {number} {home}", km=home).id,
            'purpose_id': self.purpose.id, 'companions': 1 if home == 20 else 0,
            'pickup_at': self.company._to_utc(MONDAY, 9)} for home in ((10, 20) if shared else (10,))])
        run = self.env['ts.run'].create({'company_id': self.company.id, 'volunteer_id': (
            self.make_volunteer(f"Volunteer {number}", max_km=0) if number else self.volunteer).id})
        guarded(rides).write({'run_id': run.id, 'state': 'done'})
        run.km_actual = km
        return run

    def figures(self, *groupby, domain=(), role='board'):
        env = self._env_of(role)
        return env['ts.ride.report']._read_group(
            [('company_id', '=', self.company.id), *domain], groupby,
            ['ride_count:sum', 'passengers:sum', 'km:sum'])

    def test_shares_of_a_run_are_its_kilometres(self):
        run = self.drive(61.3)
        rides = run.ride_ids.sorted('distance_km')
        self.assertEqual(rides.mapped('distance_km'), [10.0, 20.0])
        report = self._env_of('board')['ts.ride.report']
        shares = [report.browse(ride.id).km for ride in rides]
        self.assertAlmostEqual(sum(shares), 61.3, 6)
        self.assertAlmostEqual(shares[1], 2 * shares[0], 6)

    def test_unknown_distances_share_equally(self):
        run = self.drive(30.0)
        run.ride_ids.write({'distance_km': 0.0})
        report = self._env_of('board')['ts.ride.report']
        self.assertEqual([report.browse(ride.id).km for ride in run.ride_ids], [15.0, 15.0])

    def test_totals_are_those_of_the_runs_whatever_became_of_a_ride(self):
        first, second = self.drive(61.3), self.drive(44.4, shared=False)
        guarded(first.ride_ids[1]).state = 'cancelled'
        self.assertEqual(first.state, 'done')
        [(count, passengers, km)] = self.figures()
        self.assertEqual((count, passengers), (3, 2))
        self.assertAlmostEqual(km, (first | second).mapped('km_actual')[0] + 44.4, 6)
        by_state = {state: total for state, _count, _people, total in self.figures('state')}
        self.assertEqual(by_state['cancelled'], 0)

    def test_absent_person_counts_kilometres_but_nobody_carried(self):
        run = self.drive(40.0, shared=False)
        run.ride_ids.action_no_show()
        self.assertEqual(self.figures(), [(1, 0, 40.0)])

    def test_commune_and_sector_of_each_end(self):
        communes = self.root_env['ts.commune'].create([
            {'name': f"Test Commune {code}", 'code': code, 'department': '99'} for code in ('T0001', 'T0002')])
        manager = self._env_of('manager')
        sector = manager['ts.sector'].create({
            'name': "Test Sector", 'company_id': self.company.id, 'sequence': 2,
            'commune_ids': [Command.set(communes[0].ids)]})
        manager['ts.sector'].create({
            'name': "Shared Sector", 'sequence': 1, 'commune_ids': [Command.set(communes[0].ids)]})
        own = manager['ts.sector'].create({'name': "Sector of the Place", 'company_id': self.company.id})
        run = self.drive(40.0, shared=False)
        run.ride_ids.beneficiary_id.partner_id.ts_commune_id = communes[0]
        self.place.write({'commune_id': communes[1].id, 'sector_id': own.id})
        line = self._env_of('board')['ts.ride.report'].browse(run.ride_ids.id)
        self.assertEqual((line.pickup_commune_id, line.dropoff_commune_id), (communes[0], communes[1]))
        self.assertEqual((line.pickup_sector_id.id, line.dropoff_sector_id.id), (sector.id, own.id))

    def test_no_name_of_a_person(self):
        people = {'ts.beneficiary', 'ts.volunteer', 'ts.ride', 'ts.run', 'res.users'}
        fields = self.env['ts.ride.report']._fields.values()
        self.assertFalse({f.name for f in fields if f.comodel_name in people} - {'create_uid', 'write_uid'})

    def test_roles(self):
        self.drive(40.0, shared=False)
        for role in ('coordinator', 'manager', 'treasurer', 'board'):
            self.assertEqual(self.figures(role=role)[0][0], 1, role)
        for role in ('plain', 'portal'):
            with self.assertRaises(AccessError):
                self.figures(role=role)

    def test_another_association_is_not_seen(self):
        self.drive(40.0, shared=False)
        report = self.env(context={})['ts.ride.report'].with_user(self.stranger)
        self.assertFalse(report.search([('company_id', '=', self.company.id)]))

    # ---- screens -----------------------------------------------------------------------------------
    def screen_queries(self, model, view):
        """Return how many queries a screen needs, all the association's records on it."""
        view_type = view.rsplit('_', 1)[1]
        view_id = self.env.ref(f'transport_solidaire.{view}').id
        names = self.env[model].get_views([(view_id, view_type)])['models'][model]['fields']
        specification = {
            name: {'fields': {'display_name': {}}} if self.env[model]._fields[name].relational else {}
            for name in names if name != 'id'}
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        found = self.env[model].web_search_read([], specification, limit=None)
        self.assertTrue(found['records'])
        return self.cr.sql_log_count - before

    def test_no_screen_asks_more_for_more_records(self):
        for number in range(1, 4):
            self.drive(40.0, number)
        for screen in SCREENS:
            self.screen_queries(*screen)  # rights and views are read once, whatever the records
        few = {screen: self.screen_queries(*screen) for screen in SCREENS}
        for number in range(4, 10):
            self.drive(40.0, number)
            self.make_place(f"Place {number}")
        many = {screen: self.screen_queries(*screen) for screen in SCREENS}
        self.assertEqual(many, few)


@tagged('post_install', '-at_install')
class TestMenus(TsCommon):
    """Each role sees its own part of the application, the first entry being its home page."""

    def visible(self, role):
        root = self.root_env.ref('transport_solidaire.transport_solidaire_menu')
        menus = self._env_of(role)['ir.ui.menu']
        shown = menus.browse(menus._visible_menu_ids())
        return {menu.get_external_id()[menu.id].split('.')[1] for menu in shown.sudo()  # names only
                if menu.parent_id == root}

    def test_by_role(self):
        figures = {'ts_figures_menu', 'ts_load_menu'}
        self.assertEqual(self.visible('board'), figures)
        self.assertEqual(self.visible('treasurer'), {'ts_money_menu', *figures})
        desk = {'ts_desk_menu', 'ts_people_menu', 'ts_place_menu', 'ts_money_menu', 'ts_spreadsheet_menu', *figures}
        self.assertEqual(self.visible('coordinator'), desk)
        self.assertEqual(self.visible('manager'), {*desk, 'ts_configuration_menu'})
        self.assertEqual(self.visible('plain'), set())
