# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The demo's users: one per role and association. Their password is their login."""
import unicodedata

ROLES = {
    # role: (French first name of the login, name, groups)
    'coordinator': ('coordination', "Coordination", ['transport_solidaire.group_ts_user']),
    'treasurer': ('tresorerie', "Trésorerie", [
        'transport_solidaire.group_ts_treasurer', 'account_payment_batch_oca.group_account_payment',
        'account.group_validate_bank_account']),
    'board': ('bureau', "Bureau", ['transport_solidaire.group_ts_board']),
    'administrator': ('administration', "Administration", [
        'transport_solidaire.group_ts_manager', 'transport_solidaire.group_ts_treasurer',
        'account.group_account_manager', 'base.group_system',
        'account_payment_batch_oca.group_account_payment', 'account.group_validate_bank_account']),
}


class Team:
    """Who does what in which association."""

    def __init__(self):
        self.users = {}

    def add(self, role, company, user):
        """Remember the user who has a role in an association."""
        self.users[role, company.id] = user

    def user(self, role, company):
        """Return the user who has this role in this association."""
        return self.users[role, company.id]

    def logins(self):
        """Return one login per role, those of the first association."""
        logins = {}
        for (role, _company), user in self.users.items():
            logins.setdefault(role, user.login)
        return logins


def prepare_team(env, companies):
    """Create the users that are not there yet: the first association's have short logins."""
    team = Team()
    for index, company in enumerate(companies):
        for role, (login, name, groups) in ROLES.items():
            if role == 'administrator' and index:
                continue
            full_login = login if not index else f"{login}.{_slug(company.name)}"
            full_name = f"{name} {company.name}" if role != 'administrator' else name
            allowed = env.company | companies if role == 'administrator' else company
            team.add(role, company, make_user(env, full_login, full_name, groups, company, allowed=allowed))
    return team


def make_user(env, login, name, groups, company, partner=None, allowed=None):
    """Return the user with a login, created when it is not there yet; his password is his login.

    :param allowed: the companies he may work in, more than his own
    """
    users = env['res.users'].with_context(no_reset_password=True)
    return users.search([('login', '=', login)]) or users.create({
        'name': name, 'login': login, 'password': login, 'tz': 'Europe/Paris', 'lang': 'fr_FR',
        'company_id': company.id, 'company_ids': [(6, 0, (allowed or company).ids)],
        'group_ids': [(6, 0, [env.ref(xmlid).id for xmlid in (
            groups if 'base.group_portal' in groups else ['base.group_user', *groups])])],
        **({'partner_id': partner.id} if partner else {}),
    })


def _slug(text):
    plain = unicodedata.normalize('NFKD', text).encode('ascii', 'ignore').decode().lower()
    return ''.join(c if c.isalnum() else '-' for c in plain)[:30].strip('-')
