# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What the export writes, the import reads; what an import is going to do is counted."""
import pytest
from ts_tools import export_columns
from ts_tools.export_columns import write_aids, write_hour, write_refused_aids, write_slots
from ts_tools.import_plan import Difference, Entry, Plan
from ts_tools.spreadsheet import FIELDS, read_workbook, recognise_workbook, write_rows
from ts_tools.spreadsheet.vocabulary import (
    parse_aids,
    parse_energy,
    parse_ground,
    parse_purpose,
    parse_refused_aids,
    parse_state,
)
from ts_tools.spreadsheet.weekdays import Slot, parse_weekdays


@pytest.mark.parametrize('kind', list(export_columns.SHEETS))
def test_every_heading_is_recognised_and_each_once(kind):
    headings = list(export_columns.HEADINGS[kind])
    if kind == 'beneficiaries':
        headings += export_columns.HEADINGS['needs']
    data = write_rows(export_columns.SHEETS[kind], headings, [])
    (table,), problems = recognise_workbook(read_workbook(data, 'export.xlsx'))
    assert (table.kind, table.unknown, problems) == (kind, [], [])
    assert len(set(table.mapping.values())) == len(headings)
    assert set(table.mapping.values()) <= {field.name for field in FIELDS[kind]}


@pytest.mark.parametrize(('table', 'parse'), [
    (export_columns.PURPOSES, parse_purpose), (export_columns.GROUNDS, parse_ground),
    (export_columns.ENERGIES, parse_energy)])
def test_words_come_back_as_their_codes(table, parse):
    assert {code: parse(word) for code, word in table.items()} == {code: code for code in table}


def test_states_come_back():
    back = {state: parse_state(word) for state, word in export_columns.RIDE_STATES.items()}
    upcoming = dict.fromkeys(('requested', 'planned', 'confirmed'), 'planned')
    assert back == {state: state for state in back} | upcoming


def test_aids_come_back():
    codes = list(export_columns.AIDS)
    assert sorted(parse_aids(write_aids(codes))) == sorted(codes)
    for code in codes:
        assert parse_aids(write_aids([code])) == [code]
    assert write_aids(['own_code']) == 'own_code'


def test_refused_aids_come_back():
    for code in export_columns.AIDS:
        found = parse_refused_aids('refuse ' + write_refused_aids([code]))
        assert found == (['folding_wheelchair', code] if code == 'wheelchair' else [code])
    assert parse_refused_aids(write_refused_aids(['walker', 'pet'])) == ['walker', 'pet']


@pytest.mark.parametrize('slots', [
    [('0', 8.0, 19.0)], [('0', 8.5, 12.25), ('0', 14.0, 18.0), ('6', 0.0, 24.0)],
    [(str(day), 9.0, 12.0) for day in range(7)]])
def test_availability_comes_back(slots):
    assert parse_weekdays(write_slots(slots)) == [Slot(int(day), start, end) for day, start, end in slots]


def test_hours():
    assert [write_hour(hour) for hour in (8, 8.5, 12.25, 24)] == ['8h00', '8h30', '12h15', '24h00']


# ---- what an import is going to do -----------------------------------------------------------------
def test_outcomes_of_entries():
    assert Entry(None, None, {'file': {'note': 'x'}}).outcome == 'created'
    assert Entry(None, 1, {'file': {'note': 'x'}, 'contact': {}}).outcome == 'updated'
    assert Entry(None, 1, {'file': {}, 'papers': []}).outcome == 'unchanged'
    assert Entry(None, 1, {}, [Difference('Street', 'a', 'b')]).outcome == 'unchanged'


def test_counts_of_a_plan():
    plan = Plan(entries={'volunteers': [Entry(None), Entry(None, 1)], 'places': [Entry(None)]},
                new_places={'nantes': {}})
    assert plan.count('created') == {'volunteers': 1, 'places': 2}
    assert plan.count('unchanged') == {'volunteers': 1, 'places': 0}
    assert plan.refused == []
