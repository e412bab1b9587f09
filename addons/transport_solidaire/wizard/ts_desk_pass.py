# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.ts_ride import UPCOMING_STATES


class TsDeskPass(models.TransientModel):
    """“Pass my desk to…”: everything that is open with me goes to another coordinator, at once."""

    _name = 'ts.desk.pass'
    _description = "Pass My Desk"

    company_id = fields.Many2one('res.company', default=lambda self: self.env.company, required=True)
    from_user_id = fields.Many2one('res.users', "From", required=True, default=lambda self: self.env.user,
                                   help="The one who stops: yourself, or somebody who had to leave.")
    to_user_id = fields.Many2one('res.users', "To", required=True, domain="[('id', 'in', candidate_ids)]",
                                 compute='_compute_to_user_id', store=True, readonly=False)
    candidate_ids = fields.Many2many('res.users', compute='_compute_candidate_ids')
    note = fields.Text("To Know", help="What the next one must know. Never anything about health.")
    ride_ids = fields.Many2many('ts.ride', compute='_compute_open')
    call_ids = fields.Many2many('ts.call', compute='_compute_open')
    ride_count = fields.Integer("Open Rides", compute='_compute_open')
    call_count = fields.Integer("Next Steps", compute='_compute_open')

    @api.depends('company_id', 'from_user_id')
    def _compute_candidate_ids(self):
        group = self.env.ref('transport_solidaire.group_ts_user')
        for wizard in self:
            # sudo: who works in the association is told to its coordinators, nothing else of the users
            users = self.env['res.users'].sudo().search([
                ('all_group_ids', 'in', group.id), ('company_ids', 'in', wizard.company_id.id)])
            wizard.candidate_ids = users.with_env(self.env) - wizard.from_user_id

    @api.depends('company_id', 'from_user_id')
    def _compute_to_user_id(self):
        """Offer whoever else is at the desk right now."""
        for wizard in self:
            duty = self.env['ts.desk.shift']._get_on_duty(wizard.company_id)
            wizard.to_user_id = wizard.to_user_id or (duty - wizard.from_user_id)[:1]

    @api.depends('company_id', 'from_user_id')
    def _compute_open(self):
        for wizard in self:
            company, user = wizard.company_id.id, wizard.from_user_id.id
            wizard.ride_ids = self.env['ts.ride'].search([
                ('company_id', '=', company), ('coordinator_id', '=', user), ('state', 'in', UPCOMING_STATES)])
            wizard.call_ids = self.env['ts.call'].search([
                ('company_id', '=', company), ('next_user_id', '=', user), ('next_state', '=', 'open')])
            wizard.ride_count = len(wizard.ride_ids)
            wizard.call_count = len(wizard.call_ids)

    def _pass_tasks(self):
        """Pass on tasks about anything of ours, and the questions whose answers come back to who asked."""
        self.env['mail.activity'].search([
            ('user_id', '=', self.from_user_id.id), ('res_model', '=like', 'ts.%')]).user_id = self.to_user_id
        self.env['ts.proposal.batch'].search([
            ('company_id', '=', self.company_id.id), ('asked_by_id', '=', self.from_user_id.id),
            ('state', '=', 'waiting')]).asked_by_id = self.to_user_id

    def action_pass(self):
        """Move what is open and keep a trace; a second press finds nothing more to move."""
        self.ensure_one()
        if not (self.ride_ids or self.call_ids):
            raise UserError(self.env._("Nothing is open with %(name)s: there is nothing to pass on.",
                                       name=self.from_user_id.name))
        self.env['ts.desk.handover'].create({
            'company_id': self.company_id.id, 'from_user_id': self.from_user_id.id,
            'to_user_id': self.to_user_id.id, 'note': self.note,
            'ride_ids': self.ride_ids.ids, 'call_ids': self.call_ids.ids})
        rides, calls = self.ride_ids, self.call_ids
        calls.next_user_id = self.to_user_id
        rides.coordinator_id = self.to_user_id
        self._pass_tasks()
        return {'type': 'ir.actions.act_window_close'}
