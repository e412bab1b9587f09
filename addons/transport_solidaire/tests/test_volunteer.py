# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import TsCommon


@tagged('post_install', '-at_install')
class TestVolunteer(TsCommon):
    """A volunteer's file from application to farewell, and what a change does to planned rides."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.volunteer = cls.make_volunteer(km=0)
        cls.person = cls.make_person(km=10, aid_ids=[Command.set(cls.walker.ids)])
        cls.place = cls.make_place(km=30)

    def plan(self, **kwargs):
        """Return a ride of tomorrow given to the volunteer."""
        ride = self.make_ride(self.person, self.place, **kwargs)
        ride._assign(self.volunteer)
        return ride

    # ---- the file --------------------------------------------------------------------------------
    def test_a_new_file_is_an_applicant_who_gets_no_rides(self):
        applicant = self.env['ts.volunteer'].create({'partner_id': self._make_partner("New One", 5).id})
        self.assertEqual(applicant.state, 'applicant')
        self.assertEqual(applicant.company_id, self.company)
        ride = self.make_ride(self.person, self.place)
        self.assertIn('inactive', self.blocker_codes(ride, applicant))
        applicant.action_activate()
        self.assertNotIn('inactive', self.blocker_codes(ride, applicant))

    def test_paused_volunteer_comes_back(self):
        self.volunteer.action_pause()
        self.assertEqual(self.volunteer.state, 'paused')
        self.volunteer.action_activate()
        self.assertEqual(self.volunteer.state, 'active')

    def test_one_file_per_person_and_association(self):
        with self.assertRaises(Exception) as caught, mute_logger('odoo.sql_db'), self.cr.savepoint():
            self.env['ts.volunteer'].create({'partner_id': self.volunteer.partner_id.id})
        self.assertIn('ts_volunteer_partner_company_uniq', str(caught.exception))

    def test_usual_vehicle_is_the_first_one_still_in_use(self):
        first = self.volunteer.vehicle_ids
        second = self.make_vehicle(self.volunteer, name="Red Van", sequence=20)
        self.assertEqual(self.volunteer.vehicle_id, first)
        first.active = False
        self.assertEqual(self.volunteer.vehicle_id, second)

    def test_negative_seats_are_refused(self):
        with self.assertRaises(Exception) as caught, mute_logger('odoo.sql_db'), self.cr.savepoint():
            self.make_vehicle(self.volunteer, seats=-1)
        self.assertIn('seats_positive', str(caught.exception))

    def test_run_count_counts_own_runs(self):
        self.plan()
        self.make_driven(self.volunteer, self.person, self.place)
        other = self.make_volunteer("Other One")
        self.assertEqual((self.volunteer.run_count, other.run_count), (2, 0))

    # ---- leaving ---------------------------------------------------------------------------------
    def test_volunteer_with_planned_runs_cannot_leave(self):
        ride = self.plan()
        with self.assertRaisesRegex(UserError, "Vincent Volunteer still has a run on (10/03|03/10)/2026"):
            self.volunteer.action_leave()
        self.assertEqual(self.volunteer.state, 'active')
        ride.action_unassign()
        self.volunteer.action_leave()
        self.assertRecordValues(self.volunteer, [{'state': 'left', 'date_end': date(2026, 3, 9)}])

    def test_leaving_keeps_what_was_driven(self):
        run = self.make_driven(self.volunteer, self.person, self.place)
        self.volunteer.action_leave()
        self.assertEqual((run.state, run.km_actual), ('done', 60.0))

    def test_volunteer_who_has_driven_cannot_be_deleted(self):
        self.make_driven(self.volunteer, self.person, self.place)
        with self.assertRaises(Exception) as caught, mute_logger('odoo.sql_db'), self.cr.savepoint():
            self.volunteer.with_user(self.users['manager']).unlink()
        self.assertIn('ts_run_volunteer_id_fkey', str(caught.exception))

    def test_contact_of_a_volunteer_cannot_be_deleted(self):
        with self.assertRaises(Exception) as caught, mute_logger('odoo.sql_db'), self.cr.savepoint():
            self.volunteer.partner_id.unlink()
        self.assertIn('ts_volunteer_partner_id_fkey', str(caught.exception))

    # ---- what changes after rides were planned ---------------------------------------------------
    def test_giving_up_an_aid_is_seen_on_rides_already_planned(self):
        ride = self.plan()
        self.assertFalse(ride.warning)
        self.volunteer.refused_aid_ids = self.walker
        self.assertIn("Test Walker", ride.warning)
        self.volunteer.refused_aid_ids = False
        self.assertFalse(ride.warning, "the warning stays although its cause has gone")

    def test_changes_of_the_file_that_speak_against_a_planned_ride(self):
        far = self._env_of('manager')['ts.commune'].create(
            {'name': "Far", 'code': '99701', 'department': '99', 'postcodes': '99701'})
        sector = self._env_of('manager')['ts.sector'].create(
            {'name': "Far Sector", 'commune_ids': [Command.set(far.ids)]})
        cases = {
            'paused': {'state': 'paused'},
            'refuses': {'refused_beneficiary_ids': [Command.link(self.person.id)]},
            'is refused': {'refused_by_ids': [Command.link(self.person.id)]},
            'shorter runs': {'max_km': 40},
            'other sector': {'sector_ids': [Command.link(sector.id)]},
        }
        ride = self.plan()
        for why, vals in cases.items():
            with self.subTest(why=why), self.cr.savepoint() as savepoint:
                self.volunteer.write(vals)
                self.assertTrue(ride.warning)
                savepoint.rollback()
                self.env.invalidate_all()

    def test_a_new_absence_or_an_expired_paper_is_seen_on_planned_rides(self):
        ride = self.plan()
        absence = self.env['ts.absence'].create({
            'volunteer_id': self.volunteer.id, 'date_from': date(2026, 3, 10), 'date_to': date(2026, 3, 12)})
        self.assertIn("away", ride.warning)
        absence.date_from = date(2026, 3, 11)
        self.assertFalse(ride.warning)
        absence.date_from = date(2026, 3, 10)
        absence.unlink()
        self.assertFalse(ride.warning)
        self.env['ts.paper'].create({
            'volunteer_id': self.volunteer.id, 'kind': 'licence', 'date_end': date(2026, 3, 9)})
        self.assertIn("expired", ride.warning)

    def test_smaller_car_is_seen_on_planned_rides(self):
        ride = self.plan(companions=2)
        self.assertFalse(ride.warning)
        self.volunteer.vehicle_id.seats = 2
        self.assertIn("3 seats", ride.warning)

    def test_person_who_needs_more_is_seen_on_planned_rides(self):
        ride = self.plan()
        ride.companions = 4
        self.assertIn("5 seats", ride.warning)

    def test_rides_of_the_past_are_left_alone(self):
        run = self.make_driven(self.volunteer, self.person, self.place)
        self.volunteer.refused_aid_ids = self.walker
        self.assertFalse(run.ride_ids.warning)

    def test_what_was_passed_over_with_a_reason_does_not_warn_again(self):
        self.volunteer.max_km = 40
        ride = self.make_ride(self.person, self.place)
        ride._assign(self.volunteer, reason=self.reasons['override'])
        self.volunteer.max_rides_week = 9
        self.assertFalse(ride.warning)

    def test_warning_goes_when_the_ride_goes_to_somebody_else(self):
        ride = self.plan()
        self.volunteer.refused_aid_ids = self.walker
        ride.action_unassign()
        self.assertFalse(ride.warning)

    # ---- refusals are one list seen from both sides ----------------------------------------------
    def test_refusal_is_seen_in_both_files(self):
        self.person.refused_volunteer_ids = self.volunteer
        self.assertEqual(self.volunteer.refused_by_ids, self.person)
        self.volunteer.refused_beneficiary_ids = self.person
        self.assertEqual(self.person.refused_by_ids, self.volunteer)

    def test_people_of_two_associations_cannot_refuse_each_other(self):
        other = self._make_company_as_root("Other Association")
        stranger = self.root_env['ts.beneficiary'].create({
            'partner_id': self._make_partner("Stranger", 3).id, 'company_id': other.id})
        with self.assertRaises(UserError):
            self.volunteer.with_env(self.root_env).refused_beneficiary_ids = stranger

    def _make_company_as_root(self, name):
        return self.root_env['res.company'].create(
            {'name': name, 'currency_id': self.root_env.ref('base.EUR').id})
