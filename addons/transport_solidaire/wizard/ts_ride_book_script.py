# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

# What the dialog asks and the person's file keeps: field here → field there.
FILE_FIELDS = {
    'tus_ground': 'tus_ground', 'emergency_name': 'emergency_name', 'emergency_phone': 'emergency_phone',
    'door_note': 'door_note', 'needs_escort': 'needs_escort',
}


class TsRideBook(models.TransientModel):
    """The spoken script: what to ask on the telephone. What is answered fills the person's file.

    What the file knows already is not asked again; the legal check is one sentence, and whoever
    passes over it says why (Code des transports, L3133-1 and R3133-1 to R3133-2).
    """

    _inherit = 'ts.ride.book'

    has_voucher = fields.Selection(
        [('no', "No"), ('yes', "Yes")], "Transport Voucher?",
        help="“Has your doctor given you a transport voucher?” With one, the health insurance pays a "
             "contracted taxi or ambulance car: we do not drive in its place.")
    needs_asked = fields.Boolean("Asked: Walker, Wheelchair, an Arm?", compute='_compute_from_file',
                                 store=True, readonly=False,
                                 help="“Do you need help to walk or to get into the car?”")
    tus_ground = fields.Selection(
        selection=lambda self: self.env['ts.beneficiary']._fields['tus_ground']._description_selection(self.env),
        string="Why We May Drive Her", compute='_compute_from_file', store=True, readonly=False,
        help="“In which commune do you live? Do you receive an allowance or the solidarity health cover?” "
             "One of the two grounds is enough.")
    tus_seen = fields.Boolean("Paper Seen Today", help="Ticked: the proof was shown; the file keeps the day "
                                                      "and your name, never a copy.")
    has_consent = fields.Boolean("Agrees That We Note Her Needs", compute='_compute_from_file', store=True,
                                 readonly=False,
                                 help="“May we keep on file what help you need, for the drivers?”")
    emergency_name = fields.Char("Whom to Call If Need Be", compute='_compute_from_file', store=True,
                                 readonly=False)
    emergency_phone = fields.Char(compute='_compute_from_file', store=True, readonly=False)
    door_note = fields.Text("How to Find Her Door", compute='_compute_from_file', store=True, readonly=False)
    needs_escort = fields.Boolean("To the Door", compute='_compute_from_file', store=True, readonly=False)
    script_left = fields.Char(compute='_compute_script_left', help="What has not been asked yet.")
    legal_warning = fields.Text(compute='_compute_legal_warning')
    legal_reason_id = fields.Many2one('ts.ride.reason', "Book All the Same Because",
                                      domain=[('kind', '=', 'override')])

    @api.depends('beneficiary_id')
    def _compute_from_file(self):
        for wizard in self:
            person = wizard.beneficiary_id
            for own, theirs in FILE_FIELDS.items():
                wizard[own] = person[theirs]
            wizard.needs_asked = bool(person.needs_asked_on)
            wizard.has_consent = bool(person.consent_date)

    @api.depends('beneficiary_id', 'has_voucher', 'needs_asked', 'tus_ground', 'has_consent',
                 'emergency_name', 'door_note', 'purpose_id')
    def _compute_script_left(self):
        for wizard in self:
            wizard.script_left = ', '.join(wizard._get_questions_left()) if wizard.beneficiary_id else False

    def _get_questions_left(self):
        """Return the labels of what has not been answered yet, in the order of the dialog."""
        names = ['has_voucher', 'needs_asked', 'tus_ground', 'has_consent', 'emergency_name', 'door_note']
        labels = self.fields_get(names, ['string'])
        return [labels[name]['string'] for name in names if not self[name]]

    @api.depends('beneficiary_id', 'place_id', 'from_place_id', 'has_voucher')
    def _compute_legal_warning(self):
        for wizard in self:
            wizard.legal_warning = '\n'.join(wizard._get_legal_warnings()) or False

    def _get_legal_warnings(self):
        """Return what the rules say against this ride, one sentence each."""
        sentences = []
        if self.has_voucher == 'yes':
            sentences.append(self.env._(
                "With a transport voucher the health insurance pays a contracted taxi: refer her to one."))
        km, limit = self._get_direct_km(), self.company_id.ts_max_trip_km
        if limit and km > limit:
            sentences.append(self.env._(
                "About %(km)s km: solidarity transport may not go beyond %(limit)s km (Code des transports, "
                "R3133-2).", km=round(km), limit=limit))
        return sentences

    def _get_direct_km(self):
        start = (self.from_place_id or self.beneficiary_id)._get_point() if self.beneficiary_id else None
        end = self.place_id._get_point() if self.place_id else None
        leg = self.env['ts.distance']._get_legs(self.company_id, [(start, end)])[0]
        return leg.km if leg else 0.0

    # ---- booking ---------------------------------------------------------------------------------
    def _book(self):
        """Ask for a reason where the rules speak against the ride, and keep the answers on the file."""
        warning = '\n'.join(self._get_legal_warnings())
        if warning and not self.legal_reason_id and not self.env.context.get('ts_unchecked'):
            raise UserError(self.env._(
                "%(warning)s\nIf the ride is to be booked all the same, say why under “Book All the Same "
                "Because”.", warning=warning))
        outward = super()._book()
        if warning:
            (outward | outward.return_ids).write(
                {'legal_note': warning, 'legal_reason_id': self.legal_reason_id.id})
        self._fill_file()
        return outward

    def _fill_file(self):
        """Write to the person's file what was answered and was not there; an empty answer erases nothing."""
        person, today = self.beneficiary_id, fields.Date.context_today(self)
        vals = {theirs: self[own] for own, theirs in FILE_FIELDS.items()
                if self[own] and self[own] != person[theirs]}
        if self.needs_asked and not person.needs_asked_on:
            vals |= {'needs_asked_on': today, 'companions': self.companions}
            if self.has_consent or person.consent_date:  # without her agreement the ride alone knows the aids
                vals['aid_ids'] = [(6, 0, self.aid_ids.ids)]
        if self.has_consent and not person.consent_date:
            vals['consent_date'] = today
        if self.tus_seen:
            vals |= {'tus_seen_on': today, 'tus_seen_by_id': self.env.uid}
        if vals:
            person.write(vals)

    def action_refer(self):
        """Keep the request as refused, so that it counts among the needs not met, and close."""
        reason = self.env.ref('transport_solidaire.ts_ride_reason_refused_1', raise_if_not_found=False)
        if not reason or not reason.active:
            reason = self.env['ts.ride']._get_first_reason('refused')
        outward = self.with_context(ts_unchecked=True)._book()
        outward._close('refused', reason, with_linked=True)
        return {'type': 'ir.actions.act_window_close'}
