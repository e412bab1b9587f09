# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from odoo import Command
from odoo.exceptions import UserError

from ..tools.blocker import Blocker
from .common_assignment import TsAssignmentCommon

HEALTH_WORDS = ("Test Walker", "Test Chair")


class TestRideOverride(TsAssignmentCommon):
    """Saying what speaks against an assignment, passing it over with a reason, and the dialog for both."""

    # ---- saying so and passing over --------------------------------------------------------------
    def test_every_reason_is_one_sentence_that_names_the_volunteer_or_the_thing(self):
        self.volunteer.write({'max_km': 10, 'state': 'paused'})
        self.ride.aid_ids = self.chair
        sentences = [b.message for b in self.ride._get_assignment_blockers(self.volunteer)[self.ride]]
        self.assertEqual(len(sentences), 3)
        for sentence in sentences:
            self.assertRegex(sentence, r"^[A-Z].*\.$")
            self.assertNotIn('\n', sentence)

    def test_the_refusal_lists_every_sentence_once(self):
        self.volunteer.state = 'paused'
        back = self.make_return(self.ride)
        with self.assertRaises(UserError) as caught:
            (self.ride | back)._assign(self.volunteer)
        self.assertEqual(str(caught.exception).count("Vincent Volunteer is not an active volunteer"), 1)

    def test_hard_reasons_are_told_without_the_soft_ones(self):
        self.volunteer.write({'state': 'paused', 'max_km': 10})
        with self.assertRaises(UserError) as caught:
            self.ride._assign(self.volunteer)
        self.assertNotIn("60 km", str(caught.exception))

    def test_what_was_passed_over_and_why_stays_on_the_ride_and_in_the_chatter(self):
        self.volunteer.max_km = 59
        self.ride._assign(self.volunteer, reason=self.reasons['override'])
        self.assertEqual(self.ride.override_reason_id, self.reasons['override'])
        self.assertIn("60 km", self.ride.override_note)
        text = self.chatter(self.ride)
        self.assertIn("60 km", text)
        self.assertIn("Test reason override", text)

    def test_what_was_passed_over_goes_with_the_assignment_but_stays_in_the_chatter(self):
        self.volunteer.max_km = 59
        self.ride._assign(self.volunteer, reason=self.reasons['override'])
        self.ride.action_unassign()
        self.assertRecordValues(self.ride, [{'override_reason_id': False, 'override_note': False}])
        self.assertIn("60 km", self.chatter(self.ride))

    def test_ride_without_warnings_keeps_no_reason(self):
        back = self.make_return(self.ride, hour=17)
        self.volunteer.max_rides_week = 0
        self.env['ts.availability'].create({
            'volunteer_id': self.volunteer.id, 'weekday': '1', 'hour_from': 8, 'hour_to': 14})
        (self.ride | back)._assign(self.volunteer, reason=self.reasons['override'])
        self.assertFalse(self.ride.override_reason_id)
        self.assertTrue(back.override_reason_id)

    def test_aids_never_appear_in_the_chatter(self):
        self.ride.aid_ids = self.walker
        self.volunteer.max_km = 59
        run = self.ride._assign(self.volunteer, reason=self.reasons['override'])
        self.volunteer.refused_aid_ids = self.walker
        self.assertIn("Test Walker", self.ride.warning, "the coordinator sees it")
        self.ride.aid_ids = self.chair
        self.ride.action_unassign()
        for record in (self.ride, self.person, self.volunteer):
            text = self.chatter(record)
            for word in HEALTH_WORDS:
                self.assertNotIn(word, text)
        self.assertFalse(run.exists())

    def test_a_soft_blocker_about_aids_of_another_addon_stays_out_of_the_chatter(self):
        model = type(self.env['ts.ride'])
        original = model._get_assignment_blockers

        def extended(rides, volunteer, vehicle=None, run=None, mode='car'):
            found = original(rides, volunteer, vehicle, run, mode)
            for ride in rides:
                found[ride].append(Blocker('aids', "Test Walker is heavy."))
                found[ride].append(Blocker('test_rule', "The bridge is closed."))
            return found

        self.patch(model, '_get_assignment_blockers', extended)
        self.assertEqual(self.codes(), ['aids', 'test_rule'])
        with self.assertRaisesRegex(UserError, "The bridge is closed"), self.cr.savepoint():
            self.ride._assign(self.volunteer)
        self.ride._assign(self.volunteer, reason=self.reasons['override'])
        text = self.chatter(self.ride)
        self.assertIn("The bridge is closed", text)
        self.assertNotIn("Test Walker", text)

    def test_a_hard_blocker_of_another_addon_stops(self):
        model = type(self.env['ts.ride'])
        original = model._get_assignment_blockers

        def extended(rides, volunteer, vehicle=None, run=None, mode='car'):
            found = original(rides, volunteer, vehicle, run, mode)
            found[rides[0]].append(Blocker('test_rule', "The ferry is full.", hard=True))
            return found

        self.patch(model, '_get_assignment_blockers', extended)
        self.assert_stops()

    # ---- the dialog ------------------------------------------------------------------------------
    def dialog(self, **vals):
        return self.env['ts.ride.assign'].create({
            'ride_ids': [Command.set(self.ride.ids)], 'volunteer_id': self.volunteer.id, **vals})

    def test_dialog_lists_hard_and_soft_apart(self):
        self.volunteer.write({'max_km': 59, 'refused_beneficiary_ids': [Command.set(self.person.ids)]})
        dialog = self.dialog()
        self.assertIn("do not travel together", dialog.hard_blockers)
        self.assertIn("60 km", dialog.soft_blockers)
        self.assertNotIn("60 km", dialog.hard_blockers)

    def test_dialog_assigns_outward_and_return_and_confirms(self):
        back = self.make_return(self.ride)
        dialog = self.dialog()
        self.assertTrue(dialog.has_return)
        dialog.action_assign()
        self.assertEqual((self.ride | back).mapped('state'), ['confirmed', 'confirmed'])
        self.assertEqual(len((self.ride | back).run_id), 1)
        self.assertEqual(self.ride.run_id.vehicle_id, self.volunteer.vehicle_id)

    def test_dialog_may_leave_the_return_and_the_yes_for_later(self):
        back = self.make_return(self.ride)
        self.dialog(with_return=False, is_confirmed=False).action_assign()
        self.assertEqual((self.ride.state, back.state), ('planned', 'requested'))

    def test_dialog_passes_over_with_a_reason(self):
        self.volunteer.max_km = 59
        with self.assertRaisesRegex(UserError, "Give a reason"), self.cr.savepoint():
            self.dialog().action_assign()
        self.dialog(reason_id=self.reasons['override'].id).action_assign()
        self.assertEqual(self.ride.override_reason_id, self.reasons['override'])

    def test_by_bike_or_on_foot_no_car_and_no_driving_licence_is_needed(self):
        self.volunteer.vehicle_id.unlink()
        self.ride.aid_ids = self.chair
        licence, charter = self.env['ts.paper'].create([
            {'volunteer_id': self.volunteer.id, 'kind': kind, 'date_end': date(2026, 1, 1)}
            for kind in ('licence', 'charter')])
        self.assertEqual(self.codes(), ['vehicle', 'papers', 'papers'])
        self.assertEqual(self.codes(mode='foot'), ['papers'])
        self.assertEqual(self.codes(mode='fleet'), ['papers', 'papers'])
        charter.unlink()
        self.dialog(mode='foot').action_assign()
        self.assertRecordValues(self.ride.run_id, [{'mode': 'foot', 'vehicle_id': False}])
        licence.date_end = date(2026, 1, 2)
        self.assertFalse(self.ride.warning)

    def test_run_that_is_joined_says_which_vehicle_drives(self):
        van = self.make_vehicle(self.volunteer, name="Small Van", seats=1, sequence=20)
        run = self.ride._assign(self.volunteer, vehicle=van)
        neighbour = self.make_ride(self.make_person("Neighbour", km=11), self.place, hour=10.05)
        self.assertEqual(self.codes(neighbour, run=run), ['seats'])
        self.assertEqual(self.codes(neighbour, run=run, vehicle=self.volunteer.vehicle_id), ['seats'])

    def test_dialog_offers_the_runs_of_that_day_to_join(self):
        run = self.ride._assign(self.volunteer)
        other_day = self.make_ride(self.person, self.place, day=2)._assign(self.volunteer)
        neighbour = self.make_ride(self.make_person("Neighbour", km=11), self.place, hour=10.05)
        dialog = self.env['ts.ride.assign'].create({
            'ride_ids': [Command.set(neighbour.ids)], 'volunteer_id': self.volunteer.id})
        self.assertEqual(dialog.joinable_run_ids, run)
        self.assertNotIn(other_day, dialog.joinable_run_ids)
        dialog.run_id = run
        self.assertFalse(dialog.hard_blockers)
        dialog.action_assign()
        self.assertEqual(run.ride_ids, self.ride | neighbour)
