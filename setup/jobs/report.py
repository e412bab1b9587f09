# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What the main job did: totals that must agree with each other, and the files it left."""
from collections import defaultdict


def summarise(env, companies, team, imports, out_dir, year):
    """Return the demo's report as plain data.

    Euro amounts are rounded to the cent, kilometres to the tenth. ``balanced`` says that every
    association's ledger balances, ``payable_agrees`` that what 468100 owes the volunteers is what
    the statements say is open.
    """
    of_year = [('company_id', 'in', companies.ids), ('date', '>=', f'{year}-01-01'),
               ('date', '<=', f'{year}-12-31')]
    rides = dict(env['ts.ride']._read_group(of_year, ['state'], ['__count']))
    (km,), = env['ts.run']._read_group([*of_year, ('state', '=', 'done')], [], ['km_actual:sum'])
    money = _money(env, companies)
    payable = _payable_balance(env, companies)
    unbalanced = _unbalanced_entries(env, companies)
    agrees = all(round(_payable_balance(env, company) - _money(env, company)['euros_open'], 2) == 0
                 for company in companies)
    return {
        'ok': agrees and not unbalanced,
        'year': year,
        'associations': companies.mapped('name'),
        'volunteers': env['ts.volunteer'].search_count([('company_id', 'in', companies.ids)]),
        'beneficiaries': env['ts.beneficiary'].search_count([('company_id', 'in', companies.ids)]),
        'rides': rides,
        'refused_count': sum(result['refused_count'] for result in imports),
        'km_driven': round(km or 0, 1),
        **money,
        'unbalanced_entries': unbalanced,
        'trial_balance': _trial_balance(env, companies),
        'balanced': not unbalanced,
        'payable_468100': payable,
        'payable_agrees': agrees,
        'files': _files(out_dir),
        'logins': team.logins(),
    }


def _money(env, companies):
    """Return what was stated, posted, paid and is still owed, from the statements."""
    statements = env['ts.statement'].search([('company_id', 'in', companies.ids)])
    posted = statements.filtered(lambda s: s.move_id.state == 'posted')
    total = sum(statements.mapped('amount_total'))
    booked = sum(posted.move_id.mapped('amount_total'))
    still = sum(posted.move_id.mapped('amount_residual'))
    return {
        'statements': len(statements), 'euros_stated': round(total, 2), 'euros_posted': round(booked, 2),
        'euros_paid': round(booked - still, 2), 'euros_open': round(still, 2)}


def _payable_balance(env, companies):
    """Return what the ledger says is owed to volunteers: the credit balance of their accounts."""
    accounts = companies.ts_volunteer_account_id
    (balance,), = env['account.move.line']._read_group(
        [('company_id', 'in', companies.ids), ('account_id', 'in', accounts.ids),
         ('parent_state', '=', 'posted')], [], ['balance:sum'])
    return round(-(balance or 0), 2)


def _unbalanced_entries(env, companies):
    """Return the names of posted entries whose debits and credits differ, each entry by itself."""
    groups = env['account.move.line']._read_group(
        [('company_id', 'in', companies.ids), ('parent_state', '=', 'posted')],
        ['move_id'], ['debit:sum', 'credit:sum'])
    return [move.name for move, debit, credit in groups if round(debit - credit, 2)]


def _trial_balance(env, companies):
    """Return account code → balance over all the associations' posted entries, accounts in order."""
    balances = defaultdict(float)
    for company in companies:
        groups = env['account.move.line'].with_company(company)._read_group(
            [('company_id', '=', company.id), ('parent_state', '=', 'posted')],
            ['account_id'], ['balance:sum'])
        for account, balance in groups:
            balances[account.with_company(company).code] += balance
    return {code: round(balance, 2) for code, balance in sorted(balances.items())}


def print_statements(env, company, user, year, out_dir):
    """Print the statements of December in one PDF, as the association files them."""
    statements = env['ts.statement'].search([
        ('company_id', '=', company.id), ('date_from', '=', f'{year}-12-01')], order='name')
    if statements:
        printer = env['ir.actions.report'].with_user(user).with_company(company).with_context(lang='fr_FR')
        content, _kind = printer._render_qweb_pdf('transport_solidaire.ts_statement_report', statements.ids)
        path = out_dir / 'pdf' / f'{company.id:03d}-etats-de-frais-{year}-12.pdf'
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def export_lists(env, company, user, year, out_dir):
    """Export the association's lists of the year in one workbook, as its coordinator would."""
    exporter = env['ts.export'].with_user(user).with_company(company).with_context(lang='fr_FR').create({
        'company_id': company.id, 'date_from': f'{year}-01-01', 'date_to': f'{year}-12-31'})
    _name, content = exporter._export()
    path = out_dir / 'xlsx' / f'{company.id:03d}-transport-{year}.xlsx'
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _files(out_dir):
    """Return the files the job left, by kind."""
    found = defaultdict(list)
    for path in sorted(out_dir.rglob('*')):
        if path.suffix in ('.pdf', '.xlsx', '.xml'):
            found[path.suffix[1:]].append(str(path))
    return dict(found)


def to_text(data):
    """Return the report as lines that a treasurer reads, in French."""
    rides = data['rides']
    return '\n'.join([
        f"Associations : {len(data['associations'])} — bénévoles : {data['volunteers']} — "
        f"bénéficiaires : {data['beneficiaries']}",
        f"Trajets {data['year']} : {rides.get('done', 0)} effectués, {rides.get('no_show', 0)} absences, "
        f"{rides.get('cancelled', 0)} annulés ; lignes refusées : {data['refused_count']}",
        f"Kilomètres remboursés : {_number(data['km_driven'], 1)}",
        f"États de frais : {data['statements']} — {_euro(data['euros_stated'])} demandés, "
        f"{_euro(data['euros_posted'])} comptabilisés, {_euro(data['euros_paid'])} payés, "
        f"{_euro(data['euros_open'])} restant dus",
        f"Balance : {'équilibrée' if data['balanced'] else 'ÉCART'} "
        f"({', '.join(f'{code} {_euro(amount)}' for code, amount in data['trial_balance'].items())})",
        "468100 : "
        f"{_euro(data['payable_468100'])} "
        f"({'égale aux états ouverts' if data['payable_agrees'] else 'ÉCART avec les états ouverts'})",
        *(f"Fichiers {kind} : {len(paths)}, par exemple {paths[-1]}" for kind, paths in data['files'].items()),
        *(f"Connexion {role} : {login} (mot de passe identique)" for role, login in data['logins'].items()),
    ])


def _euro(amount):
    return f"{_number(amount, 2)} €"


def _number(value, digits):
    return f"{value:,.{digits}f}".replace(',', '\u202f').replace('.', ',')
