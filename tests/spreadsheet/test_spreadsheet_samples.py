# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The sample files mean exactly what their truth says."""
import pytest
from spreadsheet import read_dossier
from spreadsheet.cells import name_key
from spreadsheet_samples import FILES, TODAY, compare_months, truth


@pytest.fixture(scope='module')
def dossier():
    return read_dossier(FILES, today=TODAY)


def test_totals(dossier):
    summary = dossier.summary()
    totals = truth()['totals']
    assert summary['volunteers'] == truth()['volunteers'] == 22
    assert summary['beneficiaries'] == truth()['beneficiaries'] == 66
    assert summary['rides'] == {'done': totals['done'], 'cancelled': totals['cancelled'],
                                'no_show': totals['no_show']}
    assert summary['km_driven'] == totals['km_driven'] == 24694.0
    assert summary['tolls'] == totals['tolls'] == 77.1
    assert summary['refused_count'] == 22
    assert dossier.problems == []


def test_refused_lines_and_reasons(dossier):
    found = [{'line': refusal.line, 'why': refusal.why} for refusal in dossier.refused]
    assert found == truth()['rejects']


def test_kilometres_by_volunteer_and_month(dossier):
    compare_months(dossier)


def test_each_ride(dossier):
    rides = {ride.line: ride for ride in dossier.rides.accepted}
    assert sorted(rides) == [expected['line'] for expected in truth()['rides']]
    for expected in truth()['rides']:
        ride = rides[expected['line']]
        assert ride.date.isoformat() == expected['date']
        assert name_key(ride.volunteer.name) == name_key(expected['volunteer'])
        assert name_key(ride.beneficiary.name) == name_key(expected['beneficiary'])
        assert ride.state == expected['state']
        assert float(ride.km or 0) == expected['km']
        assert float(ride.toll) == expected['toll']
        assert float(ride.contribution) == expected['contribution']
        assert ride.time is not None and ride.pickup and ride.dropoff
        assert ride.purpose in ('health', 'shopping', 'social', 'admin', 'connection')
        assert ride.payment in ('cash', 'cheque', 'ticket', 'association')


def test_every_column_is_known(dossier):
    assert [table.kind for table in dossier.tables] == ['volunteers', 'beneficiaries', 'rides']
    assert [table.unknown for table in dossier.tables] == [[], [], []]
    assert [table.heading_line for table in dossier.tables] == [3, 1, 1]


def test_a_volunteer_file(dossier):
    first = dossier.volunteers.accepted[0]
    assert (first.name.last, first.name.first) == ('PICARD', 'Louis')
    values = first.values
    assert [phone.national for phone in values['phones']] == ['0639506025']
    assert (values['fiscal_power'], values['seats'], values['max_km'], values['zip']) == (3, 3, 80,
        '44521')
    assert values['licence_seen'].isoformat() == '2024-06-06'
    assert [slot.weekday for slot in values['weekdays']] == [0, 1, 3]
    assert values['refused_aids'] == ['pet']
    third = dossier.volunteers.accepted[2].values
    assert third['inspection_end'].isoformat() == '2026-07-17'
    assert [(slot.weekday, slot.from_hour, slot.to_hour) for slot in third['weekdays']] == [
        (1, 12, 19), (4, 8, 19)]


def test_people_have_no_value_left_out(dossier):
    for record in dossier.volunteers.accepted + dossier.beneficiaries.accepted:
        assert [str(warning) for warning in record.warnings] == []


def test_a_beneficiary_file(dossier):
    by_line = {record.line: record.values for record in dossier.beneficiaries.accepted}
    assert by_line[2]['birthdate'].isoformat() == '1953-03-06'
    assert by_line[2]['aids'] == ['walker'] and by_line[2]['tus_ground'] == 'place'
    assert by_line[2]['fee'].paid and by_line[2]['fee'].amount == 5
    assert not by_line[6]['fee'].paid and by_line[6]['aids'] == ['walker', 'pet']
    assert by_line[10]['birthdate'].year == 1932
    assert by_line[29]['aids'] == ['folding_wheelchair']


def test_reading_twice_gives_the_same(dossier):
    again = read_dossier(FILES, today=TODAY)
    assert again.summary() == dossier.summary()
    assert [ride.key[:2] for ride in again.rides.accepted] == [
        ride.key[:2] for ride in dossier.rides.accepted]
