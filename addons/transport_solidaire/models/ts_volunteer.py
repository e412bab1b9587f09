# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import LockError, UserError
from odoo.tools import format_date

# What changes in a file and may speak against rides already planned.
RECHECK_FIELDS = {'state', 'refused_aid_ids', 'refused_beneficiary_ids', 'refused_by_ids', 'sector_ids',
                  'max_km', 'max_rides_week'}


class TsVolunteer(models.Model):
    """Somebody who gives time: driver, escort on foot or by bike, phone desk, board.

    | state     | who moves it there          | may be assigned |
    |-----------|-----------------------------|-----------------|
    | applicant | coordinator (creation)      | no              |
    | active    | coordinator                 | yes             |
    | paused    | coordinator                 | no              |
    | left      | coordinator                 | no              |

    What he can and wishes to do are limits, in kilometres and rides a week; 0 means no limit.
    """

    _name = 'ts.volunteer'
    _description = "Volunteer"
    _inherit = ['ts.person.mixin']

    state = fields.Selection(
        [('applicant', "Applicant"), ('active', "Active"), ('paused', "Paused"), ('left', "Left")],
        default='applicant', required=True, index=True, tracking=True,
        group_expand=True)
    is_driver = fields.Boolean("Driver", default=True)
    is_escort = fields.Boolean("Escort on Foot or by Bike")
    is_desk = fields.Boolean("Phone Desk")
    is_board = fields.Boolean("Board Member")
    date_start = fields.Date("Volunteer Since")
    date_end = fields.Date("Left On")
    vehicle_ids = fields.One2many('ts.volunteer.vehicle', 'volunteer_id', "Vehicles")
    vehicle_id = fields.Many2one('ts.volunteer.vehicle', "Usual Vehicle", compute='_compute_vehicle_id')
    paper_ids = fields.One2many('ts.paper', 'volunteer_id', "Papers")
    availability_ids = fields.One2many('ts.availability', 'volunteer_id')
    absence_ids = fields.One2many('ts.absence', 'volunteer_id', "Absences")
    sector_ids = fields.Many2many('ts.sector', string="Sectors", check_company=True,
                                  help="Where this volunteer drives. Empty means everywhere.")
    refused_aid_ids = fields.Many2many('ts.aid', string="Aids Not Taken",
                                       help="Helps that this volunteer cannot or will not give.")
    refused_beneficiary_ids = fields.Many2many(
        'ts.beneficiary', 'ts_volunteer_refuses_beneficiary_rel', 'volunteer_id', 'beneficiary_id',
        "Refuses", check_company=True, groups='transport_solidaire.group_ts_user')
    refused_by_ids = fields.Many2many(
        'ts.beneficiary', 'ts_beneficiary_refuses_volunteer_rel', 'volunteer_id', 'beneficiary_id',
        check_company=True, groups='transport_solidaire.group_ts_user')
    max_km = fields.Integer("Longest Run (km)", help="From home and back. 0 means no limit.")
    max_rides_week = fields.Integer("Rides a Week", help="As many as he wishes at most. 0 means no limit.")
    bank_ids = fields.One2many(related='partner_id.bank_ids', string="Bank Accounts", readonly=False)
    note = fields.Text("Wishes and Remarks", help="Never anything about health.")
    planning_version = fields.Integer(
        copy=False, help="Counts the changes of this volunteer's plan, so that two people who assign "
                         "him at the same moment cannot both succeed unseen.")
    is_away = fields.Boolean("Away Today", compute='_compute_is_away')
    run_ids = fields.One2many('ts.run', 'volunteer_id', "Runs")
    run_count = fields.Integer(compute='_compute_run_count')
    statement_count = fields.Integer(compute='_compute_statement_count')
    paper_alert = fields.Boolean("Papers to Renew", compute='_compute_paper_alert',
                                 search='_search_paper_alert')

    _partner_company_uniq = models.UniqueIndex(
        '(partner_id, company_id)', "This person already has a volunteer file in this association.")

    @api.depends('vehicle_ids.active', 'vehicle_ids.sequence')
    def _compute_vehicle_id(self):
        for volunteer in self:
            volunteer.vehicle_id = volunteer.vehicle_ids.filtered('active')[:1]

    @api.depends('absence_ids.date_from', 'absence_ids.date_to')
    def _compute_is_away(self):
        today = fields.Date.context_today(self)
        for volunteer in self:
            volunteer.is_away = any(
                absence.date_from <= today <= absence.date_to
                for absence in volunteer.absence_ids if absence.date_from and absence.date_to)

    def _compute_run_count(self):
        counts = dict(self.env['ts.run']._read_group(
            [('volunteer_id', 'in', self.ids)], ['volunteer_id'], ['__count']))
        for volunteer in self:
            volunteer.run_count = counts.get(volunteer, 0)

    def _compute_statement_count(self):
        counts = dict(self.env['ts.statement']._read_group(
            [('volunteer_id', 'in', self.ids)], ['volunteer_id'], ['__count']))
        for volunteer in self:
            volunteer.statement_count = counts.get(volunteer, 0)

    @api.depends('paper_ids.date_end')
    def _compute_paper_alert(self):
        expiring = self.env['ts.paper'].search_fetch(
            [('volunteer_id', 'in', self.ids), *self.env['ts.paper']._get_expiring_domain()],
            ['volunteer_id']).volunteer_id
        for volunteer in self:
            volunteer.paper_alert = volunteer in expiring

    def _search_paper_alert(self, operator, value):
        if operator != 'in':
            return NotImplemented
        return [('paper_ids', 'any', self.env['ts.paper']._get_expiring_domain())]

    def write(self, vals):
        """A volunteer who gives up an aid or a sector must not stay unseen on rides already planned."""
        if 'partner_id' in vals:
            self.filtered(lambda v: v.partner_id.id != vals['partner_id'])._check_never_stated()
        result = super().write(vals)
        if RECHECK_FIELDS & set(vals):
            self._recheck_rides()
        return result

    def _check_never_stated(self):
        """Keep the contact once there are statements: it says who is paid and who must not approve."""
        statement = self.env['ts.statement'].search([('volunteer_id', 'in', self.ids)], limit=1)
        if statement:
            raise UserError(self.env._(
                "%(name)s has a statement of expenses (%(number)s): his contact cannot be replaced by "
                "another one. Correct the contact itself, or make a new file.",
                name=statement.volunteer_id.name, number=statement.name))

    def _recheck_rides(self):
        """Look again for what speaks against the coming rides of these volunteers."""
        self.env['ts.ride'].search([
            ('volunteer_id', 'in', self.ids), ('state', 'in', ('planned', 'confirmed')),
            ('date', '>=', fields.Date.context_today(self))])._recheck()

    def action_activate(self):
        """Take the volunteer into service."""
        self.write({'state': 'active', 'active': True, 'date_end': False})

    def action_pause(self):
        """Keep the file but assign nothing for a while."""
        self.state = 'paused'

    def action_leave(self):
        """End the volunteer's service; runs already planned must be given to somebody first."""
        busy = self.env['ts.run'].search(
            [('volunteer_id', 'in', self.ids), ('state', 'in', ('planned', 'confirmed'))], limit=1)
        if busy:
            raise UserError(self.env._(
                "%(name)s still has a run on %(date)s. Give it to somebody else first.",
                name=busy.volunteer_id.name, date=format_date(self.env, busy.date)))
        self.write({'state': 'left', 'date_end': fields.Date.context_today(self)})

    def _lock_planning(self):
        """Make this the only transaction that changes these volunteers' plan.

        The counter is written, not only locked: a transaction that began before another one's commit
        then fails and is run again by the server, on what the other has left.
        """
        try:
            self.lock_for_update()
        except LockError as error:
            raise UserError(self.env._(
                "Somebody else is assigning %(names)s right now. Wait a moment and try again.",
                names=', '.join(self.mapped('name')))) from error
        for volunteer in self:
            volunteer.planning_version += 1
        self.flush_recordset(['planning_version'])
