# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

NEXT_FIELDS = ('next_step', 'next_user_id', 'next_at')


class TsCall(models.Model):
    """One telephone call: with whom, about which rides, what was said, and what comes next by whom.

    The memory of the phone desk. Whoever takes over reads it and goes on; nothing about health is
    written here, the needs are on the person's file.

    | next_state | means                                                    |
    |------------|----------------------------------------------------------|
    | none       | nothing is left to do after this call                    |
    | open       | a next step waits, for one person or for whoever is there |
    | done       | the next step has been taken, by whom and when is kept    |
    """

    _name = 'ts.call'
    _description = "Call"
    _order = 'called_at desc, id desc'
    _check_company_auto = True

    company_id = fields.Many2one('res.company', "Association", required=True, index=True,
                                 default=lambda self: self.env.company)
    called_at = fields.Datetime("When", default=fields.Datetime.now, required=True, index=True)
    user_id = fields.Many2one('res.users', "By", default=lambda self: self.env.user, required=True,
                              index=True)
    direction = fields.Selection([('out', "We Called"), ('in', "Called Us")], default='out', required=True)
    beneficiary_id = fields.Many2one('ts.beneficiary', check_company=True, index='btree_not_null',
                                     ondelete='cascade')
    volunteer_id = fields.Many2one('ts.volunteer', check_company=True, index='btree_not_null',
                                   ondelete='cascade')
    other = fields.Char("Somebody Else", help="Her daughter, the surgery, the town hall…")
    phone = fields.Char(compute='_compute_phone')
    ride_ids = fields.Many2many('ts.ride', string="Rides", check_company=True)
    outcome = fields.Selection(
        [('reached', "Reached"), ('message', "Message Left"), ('unreachable', "Not Reached")],
        default='reached', required=True)
    said = fields.Text("What Was Said", help="Never anything about health.")
    next_step = fields.Char(help="What is to be done after this call.")
    next_user_id = fields.Many2one('res.users', "By Whom", index='btree_not_null', domain=[('share', '=', False)],
                                   help="Empty: whoever is at the desk.")
    next_at = fields.Datetime("By When")
    done_at = fields.Datetime(readonly=True, copy=False)
    done_by_id = fields.Many2one('res.users', readonly=True, copy=False)
    next_state = fields.Selection([('none', "Nothing Left"), ('open', "To Do"), ('done', "Done")],
                                  compute='_compute_next_state', store=True, index=True)

    @api.depends('beneficiary_id', 'volunteer_id')
    def _compute_phone(self):
        for call in self:
            call.phone = call.beneficiary_id.phone or call.volunteer_id.phone

    @api.depends('next_step', 'done_at')
    def _compute_next_state(self):
        for call in self:
            call.next_state = 'none' if not call.next_step else 'done' if call.done_at else 'open'

    @api.depends('beneficiary_id', 'volunteer_id', 'other', 'called_at')
    def _compute_display_name(self):
        for call in self:
            when = call.called_at and f"{call.company_id._to_local(call.called_at):%d/%m %H:%M}"
            call.display_name = ' · '.join(filter(None, [call._get_who(), when]))

    def _get_who(self):
        """Return the name of whoever was on the telephone."""
        return self.beneficiary_id.name or self.volunteer_id.name or self.other

    @api.onchange('ride_ids')
    def _onchange_ride_ids(self):
        if self.ride_ids and not (self.beneficiary_id or self.volunteer_id or self.other):
            self.beneficiary_id = self.ride_ids[0].beneficiary_id

    @api.constrains('beneficiary_id', 'volunteer_id', 'other')
    def _check_who(self):
        for call in self:
            if not call._get_who():
                raise ValidationError(self.env._("Say who was on the telephone."))

    def write(self, vals):
        """A next step that is changed after it was done is to be done again."""
        if set(NEXT_FIELDS) & set(vals) and 'done_at' not in vals:
            vals = {**vals, 'done_at': False, 'done_by_id': False}
        return super().write(vals)

    def action_next_done(self):
        """The next step has been taken; pressing twice keeps who was first."""
        self.filtered(lambda c: c.next_state == 'open').write(
            {'done_at': fields.Datetime.now(), 'done_by_id': self.env.uid})

    def action_call_again(self):
        """Note the next call with the same person about the same rides; this step is then done."""
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window', 'res_model': 'ts.call', 'view_mode': 'form', 'target': 'new',
            'name': self.env._("Note a Call"),
            'context': {
                'default_beneficiary_id': self.beneficiary_id.id, 'default_volunteer_id': self.volunteer_id.id,
                'default_other': self.other, 'default_ride_ids': self.ride_ids.ids,
                'ts_previous_call_id': self.id},
        }

    @api.model_create_multi
    def create(self, vals_list):
        """The step that led to this call is done with it."""
        calls = super().create(vals_list)
        self.browse(self.env.context.get('ts_previous_call_id', [])).exists().action_next_done()
        return calls
