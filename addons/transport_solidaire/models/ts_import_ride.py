# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import time

from odoo import models
from odoo.tools.misc import split_every

from ..tools.guard import guarded
from ..tools.import_plan import Entry
from ..tools.spreadsheet import DRIVEN
from .ts_import_place import HOME_WORDS

BATCH = 500
# A ride without time stands in the morning of its day.
DEFAULT_TIME = time(9)


class TsImport(models.Model):
    """Rides of the files: one row is one ride, and one run when somebody drove."""

    _inherit = 'ts.import'

    # ---- deciding --------------------------------------------------------------------------------
    def _plan_rides(self, plan, company, overwrite):
        """Return an ``Entry`` for each accepted ride, with references in place of ids."""
        rides = plan.checks['rides'].accepted
        ways = [self._get_way(ride) for ride in rides]
        places = self._find_places(plan, list(dict.fromkeys(
            text for way in ways for text in way if text is not None)), company)
        entries = []
        for ride, (pickup, dropoff) in zip(rides, ways, strict=True):
            where = (places.get(pickup), places.get(dropoff))
            note = ride.note
            if where[0] and where[0] == where[1]:
                # A way within one town: where it began stands in the note.
                note = ' ; '.join(filter(None, [note, f"{pickup} → {dropoff}"]))
                where = (None, where[1])
            entries.append(Entry(ride, None, {
                'where': where, 'note': note, 'at': (ride.date, ride.time or DEFAULT_TIME),
                'to': 'home' if dropoff is None else self._get_place_key(dropoff)}))
        self._pair_rides(entries, company, overwrite)
        return entries

    def _get_way(self, ride):
        """Return where a ride begins and ends as written, None for home."""
        home = self._get_place_key(ride.beneficiary.city)
        keys = [self._get_place_key(text) for text in (ride.pickup, ride.dropoff)]
        at_home = [key in HOME_WORDS or key == home for key in keys]
        from_home = at_home[0] or not keys[0]
        to_home = not from_home and (at_home[1] or not keys[1])
        return None if from_home else ride.pickup, None if to_home else ride.dropoff

    # ---- writing ---------------------------------------------------------------------------------
    def _apply_rides(self, plan, company, progress):
        """Create runs and rides by the batch, and correct those that the file corrects."""
        new = [entry for entry in plan.entries['rides'] if not entry.id]
        code_ids = {
            'purpose': self._get_code_ids('ts.purpose'),
            'reason': self._get_first_reasons(),
            'vehicle': self._get_usual_vehicles(plan, new),
        }
        done = 0
        for batch in split_every(BATCH, new, list):
            self._create_rides(plan, batch, company, code_ids)
            done += len(batch)
            progress(self._get_kind_label('rides'), done, len(new))
        for entry in plan.entries['rides']:
            if entry.id and entry.vals.get('run'):
                self.env['ts.ride'].browse(entry.id).run_id.write(entry.vals['run'])

    @staticmethod
    def _get_id(plan, kind, ref):
        """Return the id of a reference: an id already, or what was created for it."""
        if ref is None or isinstance(ref, int):
            return ref
        return plan.ids[ref if ref[0] != 'new' else (kind, ref[1])]

    def _get_usual_vehicles(self, plan, entries):
        ids = {self._get_id(plan, 'volunteers', entry.record.volunteer.ref)
               for entry in entries if entry.record.volunteer}
        volunteers = self.env['ts.volunteer'].browse(ids)
        return {volunteer.id: volunteer.vehicle_id.id for volunteer in volunteers}

    def _get_first_reasons(self):
        """Return the usual reason of each kind of result."""
        reasons = {}
        for reason in self.env['ts.ride.reason'].search(
                [('kind', '!=', 'override')], order='sequence, id'):
            reasons.setdefault(reason.kind, reason.id)
        return reasons

    def _create_rides(self, plan, batch, company, code_ids):
        driven = [entry for entry in batch if self._has_run(entry.record)]
        runs = self.env['ts.run'].create([
            self._prepare_run(plan, entry, company, code_ids) for entry in driven])
        run_ids = dict(zip(map(id, driven), runs.ids, strict=True))
        rides = guarded(self.env['ts.ride']).create([
            self._prepare_ride(plan, entry, company, code_ids, run_ids.get(id(entry))) for entry in batch])
        self.env['ts.run.cost'].create([
            {'run_id': run_ids[id(entry)], 'kind': kind, 'amount': float(amount)}
            for entry in driven
            for kind, amount in (('toll', entry.record.toll), ('parking', entry.record.parking)) if amount])
        rides.filtered(lambda ride: ride.state == 'planned').run_id._rebuild_stops()
        self.env.flush_all()

    @staticmethod
    def _has_run(ride):
        return bool(ride.volunteer) and ride.state in (*DRIVEN, 'planned')

    def _prepare_run(self, plan, entry, company, code_ids):
        ride = entry.record
        volunteer_id = self._get_id(plan, 'volunteers', ride.volunteer.ref)
        return {
            'company_id': company.id, 'volunteer_id': volunteer_id, 'mode': 'car',
            'vehicle_id': code_ids['vehicle'].get(volunteer_id), 'start_at': self._get_start(entry, company),
            'km_actual': float(ride.km or 0) if ride.state in DRIVEN else 0.0,
            'waiting_minutes': ride.waiting,
        }

    def _prepare_ride(self, plan, entry, company, code_ids, run_id):
        ride = entry.record
        state = 'requested' if ride.state == 'planned' and not run_id else ride.state
        pickup, dropoff = (self._get_id(plan, 'places', ref) for ref in entry.vals['where'])
        vals = {
            'company_id': company.id, 'run_id': run_id, 'state': state,
            'beneficiary_id': self._get_id(plan, 'beneficiaries', ride.beneficiary.ref),
            'purpose_id': code_ids['purpose'].get(ride.purpose), 'reason_id': code_ids['reason'].get(state),
            'pickup_place_id': pickup, 'dropoff_place_id': dropoff,
            'pickup_at': self._get_start(entry, company), 'note': entry.vals['note'],
            'import_key': self._get_import_key(plan, entry),
        }
        if ride.companions is not None:
            vals['companions'] = ride.companions
        return vals

    @staticmethod
    def _get_start(entry, company):
        day, moment = entry.vals['at']
        return company._to_utc(day, moment.hour + moment.minute / 60)
