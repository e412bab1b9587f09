# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A small world for tests: everybody lives and goes along one straight road, measured in kilometres.

The clock stands on Monday 9 March 2026, eight in the morning in France. Hours in tests are local.
"""
import re
from collections import Counter
from datetime import date, timedelta
from unittest.mock import patch

from lxml import etree

from odoo import Command
from odoo.sql_db import Cursor
from odoo.tests import TransactionCase, new_test_user
from odoo.tests.common import freeze_time
from odoo.tools import SQL

MONDAY = date(2026, 3, 9)
NOW = '2026-03-09 07:00:00'
ROLES = {
    'coordinator': 'transport_solidaire.group_ts_user',
    'manager': 'transport_solidaire.group_ts_manager',
    'treasurer': 'transport_solidaire.group_ts_treasurer',
    'board': 'transport_solidaire.group_ts_board',
    'plain': 'base.group_user',
    'portal': 'base.group_portal',
}
# One degree of latitude is 111.195 km as the crow flies, 1.3 times that by road.
KM_PER_DEGREE = 111.195 * 1.3


def latitude(km):
    """Return the latitude of a kilometre mark of the road, which goes north from 47°N 1.5°W."""
    return round(47 + km / KM_PER_DEGREE, 5)


class Rollback(Exception):
    """Ends a measured savepoint without keeping what was done in it."""


@freeze_time(NOW)
class TsCommon(TransactionCase):
    """An association with one user of each role; tests act as its coordinator unless they say so."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls._make_company("Rides of the Test")
        cls.users = {role: cls._make_user(role, group) for role, group in ROLES.items()}
        cls.root_env = cls.env
        cls.env = cls._env_of('coordinator')
        cls.company = cls.company.with_env(cls.env)
        manager = cls._env_of('manager')
        cls.purpose = manager['ts.purpose'].create({'name': "Test Errand", 'code': 'test_errand'})
        cls.walker, cls.chair = manager['ts.aid'].create([
            {'name': "Test Walker", 'code': 'test_walker', 'boarding_minutes': 3},
            {'name': "Test Chair", 'code': 'test_chair', 'boarding_minutes': 10, 'seats': 1,
             'needs_accessible_vehicle': True},
        ]).with_env(cls.env)
        cls.reasons = {kind: manager['ts.ride.reason'].create(
            {'name': f"Test reason {kind}", 'kind': kind}).with_env(cls.env)
            for kind in ('cancelled', 'no_show', 'refused', 'unserved', 'override')}

    # ---- the association and its people ----------------------------------------------------------
    @classmethod
    def _make_company(cls, name, **vals):
        company = cls.env['res.company'].create({
            'name': name, 'currency_id': cls.env.ref('base.EUR').id,
            'country_id': cls.env.ref('base.fr').id, **vals})
        company.partner_id.tz = 'Europe/Paris'
        cls.env.user.company_ids |= company
        return company

    @classmethod
    def _make_user(cls, role, groups, company=None):
        company = company or cls.company
        return new_test_user(
            cls.env, f"ts_{role}_{company.id}", groups=groups, lang='en_US', tz='Europe/Paris',
            email=f"ts_{role}_{company.id}@example.org", company_id=company.id,
            company_ids=[Command.set(company.ids)])

    @classmethod
    def _env_of(cls, role):
        """Return an environment in which the user of a role works in the test's association."""
        context = {**cls.env.context, 'allowed_company_ids': cls.company.ids, 'lang': 'en_US'}
        return cls.env(user=cls.users[role].id, context=context)

    @classmethod
    def make_volunteer(cls, name="Vincent Volunteer", km=0.0, car=True, **vals):
        """Create an active volunteer who lives at a kilometre mark, with a car of three seats."""
        volunteer = cls.env['ts.volunteer'].create({
            'partner_id': cls._make_partner(name, km).id, 'company_id': cls.company.id,
            'state': 'active', **vals})
        if car:
            cls.make_vehicle(volunteer)
        return volunteer

    @classmethod
    def make_vehicle(cls, volunteer, **vals):
        """Create a vehicle of a volunteer."""
        return cls.env['ts.volunteer.vehicle'].create({
            'volunteer_id': volunteer.id, 'name': "Blue Car", 'fiscal_power': 5, 'seats': 3, **vals})

    @classmethod
    def make_person(cls, name="Bertille Beneficiary", km=10.0, **vals):
        """Create a person to be driven, who lives at a kilometre mark."""
        return cls.env['ts.beneficiary'].create({
            'partner_id': cls._make_partner(name, km).id, 'company_id': cls.company.id, **vals})

    @classmethod
    def _make_partner(cls, name, km):
        vals = {'name': name}
        if km is not None:
            vals |= {'partner_latitude': latitude(km), 'partner_longitude': -1.5}
        return cls.env['res.partner'].create(vals)

    @classmethod
    def make_place(cls, name="Surgery of the Test", km=30.0, **vals):
        """Create a place at a kilometre mark."""
        where = {} if km is None else {'latitude': latitude(km), 'longitude': -1.5}
        return cls.env['ts.place'].create({
            'name': name, 'company_id': cls.company.id, **where, **vals})

    # ---- time ------------------------------------------------------------------------------------
    @classmethod
    def when(cls, hour, day=1):
        """Return the UTC datetime of a local hour, ``day`` days after Monday 9 March 2026."""
        return cls.company._to_utc(MONDAY + timedelta(days=day), hour)

    def local(self, moment):
        """Return a UTC datetime as local text ``HH:MM``."""
        return f"{self.company._to_local(moment):%H:%M}"

    # ---- rides -----------------------------------------------------------------------------------
    @classmethod
    def make_ride(cls, person, place, hour=10.0, day=1, **vals):
        """Create a ride from a person's home to a place, picked up at a local hour."""
        if 'appointment_at' not in vals:
            vals['pickup_at'] = cls.when(hour, day)
        return cls.env['ts.ride'].create({
            'company_id': cls.company.id, 'beneficiary_id': person.id, 'dropoff_place_id': place.id,
            'purpose_id': cls.purpose.id, **vals})

    @classmethod
    def make_return(cls, outward, hour=11.5, day=1, **vals):
        """Create the return of a ride, from where it went to where it began."""
        return cls.env['ts.ride'].create({
            'company_id': outward.company_id.id, 'beneficiary_id': outward.beneficiary_id.id,
            'pickup_place_id': outward.dropoff_place_id.id,
            'dropoff_place_id': outward.pickup_place_id.id,
            'pickup_at': cls.when(hour, day), 'outward_id': outward.id, **vals})

    def make_driven(self, volunteer, person, place, day=-3, hour=10.0):
        """Create a ride that took place; its run is returned, with the kilometres proposed."""
        ride = self.make_ride(person, place, hour, day)
        run = ride._assign(volunteer)
        ride.action_done()
        return run

    def blocker_codes(self, ride, volunteer, **kwargs):
        """Return the codes of what speaks against giving a ride to a volunteer, in order."""
        return [b.code for b in ride._get_assignment_blockers(volunteer, **kwargs)[ride]]

    def chatter(self, record):
        """Return everything that is written in the chatter of a record, tracked values included."""
        self.env.flush_all()
        self.cr.precommit.run()
        messages = record.message_ids.sudo()  # the test reads all, whatever its user may see
        tracked = messages.tracking_value_ids
        values = [v.old_value_char or '' for v in tracked] + [v.new_value_char or '' for v in tracked]
        numbers = [f"{v.old_value_float:g} → {v.new_value_float:g}" for v in tracked]
        return '\n'.join([*messages.mapped(lambda m: str(m.body)), *values, *numbers])

    # ---- screens ---------------------------------------------------------------------------------
    def view_fields(self, model, kind, view=None):
        """Return what the web client asks for when it opens a view, as a ``web_read`` specification."""
        view_id = self.env.ref(f'transport_solidaire.{view}').id if view else False
        arch = etree.fromstring(self.env[model].get_views([(view_id, kind)])['views'][kind]['arch'])
        names = {node.get('name') for node in arch.iter('field')
                 if not any(parent.tag == 'field' for parent in node.iterancestors())}
        fields = self.env[model]._fields
        return {name: {'fields': {'display_name': {}}} if fields[name].relational else {}
                for name in names}

    # ---- query counts ----------------------------------------------------------------------------
    def count_queries(self, act, records):
        """Return how many queries ``act(records)`` makes on a cold cache; what it does is undone."""
        self.env.flush_all()
        count = 0
        try:
            with self.cr.savepoint():
                self.env.invalidate_all()
                before = self.cr.sql_log_count
                act(records)
                self.env.flush_all()
                count = self.cr.sql_log_count - before
                raise Rollback()
        except Rollback:
            self.env.invalidate_all()
        return count

    def assert_flat(self, act, records, size, other=None):
        """Check that ``act`` makes as many queries on ``2 × size`` records as on ``size``."""
        self.assertGreaterEqual(len(records), 2 * size)
        self.count_queries(act, records[:size])  # warms up what is cached for the whole process
        at_n = self.count_queries(act, records[:size])
        at_2n = self.count_queries(act, records[:2 * size])
        self.assertGreater(at_n, 0, "the measured action did nothing")
        if at_n != at_2n:
            self.fail(f"{at_n} queries for {size} records, {at_2n} for {2 * size}. Repeated most:\n"
                      + self._get_repeated(act, records[:2 * size]))

    def _get_repeated(self, act, records):
        """Return the queries that an action repeats, for the message of a failed test."""
        queries = Counter()
        execute = Cursor.execute

        def record(cursor, query, params=None, log_exceptions=True):
            text = query.code if isinstance(query, SQL) else str(query)
            queries[re.sub(r'(%s[, ]*)+', '%s', ' '.join(text.split()))[:300]] += 1
            return execute(cursor, query, params, log_exceptions)

        with patch.object(Cursor, 'execute', record):
            self.count_queries(act, records)
        return '\n'.join(f"{count} × {query}" for query, count in queries.most_common(6))
