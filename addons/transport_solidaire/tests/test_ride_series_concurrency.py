# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Two servers make the rides of a repeated need ahead at the same moment, in real transactions."""
from odoo import SUPERUSER_ID, Command, api, fields
from odoo.modules.registry import Registry
from odoo.tests import tagged
from odoo.tests.common import BaseCase, get_db_name

NAME = "Series of the Test"


@tagged('post_install', '-at_install')
class TestRideSeriesConcurrency(BaseCase):
    """Whoever comes second makes nothing twice. The test commits and deletes what it has made."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        with self.registry.cursor() as cr:
            env = self._env(cr)
            companies = env['res.company'].with_context(active_test=False)
            company = companies.search([('name', '=', NAME)]) or companies.create({'name': NAME})
            company.active = True
            person = env['ts.beneficiary'].create({
                'company_id': company.id, 'partner_id': env['res.partner'].create({'name': "Repeated Person"}).id})
            place = env['ts.place'].create({'company_id': company.id, 'name': "Repeated Place"})
            self.company, self.series = company.id, env['ts.ride.series'].create({
                'company_id': company.id, 'beneficiary_id': person.id, 'place_id': place.id, 'state': 'running',
                'date_from': fields.Date.today(), 'slot_ids': [Command.create({'weekday': '2'})]}).id
        self.addCleanup(self._delete_all)

    def _env(self, cr):
        return api.Environment(cr, SUPERUSER_ID, {'lang': 'en_US', 'tracking_disable': True})

    def _delete_all(self):
        with self.registry.cursor() as cr:
            env = self._env(cr)
            own = [('company_id', '=', self.company)]
            env['ts.ride.series'].search(own).action_end()
            for model in ('ts.ride', 'ts.ride.series', 'ts.beneficiary', 'ts.place'):
                env[model].search(own).unlink()
            env['res.company'].browse(self.company).active = False
            env.user.company_ids = [Command.unlink(self.company)]

    def _make(self, cr):
        return len(self._env(cr)['ts.ride.series'].browse(self.series)._create_ahead())

    def test_at_the_same_moment_only_one_makes_them(self):
        with self.registry.cursor() as first, self.registry.cursor() as second:
            made = self._make(first)
            self.assertGreater(made, 0)
            self.assertEqual(self._make(second), 0, "the second one did not leave it to the first")
            first.commit()
        with self.registry.cursor() as later:
            self.assertEqual(self._make(later), 0)

    def test_killed_half_way_leaves_nothing_and_the_next_one_makes_all(self):
        with self.registry.cursor() as killed:
            made = self._make(killed)
            killed.rollback()
        with self.registry.cursor() as next_one:
            self.assertEqual(self._make(next_one), made)
