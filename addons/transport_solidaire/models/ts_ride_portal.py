# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError

from .ts_ride import DESK

# States in which the volunteer knows whom he drives.
KNOWN_STATES = ('confirmed', 'done', 'no_show')
UPCOMING = ('requested', 'planned', 'confirmed')


class TsRide(models.Model):
    """A ride on the pages of those it concerns: what each of them may see and do."""

    _inherit = 'ts.ride'

    asked_online = fields.Boolean(
        "Asked Online, to Confirm", copy=False,
        help="She, or somebody for her, asked on her page. Read it, complete it, then confirm.")
    asked_by_partner_id = fields.Many2one('res.partner', "Asked Online By", copy=False, groups=DESK,
                                          index='btree_not_null')
    portal_key = fields.Char(copy=False, readonly=True, groups='base.group_system',
                             help="Names the form, so that sending it twice asks for one ride.")

    _portal_key_uniq = models.UniqueIndex(
        '(beneficiary_id, portal_key) WHERE portal_key IS NOT NULL', "This ride has been asked for already.")

    _asked_online_idx = models.Index('(company_id) WHERE asked_online IS TRUE')

    # ---- the desk ----------------------------------------------------------------------------------
    def action_confirm_asked(self):
        """The desk takes the request on: from now on it is a ride like any other."""
        rides = self | self.return_ids | self.outward_id
        for place in rides.pickup_place_id | rides.dropoff_place_id:
            if not place.active:
                raise UserError(self.env._(
                    "“%(words)s” are her own words. Choose the place, then confirm.", words=place.name))
        asked = rides.filtered('asked_online')
        asked.write({'asked_online': False})
        asked.filtered(lambda r: not r.coordinator_id).write({'coordinator_id': self.env.uid})
        asked.filtered('run_id')._recheck()

    def _check_offers(self, facts, offers):
        """Say that a ride asked online is not yet agreed with the person."""
        result = super()._check_offers(facts, offers)
        asked = [facts.rides[ride.id] for ride in self if ride.asked_online]
        for offer in offers:
            for ride in asked:
                offer.add(ride, 'asked_online', lambda: self.env._(
                    "She asked online and the desk has not confirmed yet."))
        return result

    # ---- the beneficiary ---------------------------------------------------------------------------
    def _can_cancel_online(self):
        """Tell whether she may still cancel by herself; a request that nobody has read always."""
        self.ensure_one()
        if self.state not in UPCOMING or self.pickup_at <= fields.Datetime.now():
            return False
        if self.asked_online and self.state == 'requested':
            return True
        notice = timedelta(hours=self.company_id.ts_cancel_hours)
        return self.pickup_at - notice >= fields.Datetime.now()

    def _cancel_online(self, with_linked=False):
        """Cancel for the person, in time; twice is once.

        :param with_linked: the return of an outward ride (or the reverse) as well
        """
        self.ensure_one()
        if self.state == 'cancelled':
            return
        rides = self
        if with_linked:
            rides |= (self.return_ids | self.outward_id).filtered(lambda r: r.state in UPCOMING)
        if not all(ride._can_cancel_online() for ride in rides):
            raise UserError(self.env._("It is too late to cancel here. Please call the association: %(phone)s",
                                       phone=self.company_id.phone or self.company_id.name))
        reason = (self.env.ref('transport_solidaire.ts_ride_reason_cancelled_1', raise_if_not_found=False)
                  or self._get_first_reason('cancelled'))
        rides._close('cancelled', reason)

    def _get_beneficiary_values(self):
        """Return what the person, or who asks for her, sees of these rides.

        :return: list of dicts, see the template ``ts_portal_rides``
        """
        texts = dict(self._fields['state']._description_selection(self.env))
        result = []
        for ride in self:
            driver = ride.volunteer_id.partner_id if ride.state == 'confirmed' else self.env['res.partner']
            local = ride.company_id._to_local(ride.pickup_at)
            result.append({
                'id': ride.id, 'day': local.date(), 'time': f"{local:%H:%M}", 'who': ride.beneficiary_id.name,
                'from': ride._get_own_label(ride.pickup_place_id),
                'to': ride._get_own_label(ride.dropoff_place_id),
                'asked': ride.asked_online, 'state': ride.state, 'state_text': texts[ride.state],
                'to_confirm': ride.time_to_confirm, 'companions': ride.companions,
                'driver': driver and (driver.firstname or driver.name), 'driver_phone': driver.phone,
                'car': driver and ride.run_id.vehicle_id.name, 'can_cancel': ride._can_cancel_online(),
                'desk_phone': ride.company_id.phone, 'association': ride.company_id.name,
                'linked': bool((ride.return_ids | ride.outward_id).filtered(lambda r: r.state in UPCOMING)),
            })
        return result

    def _get_own_label(self, place):
        """Return how a place is called to the person herself; empty is home."""
        return place.display_name if place else self.env._("home")

    # ---- the volunteer -----------------------------------------------------------------------------
    def _is_known_to_driver(self, today):
        """Tell whether the driver may know whom he drives: once he has said yes, until the day after."""
        return self.state in KNOWN_STATES and self.date >= today - timedelta(days=1)

    def _get_commune_label(self, place):
        """Return the commune of a place, or of her home: all that is told before a yes."""
        return (place or self.beneficiary_id).commune_id.name or (place or self.beneficiary_id).city or '?'

    def _get_question_values(self):
        """Return what may be told of this ride to somebody who has not said yes."""
        local = self.company_id._to_local(self.pickup_at)
        expected = self.appointment_at and self.company_id._to_local(self.appointment_at)
        return {
            'day': local.date(), 'time': f"{local:%H:%M}", 'km': self.distance_km,
            'appointment': expected and f"{expected:%H:%M}", 'to_confirm': self.time_to_confirm,
            'from': self._get_commune_label(self.pickup_place_id),
            'to': self._get_commune_label(self.dropoff_place_id),
            'people': 1 + self.companions, 'aids': ', '.join(self.aid_ids.mapped('name'))}
