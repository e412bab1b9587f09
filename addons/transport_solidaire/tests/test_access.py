# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import ROLES, TsCommon

OPERATIONS = {'r': 'read', 'w': 'write', 'c': 'create', 'd': 'unlink'}
# What each role may do: Read, Write, Create, Delete. Plain employees and portal users: nothing at all.
#                              coordinator manager treasurer board
RIGHTS = {
    'ts.sector':                 ('r',    'rwcd', 'r',    'r'),
    'ts.purpose':                ('r',    'rwcd', 'r',    'r'),
    'ts.aid':                    ('r',    'rwcd', 'r',    'r'),
    'ts.ride.reason':            ('r',    'rwcd', 'r',    'r'),
    'ts.commune':                ('r',    'rwcd', 'r',    'r'),
    'ts.mileage.rate':           ('r',    'rwcd', 'rwc',  'r'),
    'ts.ride.report':            ('r',    'r',    'r',    'r'),
    'ts.volunteer.load':        ('r',    'r',    'r',    'r'),
    'ts.volunteer.turn':        ('r',    'r',    'r',    'r'),
    'ts.distance':               ('',     'r',    '',     ''),
    # people and where they go: no names for the board
    'ts.place':                  ('rwc',  'rwcd', 'r',    ''),
    'ts.volunteer':              ('rwc',  'rwcd', 'r',    ''),
    'ts.volunteer.vehicle':      ('rwcd', 'rwcd', 'r',    ''),
    'ts.paper':                  ('rwcd', 'rwcd', 'r',    ''),
    'ts.availability':           ('rwcd', 'rwcd', 'r',    ''),
    'ts.absence':                ('rwcd', 'rwcd', 'r',    ''),
    'ts.beneficiary':            ('rwc',  'rwcd', '',     ''),
    'ts.ride':                   ('rwcd', 'rwcd', 'r',    ''),
    'ts.run':                    ('rwcd', 'rwcd', 'r',    ''),
    'ts.run.stop':               ('rwcd', 'rwcd', 'r',    ''),
    'ts.run.cost':               ('rwcd', 'rwcd', 'r',    ''),
    'ts.proposal':               ('rwcd', 'rwcd', '',     ''),
    # the phone desk
    'ts.call':                   ('rwcd', 'rwcd', '',     ''),
    'ts.desk.shift':             ('rwcd', 'rwcd', 'r',    'r'),
    'ts.desk.handover':          ('rwc',  'rwc',  '',     ''),
    'ts.desk.task':              ('r',    'r',    '',     ''),
    'ts.desk.pass':              ('rwcd', 'rwcd', '',     ''),
    'ts.desk.load':              ('r',    'r',    'r',    'r'),
    'ts.day.plan':               ('rwcd', 'rwcd', '',     ''),
    'ts.day.plan.run':           ('rwcd', 'rwcd', '',     ''),
    'ts.day.plan.line':          ('rwcd', 'rwcd', '',     ''),
    'ts.day.plan.progress':      ('rwcd', 'rwcd', '',     ''),
    'ts.notice':                 ('r',    'r',    '',     ''),
    'ts.ride.series':            ('rwcd', 'rwcd', '',     ''),
    'ts.ride.series.slot':       ('rwcd', 'rwcd', '',     ''),
    'ts.ride.series.change':     ('rwcd', 'rwcd', '',     ''),
    'ts.ride.series.stop':       ('rwcd', 'rwcd', '',     ''),
    'ts.ride.series.stop.line':  ('rwcd', 'rwcd', '',     ''),
    'ts.beneficiary.absence':    ('rwcd', 'rwcd', '',     ''),
    'ts.place.move':             ('rwcd', 'rwcd', '',     ''),
    'ts.need.report':            ('r',    'r',    'r',    'r'),
    # spreadsheets
    'ts.import':                 ('rwcd', 'rwcd', '',     ''),
    'ts.import.sheet':           ('rwcd', 'rwcd', '',     ''),
    'ts.import.column':          ('rwcd', 'rwcd', '',     ''),
    'ts.import.row':             ('rwcd', 'rwcd', '',     ''),
    'ts.import.progress':        ('rwcd', 'rwcd', '',     ''),
    'ts.import.mapping':         ('rwcd', 'rwcd', '',     ''),
    'ts.import.field':           ('r',    'r',    '',     ''),
    'ts.export':                 ('rwcd', 'rwcd', '',     ''),
    # money
    'ts.statement':              ('rwcd', 'rwcd', 'rw',   ''),
    'ts.statement.line':         ('rwcd', 'rwcd', 'rw',   ''),
    'ts.proposal.batch':         ('rwc',  'rwcd', '',     ''),
    # dialogs
    'ts.ride.propose':           ('rwcd', 'rwcd', '',     ''),
    'ts.ride.propose.line':      ('rwcd', 'rwcd', '',     ''),
    'ts.ride.book':              ('rwcd', 'rwcd', '',     ''),
    'ts.ride.assign':            ('rwcd', 'rwcd', '',     ''),
    'ts.ride.close':             ('rwcd', 'rwcd', '',     ''),
    'ts.statement.prepare':      ('rwcd', 'rwcd', '',     ''),
    'ts.statement.prepare.line': ('rwcd', 'rwcd', '',     ''),
    'ts.statement.refuse':       ('rwcd', 'rwcd', 'rwcd', ''),
    'ts.statement.pay':          ('',     '',     'rwcd', ''),
}
ROLES_IN_TABLE = ('coordinator', 'manager', 'treasurer', 'board')


