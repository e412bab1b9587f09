# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import Form, tagged
from odoo.tests.common import freeze_time

from .common import NOW, TsCommon


@freeze_time(NOW)
@tagged('post_install', '-at_install')
class TestSpokenScript(TsCommon):
    """What to ask on the telephone: a checklist that fills the person's file."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person, cls.place = cls.make_person(km=0), cls.make_place(km=30)

    def dialog(self, **vals):
        return self.env['ts.ride.book'].create({
            'company_id': self.company.id, 'beneficiary_id': self.person.id, 'place_id': self.place.id,
            'date': date(2026, 3, 10), 'hour': 10.0, 'has_return': False, **vals})

    def test_first_call_asks_everything_and_fills_the_file(self):
        dialog = self.dialog()
        self.assertIn("Transport Voucher?", dialog.script_left)
        dialog.write({
            'has_voucher': 'no', 'needs_asked': True, 'aid_ids': [Command.set(self.walker.ids)],
            'companions': 1, 'tus_ground': 'place', 'tus_seen': True, 'has_consent': True,
            'emergency_name': "Her daughter", 'emergency_phone': "0240000000", 'door_note': "Ring twice"})
        self.assertFalse(dialog.script_left)
        dialog.action_book()
        self.assertRecordValues(self.person, [{
            'aid_ids': self.walker.ids, 'companions': 1, 'tus_ground': 'place',
            'tus_seen_on': date(2026, 3, 9), 'tus_seen_by_id': self.env.uid, 'consent_date': date(2026, 3, 9),
            'emergency_name': "Her daughter", 'emergency_phone': "0240000000", 'door_note': "Ring twice",
            'needs_asked_on': date(2026, 3, 9)}])

    def test_second_call_only_asks_for_the_voucher(self):
        self.test_first_call_asks_everything_and_fills_the_file()
        self.assertEqual(self.dialog(hour=15.0).script_left, "Transport Voucher?")

    def test_without_her_agreement_the_file_learns_no_needs(self):
        dialog = self.dialog(needs_asked=True, has_consent=False, aid_ids=[Command.set(self.walker.ids)])
        outward = dialog._book()
        self.assertEqual(outward.aid_ids, self.walker, "the driver of this ride must know")
        self.assertFalse(self.person.aid_ids)

    def test_an_empty_answer_erases_nothing(self):
        self.person.write({'door_note': "Blue gate", 'consent_date': date(2025, 1, 1)})
        self.dialog(door_note=False, has_consent=True).action_book()
        self.assertEqual(self.person.door_note, "Blue gate")
        self.assertEqual(self.person.consent_date, date(2025, 1, 1), "the day of her consent has moved")

    def test_answers_of_one_person_do_not_stay_for_the_next(self):
        other = self.make_person("Other Person")
        self.person.door_note = "Blue gate"
        form = Form(self.env['ts.ride.book'])
        form.beneficiary_id = self.person
        self.assertEqual(form.door_note, "Blue gate")
        form.beneficiary_id = other
        self.assertFalse(form.door_note)

    def test_aids_of_one_ride_do_not_change_a_file_already_asked(self):
        self.person.write({'needs_asked_on': date(2025, 1, 1), 'aid_ids': [Command.set(self.walker.ids)]})
        self.dialog(aid_ids=[Command.clear()], needs_asked=True).action_book()
        self.assertEqual(self.person.aid_ids, self.walker)

    def test_t_tus_6_a_trip_of_101_km_asks_for_a_reason(self):
        far = self.make_place("Far Hospital", km=101)
        dialog = self.dialog(place_id=far.id)
        self.assertIn("101 km", dialog.legal_warning)
        self.assertIn("R3133-2", dialog.legal_warning)
        with self.assertRaisesRegex(UserError, "say why"), self.cr.savepoint():
            dialog.action_book()
        dialog.legal_reason_id = self.reasons['override']
        dialog.action_book()
        ride = self.env['ts.ride'].search([('beneficiary_id', '=', self.person.id)])
        self.assertEqual(ride.legal_reason_id, self.reasons['override'])
        self.assertIn("101 km", ride.legal_note)

    def test_100_km_are_allowed_and_the_association_may_lift_the_check(self):
        self.assertFalse(self.dialog(place_id=self.make_place("Near", km=99).id).legal_warning)
        self.company.sudo().ts_max_trip_km = 0
        self.assertFalse(self.dialog(place_id=self.make_place("Far", km=150).id).legal_warning)

    def test_t_med_02_a_voucher_sends_her_to_a_contracted_taxi(self):
        dialog = self.dialog(has_voucher='yes', has_return=True, return_hour=12.0)
        self.assertIn("contracted taxi", dialog.legal_warning)
        with self.assertRaises(UserError), self.cr.savepoint():
            dialog.action_book()
        dialog.action_refer()
        rides = self.env['ts.ride'].search([('beneficiary_id', '=', self.person.id)])
        self.assertEqual(rides.mapped('state'), ['refused', 'refused'])
        self.assertEqual(set(rides.reason_id.mapped('kind')), {'refused'})

    def test_both_ways_keep_the_reason(self):
        far = self.make_place("Far Hospital", km=120)
        self.dialog(place_id=far.id, has_return=True, return_hour=20.0,
                    legal_reason_id=self.reasons['override'].id).action_book()
        rides = self.env['ts.ride'].search([('beneficiary_id', '=', self.person.id)])
        self.assertEqual(len(rides.filtered('legal_note')), 2)
