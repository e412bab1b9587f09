# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import ROLES, TsCommon


@tagged('post_install', '-at_install')
class TestMultiCompany(TsCommon):
    """Each association sees only its own people, rides and money."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.root_env['res.company'].create({
            'name': "Other Association", 'currency_id': cls.root_env.ref('base.EUR').id})
        cls.root_env.user.company_ids |= cls.other
        cls.strangers = cls._make_strangers()

    @classmethod
    def _make_strangers(cls):
        """Return one record of each model, all of the other association."""
        create = {name: cls.root_env[name].create for name in cls.root_env if name.startswith('ts.')}
        company = cls.other.id
        place = create['ts.place']({'name': "Strange Place", 'company_id': company, 'latitude': 47.2,
                                    'longitude': -1.5})
        volunteer = create['ts.volunteer']({
            'partner_id': cls._make_partner("Strange Volunteer", 0).id, 'company_id': company,
            'state': 'active'})
        car = create['ts.volunteer.vehicle']({'volunteer_id': volunteer.id, 'name': "Strange Car"})
        person = create['ts.beneficiary']({
            'partner_id': cls._make_partner("Strange Person", 10).id, 'company_id': company})
        ride = create['ts.ride']({
            'company_id': company, 'beneficiary_id': person.id, 'dropoff_place_id': place.id,
            'pickup_at': cls.when(10, day=-3)})
        run = ride._assign(volunteer)
        ride.action_done()
        rate = create['ts.mileage.rate']({
            'company_id': company, 'date_from': date(2026, 1, 1), 'amount': 0.4})
        statement = cls.root_env['ts.statement']._create_for_period(
            cls.other, date(2026, 3, 1), date(2026, 3, 31))
        records = [
            place, volunteer, car, person, ride, run, run.stop_ids, rate, statement,
            statement.line_ids,
            create['ts.sector']({'name': "Strange Sector", 'company_id': company}),
            create['ts.paper']({'volunteer_id': volunteer.id, 'kind': 'licence'}),
            create['ts.availability']({'volunteer_id': volunteer.id, 'weekday': '0'}),
            create['ts.absence']({'volunteer_id': volunteer.id, 'date_from': date(2026, 5, 1),
                                  'date_to': date(2026, 5, 2)}),
            create['ts.run.cost']({'run_id': run.id, 'amount': 2}),
            create['ts.proposal.batch']({'company_id': company, 'ride_ids': [Command.set(ride.ids)]}),
            create['ts.proposal']({'ride_id': ride.id, 'volunteer_id': volunteer.id}),
            create['ts.import']({'company_id': company}),
            create['ts.import.mapping']({
                'company_id': company, 'kind': 'rides', 'signature': "strange headings", 'columns': {'0': 'date'}}),
            cls.root_env['ts.ride.report'].browse(ride.id),
            cls.root_env['ts.need.report'].browse(ride.id),
            cls.root_env['ts.volunteer.load'].search([('company_id', '=', company)]),
            cls.root_env['ts.volunteer.turn'].search([('company_id', '=', company)]),
            *cls._make_strange_desk(company, ride, person),
            *cls._make_strange_plan(company, ride, volunteer),
            *cls._make_strange_series(company, person, place),
            cls.root_env['ts.notice']._tell(person, 'reminder', "Strange", "Strange", "strange key"),
        ]
        cls.root_env.flush_all()
        return {record._name: record for record in records}

    @classmethod
    def _make_strange_desk(cls, company, ride, person):
        """Return what the phone desk of the other association has written down."""
        root = cls.root_env
        call = root['ts.call'].create({
            'company_id': company, 'beneficiary_id': person.id, 'next_step': "Strange step"})
        shift = root['ts.desk.shift'].create({'company_id': company, 'date': date(2026, 3, 9)})
        handover = root['ts.desk.handover'].create({
            'company_id': company, 'from_user_id': root.uid, 'to_user_id': cls.users['coordinator'].id})
        root.flush_all()
        return [call, shift, handover,
                root['ts.desk.task'].search([('company_id', '=', company)]),
                root['ts.desk.load'].search([('company_id', '=', company)])]

    @classmethod
    def _make_strange_plan(cls, company, ride, volunteer):
        """Return a proposed day of the other association."""
        plan = cls.root_env['ts.day.plan'].create({
            'company_id': company, 'date': date(2026, 3, 9),
            'run_ids': [Command.create({'volunteer_id': volunteer.id})],
            'line_ids': [Command.create({'ride_id': ride.id})]})
        return [plan, plan.run_ids, plan.line_ids]

    @classmethod
    def _make_strange_series(cls, company, person, place):
        """Return a repeated need of the other association."""
        series = cls.root_env['ts.ride.series'].create({
            'company_id': company, 'beneficiary_id': person.id, 'place_id': place.id,
            'slot_ids': [Command.create({'weekday': '0'})]})
        absence = cls.root_env['ts.beneficiary.absence'].create({
            'beneficiary_id': person.id, 'date_from': date(2026, 3, 9), 'date_to': date(2026, 3, 9)})
        return [series, series.slot_ids, absence]

    def test_every_model_of_an_association_has_a_rule(self):
        """A new model with an association must be in this test and have its rule."""
        models = {name for name, model in self.env.registry.items()
                  if name.startswith('ts.') and model._module == 'transport_solidaire'
                  and not model._abstract and not model._transient and 'company_id' in model._fields}
        self.assertEqual(set(self.strangers), models)
        rules = self.root_env['ir.rule'].search([('model_id.model', 'in', list(models))])
        self.assertEqual(set(rules.filtered('global').mapped('model_id.model')), models)

    def test_nobody_finds_what_belongs_to_another_association(self):
        for role in ('coordinator', 'manager', 'treasurer', 'board'):
            env = self._env_of(role)
            for model, records in self.strangers.items():
                if env[model].has_access('read'):
                    with self.subTest(role=role, model=model):
                        self.assertFalse(env[model].search([('id', 'in', records.ids)]))

    def test_nobody_reads_or_changes_it_by_its_number(self):
        env = self._env_of('manager')
        for model, records in self.strangers.items():
            own = records.with_env(env)
            for operation in ('read', 'write', 'unlink'):
                with self.subTest(model=model, operation=operation):
                    self.assertFalse(own.has_access(operation))
            with self.subTest(model=model), self.assertRaises(AccessError):
                own.read(['display_name'])

    def test_strangers_do_not_come_up_while_typing(self):
        coordinator = self._env_of('coordinator')
        for model in ('ts.volunteer', 'ts.beneficiary', 'ts.place'):
            with self.subTest(model=model):
                self.assertFalse(coordinator[model].name_search("strange"))

    def test_coordinator_of_two_associations_sees_the_one_she_works_in(self):
        both = new_test_user(
            self.root_env, 'ts_both', groups=ROLES['coordinator'], company_id=self.company.id,
            company_ids=[Command.set((self.company | self.other.with_env(self.env)).ids)])
        own = self.make_person("Own Person")
        for companies, expected in (
                (self.company, own), (self.other, self.strangers['ts.beneficiary']),
                (self.company | self.other, own | self.strangers['ts.beneficiary'].with_env(self.env))):
            env = self.env(user=both.id, context={'allowed_company_ids': companies.ids})
            with self.subTest(companies=companies.mapped('name')):
                self.assertEqual(set(env['ts.beneficiary'].search([]).ids), set(expected.ids))

    def test_places_and_sectors_without_association_are_shared(self):
        place = self.root_env['ts.place'].create({'name': "Shared Station", 'company_id': False})
        sector = self.root_env['ts.sector'].create({'name': "Shared Sector", 'company_id': False})
        for record in (place, sector):
            self.assertTrue(record.with_env(self._env_of('coordinator')).has_access('read'))

    def test_what_belongs_together_is_of_one_association(self):
        """Even somebody who may see both associations cannot mix them."""
        person, place = self.make_person(), self.make_place()
        volunteer = self.make_volunteer()
        ride = self.make_ride(person, place)
        run = self.make_ride(person, place, day=3)._assign(volunteer)
        mixtures = [
            (ride, 'dropoff_place_id', 'ts.place'), (ride, 'beneficiary_id', 'ts.beneficiary'),
            (ride, 'outward_id', 'ts.ride'), (ride, 'run_id', 'ts.run'),
            (run, 'volunteer_id', 'ts.volunteer'), (run, 'vehicle_id', 'ts.volunteer.vehicle'),
            (place, 'sector_id', 'ts.sector'), (volunteer, 'sector_ids', 'ts.sector'),
        ]
        for record, field, model in mixtures:
            with self.subTest(model=record._name, field=field), self.assertRaises(UserError), \
                    self.cr.savepoint():
                record.with_env(self.root_env)[field] = self.strangers[model]
                self.env.flush_all()

    def test_rides_are_not_given_to_a_volunteer_of_another_association(self):
        ride = self.make_ride(self.make_person(), self.make_place())
        with self.assertRaises(UserError):
            ride.with_env(self.root_env)._assign(self.strangers['ts.volunteer'])

    def test_one_person_may_have_a_file_in_each_association(self):
        person = self.make_person("Two Files")
        second = self.root_env['ts.beneficiary'].create({
            'partner_id': person.partner_id.id, 'company_id': self.other.id})
        self.assertEqual(second.partner_id, person.partner_id.with_env(self.root_env))
        second.alert = "Only the other association knows"
        self.assertFalse(person.alert)

    def test_distances_follow_the_settings_of_the_rides_association(self):
        self.other.ts_road_factor = 2.6
        self.strangers['ts.ride']._refresh_distances()
        ride = self.make_ride(self.make_person(), self.make_place())
        both = (ride | self.strangers['ts.ride'].with_env(self.env)).with_env(self.root_env)
        legs = both._get_direct_legs()
        self.assertEqual(legs[0].km, 20.0)
        self.assertGreater(legs[1].km, 30.0)
