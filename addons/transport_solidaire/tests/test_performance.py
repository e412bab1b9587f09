# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.tests import tagged

from .common import TsCommon


@tagged('post_install', '-at_install')
class TestPerformance(TsCommon):
    """The number of queries does not grow with the number of records, on a screen or in a batch."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.volunteer = cls.make_volunteer(km=0)
        cls.places = cls.env['ts.place'].union(*[
            cls.make_place(f"Place {n}", km=20 + n / 2) for n in range(20)])
        cls.people = cls.env['ts.beneficiary'].union(*[
            cls.make_person(f"Person {n}", km=5 + n / 2, aid_ids=[Command.set(cls.walker.ids)])
            for n in range(20)])
        papers = [{'volunteer_id': cls.volunteer.id, 'kind': kind, 'date_end': '2030-01-01'}
                  for kind in ('licence', 'insurance', 'inspection')]
        cls.env['ts.paper'].create(papers)
        cls.env['ts.availability'].create([
            {'volunteer_id': cls.volunteer.id, 'weekday': str(day), 'hour_from': 6, 'hour_to': 22}
            for day in range(7)])

    def make_rides(self, count, **vals):
        """Create a ride a day, each of another person to another place."""
        return self.env['ts.ride'].create([{
            'beneficiary_id': self.people[n % 20].id, 'dropoff_place_id': self.places[n % 20].id,
            'pickup_at': self.when(10, day=1 + n), 'purpose_id': self.purpose.id, **vals,
        } for n in range(count)])

    def make_runs(self, count):
        """Return runs of a ride each."""
        rides = self.make_rides(count)
        rides._assign(self.volunteer)
        return rides.run_id

    # ---- screens ---------------------------------------------------------------------------------
    def assert_screen_flat(self, model, kind, records, size, view=None):
        specification = self.view_fields(model, kind, view)
        self.assert_flat(
            lambda own: self.env[model].web_search_read([('id', 'in', own.ids)], specification),
            records, size)

    def test_board_of_rides(self):
        self.make_runs(20)
        rides = self.env['ts.ride'].search([]) | self.make_rides(20, companions=1)
        mixed = self.env['ts.ride'].union(*[rides[i] for n in range(20) for i in (n, 20 + n)])
        for kind in ('list', 'kanban', 'calendar'):
            with self.subTest(kind=kind):
                self.assert_screen_flat('ts.ride', kind, mixed, 20)

    def test_columns_of_the_board(self):
        rides = self.make_rides(40)
        specification = self.view_fields('ts.ride', 'kanban')
        self.assert_flat(lambda own: own.env['ts.ride'].web_read_group(
            [('id', 'in', own.ids)], ['state'], ['__count'], auto_unfold=True,
            unfold_read_specification=specification), rides, 20)

    def test_list_of_runs(self):
        for kind in ('list', 'kanban'):
            with self.subTest(kind=kind):
                self.assert_screen_flat('ts.run', kind, self.make_runs(20), 10)
                self.env['ts.run'].search([]).ride_ids.action_unassign()

    def test_lists_of_people_and_places(self):
        volunteers = self.env['ts.volunteer'].union(*[
            self.make_volunteer(f"Volunteer {n}") for n in range(20)])
        self.make_rides(20)
        for records in (self.people, volunteers, self.places):
            for kind in ('list', 'kanban'):
                with self.subTest(model=records._name, kind=kind):
                    self.assert_screen_flat(records._name, kind, records, 10)

    def test_coming_rides_of_places(self):
        self.make_rides(40)
        self.assert_flat(lambda own: own.mapped('upcoming_ride_count'), self.places, 10)

    def test_typing_a_name(self):
        for model, text in (('ts.beneficiary', "person"), ('ts.place', "place")):
            def search(limit, model=model, text=text):
                self.assertEqual(len(self.env[model].name_search(text, limit=limit)), limit)

            self.count_queries(search, 10)
            few, many = self.count_queries(search, 10), self.count_queries(search, 20)
            with self.subTest(model=model):
                self.assertEqual(few, many)
                self.assertLessEqual(many, 3)

    # ---- assignment ------------------------------------------------------------------------------
    def test_blockers_of_fifty_and_a_hundred_rides(self):
        rides = self.make_rides(100)
        self.make_runs(5)
        self.volunteer.write({'max_km': 1000, 'max_rides_week': 1000})
        self.assert_flat(lambda own: own._get_assignment_blockers(self.volunteer), rides, 50)

    def test_blockers_that_are_found_cost_no_queries(self):
        rides = self.make_rides(100)
        far = self.make_volunteer("Far Away", km=200, max_km=1, max_rides_week=1)
        far.refused_aid_ids = self.walker
        far.refused_beneficiary_ids = self.people
        self.assert_flat(lambda own: own._get_assignment_blockers(far), rides, 50)

    def test_assigning_many_rides_of_as_many_outings(self):
        # forty rides have more than a hundred stops, which the ORM inserts in two statements
        self.assert_flat(lambda own: own._assign(self.volunteer), self.make_rides(24), 12)

    def test_assigning_with_a_reason(self):
        self.volunteer.max_km = 1
        self.assert_flat(lambda own: own._assign(self.volunteer, reason=self.reasons['override']),
                         self.make_rides(24), 12)

    def test_confirming_closing_and_doing_many_rides(self):
        rides = self.make_runs(40).ride_ids
        self.assert_flat(lambda own: own.action_confirm(), rides, 20)
        self.assert_flat(lambda own: own._close('cancelled', self.reasons['cancelled']), rides, 20)
        self.assert_flat(lambda own: own.action_unassign(), rides, 20)

    def test_doing_many_rides(self):
        rides = self.make_runs(40).ride_ids
        for ride in rides:
            ride.pickup_at = self.when(10, day=-1 - ride.id % 200)
        self.assert_flat(lambda own: own.action_done(), rides, 20)
        rides.action_done()
        self.assert_flat(lambda own: own.action_reopen(), rides, 20)

    def test_rebuilding_stops(self):
        self.assert_flat(lambda own: own._rebuild_stops(), self.make_runs(20), 10)

    def test_rechecking_many_planned_rides(self):
        rides = self.make_runs(40).ride_ids
        self.volunteer.with_context(active_test=False).max_km = 0
        self.assert_flat(lambda own: own._recheck(), rides, 20)

    # ---- data ------------------------------------------------------------------------------------
    def test_creating_rides(self):
        vals = [{
            'beneficiary_id': self.people[n % 20].id, 'dropoff_place_id': self.places[n % 20].id,
            'pickup_at': self.when(10, day=1 + n), 'company_id': self.company.id,
        } for n in range(40)]
        self.assert_flat(lambda own: self.env['ts.ride'].create(own), vals, 20)

    def test_finding_communes_of_many_addresses(self):
        pairs = [('44000', "Nantes"), ('', "Nort-sur-Erdre"), ('44170', ""), ('', "St-Mars-du-Désert")]
        pairs += [(f'{44000 + n}', f"Town {n}") for n in range(36)]
        self.assert_flat(lambda own: self.env['ts.commune']._match(own), pairs, 20)

    def test_moving_a_place_with_many_rides(self):
        place = self.make_place("Busy", km=60)
        rides = self.make_rides(40, dropoff_place_id=place.id)
        rides._assign(self.volunteer)
        self.assert_flat(lambda own: own._refresh_distances(), rides, 20)
