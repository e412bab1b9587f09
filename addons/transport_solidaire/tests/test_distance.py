# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..tools.distance import GreatCircleProvider, Leg
from ..tools.geo import Point
from .common import TsCommon, latitude

HOME, TOWN, SEA = (Point(latitude(km), -1.5) for km in (0, 10, 50))


class CountingProvider:
    """A provider that counts what it is asked and says a hundred kilometres for everything."""

    name = 'test_provider'
    version = '1'

    def __init__(self):
        self.asked = []

    def legs(self, pairs):
        self.asked += pairs
        return [Leg(100.0, 90, self.name) for _pair in pairs]


@tagged('post_install', '-at_install')
class TestDistance(TsCommon):
    """Distances are asked once, kept with the name of who gave them, and never mixed."""

    def setUp(self):
        super().setUp()
        self.provider = CountingProvider()
        self.Distance = self.env['ts.distance']

    def use_counting_provider(self):
        self.patch(type(self.env['res.company']), '_get_distance_provider', lambda company: self.provider)

    def test_second_call_asks_no_provider(self):
        self.use_counting_provider()
        first = self.Distance._get_legs(self.company, [(HOME, TOWN), (TOWN, SEA)])
        self.env.invalidate_all()
        again = self.Distance._get_legs(self.company, [(TOWN, SEA), (HOME, TOWN)])
        self.assertEqual(self.provider.asked, [(HOME, TOWN), (TOWN, SEA)])
        self.assertEqual(first, again[::-1])

    def test_same_pair_many_times_in_one_call_is_asked_once(self):
        self.use_counting_provider()
        legs = self.Distance._get_legs(self.company, [(HOME, TOWN)] * 5)
        self.assertEqual(len(legs), 5)
        self.assertEqual(len(self.provider.asked), 1)

    def test_unknown_position_gives_none_in_its_place(self):
        self.use_counting_provider()
        legs = self.Distance._get_legs(self.company, [(None, TOWN), (HOME, TOWN), (HOME, None)])
        self.assertEqual([bool(leg) for leg in legs], [False, True, False])
        self.assertEqual(self.Distance._get_legs(self.company, []), [])

    def test_there_and_back_are_two_ways(self):
        self.use_counting_provider()
        self.Distance._get_legs(self.company, [(HOME, TOWN), (TOWN, HOME)])
        self.assertEqual(len(self.provider.asked), 2)

    def test_another_factor_never_gives_the_old_kilometres(self):
        before = self.Distance._get_legs(self.company, [(HOME, TOWN)])[0]
        self.company.sudo().ts_road_factor = 2.6
        after = self.Distance._get_legs(self.company, [(HOME, TOWN)])[0]
        self.assertEqual((before.km, after.km), (10.0, 20.0))
        self.company.sudo().ts_road_factor = 1.3
        self.assertEqual(self.Distance._get_legs(self.company, [(HOME, TOWN)])[0].km, 10.0)

    def test_old_rides_keep_kilometres_and_name_of_their_provider(self):
        volunteer, person, place = self.make_volunteer(), self.make_person(km=10), self.make_place(km=30)
        old = self.make_driven(volunteer, person, place)
        self.use_counting_provider()
        new = self.make_driven(volunteer, person, place, day=-2)
        self.assertEqual(set(old.stop_ids.mapped('leg_provider')), {False, 'great_circle'})
        self.assertEqual((old.km_actual, old.ride_ids.distance_provider), (60.0, 'great_circle'))
        self.assertEqual((new.km_actual, new.ride_ids.distance_provider), (300.0, 'test_provider'))
        self.assertEqual(set(new.stop_ids.mapped('leg_provider')), {False, 'test_provider'})

    def test_two_who_learn_the_same_way_do_not_disturb_each_other(self):
        leg = {'test:key': Leg(1.0, 2, 'test')}
        self.Distance._remember(leg)
        self.Distance._remember(leg)
        self.assertEqual(self.Distance.sudo().search_count([('key', '=', 'test:key')]), 1)

    def test_offline_estimate_comes_with_the_settings_of_the_association(self):
        self.company.sudo().ts_road_factor = 1.5
        provider = self.company._get_distance_provider()
        self.assertIsInstance(provider, GreatCircleProvider)
        self.assertEqual((provider.factor, provider.version), (1.5, '1.5'))

    def test_cache_is_no_list_for_coordinators(self):
        self.Distance._get_legs(self.company, [(HOME, TOWN)])
        with self.assertRaises(AccessError):
            self.Distance.search([])
