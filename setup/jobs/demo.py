# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The main job: a year of an association's rides, from its spreadsheets to the bank.

Everything goes through the methods that the screens use, with the rights of the person who would do
it: the coordinator imports and approves, the treasurer posts and pays. Amounts are in euro.
"""
import calendar
import datetime
from pathlib import Path

import books
import desk
import generate
import people
import report
import week

SAMPLES = Path(__file__).resolve().parents[2] / 'addons' / 'transport_solidaire' / 'demo'
YEAR = 2025
SIZES = {
    # associations, volunteers, people, rides a year
    'union': (14, 300, 1500, 12_000),
    'region': (60, 2_500, 12_500, 100_000),
}


def run(env, options, progress):
    """Load the demo and do a year's work.

    :param options: ``size`` (small, union, region), ``seed``, ``empty`` (stop after set-up),
        ``out_dir`` (folder for the PDF, xlsx and SEPA files)
    :param progress: called with a sentence, and with a share between 0 and 1 while something lasts
    :return: dict of the totals, see ``report.summarise``
    """
    size = options.get('size') or 'small'
    out_dir = Path(options['out_dir'])
    out_dir.mkdir(parents=True, exist_ok=True)
    associations = [] if options.get('empty') else _associations(env, size, options.get('seed') or 0, out_dir)
    progress("Companies, charts of accounts, settings and people's accounts")
    companies = books.prepare_companies(env, [a['name'] for a in associations] or [books.DEFAULT_NAME],
                                        [a['town'] for a in associations] or [books.DEFAULT_TOWN], progress)
    team = people.prepare_team(env, companies)
    env.cr.commit()
    imports = []
    for number, (association, company) in enumerate(zip(associations, companies, strict=False)):
        progress(f"{company.name}: import", number, len(associations))
        imports.append(_import(env, team, company, association['files']))
        _do_year(env, team, company, out_dir, progress, (number, len(associations)))
    if size == 'small' and associations:
        week.prepare_week(env, team.user('coordinator', companies), companies, options.get('seed') or 0)
        env.cr.commit()  # what has been settled is told at the commit
        desk.prepare_desk(env, team, companies, options.get('seed') or 0)
    data = report.summarise(env, companies, team, imports, out_dir, YEAR)
    return {**data, 'report': report.to_text(data)}


def _associations(env, size, seed, out_dir):
    """Return the associations to load: name, town and the paths of their three spreadsheets."""
    if size == 'small':
        files = sorted((SAMPLES / 'tableur').glob('*.*'))
        return [{'name': books.DEFAULT_NAME, 'town': books.DEFAULT_TOWN,
                 'files': [f for f in files if f.suffix in ('.csv', '.xlsx')]}]
    number, *totals = SIZES[size]
    rows = env['ts.commune'].search([('department', '=', '44')] if size == 'union' else [])
    communes = [
        generate.Commune(c.name, c.postcodes.split()[0], c.population, c._get_point())
        for c in rows if c.postcodes]
    provider = env.company._get_distance_provider()
    made = generate.Generator(
        communes, lambda start, end: provider.legs([(start, end)])[0].km, seed, YEAR)
    return [{'name': a.name, 'town': (a.commune.postcode, a.commune.name),
             'files': a.write(out_dir / 'tableurs' / f'{index:02d}')}
            for index, a in enumerate(made.associations(number, *totals))]


def _import(env, team, company, files):
    """Import an association's spreadsheets as its coordinator does."""
    coordinator = team.user('coordinator', company)
    importer = env['ts.import'].with_user(coordinator).with_company(company)
    result = importer._import_files([str(path) for path in files], company=company)
    env.cr.commit()
    return result


def _do_year(env, team, company, out_dir, progress, share):
    """State, post and pay an association's year, month by month, and leave its papers.

    :param share: how many associations are done, of how many
    """
    books.prepare_bank_accounts(env, company)
    env.cr.commit()
    for month in range(1, 13):
        progress(f"{company.name}: statements of {YEAR}-{month:02d}", *share)
        _close_month(env, team, company, month, out_dir)
        env.cr.commit()
    report.print_statements(env, company, team.user('treasurer', company), YEAR, out_dir)
    report.export_lists(env, company, team.user('coordinator', company), YEAR, out_dir)


def _close_month(env, team, company, month, out_dir):
    """State, approve, post and, but for December, pay one month."""
    first = datetime.date(YEAR, month, 1)
    last = first.replace(day=calendar.monthrange(YEAR, month)[1])
    coordinator, treasurer = (team.user(role, company) for role in ('coordinator', 'treasurer'))
    statements = env['ts.statement'].with_user(coordinator).with_company(company)._create_for_period(
        company, first, last)
    if not statements:
        return
    statements.action_submit()
    statements.action_approve()
    statements = statements.with_user(treasurer).with_company(company)
    statements.action_post()
    if month < 12:
        books.pay_by_sepa(statements, last + datetime.timedelta(days=10), out_dir)
