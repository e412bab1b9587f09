# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import io
import re
from datetime import timedelta
from unittest.mock import patch

from pypdf import PdfReader

from odoo.tests import HttpCase, tagged
from odoo.tests.common import freeze_time
from odoo.tools import mute_logger

from .common import MONDAY, NOW
from .common_notice import TsNoticeCommon

DAY = MONDAY + timedelta(days=1)


@tagged('post_install', '-at_install')
@freeze_time(NOW)
class TestDaySheet(TsNoticeCommon, HttpCase):
    """What a volunteer needs for his day, on paper and by his own link, until the day after."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.settings.ts_collect_note = "5 euros in an envelope"
        cls.place = cls.make_place("Town Hall of the Test", street="Place de la Mairie", zip="44390",
                                   city="Nort-sur-Erdre", note="Ring twice")
        cls.texter.write({'street': "Rue des Lilas", 'city': "Nort-sur-Erdre", 'door_note': "Code 12A",
                          'aid_ids': cls.walker.ids, 'companions': 1, 'needs_escort': True})
        cls.ride = cls.make_ride(cls.texter, cls.place, hour=10, note="Bring her folder")
        cls.ride._assign(cls.writer)
        cls.ride.action_confirm()
        cls.stranger_ride = cls.make_ride(cls.caller, cls.place, hour=14)
        cls.stranger_ride._assign(cls.writer)

    def open(self, token):
        self.env.flush_all()
        return self.url_open(f'/ts/sheet/{token}')

    def token(self, day=DAY):
        return self.writer._get_sheet_token(day)

    # ---- the page ----------------------------------------------------------------------------------
    def test_page_shows_what_he_needs(self):
        answer = self.open(self.token())
        self.assertEqual(answer.status_code, 200)
        for part in ("10:00", "Tess Texter", "Rue des Lilas", "Code 12A", "tel:0612345678", "Test Walker",
                     "Town Hall of the Test", "Place de la Mairie", "Ring twice", "Bring her folder",
                     "openstreetmap.org", "02 40 00 00 00"):
            with self.subTest(part=part):
                self.assertIn(part, answer.text)
        self.assertEqual(answer.headers['Cache-Control'], 'no-store')
        self.assertEqual(answer.headers['Referrer-Policy'], 'no-referrer')

    def test_page_needs_no_script_and_asks_nothing_of_others(self):
        text = self.open(self.token()).text
        self.assertNotIn('<script', text)
        self.assertIn('width=device-width', text)
        self.assertFalse(re.findall(r'(?:src|<link[^>]+href)="[^"]*//', text))
        self.assertLess(len(text), 20000, "light on a slow line")

    def test_who_has_not_been_confirmed_is_not_named(self):
        self.assertEqual(self.stranger_ride.state, 'planned')
        self.assertNotIn("Carla", self.open(self.token()).text)
        other = self.make_volunteer("Otto Other")
        text = self.open(other._get_sheet_token(DAY)).text
        self.assertNotIn("Tess", text)
        self.assertIn("Aucun trajet confirmé", text)

    def test_ride_taken_back_disappears(self):
        self.ride.action_unassign()
        self.assertNotIn("Tess", self.open(self.token()).text)

    def test_seen_until_the_day_after(self):
        for days, status in ((0, 200), (1, 200), (2, 410), (30, 410)):
            with self.subTest(days=days), freeze_time(self.when(12, day=1 + days)):
                answer = self.open(self.token())
                self.assertEqual(answer.status_code, status)
                self.assertEqual("Tess" in answer.text, status == 200)

    def test_link_that_is_not_ours_is_not_found(self):
        token = self.token()
        other = self.make_volunteer("Otto Other")
        forged = [token[:-1] + ('0' if token[-1] != '0' else '1'), token.replace('20260310', '20260311'),
                  re.sub(r'^\d+', str(other.id), token), 'x', '1-2-3', '1-99999999-abc', token + '-x',
                  f"{10 ** 30}-20260310-abc", f"{self.writer.id}-20260310-é"]
        for wrong in forged:
            with self.subTest(token=wrong):
                answer = self.open(wrong)
                self.assertEqual(answer.status_code, 404)
                self.assertNotIn("Tess", answer.text)

    def test_opening_changes_nothing(self):
        """A mail scanner opens every link."""
        self.open(self.token())
        self.env.invalidate_all()
        self.assertEqual((self.ride.state, self.stranger_ride.state), ('confirmed', 'planned'))

    def test_page_in_french_for_a_french_volunteer(self):
        self.writer.partner_id.lang = 'fr_FR'
        text = self.open(self.token()).text
        self.assertIn('<html lang="fr"', text)

    # ---- paper -------------------------------------------------------------------------------------
    def pdf_text(self, content):
        """Return the text without its spaces: readers of PDF put them between kerned letters too."""
        text = ' '.join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
        return ''.join(text.split())

    def assert_printed(self, part, content):
        self.assertIn(part.replace(' ', ''), self.pdf_text(content))

    def test_paper_sheet(self):
        content, kind = self.env['ir.actions.report'].with_context(
            force_report_rendering=True)._render_qweb_pdf(
            'transport_solidaire.ts_day_sheet_report', self.writer._get_sheet_runs(DAY).ids)
        self.assertEqual(kind, 'pdf')
        for part in ("Wanda Writer", "10:00", "Tess Texter", "Rue des Lilas", "Code 12A", "06 12 34 56 78",
                     "Test Walker", "Town Hall of the Test", "Bring her folder", "5 euros in an envelope"):
            with self.subTest(part=part):
                self.assert_printed(part, content)
        self.assertNotIn("Carla", self.pdf_text(content))

    def test_call_list(self):
        self.tell(self.caller)
        notice = self.tell(self.caller, key='key-2')
        content, _kind = self.env['ir.actions.report'].with_context(
            force_report_rendering=True)._render_qweb_pdf('transport_solidaire.ts_call_list_report', notice.ids)
        self.assert_printed("Carla Caller", content)
        self.assert_printed("The ride is on Tuesday.", content)

    def test_mail_of_the_evening_carries_the_sheet(self):
        with freeze_time(self.when(18.5, day=0)):
            self.root_env['ts.volunteer'].with_context(force_report_rendering=True)._cron_remind()
            self.send()
        mail = next(mail for mail in self.mails if 'wanda' in mail['To'])
        files = list(mail.iter_attachments())
        self.assertEqual([file.get_filename() for file in files], ["2026-03-10.pdf"])
        self.assert_printed("Tess Texter", files[0].get_content())
        self.assertNotIn("Tess", self.mail_text(mail))

    # ---- the operator's reports ----------------------------------------------------------------------
    def test_operator_reports_at_its_own_address(self):
        notice = self.tell(self.texter)
        self.send()
        address = self.settings.ts_sms_report_url
        self.assertNotIn(self.texter.name, address)
        path = address[address.index('/ts/sms/'):]
        query = f"?reference={notice.provider_reference}&delivered=1"
        for wrong in (path[:-1] + 'x', f"/ts/sms/{10 ** 20}/{path.rsplit('/', 1)[1]}"):
            self.env.flush_all()
            self.assertEqual(self.url_open(wrong + query).status_code, 404)
        self.assertEqual(self.url_open(path + query).status_code, 200)
        self.env.invalidate_all()
        self.assertEqual(notice.delivery, 'delivered')
        self.assertEqual(self.url_open(path + '?what=ever').status_code, 200)

    def test_one_sheet_that_fails_keeps_nobody_else_from_being_told(self):
        def fail(volunteer, day):
            raise ValueError("no sheet")

        with freeze_time('2026-03-09 17:30:00'), patch.object(type(self.writer), '_print_sheet', fail), \
                mute_logger('odoo.addons.transport_solidaire.models.ts_volunteer_sheet'):
            self.root_env['ts.volunteer']._cron_remind()
        told = self.notices.search([('kind', '=', 'reminder')])
        self.assertTrue(told.beneficiary_id, "nobody else was told")
        self.assertNotIn(self.writer, told.volunteer_id)
