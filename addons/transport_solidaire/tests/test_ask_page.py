# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re
from datetime import timedelta

from odoo import Command, fields
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import latitude


@tagged('post_install', '-at_install')
class TestAskPage(HttpCase):
    """The page behind a volunteer's link: it asks, a button answers. The clock is the real one."""

    browser_size = '390x844'
    touch_enabled = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env['res.company'].create({
            'name': "Rides of the Link", 'currency_id': cls.env.ref('base.EUR').id,
            'country_id': cls.env.ref('base.fr').id, 'phone': '02 40 00 00 99'})
        cls.company.partner_id.tz = 'Europe/Paris'
        cls.env = cls.env(context={**cls.env.context, 'allowed_company_ids': cls.company.ids, 'lang': 'en_US'})
        cls.vera, cls.otto = (cls._volunteer(name, km) for name, km in (("Vera", 0), ("Otto", 5)))
        partner = cls._partner("Paula Private", 10, phone='02 40 00 00 01', city="Testville")
        walker = cls.env['ts.aid'].create({'name': "Test Walker", 'code': 'ask_walker'})
        cls.person = cls.env['ts.beneficiary'].create({
            'partner_id': partner.id, 'company_id': cls.company.id, 'door_note': "Code 1234",
            'aid_ids': [Command.set(walker.ids)]})
        place = cls.env['ts.place'].create({
            'name': "Oncology Ward", 'company_id': cls.company.id, 'city': "Wardville",
            'latitude': latitude(30), 'longitude': -1.5})
        cls.ride = cls.env['ts.ride'].create({
            'company_id': cls.company.id, 'beneficiary_id': cls.person.id, 'dropoff_place_id': place.id,
            'pickup_at': cls.company._to_utc(fields.Date.today() + timedelta(days=3), 10)})
        cls.batch = cls.ride._propose(cls.vera | cls.otto, 'all')
        cls.proposal, cls.rival = cls.batch.proposal_ids.sorted('sequence')

    @classmethod
    def _partner(cls, name, km, **vals):
        return cls.env['res.partner'].create(
            {'name': name, 'partner_latitude': latitude(km), 'partner_longitude': -1.5, 'lang': 'en_US', **vals})

    @classmethod
    def _volunteer(cls, name, km):
        volunteer = cls.env['ts.volunteer'].create({
            'partner_id': cls._partner(name, km, email=f"{name}@example.org").id, 'state': 'active',
            'company_id': cls.company.id, 'contact_channel': 'email', 'message_consent_on': '2026-01-01'})
        cls.env['ts.volunteer.vehicle'].create({'volunteer_id': volunteer.id, 'name': "Blue Car"})
        return volunteer

    def path(self, proposal=None):
        return f'/ts/a/{(proposal or self.proposal)._get_token()}'

    def get(self, proposal=None, query=''):
        return self.url_open(self.path(proposal) + query)

    def press(self, answer, proposal=None, page=None, **data):
        """Press a button as the page shows it; return the page that follows."""
        page = page or self.get(proposal).text
        fields_ = dict(re.findall(r'name="(csrf_token|seen)" value="([^"]+)"', page))
        response = self.url_open(self.path(proposal), data={**fields_, 'answer': answer, **data})
        self.env.invalidate_all()
        return response

    def state(self):
        self.env.invalidate_all()
        return self.ride.state, self.proposal.answer, self.rival.answer

    def code(self, page):
        return re.search(r'data-code="(\w+)"', page.text).group(1)

    def test_opening_the_link_changes_nothing(self):
        before = self.proposal.write_date, self.batch.version
        for query in ('', '?r=yes', '?r=no', '?answer=yes'):
            page = self.get(query=query)
            self.assertEqual((page.status_code, self.code(page)), (200, 'waiting'))
        self.assertEqual(self.opener.head(self.base_url() + self.path()).status_code, 200)
        self.assertEqual(self.state(), ('requested', 'waiting', 'waiting'))
        self.assertEqual((self.proposal.write_date, self.batch.version), before)

    def test_page_before_the_yes(self):
        page = self.get()
        for shown in ("Hello Vera", "Testville", "Wardville", "10:00", "60 km", "Test Walker", "02 40 00 00 99"):
            self.assertIn(shown, page.text)
        for secret in ("Paula", "Private", "Oncology", "02 40 00 00 01", "1234"):
            self.assertNotIn(secret, page.text)
        self.assertLess(len(page.content), 30_000)
        self.assertNotIn("<script", page.text)
        self.assertFalse(re.search(r'(src|href)="(/web|http)', page.text), "loads nothing else")
        headers = page.headers
        self.assertIn('noindex', headers['X-Robots-Tag'])
        self.assertEqual((headers['Cache-Control'], headers['Referrer-Policy']), ('no-store', 'no-referrer'))

    def test_yes_gives_the_ride_and_shows_the_sheet(self):
        page = self.press('yes')
        self.assertEqual(self.state(), ('confirmed', 'yes', 'taken'))
        self.assertEqual((self.code(page), self.proposal.source), ('yes', 'link'))
        for shown in ("Paula Private", "02 40 00 00 01", "1234", "Oncology Ward"):
            self.assertIn(shown, page.text)
        again = self.press('yes', page=None, seen=self.proposal._get_seen())
        self.assertEqual((self.code(again), len(self.ride.run_id)), ('yes', 1))

    def test_answer_needs_the_page_it_comes_from(self):
        with mute_logger('odoo.http'):
            response = self.url_open(self.path(), data={'answer': 'yes', 'seen': self.proposal._get_seen()})
        self.assertEqual(response.status_code, 400)
        self.assertEqual(self.state(), ('requested', 'waiting', 'waiting'))

    def test_no_with_its_reason(self):
        reason = self.env['ts.ride.reason'].search([('kind', '=', 'declined')], limit=1)
        page = self.press('no', reason=reason.id, note="Next week I can")
        self.assertEqual(self.state(), ('requested', 'no', 'waiting'))
        self.assertEqual((self.proposal.decline_reason_id, self.proposal.note), (reason, "Next week I can"))
        self.assertEqual(self.code(page), 'no')
        self.assertIn("I can drive after all", page.text)
        self.press('no', reason='x', note="<b>twice</b>")
        self.assertEqual(self.proposal.note, "Next week I can")

    def test_forwarded_link_answers_for_the_one_it_names(self):
        self.authenticate('admin', 'admin')
        page = self.press('yes')
        self.assertIn("Hello Vera", page.text)
        self.assertEqual(self.ride.volunteer_id, self.vera)

    def test_after_somebody_elses_yes(self):
        page = self.get().text
        self.rival._accept('link')
        late = self.press('yes', page=page)
        self.assertEqual((late.status_code, self.code(late)), (200, 'taken'))
        self.assertNotIn("Paula", late.text)
        self.assertEqual((self.ride.volunteer_id, self.state()), (self.otto, ('confirmed', 'taken', 'yes')))

    def test_ride_that_has_changed_since_it_was_shown(self):
        page = self.get().text
        self.ride.pickup_at += timedelta(hours=1)
        answer = self.press('yes', page=page)
        self.assertIn("has changed since you saw it", answer.text)
        self.assertEqual(self.state(), ('requested', 'waiting', 'waiting'))
        self.press('yes')
        self.assertEqual(self.ride.state, 'confirmed')

    def test_too_late(self):
        page = self.get().text
        self.env.cr.execute("UPDATE ts_proposal SET expires_at = now() - interval '1 minute' WHERE id = %s",
                            [self.proposal.id])
        self.env.invalidate_all()
        over = self.get()
        self.assertEqual(over.status_code, 410)
        self.assertIn("02 40 00 00 99", over.text)
        self.press('yes', page=page)
        self.assertEqual(self.ride.state, 'requested')

    def test_link_that_is_none_of_ours(self):
        token = self.proposal._get_token()
        for wrong in (token[:-2], 'x', '999999999-abc', f'{self.rival.id}-{token.partition("-")[2]}'):
            page = self.url_open(f'/ts/a/{wrong}')
            self.assertEqual(page.status_code, 404)
            self.assertTrue(page.text.startswith('<!DOCTYPE html>'))
            self.assertIn("Ce lien ne mène nulle part", page.text)
            self.assertNotIn("Vera", page.text)

    def test_cannot_come_after_all(self):
        self.press('yes')
        page = self.press('withdraw', note="Broken down")
        self.assertEqual((self.code(page), self.ride.state), ('withdrawn', 'requested'))
        self.assertEqual((self.proposal.answer, self.proposal.note), ('withdrawn', "Broken down"))
        self.assertNotIn("Paula", page.text)

    def test_on_a_telephone(self):
        """Nothing is wider than the screen, buttons are for thumbs, and pressing one answers."""
        self.browser_js(self.path(), """
            const wide = document.documentElement.scrollWidth > window.innerWidth;
            const small = [...document.querySelectorAll('button.yes, summary')].some(
                (b) => b.getBoundingClientRect().height < 48);
            if (window.innerWidth !== 390 || wide || small) {
                console.error(`width ${window.innerWidth}, too wide ${wide}, small ${small}`);
            } else { console.log('test successful'); }
        """, "!!document.querySelector('button.yes')", login=None)
