# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from odoo.exceptions import AccessError, UserError

from ..tools.guard import guarded
from .common_ledger import NOVEMBER, TsLedgerCommon

STATES = ('draft', 'submitted', 'approved', 'posted', 'partial', 'paid', 'reversed', 'refused')
# From which states an action goes on, and what becomes of the statement (None: it is gone).
ALLOWED = {
    'refresh': {'draft': 'draft'},
    'submit': {'draft': 'submitted'},
    'approve': {'submitted': 'approved'},
    'refuse_line': {'draft': 'draft', 'submitted': 'submitted'},
    'accept_line': {'draft': 'draft', 'submitted': 'submitted'},
    'refuse': {'draft': 'refused', 'submitted': 'refused', 'approved': 'refused'},
    'reset': {'submitted': 'draft', 'approved': 'draft'},
    'post': {'approved': 'posted', 'posted': 'posted', 'partial': 'partial', 'paid': 'paid'},
    'register_payment': {'posted': 'posted', 'partial': 'partial'},
    'delete': {'draft': None, 'submitted': None},
}
# Where an action may be taken at all: who may. The payee is a coordinator with a statement of his own.
DESK = ('coordinator', 'administrator', 'payee')
MAY = {
    'refresh': DESK,
    'submit': DESK,
    'approve': ('coordinator', 'administrator', 'treasurer'),
    'refuse_line': (*DESK, 'treasurer'),
    'accept_line': (*DESK, 'treasurer'),
    'refuse': (*DESK, 'treasurer'),
    'reset': (*DESK, 'treasurer'),
    'post': ('treasurer',),
    'register_payment': ('treasurer',),
    'delete': DESK,
}
ROLES = ('coordinator', 'administrator', 'payee', 'treasurer', 'board', 'plain', 'portal')


class TestStatementRoles(TsLedgerCommon):
    """Every state of a statement, everything that can be done to it, every role."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = {
            'coordinator': cls.coordinator, 'treasurer': cls.treasurer,
            'administrator': cls.make_user('ledger_manager', 'transport_solidaire.group_ts_manager'),
            'payee': cls.make_user('ledger_payee', 'transport_solidaire.group_ts_user'),
            'board': cls.make_user('ledger_board', 'transport_solidaire.group_ts_board'),
            'plain': cls.make_user('ledger_plain', 'base.group_user'),
            'portal': cls.make_user('ledger_portal', 'base.group_portal')}
        cls.make_run(date(2026, 11, 3), 100, cost=3.0)
        cls.users['payee'].partner_id = cls.volunteer.partner_id
        cls.statement = cls.env['ts.statement']._create_for_period(cls.company, *NOVEMBER)

    def bring_to(self, state):
        """Bring the statement to a state as people do."""
        statement = self.statement
        if state == 'refused':
            statement.with_user(self.treasurer).action_refuse("Wrong month")
        elif state != 'draft':
            statement.with_user(self.coordinator).action_submit()
        if state in ('approved', 'posted', 'partial', 'paid', 'reversed'):
            statement.with_user(self.treasurer).action_approve()
        if state in ('posted', 'partial', 'paid', 'reversed'):
            statement.with_user(self.treasurer).action_post()
        if state in ('partial', 'paid'):
            self.pay(statement, 10.0 if state == 'partial' else None)
        if state == 'reversed':
            self.reverse(statement)
        self.assertEqual(statement.state, state)

    def do(self, action, statement):
        line = statement.line_ids.filtered(lambda line: line.kind == 'cost')
        if action == 'refuse':
            return statement.action_refuse("Wrong month")
        if action == 'refuse_line':
            return line._refuse("No ticket")
        if action == 'accept_line':
            return line.action_accept()
        return statement.unlink() if action == 'delete' else getattr(statement, f'action_{action}')()

    def check(self, action, role, state):
        """Do it as the role and compare with what is written out above; everything is undone."""
        own = self.statement.with_user(self.users[role]).with_context(
            allowed_company_ids=self.company.ids)
        with self.subTest(action=action, role=role, state=state), self.cr.savepoint() as savepoint:
            if action == 'accept_line':
                guarded(self.statement.line_ids.filtered(lambda line: line.kind == 'cost')).refused = True
            self.env.flush_all()
            self.env.invalidate_all()
            if role in MAY[action] and state in ALLOWED[action]:
                self.do(action, own)
                self.env.flush_all()
                became = ALLOWED[action][state]
                self.assertEqual(self.statement.exists().state or None, became)
            else:
                by_role = role not in (*MAY[action], 'payee') and state in ALLOWED[action]
                with self.assertRaises(AccessError if by_role else UserError):
                    self.do(action, own)
                    self.env.flush_all()
                self.env.invalidate_all()
                self.assertEqual(self.statement.state, state)
            savepoint.rollback()
            self.env.invalidate_all()

    def check_state(self, state):
        self.bring_to(state)
        for action in ALLOWED:
            for role in ROLES:
                self.check(action, role, state)

    def test_draft(self):
        self.check_state('draft')

    def test_submitted(self):
        self.check_state('submitted')

    def test_approved(self):
        self.check_state('approved')

    def test_posted(self):
        self.check_state('posted')

    def test_partly_paid(self):
        self.check_state('partial')

    def test_paid(self):
        self.check_state('paid')

    def test_reversed(self):
        self.check_state('reversed')

    def test_refused(self):
        self.check_state('refused')

    def test_every_state_has_its_test(self):
        selection = dict(self.statement._fields['state'].selection)
        self.assertEqual(set(selection), set(STATES))
        self.assertEqual(set(MAY), set(ALLOWED))
        for name in STATES:
            self.assertTrue(hasattr(self, f"test_{'partly_paid' if name == 'partial' else name}"))
