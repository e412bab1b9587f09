# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from dateutil.relativedelta import relativedelta

from odoo import api, fields, models


class TsBeneficiary(models.Model):
    """The person carried: what the desk must know to serve her well, and nothing about illness.

    Needs are coded aids. They are deliberately not tracked: they stay out of the chatter, of mails
    and of logs.
    """

    _name = 'ts.beneficiary'
    _description = "Beneficiary"
    _inherit = ['ts.person.mixin']

    birthdate = fields.Date()
    aid_ids = fields.Many2many('ts.aid', string="Aids")
    boarding_minutes = fields.Integer(
        "Boarding Time (min)", compute='_compute_boarding_minutes', store=True, readonly=False,
        help="Minutes needed to get in or out of the car.")
    companions = fields.Integer("Usual Companions", help="People who usually come along.")
    needs_escort = fields.Boolean("To the Door", help="The driver goes with her to the door or the desk.")
    emergency_name = fields.Char("Emergency Contact")
    emergency_phone = fields.Char()
    door_note = fields.Text(help="Building, floor, door code, where to ring.")
    alert = fields.Char(help="Shown to the coordinator at each booking.")
    tus_ground = fields.Selection(
        [('place', "Place of Living"), ('resources', "Resources"), ('both', "Both")],
        "TUS Ground", help="Why this person may use the service (Code des transports, R3133-1).")
    tus_seen_on = fields.Date("Ground Seen On")
    tus_seen_by_id = fields.Many2one('res.users', "Ground Seen By")
    consent_date = fields.Date("Consent On", help="When she agreed that her needs are kept on file.")
    max_rides_month = fields.Integer("Rides a Month", help="Limit agreed with her. 0 means no limit.")
    refused_volunteer_ids = fields.Many2many(
        'ts.volunteer', 'ts_beneficiary_refuses_volunteer_rel', 'beneficiary_id', 'volunteer_id',
        "Refuses", check_company=True)
    refused_by_ids = fields.Many2many(
        'ts.volunteer', 'ts_volunteer_refuses_beneficiary_rel', 'beneficiary_id', 'volunteer_id',
        check_company=True)
    lives_alone = fields.Boolean()
    ride_ids = fields.One2many('ts.ride', 'beneficiary_id', "Rides")
    ride_count = fields.Integer(compute='_compute_ride_count')

    _partner_company_uniq = models.UniqueIndex(
        '(partner_id, company_id)', "This person already has a file in this association.")

    @api.depends('aid_ids')
    def _compute_boarding_minutes(self):
        for person in self:
            person.boarding_minutes = sum(person.aid_ids.mapped('boarding_minutes'))

    def _compute_ride_count(self):
        counts = dict(self.env['ts.ride']._read_group(
            [('beneficiary_id', 'in', self.ids)], ['beneficiary_id'], ['__count']))
        for person in self:
            person.ride_count = counts.get(person, 0)

    def _get_recent_places(self, limit=5):
        """Return the places this person last went to, the most recent first."""
        self.ensure_one()
        groups = self.env['ts.ride']._read_group(
            [('beneficiary_id', '=', self.id), ('dropoff_place_id', '!=', False)],
            ['dropoff_place_id'], order='pickup_at:max desc', limit=limit)
        return self.env['ts.place'].union(*[place for (place,) in groups])

    def _get_booking_alerts(self, day):
        """Return what the coordinator must know when she books: the alert note, a limit reached."""
        sentences = [self.alert] if self.alert else []
        if self.max_rides_month and day:
            first = day.replace(day=1)
            count = self.env['ts.ride'].search_count([
                ('beneficiary_id', '=', self._origin.id), ('date', '>=', first),
                ('date', '<', first + relativedelta(months=1)),
                ('state', 'not in', ('cancelled', 'refused', 'unserved'))])
            if count >= self.max_rides_month:
                sentences.append(self.env._(
                    "%(count)s rides already that month, %(limit)s were agreed.",
                    count=count, limit=self.max_rides_month))
        return sentences
