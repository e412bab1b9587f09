# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""How long an association's year of 5 000 rides takes to come in, and that the second time adds nothing."""
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / 'setup' / 'jobs'))
ROWS, VOLUNTEERS, PEOPLE = 5000, 80, 500
LIMIT_SECONDS = 60


def run(env, options, progress):
    """Import invented spreadsheets twice; return seconds and queries of both, and whether it is fast enough.

    :param options: ``rows``, how many rides
    """
    import generate

    rows = options.get('rows') or ROWS
    company = env.company
    communes = [generate.Commune(c.name, c.postcodes.split()[0], c.population, c._get_point())
                for c in env['ts.commune'].search([('department', '=', '44')]) if c.postcodes]
    provider = company._get_distance_provider()
    made = generate.Generator(communes, lambda start, end: provider.legs([(start, end)])[0].km, 1, 2025)
    association = next(iter(made.associations(1, VOLUNTEERS, PEOPLE, rows)))
    with tempfile.TemporaryDirectory() as folder:
        files = [str(path) for path in association.write(Path(folder))]
        first = measure(env, company, files, progress)
        second = measure(env, company, files, progress)
    return {
        'ok': first['seconds'] < LIMIT_SECONDS and second['created'] == 0,
        'rows': rows, 'seconds': first['seconds'], 'queries': first['queries'],
        'created': first['created'], 'seconds_again': second['seconds'],
        'queries_again': second['queries'], 'created_again': second['created'],
    }


def measure(env, company, files, progress):
    """Import once; return seconds, queries and rides created."""
    env.invalidate_all()
    start, queries = time.monotonic(), env.cr.sql_log_count
    result = env['ts.import']._import_files(files, company=company, progress=progress)
    env.flush_all()
    return {'seconds': round(time.monotonic() - start, 1), 'queries': env.cr.sql_log_count - queries,
            'created': result['created']['rides']}