@tagged('post_install', '-at_install')
class TestAccess(TsCommon):
    """Who may do what, written out for every model."""

    def test_every_model_is_in_the_table(self):
        own = {name for name, model in self.env.registry.items()
               if name.startswith('ts.') and model._module == 'transport_solidaire'
               and not model._abstract}
        self.assertEqual(own, set(RIGHTS))

    def test_table_of_rights(self):
        for model, columns in RIGHTS.items():
            rights = dict.fromkeys(ROLES, '') | dict(zip(ROLES_IN_TABLE, columns, strict=True))
            for role, letters in rights.items():
                records = self.env[model].with_user(self.users[role])
                allowed = ''.join(letter for letter, operation in OPERATIONS.items()
                                  if records.has_access(operation))
                with self.subTest(model=model, role=role):
                    self.assertEqual(allowed, letters)

    def test_no_model_is_open_to_everybody(self):
        rights = self.root_env['ir.model.access'].search([
            ('model_id.model', '=like', 'ts.%'), ('group_id', '=', False)])
        self.assertFalse(rights)

    # ---- the table means what it says -------------------------------------------------------------
    def test_board_reads_figures_and_no_names(self):
        volunteer, person = self.make_volunteer("Vera Visible"), self.make_person("Paula Private")
        run = self.make_driven(volunteer, person, self.make_place())
        self.env.flush_all()
        board = self._env_of('board')
        figures = board['ts.ride.report'].search([('company_id', '=', self.company.id)])
        self.assertEqual((len(figures), sum(figures.mapped('km'))), (1, 60.0))
        self.assertNotIn("Private", str(figures.read()))
        for record in (volunteer, person, run, run.ride_ids, run.stop_ids):
            with self.subTest(model=record._name), self.assertRaises(AccessError):
                record.with_env(board).read()

    def test_figures_lead_to_nobody(self):
        personal = {'ts.beneficiary', 'ts.volunteer', 'ts.ride', 'ts.run', 'ts.place', 'ts.statement'}
        fields = self.env['ts.ride.report']._fields.values()
        self.assertFalse(personal & {field.comodel_name for field in fields if field.relational})

    def test_treasurer_opens_the_screens_he_needs_and_changes_nothing_there(self):
        volunteer = self.make_volunteer()
        run = self.make_driven(volunteer, self.make_person(), self.make_place())
        self.env.flush_all()
        treasurer = self._env_of('treasurer')
        for record in (run, run.ride_ids, volunteer, volunteer.vehicle_id):
            for kind in ('list', 'kanban', 'form'):
                with self.subTest(model=record._name, view=kind):
                    self.env.invalidate_all()
                    own = record.with_env(treasurer)
                    specification = own.with_env(self._env_of('treasurer'))
                    fields = self._fields_for('treasurer', specification._name, kind)
                    self.assertTrue(own.web_read(fields))
            with self.subTest(model=record._name), self.assertRaises(AccessError):
                record.with_env(treasurer).write({'write_date': False})

    def test_treasurer_does_not_see_needs(self):
        """He may count the seats he pays for, and does not learn why there are so many."""
        walker = self.env['ts.aid'].search([('needs_accessible_vehicle', '=', False)], limit=1)
        person = self.make_person(aid_ids=[Command.set(walker.ids)])
        ride = self.make_driven(self.make_volunteer(), person, self.make_place()).ride_ids
        self.assertTrue(ride.aid_ids)
        self.env.invalidate_all()
        own = ride.with_env(self._env_of('treasurer'))
        self.assertEqual(own.seats, 1 + sum(ride.aid_ids.mapped('seats')))
        for name in ('aid_ids', 'alert', 'beneficiary_phone', 'warning', 'override_note',
                     'pickup_place_id', 'dropoff_place_id'):
            with self.subTest(field=name), self.assertRaises(AccessError):
                own.read([name])

    def test_treasurer_learns_that_something_is_to_check_and_not_what(self):
        volunteer = self.make_volunteer()
        ride = self.make_ride(self.make_person(aid_ids=[Command.set(self.walker.ids)]), self.make_place())
        ride._assign(volunteer)
        own = ride.with_env(self._env_of('treasurer'))
        self.assertFalse(own.has_warning)
        volunteer.refused_aid_ids = self.walker
        self.assertIn("Test Walker", ride.warning)
        self.assertTrue(own.has_warning)
        with self.assertRaises(AccessError):
            own.search([('warning', 'ilike', "walker")])

    def test_treasurer_reads_communes_and_never_the_place(self):
        """Where somebody is driven may tell what she suffers from; statements print communes only."""
        oncology = self.make_place("Oncology Ward", zip='44000', city="Nantes")
        nowhere = self.make_place("Dialysis Centre", km=None)
        person = self.make_person(city="Testville")
        run = self.make_driven(self.make_volunteer(), person, oncology)
        other = self.make_ride(person, nowhere, pickup_place_id=oncology.id)
        self.assertIn("Oncology Ward", run.ride_ids.display_name)
        self.env.flush_all()
        self.env.invalidate_all()
        treasurer = self._env_of('treasurer')
        own = run.ride_ids.with_env(treasurer)
        self.assertEqual((own.pickup_label, own.dropoff_label), ("home, Testville", "Nantes"))
        self.assertEqual(own.display_name, "Bertille Beneficiary · Nantes · 06/03/2026 10:00")
        self.assertEqual(own.read(['display_name'])[0]['display_name'], own.display_name)
        lost = other.with_env(treasurer)
        self.assertEqual((lost.pickup_label, lost.dropoff_label), ("Nantes", "?"))
        names = run.stop_ids.with_env(treasurer).sorted('sequence').mapped('display_name')
        self.assertEqual(names[1:3], ["home, Testville", "Nantes"])
        self.assertIn("Oncology Ward", run.ride_ids.display_name, "the desk still reads where to go")
        for domain in ([('dropoff_place_id', 'ilike', "oncology")], [('dropoff_place_id', '=', oncology.id)]):
            with self.subTest(domain=domain), self.assertRaises(AccessError):
                own.search(domain)

    def test_every_screen_of_rides_and_places_opens_for_the_treasurer(self):
        """Nothing in a view may ask for what he must not see: the screen would not open at all."""
        place = self.make_place("Oncology Ward", zip='44000', city="Nantes")
        ride = self.make_driven(self.make_volunteer(), self.make_person(), place).ride_ids
        self.env.flush_all()
        hidden = {'warning', 'override_note', 'dropoff_place_id', 'pickup_place_id', 'aid_ids',
                  'upcoming_ride_count'}
        for record in (ride, place):
            for kind in ('list', 'kanban', 'form', 'search'):
                self.env.invalidate_all()
                fields = self._fields_for('treasurer', record._name, kind)
                with self.subTest(model=record._name, view=kind):
                    self.assertFalse(hidden & set(fields))
                    read = record.with_env(self._env_of('treasurer')).web_read(fields)
                    self.assertNotIn("Oncology", str(read) if record == ride else '')
        self.assertTrue({'warning', 'dropoff_place_id'} <= set(self.view_fields('ts.ride', 'form')))

    def _fields_for(self, role, model, kind):
        coordinator, self.env = self.env, self._env_of(role)
        try:
            return self.view_fields(model, kind)
        finally:
            self.env = coordinator

    def test_portal_volunteer_does_not_read_even_his_own_file_yet(self):
        volunteer = self.make_volunteer()
        volunteer.partner_id = self.users['portal'].partner_id
        run = self.make_driven(volunteer, self.make_person(), self.make_place())
        portal = self._env_of('portal')
        for record in (volunteer, run, run.ride_ids, volunteer.vehicle_id):
            with self.subTest(model=record._name), self.assertRaises(AccessError):
                record.with_env(portal).read(['display_name'])

    def test_plain_employee_does_not_find_people_by_name(self):
        self.make_person("Paula Private")
        with self.assertRaises(AccessError):
            self._env_of('plain')['ts.beneficiary'].name_search("Paula")

    def test_coordinator_makes_a_whole_file_from_nothing(self):
        """What a coordinator needs on other models too: contacts, addresses, communes."""
        coordinator = self._env_of('coordinator')
        partner = coordinator['res.partner'].create({'name': "New Person", 'phone': '06 39 98 00 02'})
        person = coordinator['ts.beneficiary'].create({'partner_id': partner.id})
        person.write({'street': "1 rue du Test", 'zip': '44000', 'city': "Nantes"})
        self.assertEqual(person.commune_id.code, '44109')
        ride = self.make_ride(person, self.make_place())
        ride._assign(self.make_volunteer())
        ride.action_confirm()
        ride.action_unassign()
        ride.unlink()

    def test_deleting_people_is_for_the_administrator(self):
        person = self.make_person()
        with self.assertRaises(AccessError):
            person.unlink()
        person.with_env(self._env_of('manager')).unlink()
        self.assertFalse(person.exists())
