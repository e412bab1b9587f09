# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command, http
from odoo.tests import HttpCase, new_test_user, tagged

from .common import TsCommon


@tagged('post_install', '-at_install')
class TsPortalCommon(TsCommon, HttpCase):
    """Two volunteers and two beneficiaries with a page, a daughter, and somebody of the staff without any file."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.root_env['res.lang']._activate_lang('en_US')
        cls.company.with_env(cls.root_env).phone = "02 40 00 00 00"
        cls.volunteer = cls.make_volunteer("Vincent Volunteer", km=0)
        cls.other_volunteer = cls.make_volunteer("Odile Other", km=1)
        cls.person = cls.make_person("Bertille Beneficiary", km=10, door_note="Code 12B", aid_ids=[
            Command.set(cls.walker.ids)])
        cls.person.partner_id.write({'phone': "02 40 11 22 33", 'street': "3 lane of the Test"})
        cls.other_person = cls.make_person("Paul Private", km=12)
        cls.place = cls.make_place(km=30)
        cls.daughter = cls.env['res.partner'].create({'name': "Denise Daughter"})
        cls.person.portal_partner_ids = cls.daughter
        for login, partner in (
                ('ts_vincent', cls.volunteer.partner_id), ('ts_odile', cls.other_volunteer.partner_id),
                ('ts_bertille', cls.person.partner_id), ('ts_paul', cls.other_person.partner_id),
                ('ts_denise', cls.daughter)):
            cls.make_portal_user(login, partner)
        cls.ride = cls.make_ride(cls.person, cls.place, hour=10, day=0)
        cls.outing = cls.ride._assign(cls.volunteer)
        cls.ride.action_confirm()

    @classmethod
    def make_portal_user(cls, login, partner):
        """Create a user of the portal for a contact."""
        return new_test_user(
            cls.root_env, login, groups='base.group_portal', lang='en_US', tz='Europe/Paris',
            partner_id=partner.id, name=partner.name, email=f"{login}@example.org", company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)])

    # ---- a telephone -------------------------------------------------------------------------------
    def login(self, login):
        """Go on as this user; None is anybody from the street."""
        self.authenticate(login, login)

    def get(self, url, **kwargs):
        """Return what comes, without going on to where it sends."""
        return self._open(url, method='GET', **kwargs)

    def post(self, url, data=None, **kwargs):
        """Send a form of ours."""
        data = {'csrf_token': http.Request.csrf_token(self), **(data or {})}
        return self._open(url, data=data, method='POST', **kwargs)

    def _open(self, url, **kwargs):
        response = self.url_open(url, allow_redirects=False, **kwargs)
        self.env.invalidate_all()
        return response

    def assert_done(self, response, target):
        """Check that a form was taken and the browser sent on."""
        self.assertEqual(response.status_code, 303, response.text)
        self.assertURLEqual(response.headers['Location'], target)

    def assert_said(self, response, text):
        """Check that the page was shown again with a sentence."""
        self.assertEqual(response.status_code, 200)
        self.assertIn('class="err"', response.text)
        self.assertIn(text, response.text)
