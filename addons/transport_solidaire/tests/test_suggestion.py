# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json
from datetime import date

from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from ..tools.planning import Finding
from .common import TsCommon


@tagged('post_install', '-at_install')
class TestSuggestion(TsCommon):
    """Who is suggested for a ride, in which order, and what is said about him."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person = cls.make_person(km=10)
        cls.place = cls.make_place(km=30)
        cls.ride = cls.make_ride(cls.person, cls.place, hour=10)
        cls.near = cls.make_volunteer("Nora Near", km=8)
        cls.far = cls.make_volunteer("Fred Far", km=-10)

    def names(self, rides=None, limit=10):
        return [s.name for s in (rides or self.ride)._get_suggestions(limit)]

    def of(self, volunteer, rides=None):
        return next(s for s in (rides or self.ride)._get_suggestions(100) if s.volunteer_id == volunteer.id)

    def drive(self, volunteer, count, person=None, first=-2):
        """Let somebody drive another person on as many days before this week."""
        person = person or self.make_person(f"Somebody of {volunteer.name}", km=10)
        for n in range(count):
            self.make_driven(volunteer, person, self.place, day=first - n)

    # ---- kilometres ------------------------------------------------------------------------------
    def test_the_nearer_one_comes_first_and_the_line_says_how_far(self):
        first, second = self.ride._get_suggestions()
        self.assertEqual((first.name, second.name), ("Nora Near", "Fred Far"))
        self.assertEqual((first.approach_km, first.extra_km), (2.0, 44.0))
        self.assertEqual((second.approach_km, second.extra_km), (20.0, 80.0))
        self.assertEqual(first.reason, "2 km of approach, has not driven this week")
        self.assertEqual((first.rank, second.rank, first.possible, first.run_id), (1, 2, True, False))

    def test_kilometres_are_those_of_the_run_that_is_made(self):
        suggestion = self.of(self.far)
        run = self.ride._assign(self.far)
        self.assertAlmostEqual(run.km_planned, suggestion.extra_km, places=1)

    def test_outward_and_return_are_one_outing_when_he_waits(self):
        back = self.make_return(self.ride, hour=11.5)
        late = self.make_return(self.ride, hour=16)
        self.assertEqual(self.of(self.near, self.ride | back).extra_km, 44.0)
        self.assertEqual(self.of(self.near, self.ride | late).extra_km, 88.0)

    def test_somebody_who_drives_that_way_anyway_has_almost_no_way_to_make(self):
        """Fred lives far away, but is on the road from there to the surgery at that hour."""
        other = self.make_ride(self.make_person("On the Way", km=5), self.place, hour=9.75)
        run = other._assign(self.far)
        suggestion = self.ride._get_suggestions()[0]
        self.assertEqual((suggestion.name, suggestion.run_id, suggestion.extra_km), ("Fred Far", run.id, 0.0))
        self.assertIn("already on the road, 0 km more", suggestion.reason)
        before = run.km_planned
        self.ride._assign(self.far, run=self.env['ts.run'].browse(suggestion.run_id))
        self.assertAlmostEqual(run.km_planned - before, suggestion.extra_km, places=1)

    def test_a_full_car_is_not_joined(self):
        other = self.make_ride(self.make_person("Family", km=5), self.place, hour=9.9, companions=2)
        other._assign(self.far)
        suggestion = self.of(self.far)
        self.assertFalse(suggestion.possible)
        self.assertFalse(suggestion.run_id)
        self.assertEqual([b.code for b in suggestion.blockers], ['overlap'])

    def test_nobody_is_made_late_for_her_appointment(self):
        """The one on board is expected at the surgery; a detour by another village would make her late."""
        other = self.make_ride(self.make_person("On Time", km=5), self.place,
                               appointment_at=self.when(10.5))
        other._assign(self.far)
        off_road = self.make_ride(self.make_person("Beyond", km=25), self.make_place("Back There", km=12),
                                  hour=10.4)
        self.assertFalse(self.of(self.far, off_road).run_id)

    def test_an_outing_between_his_runs(self):
        early = self.make_ride(self.make_person("Early", km=10), self.place, hour=7)
        early._assign(self.near)
        late = self.make_ride(self.make_person("Late", km=10), self.place, hour=16)
        late._assign(self.near)
        suggestion = self.of(self.near)
        self.assertTrue(suggestion.possible)
        self.assertFalse(suggestion.run_id)
        self.assertIn("free until 15:5", suggestion.reason)

    def test_an_unknown_address_never_comes_first_for_being_unknown(self):
        unknown = self.make_volunteer("Una Unknown", km=None)
        suggestion = self.of(unknown)
        self.assertIn("address not known", suggestion.reason)
        self.assertEqual(self.names()[0], "Nora Near")

    # ---- fair turns ------------------------------------------------------------------------------
    def test_whoever_has_driven_much_gives_his_turn_to_his_neighbour(self):
        neighbour = self.make_volunteer("Nina Neighbour", km=8)
        (self.near | neighbour).wished_rides_week = 1
        self.drive(self.near, 5)
        self.assertEqual(self.names()[0], "Nina Neighbour")
        self.assertGreater(self.of(neighbour).score, self.of(self.near).score + 30)

    def test_whoever_wishes_much_is_asked_more(self):
        eager = self.make_volunteer("Edgar Eager", km=8, wished_rides_week=5)
        self.near.wished_rides_week = 1
        self.drive(self.near, 3)
        self.drive(eager, 3)
        self.assertEqual(self.names()[0], "Edgar Eager")

    def test_without_a_wish_the_others_are_the_measure(self):
        self.make_volunteer("Nina Neighbour", km=8)
        self.drive(self.near, 4)
        self.assertEqual(self.names()[0], "Nina Neighbour")
        self.assertNotIn("wishes", self.of(self.near).reason)

    def test_easy_rides_count_by_their_kilometres_for_whoever_wishes_kilometres(self):
        self.near.wished_km_week = 100
        self.drive(self.near, 2)  # 44 km each
        turn = dict(self.of(self.near).breakdown)
        points = [p for text, p in turn.items() if text.startswith("In four weeks")]
        self.assertEqual(points, [round(30 * (1 - 88 / 400), 1)])

    def test_what_he_drove_five_weeks_ago_is_forgotten(self):
        self.near.wished_rides_week = 1
        before = self.of(self.near).score
        self.drive(self.near, 1, first=-40)
        self.assertEqual(self.of(self.near).score, before)

    # ---- both sides ------------------------------------------------------------------------------
    def test_knows_her(self):
        for n in range(2):
            self.make_driven(self.far, self.person, self.place, day=-40 - n)
        self.assertIn("knows her", self.of(self.far).reason)
        self.assertIn(("Has driven her 2 times in a year", 4.0), self.of(self.far).breakdown)

    def test_preferences_of_both(self):
        plain = self.of(self.far).score
        self.far.preferred_beneficiary_ids = self.person
        self.assertEqual(self.of(self.far).score, plain + 20)
        self.assertIn("likes to drive her", self.of(self.far).reason)
        self.person.preferred_volunteer_ids = self.far
        self.assertEqual(self.of(self.far).score, plain + 40)
        self.assertIn("both like it", self.of(self.far).reason)
        self.assertEqual(self.names()[0], "Fred Far", "a wish is worth a detour")

    def test_who_refuses_her_stands_behind_everybody(self):
        self.person.refused_volunteer_ids = self.near
        self.assertEqual(self.names(), ["Fred Far", "Nora Near"])
        self.assertFalse(self.of(self.near).possible)

    def test_who_gave_up_wheelchairs_is_not_asked_for_one(self):
        self.make_vehicle(self.near, sequence=1, is_accessible=True)
        self.make_vehicle(self.far, sequence=1, is_accessible=True)
        self.ride.aid_ids = self.chair
        self.assertEqual(self.names()[0], "Nora Near")
        self.near.refused_aid_ids = self.chair
        self.assertEqual(self.names()[0], "Fred Far")
        self.assertEqual([b.code for b in self.of(self.near).blockers], ['aids'])

    def test_fitted_vehicles_are_kept_for_those_who_need_them(self):
        neighbour = self.make_volunteer("Nina Neighbour", km=7)
        self.assertEqual(self.names()[0], "Nora Near")
        self.near.vehicle_id.is_accessible = True
        self.assertEqual(self.names()[0], neighbour.name)

    def test_who_said_no_is_not_asked_twice(self):
        self.env['ts.proposal'].create({'ride_id': self.ride.id, 'volunteer_id': self.near.id}).action_decline()
        self.assertEqual(self.names()[0], "Fred Far")
        self.assertIn("has said no", self.of(self.near).reason)

    def test_warnings_cost_points_and_ask_for_a_reason(self):
        self.env['ts.absence'].create({
            'volunteer_id': self.near.id, 'date_from': date(2026, 3, 10), 'date_to': date(2026, 3, 12)})
        suggestion = self.of(self.near)
        self.assertTrue(suggestion.possible and suggestion.needs_reason)
        self.assertIn("away until", suggestion.blockers[0].message)
        self.assertEqual(self.names()[0], "Fred Far")

    def test_hours_he_gives_are_told(self):
        self.make_driven(self.near, self.person, self.place, day=0, hour=7.5)
        self.env['ts.availability'].create({
            'volunteer_id': self.near.id, 'weekday': '1', 'hour_from': 8, 'hour_to': 17})
        self.near.wished_rides_week = 4
        self.assertEqual(self.of(self.near).reason,
                         "2 km of approach, free until 17:00, knows her, drove once this week, wishes 4")

    # ---- the score -------------------------------------------------------------------------------
    def test_score_is_the_sum_of_what_is_told(self):
        self.near.wished_rides_week = 2
        self.drive(self.near, 3)
        for suggestion in self.ride._get_suggestions():
            self.assertAlmostEqual(suggestion.score, sum(p for _text, p in suggestion.breakdown), delta=0.3)

    def test_weights_are_the_associations(self):
        self.person.preferred_volunteer_ids = self.far
        self.company.sudo().ts_weight_preference = 100  # a manager's setting
        self.assertEqual(self.names()[0], "Fred Far")
        self.company.sudo().ts_weight_preference = 0
        self.assertEqual(self.names()[0], "Nora Near")

    def test_blockers_are_those_of_the_dialog(self):
        """The same rules, one volunteer or all: nobody is refused in the dialog and offered in the list."""
        self.make_ride(self.make_person("Other", km=12), self.place, hour=10.2)._assign(self.near)
        self.far.write({'max_km': 10, 'max_rides_week': 1})
        self.make_ride(self.person, self.place, day=3)._assign(self.far, reason=self.reasons['override'])
        for volunteer in (self.near, self.far):
            alone = self.ride._get_assignment_blockers(volunteer)[self.ride]
            listed = next(c for c in self.ride._rank() if c.volunteer.id == volunteer.id)
            if not listed.offer.run_ids:
                self.assertEqual([f.to_blocker() for f in listed.offer.findings[self.ride.id]], alone)

    def test_other_addons_block_and_score_many_at_once(self):
        model = self.env.registry['ts.ride']
        check, terms = model._check_offers, model._get_suggestion_terms

        def check_training(rides, facts, offers):
            check(rides, facts, offers)
            for offer in offers:
                if offer.volunteer.id == self.near.id:
                    for ride in facts.rides.values():
                        offer.add(ride, 'training', lambda: "Not trained.", hard=True)

        def score_training(rides, facts, candidates):
            terms(rides, facts, candidates)
            candidates[0].add('training', 5, lambda: "Trained this year", lambda: "trained")

        self.patch(model, '_check_offers', check_training)
        self.patch(model, '_get_suggestion_terms', score_training)
        self.assertEqual(self.names(), ["Fred Far", "Nora Near"])
        self.assertEqual(self.blocker_codes(self.ride, self.near), ['training'])
        self.assertTrue(any("trained" in s.reasons for s in self.ride._get_suggestions()))

    def test_sentences_are_written_for_those_shown_only(self):
        told = []
        self.patch(Finding, 'to_blocker', lambda finding: told.append(finding) or None)
        (self.near | self.far).state = 'active'
        (self.near | self.far).max_km = 1
        self.ride._get_suggestions(1)
        self.assertEqual(len(told), 1)

    def test_only_active_drivers_of_the_association(self):
        self.make_volunteer("Paul Paused", km=8, state='paused')
        self.make_volunteer("Dora Desk", km=8, is_driver=False)
        self.assertEqual(self.names(), ["Nora Near", "Fred Far"])

    def test_nothing_to_suggest_for_nothing(self):
        self.assertEqual(self.env['ts.ride']._get_suggestions(), [])

    def test_rides_of_two_associations_are_not_ranked_together(self):
        root = self.root_env
        company = root['res.company'].create({'name': "Other Association"})
        person = root['ts.beneficiary'].create({
            'partner_id': root['res.partner'].create({'name': "Stranger"}).id, 'company_id': company.id})
        place = root['ts.place'].create({'name': "Elsewhere", 'company_id': company.id})
        other = root['ts.ride'].create({
            'company_id': company.id, 'beneficiary_id': person.id, 'dropoff_place_id': place.id,
            'pickup_at': self.when(10)})
        with self.assertRaisesRegex(UserError, "several associations"):
            (self.ride.with_env(root) | other)._get_suggestions()

    def test_for_the_screen(self):
        found = self.ride.get_suggestions(1)
        self.assertEqual(json.loads(json.dumps(found))[0]['name'], "Nora Near")
        self.assertEqual(found[0]['reason'], "2 km of approach, has not driven this week")
        with self.assertRaises(AccessError):
            self.ride.with_env(self._env_of('board')).get_suggestions()

    # ---- the dialog ------------------------------------------------------------------------------
    def dialog(self):
        return Form(self.env['ts.ride.assign'].with_context(default_ride_ids=self.ride.ids))

    def test_dialog_shows_the_suggestions(self):
        with self.dialog() as dialog:
            self.assertEqual([s['name'] for s in dialog.suggestions], ["Nora Near", "Fred Far"])
            dialog.volunteer_id = self.near
            self.assertFalse(dialog.is_other_choice)
            dialog.volunteer_id = self.far
            self.assertTrue(dialog.is_other_choice)

    def test_another_choice_is_kept_with_its_reason_and_out_of_the_chatter(self):
        dialog = self.dialog()
        dialog.volunteer_id = self.far
        dialog.choice_note = "He goes there anyway."
        dialog.save().action_assign()
        self.assertEqual((self.ride.choice_rank, self.ride.choice_note), (2, "He goes there anyway."))
        self.assertNotIn("goes there anyway", self.chatter(self.ride))
        self.ride.action_unassign()
        self.assertEqual((self.ride.choice_rank, self.ride.choice_note), (0, False))

    def test_first_choice_needs_no_word(self):
        dialog = self.dialog()
        dialog.volunteer_id = self.near
        dialog.save().action_assign()
        self.assertEqual((self.ride.choice_rank, self.ride.choice_note), (1, False))

    def test_the_desk_keeps_the_rank_of_its_choice(self):
        day = self.ride.date.isoformat()
        self.env['ts.desk'].assign(self.ride.ids, self.far.id, day)
        self.assertEqual((self.ride.volunteer_id, self.ride.choice_rank), (self.far, 2))
        self.env['ts.desk'].move(self.ride.ids, self.near.id, day)
        self.assertEqual((self.ride.volunteer_id, self.ride.choice_rank), (self.near, 1))

    # ---- load ------------------------------------------------------------------------------------
    def test_load_on_the_volunteers_file(self):
        self.near.wished_rides_week = 2
        self.drive(self.near, 4)
        self.near.invalidate_recordset()
        self.assertEqual((self.near.load_rides, self.near.load_km, self.near.load_percent), (4, 176.0, 50.0))
        self.assertEqual(self.far.load_percent, 0.0)
        self.far.wished_km_week = 44
        self.drive(self.far, 1)
        self.far.invalidate_recordset()
        self.assertEqual(self.far.load_percent, round(100 * self.far.load_km / 176))

    def test_board_sees_the_load_without_any_name(self):
        self.near.wished_rides_week = 1
        self.drive(self.near, 2, first=-1)
        self.env.flush_all()
        rows = self._env_of('board')['ts.volunteer.load'].search([('number', '=', self.near.id)])
        self.assertEqual(len(rows), 13)
        week = rows.filtered(lambda r: r.week == date(2026, 3, 2))
        self.assertEqual((week.rides, week.wished_rides, week.over_rides), (2, 1, 1))
        self.assertEqual(rows[0].rides, 0)
        told = str(rows.read())
        self.assertNotIn("Nora", told)
        self.assertNotIn("Somebody", told)
        self.assertFalse([f for f in rows._fields.values() if f.comodel_name in ('ts.volunteer', 'ts.beneficiary')])

    def test_a_wish_is_never_negative(self):
        with mute_logger('odoo.sql_db'), self.assertRaises(CheckViolation), self.cr.savepoint():
            self.near.wished_rides_week = -1
            self.env.flush_all()

    # ---- queries ---------------------------------------------------------------------------------
    def make_crowd(self, count):
        """Return drivers, each with papers, hours and a run that day."""
        crowd = self.env['ts.volunteer']
        for n in range(count):
            volunteer = self.make_volunteer(f"Crowd {n}", km=n, wished_rides_week=2)
            self.env['ts.paper'].create({
                'volunteer_id': volunteer.id, 'kind': 'licence', 'date_end': date(2026, 3, 1)})
            self.env['ts.availability'].create({
                'volunteer_id': volunteer.id, 'weekday': '1', 'hour_from': 6, 'hour_to': 22})
            ride = self.make_ride(self.make_person(f"Person of {n}", km=n + 2), self.place, hour=8 + n % 4)
            ride._assign(volunteer, reason=self.reasons['override'])
            crowd |= volunteer
        return crowd

    def test_queries_do_not_grow_with_the_volunteers(self):
        crowd = self.make_crowd(16)
        (self.near | self.far).is_driver = False

        counts = []
        for active in (crowd, crowd[:8], crowd):  # the first one warms up
            crowd.is_driver = False
            active.is_driver = True
            counts.append(self.count_queries(
                lambda rides, own=active: self.assertEqual(len(rides._rank()), len(own)), self.ride))
        self.assertEqual(counts[1], counts[2])
        self.assertLessEqual(counts[2], 26)

    def test_queries_do_not_grow_with_the_rides(self):
        self.make_crowd(4)
        rides = self.env['ts.ride'].union(*[
            self.make_ride(self.make_person(f"Group {n}", km=n), self.place, hour=9, day=1 + n)
            for n in range(12)])
        self.assert_flat(lambda own: own._get_suggestions(3), rides, 6)

    def test_queries_of_loads(self):
        crowd = self.make_crowd(8)
        self.assert_flat(lambda own: own.mapped('load_percent'), crowd, 4)
