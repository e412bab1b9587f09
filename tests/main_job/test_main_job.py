# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The main job end to end: an association's spreadsheets become approved, posted and paid statements.

What it should come to is computed here from the truth that lies beside the samples, not read back from
the database.
"""
import json
from decimal import ROUND_HALF_UP, Decimal

import pytest

CENT = Decimal('0.01')
JOB = """
import json, sys
sys.path.insert(0, {jobs!r})
import demo
report = demo.run(env, {{'size': 'small', 'seed': 0, 'out_dir': {out!r}}}, lambda *parts: None)
print('@report ' + json.dumps(report, default=str))
"""


@pytest.fixture
def truth(repository):
    return json.loads((repository / 'addons/transport_solidaire/demo/tableur/truth.json').read_text())


@pytest.fixture
def report(repository, odoo_shell, tmp_path):
    printed = odoo_shell(JOB.format(jobs=str(repository / 'setup' / 'jobs'), out=str(tmp_path)))
    line = next(line for line in printed.splitlines() if line.startswith('@report '))
    return json.loads(line.removeprefix('@report '))


def expected_euros(truth, rate):
    """Kilometres × rate rounded once by ride, tolls on top; the year, and December by itself."""
    by_month = {}
    for ride in truth['rides']:
        if ride['state'] in ('done', 'no_show'):
            mileage = (Decimal(str(ride['km'])) * rate).quantize(CENT, ROUND_HALF_UP)
            month = ride['date'][:7]
            by_month[month] = by_month.get(month, 0) + mileage + Decimal(str(ride['toll']))
    return sum(by_month.values()), by_month['2025-12']


def test_a_year_from_spreadsheets_to_the_bank(report, truth):
    totals = truth['totals']
    assert report['rides'] == {state: totals[state] for state in ('done', 'no_show', 'cancelled')}
    assert (report['volunteers'], report['beneficiaries']) == (truth['volunteers'], truth['beneficiaries'])
    assert report['km_driven'] == totals['km_driven']
    assert report['refused_count'] == len(truth['rejects'])

    year, december = expected_euros(truth, Decimal('0.40'))
    assert Decimal(str(report['euros_stated'])) == year
    assert Decimal(str(report['euros_posted'])) == year
    assert Decimal(str(report['euros_open'])) == december
    assert Decimal(str(report['euros_paid'])) == year - december

    balance = {code: Decimal(str(amount)) for code, amount in report['trial_balance'].items()}
    assert balance.pop('625100') == year
    assert balance.pop('468100') == -december
    # what is left of the ledger is the bank
    assert sum(balance.values()) == december - year
    assert all(code.startswith('512') for code, amount in balance.items() if amount)
    assert not report['unbalanced_entries']
    assert report['ok']

    files = {kind: len(paths) for kind, paths in report['files'].items()}
    assert files == {'pdf': 1, 'xml': 11, 'xlsx': 1}
    assert set(report['logins']) == {
        'coordinator', 'treasurer', 'board', 'administrator', 'volunteer', 'beneficiary'}
    assert "Balance : équilibrée" in report['report']
