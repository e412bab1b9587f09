# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models


class TsRunStop(models.Model):
    """A stop of a run, in order: leaving home, picking up, setting down, back home.

    The leg is the way from the stop before. It keeps who measured it and whether somebody
    corrected it; a corrected leg is never measured again.
    """

    _name = 'ts.run.stop'
    _description = "Stop"
    _order = 'run_id, sequence, id'
    _check_company_auto = True

    run_id = fields.Many2one('ts.run', required=True, index=True, ondelete='cascade', check_company=True)
    company_id = fields.Many2one(related='run_id.company_id', store=True, index=True)
    sequence = fields.Integer(default=10)
    kind = fields.Selection(
        [('start', "Leaves Home"), ('pickup', "Picks Up"), ('dropoff', "Sets Down"), ('end', "Back Home")],
        required=True)
    ride_id = fields.Many2one('ts.ride', index='btree_not_null', ondelete='cascade', check_company=True)
    beneficiary_id = fields.Many2one(related='ride_id.beneficiary_id')
    name = fields.Char("Where", compute='_compute_name')
    planned_at = fields.Datetime("Planned Time")
    actual_at = fields.Datetime("Actual Time")
    wait_minutes = fields.Integer("Wait (min)", help="Time between arriving here and the planned time.")
    load_before = fields.Integer("On Board", help="People on board while driving to this stop.")
    leg_km = fields.Float("Leg (km)", digits=(9, 1))
    leg_minutes = fields.Integer("Leg (min)")
    leg_provider = fields.Char("Measured By")
    leg_corrected = fields.Boolean("Corrected", help="Somebody typed these kilometres.")

    @api.depends_context('uid')
    @api.depends('kind', 'ride_id', 'run_id')
    def _compute_name(self):
        for stop in self:
            if stop.kind == 'pickup':
                stop.name = stop.ride_id.pickup_label
            elif stop.kind == 'dropoff':
                stop.name = stop.ride_id.dropoff_label
            else:
                stop.name = self.env._("home, %(city)s", city=stop.run_id.volunteer_id.city or '?')

    @api.depends_context('uid')
    @api.depends('name')
    def _compute_display_name(self):
        for stop in self:
            stop.display_name = stop.name

    @api.onchange('leg_km')
    def _onchange_leg_km(self):
        self.leg_corrected = True

    def write(self, vals):
        """Mark a leg that somebody types, in whatever way; a measure brings its provider along."""
        if 'leg_km' in vals and not {'leg_provider', 'leg_corrected'} & set(vals):
            vals = {**vals, 'leg_corrected': True}
        return super().write(vals)

    def _get_point(self):
        """Return the position of the stop, or None."""
        if self.kind == 'pickup':
            return self.ride_id._get_pickup_point()
        if self.kind == 'dropoff':
            return self.ride_id._get_dropoff_point()
        return self.run_id.volunteer_id._get_point()

    def _get_door(self):
        """Return the place or the person's contact where the stop is: two people at one door are there at once."""
        ride = self.ride_id
        if self.kind == 'pickup':
            return ride.pickup_place_id or ride.beneficiary_id.partner_id
        if self.kind == 'dropoff':
            return ride.dropoff_place_id or ride.beneficiary_id.partner_id
        return self.run_id.volunteer_id.partner_id

    def _get_way(self, before):
        """Return the two points of the way from the stop before; none within one door."""
        if before._get_door() == self._get_door():
            return None, None
        return before._get_point(), self._get_point()

    def _get_ride_time(self):
        return self.ride_id.pickup_at if self.kind == 'pickup' else self.ride_id.dropoff_at

    # ---- keeping the stops of runs in step with their rides --------------------------------------
    @api.model
    def _sync(self, runs):
        """Create, remove, order and measure the stops of runs."""
        # deleting rows empties the cache, and with it what “these runs of those rides” reads at once
        runs = runs.browse(runs.ids)
        self._sync_rows(runs)
        self._load_positions(runs)
        runs.invalidate_recordset(['stop_ids'])
        for run in runs:
            self._sync_order(run)
        self._measure(runs)
        for run in runs:
            self._time(run)

    def _load_positions(self, runs):
        """Read at once what the points of these runs need; stops ask for them one at a time."""
        rides = runs.ride_ids
        places = rides.pickup_place_id | rides.dropoff_place_id
        homes = rides.beneficiary_id.partner_id | runs.volunteer_id.partner_id
        places.fetch(['latitude', 'longitude', 'commune_id'])
        homes.fetch(['partner_latitude', 'partner_longitude', 'ts_commune_id'])
        (places.commune_id | homes.ts_commune_id).fetch(['latitude', 'longitude'])

    def _sync_rows(self, runs):
        wanted, stale = [], self.browse()
        for run in runs:
            rides = run.ride_ids.filtered(lambda r: r.state not in ('cancelled', 'refused', 'unserved'))
            missing = {('start', False), ('end', False)} if rides else set()
            missing |= {(kind, ride.id) for ride in rides for kind in ('pickup', 'dropoff')}
            for stop in run.stop_ids:
                key = (stop.kind, stop.ride_id.id)
                if key in missing:
                    missing.remove(key)
                else:
                    stale |= stop
            wanted += [{'run_id': run.id, 'kind': kind, 'ride_id': ride_id, 'sequence': 0}
                       for kind, ride_id in sorted(missing)]
        stale.unlink()
        self.create(wanted)

    def _sync_order(self, run):
        """Keep the order of known stops; put new ones (sequence 0) where their time says."""
        middle = run.stop_ids.filtered('ride_id')
        order = list(middle.filtered('sequence').sorted('sequence'))
        new = middle.filtered(lambda s: not s.sequence)
        for stop in new.sorted(lambda s: (s._get_ride_time(), s.kind == 'pickup')):
            earlier = [i for i, other in enumerate(order)
                       if other._get_ride_time() <= stop._get_ride_time()
                       or (other.kind == 'pickup' and other.ride_id == stop.ride_id)]
            order.insert(earlier[-1] + 1 if earlier else 0, stop)
        ends = {kind: run.stop_ids.filtered(lambda s, k=kind: s.kind == k) for kind in ('start', 'end')}
        for sequence, stop in enumerate([*ends['start'], *order, *ends['end']], start=1):
            if stop.sequence != sequence:
                stop.sequence = sequence

    def _measure(self, runs):
        """Ask the distance provider for every leg that nobody corrected, all runs in one go."""
        for company, company_runs in runs.grouped('company_id').items():
            legs = []
            for run in company_runs:
                stops = run.stop_ids.sorted('sequence')
                legs += [(before, stop) for before, stop in zip(stops, stops[1:], strict=False)
                         if not stop.leg_corrected]
            pairs = [stop._get_way(before) for before, stop in legs]
            for (_before, stop), leg in zip(legs, self.env['ts.distance']._get_legs(company, pairs),
                                            strict=True):
                stop.write({
                    'leg_km': leg.km if leg else 0.0, 'leg_minutes': leg.minutes if leg else 0,
                    'leg_provider': leg.provider if leg else False})

    def _time(self, run):
        """Write planned times, waits and people on board, and the run's own start and end."""
        stops = run.stop_ids.sorted('sequence')
        middle = stops.filtered('ride_id')
        if not middle:
            return
        load, leaves = 0, None
        for stop in middle:
            planned = stop._get_ride_time()
            arrives = leaves + timedelta(minutes=stop.leg_minutes) if leaves else planned
            stop.write({'planned_at': planned, 'load_before': load,
                        'wait_minutes': max(0, int((planned - arrives).total_seconds() // 60))})
            people = 1 + stop.ride_id.companions
            load += people if stop.kind == 'pickup' else -people
            leaves = planned
        start = middle[0].planned_at - timedelta(minutes=middle[0].leg_minutes)
        end = middle[-1].planned_at + timedelta(minutes=stops[-1].leg_minutes)
        stops[0].planned_at, stops[-1].planned_at = start, end
        run.write({'start_at': start, 'end_at': end})
