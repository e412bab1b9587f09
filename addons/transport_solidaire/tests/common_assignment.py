# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import TsCommon


@tagged('post_install', '-at_install')
class TsAssignmentCommon(TsCommon):
    """One volunteer at kilometre 0, one person at 10, one ride of hers to 30, and what speaks against it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.volunteer = cls.make_volunteer(km=0)
        cls.person = cls.make_person(km=10)
        cls.place = cls.make_place(km=30)
        cls.ride = cls.make_ride(cls.person, cls.place, hour=10)

    def codes(self, ride=None, **kwargs):
        return self.blocker_codes(ride or self.ride, self.volunteer, **kwargs)

    def assert_stops(self, ride=None):
        """Check that no reason can pass over what speaks against the ride."""
        with self.assertRaisesRegex(UserError, "not possible"), self.cr.savepoint():
            (ride or self.ride)._assign(self.volunteer, reason=self.reasons['override'])

    def assert_soft(self, ride=None):
        """Check that the ride is given with a reason and only with one."""
        ride = ride or self.ride
        with self.assertRaisesRegex(UserError, "Give a reason"), self.cr.savepoint():
            ride._assign(self.volunteer)
        self.assertFalse(ride.run_id)
        ride._assign(self.volunteer, reason=self.reasons['override'])
        self.assertEqual(ride.state, 'planned')
