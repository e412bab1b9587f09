# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import Counter, defaultdict

from odoo import models

from ..tools.import_plan import Difference
from ..tools.spreadsheet import DRIVEN


class TsImport(models.Model):
    """Rides that are there already, from the same file or from the phone desk.

    A ride is known by who is carried, the local date and time, and where to. Among those that share
    this, the one with the same driver and the same kilometres is it; then the one with the same
    driver; then one that did not take place, when the file says that it did (or the reverse).
    """

    _inherit = 'ts.import'

    def _get_import_key(self, plan, entry):
        """Return the text that keeps a ride from coming in twice."""
        ride = entry.record
        person = self._get_id(plan, 'beneficiaries', ride.beneficiary.ref)
        driver = self._get_id(plan, 'volunteers', ride.volunteer.ref) if self._has_run(ride) else ''
        return '|'.join(map(str, (
            person, self._format_moment(*entry.vals['at']), entry.vals['to'], driver, entry.vals['number'])))

    @staticmethod
    def _format_moment(day, moment):
        return f"{day:%Y-%m-%d} {moment:%H:%M}"

    def _get_base(self, entry):
        return (entry.record.beneficiary.ref, self._format_moment(*entry.vals['at']), entry.vals['to'])

    def _get_driver(self, entry):
        return entry.record.volunteer.ref if self._has_run(entry.record) else None

    def _pair_rides(self, entries, company, overwrite):
        """Give entries the ride that is there already, and number those that are alike."""
        by_base = defaultdict(list)
        for entry in entries:
            by_base[self._get_base(entry)].append(entry)
        known, numbers = self._load_known_rides(by_base, company)
        taken = set()
        for base, group in by_base.items():
            for is_it in (self._is_very_ride, self._has_same_driver, self._has_other_outcome):
                for entry in group:
                    if entry.id:
                        continue
                    ride = next((r for r in known.get(base, ())
                                 if r.id not in taken and is_it(entry, r)), None)
                    if ride is not None:
                        entry.id = ride.id
                        taken.add(ride.id)
                        self._compare_ride(entry, ride, overwrite)
        for entry in entries:
            if not entry.id:
                alike = (*self._get_base(entry), self._get_driver(entry))
                numbers[alike] += 1
                entry.vals['number'] = numbers[alike]

    def _load_known_rides(self, bases, company):
        """Return ({base: rides}, highest number of each base and driver) of what is on record."""
        people = {base[0] for base in bases if isinstance(base[0], int)}
        if not people:
            return {}, Counter()
        days = [base[1][:10] for base in bases]
        rides = self.env['ts.ride'].search([
            ('company_id', '=', company.id), ('beneficiary_id', 'in', list(people)),
            '|', ('import_key', '!=', False), '&', ('date', '>=', min(days)), ('date', '<=', max(days))])
        known, numbers = defaultdict(list), Counter()
        for ride in rides:
            if ride.import_key:
                person, moment, place, driver, number = ride.import_key.split('|')
                base = (int(person), moment, place)
                known[base].append(ride)
                alike = (*base, int(driver) if driver else None)
                numbers[alike] = max(numbers[alike], int(number))
                continue
            moment = self._format_moment(ride.date, company._to_local(ride.pickup_at).time())
            place = ride.dropoff_place_id
            for text in {place.name, place.display_name} if place else {None}:
                known[ride.beneficiary_id.id, moment,
                      self._get_place_key(text) if place else 'home'].append(ride)
        return known, numbers

    # ---- is it that one? -------------------------------------------------------------------------
    def _is_very_ride(self, entry, ride):
        row = entry.record
        if not self._has_run(row):
            return ride.state == ('requested' if row.state == 'planned' else row.state)
        return self._has_same_driver(entry, ride) and (
            row.state not in DRIVEN or abs(ride.run_id.km_actual - float(row.km)) < 0.05)

    def _has_same_driver(self, entry, ride):
        return ride.volunteer_id.id == (self._get_driver(entry) or False)

    def _has_other_outcome(self, entry, ride):
        return bool(ride.run_id) != self._has_run(entry.record)

    def _compare_ride(self, entry, ride, overwrite):
        """Note what the file says otherwise than the ride on record."""
        row, run = entry.record, ride.run_id
        states = dict(ride._fields['state']._description_selection(self.env))
        state = 'requested' if row.state == 'planned' and not self._has_run(row) else row.state
        entry.vals = {'run': {}}
        if ride.state != state:
            entry.differences.append(Difference(
                ride._fields['state'].get_description(self.env, ['string'])['string'],
                states[ride.state], states[state]))
        elif row.state in DRIVEN:
            for name, kept, found in (
                    ('km_actual', run.km_actual, float(row.km)),
                    ('cost_total', run.cost_total, float(row.toll + row.parking))):
                if abs(kept - found) < 0.005:
                    continue
                if overwrite and name == 'km_actual':
                    entry.vals['run'] = {'km_actual': found}
                    continue
                entry.differences.append(Difference(
                    run._fields[name].get_description(self.env, ['string'])['string'],
                    f"{kept:g}", f"{found:g}"))
