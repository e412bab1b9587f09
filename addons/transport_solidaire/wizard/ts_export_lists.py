# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

from ..tools.export_columns import (
    ENERGIES,
    GROUNDS,
    PURPOSES,
    RIDE_STATES,
    VOLUNTEER_STATES,
    write_aids,
    write_refused_aids,
    write_slots,
)


class TsExport(models.TransientModel):
    """The rows of each list, in the order of its headings."""

    _inherit = 'ts.export'

    def _get_company_domain(self):
        return [('company_id', '=', self.company_id.id)]

    # ---- people ----------------------------------------------------------------------------------
    @staticmethod
    def _get_names(person):
        """Return the last and first name of a person's contact."""
        return person.partner_id.lastname or '', person.partner_id.firstname or ''

    def _get_full_name(self, person):
        """Return a name as lists are sorted, last name first."""
        last, first = self._get_names(person)
        return ' '.join(filter(None, (last.upper(), first)))

    def _get_volunteer_rows(self):
        volunteers = self.env['ts.volunteer'].with_context(active_test=False).search(
            self._get_company_domain(), order='name')
        return [self._get_volunteer_row(volunteer) for volunteer in volunteers]

    def _get_volunteer_row(self, person):
        car = person.vehicle_id
        ends = {kind: max(filter(None, person.paper_ids.filtered(
            lambda p, k=kind: p.kind == k).mapped(name)), default=None)
            for kind, name in (('licence', 'date_seen'), ('insurance', 'date_end'),
                               ('inspection', 'date_end'))}
        slots = [(slot.weekday, slot.hour_from, slot.hour_to) for slot in person.availability_ids]
        return [
            self._get_full_name(person), person.phone or '', person.email or '', person.street or '',
            person.street2 or '', person.zip or '', person.city or '', car.fiscal_power or None,
            'oui' if car.energy == 'electric' else '', ENERGIES.get(car.energy, ''), car.name or '',
            car.plate or '', car.seats if car else None, *ends.values(), write_slots(slots),
            person.max_km or None, person.max_rides_week or None,
            write_refused_aids(person.refused_aid_ids.mapped('code')), person.date_start or None,
            person.date_end or None, VOLUNTEER_STATES[person.state], person.note or '']

    def _get_beneficiary_rows(self):
        people = self.env['ts.beneficiary'].search(self._get_company_domain(), order='name')
        return [self._get_beneficiary_row(person) for person in people]

    def _get_beneficiary_row(self, person):
        row = [
            *self._get_names(person), person.birthdate or None, person.street or '', person.street2 or '',
            person.zip or '', person.city or '', person.phone or '', person.email or '',
            person.companions or None, person.emergency_name or '', person.emergency_phone or '',
            person.door_note or '', 'oui' if person.lives_alone else '', person.consent_date or None]
        if self.with_needs:
            aids = person.aid_ids.mapped('code') + (['escort'] if person.needs_escort else [])
            row += [write_aids(aids), GROUNDS.get(person.tus_ground, ''), person.alert or '']
        return row

    # ---- places ----------------------------------------------------------------------------------
    def _get_place_rows(self):
        places = self.env['ts.place'].search(
            [('company_id', 'in', (self.company_id.id, False))], order='name')
        return [[
            place.name, place.street or '', place.zip or '', place.city or '', place.phone or '',
            place.opening or '', PURPOSES.get(place.purpose_id.code, place.purpose_id.name or ''),
            place.latitude or None, place.longitude or None, place.sector_id.name or '', place.note or '']
            for place in places]

    # ---- rides -----------------------------------------------------------------------------------
    def _get_ride_rows(self):
        domain = self._get_company_domain()
        domain += [('date', '>=', self.date_from)] if self.date_from else []
        domain += [('date', '<=', self.date_to)] if self.date_to else []
        rides = self.env['ts.ride'].search(domain)
        # A run is paid once: its kilometres and costs stand on its first ride.
        first = {}
        for ride in rides:
            first.setdefault(ride.run_id, ride)
        return [self._get_ride_row(ride, first[ride.run_id] == ride) for ride in rides]

    def _get_ride_row(self, ride, is_first):
        run = ride.run_id
        when = ride.company_id._to_local(ride.pickup_at)
        driven = ride.state in ('done', 'no_show')
        costs = {kind: sum(run.cost_ids.filtered(lambda c, k=kind: (c.kind == 'parking') == k).mapped('amount'))
                 for kind in (False, True)} if is_first and run else {False: 0, True: 0}
        waiting = run.waiting_minutes if is_first else 0
        return [
            ride.date, f"{when:%H:%M}", self._get_full_name(ride.beneficiary_id), ride.beneficiary_phone or '',
            self._get_place_text(ride.pickup_place_id, ride.beneficiary_id),
            ride.dropoff_place_id.display_name or 'domicile',
            PURPOSES.get(ride.purpose_id.code, ride.purpose_id.name or ''),
            self._get_full_name(run.volunteer_id) if run else '', ride.volunteer_phone or '',
            (run.km_actual if is_first else 0.0) if driven else None, f"{waiting} min" if waiting else '',
            costs[False] or None, costs[True] or None, RIDE_STATES[ride.state],
            ride.companions or None, ride.note or '']

    @staticmethod
    def _get_place_text(place, person):
        """Return where somebody is picked up; her home goes by its town, as coordinators write it."""
        return place.display_name if place else person.city or 'domicile'
