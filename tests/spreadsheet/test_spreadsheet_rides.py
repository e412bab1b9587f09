# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Which rides are taken, which refused, and what is said about them."""
from datetime import date, time
from decimal import Decimal

import pytest
from spreadsheet import (
    MESSAGES,
    CellError,
    Form,
    Label,
    PeopleIndex,
    Person,
    Problem,
    RawRow,
    Sheet,
    Workbook,
    check_people,
    check_places,
    check_rides,
    data_rows,
    locate,
    recognise_sheet,
)

HEADINGS = ['Date', 'Heure', 'Usager', 'Départ', 'Destination', 'Motif', 'Chauffeur', 'Km',
    'Attente', 'Péage',
            'Parking', 'Participation', 'Réglé en', 'Observations']
GOOD = dict(zip(HEADINGS, ['03/01/2025', '14h', 'DUPONT Jeanne', 'Ligné', 'Nort', 'médical',
    'PICARD Louis',
                           '70,2 km', '1h', '3,20', '2 €', '22,46', 'ESP', ''], strict=True))
VOLUNTEERS = PeopleIndex([Person(1, 'PICARD Louis'), Person(2, 'MÉNARD Paulette')], 'volunteers')
BENEFICIARIES = PeopleIndex([
    Person(1, 'DUPONT Jeanne'), Person(2, 'MARTIN Michel', (), 'Ligné'),
    Person(3, 'MARTIN Michel', (), 'Couffé')])


def table_of(*rows, headings=None, kind='rides', name='Trajets 2025'):
    headings = headings or list(dict.fromkeys([*HEADINGS, *(key for row in rows for key in row)]))
    lines = [headings, *([row.get(heading) for heading in headings] for row in rows)]
    sheet = Sheet(name, [RawRow(number, line) for number, line in enumerate(lines, 1)])
    return recognise_sheet(Workbook('f.csv', Form('csv'), [sheet]), sheet, kind=kind)


def check(*changes, beneficiaries=BENEFICIARIES):
    rows = [{**GOOD, **change} for change in changes]
    return check_rides(data_rows(table_of(*rows)), VOLUNTEERS, beneficiaries)


def accepted(**change):
    result = check(change)
    assert [refusal.sentence() for refusal in result.refused] == []
    return result.accepted[0]


def refused(**change):
    result = check(change)
    assert result.accepted == []
    return result.refused[0]


def test_a_ride_is_read_whole():
    ride = accepted(Observations='A/R')
    assert (ride.date, ride.time, ride.state) == (date(2025, 1, 3), time(14), 'done')
    assert (ride.beneficiary.ref, ride.volunteer.ref) == (1, 1)
    assert (ride.pickup, ride.dropoff, ride.purpose) == ('Ligné', 'Nort', 'health')
    assert (ride.km, ride.toll, ride.parking, ride.contribution) == (
        Decimal('70.2'), Decimal('3.20'), Decimal('2.00'), Decimal('22.46'))
    assert (ride.waiting, ride.payment, ride.round_trip, ride.note) == (60, 'cash', True, 'A/R')
    assert (ride.line, ride.warnings, ride.how) == (2, [],
        {'beneficiary': 'name', 'volunteer': 'name'})


@pytest.mark.parametrize(('change', 'code', 'words'), [
    ({'Date': '12/13/2025'}, 'baddate', ['Line 2', 'column “Date”', '“12/13/2025”', 'month 13']),
    ({'Date': ''}, 'baddate', ['Line 2', 'date is missing']),
    ({'Date': 'lundi'}, 'baddate', ['day of the week']),
    ({'Date': '2025'}, 'baddate', ['only a year']),
    ({'Km': ''}, 'nokm', ['column “Km”', 'Ask the driver']), ({'Km': '?'}, 'nokm', ['“?”']),
    ({'Km': 'à voir'}, 'nokm', ['“à voir”']), ({'Km': '-31,7'}, 'negative',
        ['-31,7', 'minus sign']),
    ({'Chauffeur': ''}, 'nodriver', ['column “Chauffeur”', 'last and first name']),
    ({'Chauffeur': '-'}, 'nodriver', []), ({'Chauffeur': '?'}, 'unknown', ['“?”']),
    ({'Chauffeur': 'le voisin'}, 'unknown', ['list of volunteers', 'add this person']),
    ({'Usager': 'DUPOND Paul'}, 'unknown', ['list of beneficiaries']),
    ({'Usager': ''}, 'nobeneficiary', ['column “Usager”']),
    ({'Usager': 'MARTIN Michel', 'Départ': 'Nantes'}, 'ambiguous', ['(Ligné)', '(Couffé)']),
    ({'Péage': 'beaucoup'}, 'badamount', ['column “Péage”', 'beaucoup']),
    ({'Parking': '-2'}, 'negative', ['column “Parking”'])])
def test_refusals_name_the_row_the_column_and_the_remedy(change, code, words):
    refusal = refused(**change)
    assert refusal.code == refusal.why == code
    sentence = refusal.sentence()
    assert [word for word in words if word not in sentence] == []
    assert sentence.endswith('.')


def test_all_that_is_wrong_is_said_at_once():
    refusal = refused(Date='lundi', Chauffeur='', Km='?')
    assert [problem.code for _column, problem in refusal.problems] == ['baddate', 'nodriver',
        'nokm']
    assert refusal.sentence().count('Line 2') == 3


def test_sentences_can_be_translated():
    french = {MESSAGES['nokm']: "les kilomètres manquent.",
              MESSAGES['at.column']: "Ligne %(line)s, colonne « %(column)s » : %(problem)s"}
    sentence = refused(Km='').sentence(lambda text: french.get(text, text))
    assert sentence == 'Ligne 2, colonne « Km » : les kilomètres manquent.'


@pytest.mark.parametrize(('change', 'state'), [
    ({'Observations': 'annulé'}, 'cancelled'),
    ({'Observations': 'ANNULE la veille', 'Km': ''}, 'cancelled'),
    ({'Observations': 'annulé', 'Km': '?', 'Chauffeur': ''}, 'cancelled'),
    ({'Km': 'annulé'}, 'cancelled'),
    ({'Attente': 'annulé'}, 'cancelled'), ({'Observations': 'absente, déplacé pour rien'},
        'no_show'),
    ({'Observations': 'refusé', 'Km': '', 'Chauffeur': ''}, 'refused'),
    ({'Motif': 'annulé'}, 'cancelled'),
    ({'Chauffeur': 'pas de chauffeur', 'Km': ''}, 'unserved'),
    ({'Chauffeur': 'ANNULÉ', 'Km': ''}, 'cancelled'),
    ({'État': 'Annulé', 'Km': ''}, 'cancelled'), ({'État': 'effectué'}, 'done'),
    ({'Annulé': 'x'}, 'cancelled'),
    ({'Absent': 'oui'}, 'no_show'), ({'Annulé': 'non'}, 'done'),
    ({'État': 'à venir', 'Km': ''}, 'planned'),
    ({'Annulé': 'la veille', 'Km': ''}, 'cancelled'), ({'': 'lapin'}, 'no_show')])
def test_states(change, state):
    assert accepted(**change).state == state


def test_names_and_places_are_no_remarks():
    ride = accepted(Destination='rue du Lapin', Départ='Absent', Usager='DUPONT Jeanne')
    assert ride.state == 'done'


def test_a_person_who_was_absent_costs_kilometres():
    assert refused(Observations='absente', Km='').code == 'nokm'
    assert refused(Observations='absente', Chauffeur='').code == 'nodriver'


def test_a_cancelled_ride_with_nonsense_is_kept_with_a_warning():
    ride = accepted(Observations='annulé', Chauffeur='le voisin', Km='à voir')
    assert ride.volunteer is None and ride.km is None
    assert [warning.key for warning in ride.warnings] == ['left_out']
    assert refused(Observations='annulé', Km='-5').code == 'negative'


def test_what_is_not_needed_is_left_out_with_a_warning():
    ride = accepted(Heure='matin', Attente='longtemps', Participation='asso', **{'Réglé en': 'zzz'})
    assert (ride.time, ride.waiting, ride.contribution, ride.payment) == (None, 0, None, None)
    assert [warning.key for warning in ride.warnings] == ['left_out'] * 4
    assert 'matin' in str(ride.warnings[0])
    assert [str(warning) for warning in accepted(Heure='').warnings] == [MESSAGES['notime']]


def test_odd_kilometres_are_warned_about():
    assert [warning.key for warning in accepted(Km='0').warnings] == ['zerokm']
    assert [warning.key for warning in accepted(Km='702,0 km').warnings] == []
    assert [warning.key for warning in accepted(Km='7020').warnings] == ['bigkm']


def test_kilometres_from_the_odometer():
    assert accepted(Km='', **{'Km départ': '45 120', 'Km arrivée': '45190'}).km == 70
    refusal = refused(Km='', **{'Km départ': '45190', 'Km arrivée': '45120'})
    assert refusal.code == 'nokm' and '45120' in refusal.sentence()


def test_a_double_is_recognised_in_another_writing():
    result = check({}, {'Usager': 'jeanne  dupont', 'Chauffeur': 'picard louis', 'Km': '70.2',
        'Heure': '14h00',
                        'Date': '2025-01-03', 'Destination': 'NORT'})
    assert [ride.line for ride in result.accepted] == [2]
    assert result.refused[0].why == 'duplicate of line 2'
    assert result.refused[0].sentence() == 'Line 3: ' + MESSAGES['duplicate'] % {'other': 2}


@pytest.mark.parametrize('change', [
    {'Km': '70,3'}, {'Heure': '15h'}, {'Date': '04/01/2025'}, {'Destination': 'Ancenis'},
    {'Chauffeur': 'MÉNARD Paulette'}])
def test_what_differs_is_no_double(change):
    assert len(check({}, change).accepted) == 2


def test_doubles_across_sheets():
    known = {}
    first = check_rides(data_rows(table_of(GOOD)), VOLUNTEERS, BENEFICIARIES, known=known)
    second = check_rides(data_rows(table_of(GOOD, name='Copie')), VOLUNTEERS, BENEFICIARIES,
        known=known)
    assert (len(first.accepted), len(second.accepted)) == (1, 0)
    assert '“Trajets 2025”' in second.refused[0].sentence(with_sheet=True)
    assert 'Sheet “Copie”, line 2' in second.refused[0].sentence(with_sheet=True)


def test_homonyms_by_the_town_they_leave_from():
    ride = accepted(Usager='MARTIN Michel', Départ='COUFFÉ')
    assert (ride.beneficiary.ref, ride.how['beneficiary']) == (3, 'name+town')


def test_beneficiaries_need_not_be_known():
    result = check({'Usager': 'Paul DUPOND'}, beneficiaries=None)
    assert result.accepted[0].beneficiary.name == 'DUPOND Paul'


def test_totals_count_what_was_driven():
    result = check({}, {'Observations': 'annulé', 'Heure': '15h'},
        {'Observations': 'absente', 'Heure': '16h'})
    assert [result.count(state) for state in ('done', 'cancelled', 'no_show')] == [1, 1, 1]
    assert (result.km_driven, result.tolls) == (Decimal('140.4'), Decimal('10.40'))


# ---- people and places ---------------------------------------------------------------------------
PEOPLE = ['Nom', 'Prénom', 'Né(e) le', 'Adresse', 'Téléphone', 'Portable', 'Besoins',
    'Observations']


def people(*rows):
    dicts = [dict(zip(PEOPLE, row, strict=True)) for row in rows]
    return check_people(data_rows(table_of(*dicts, headings=PEOPLE, kind='beneficiaries')))


def test_a_person_written_twice_is_refused_and_homonyms_are_not():
    result = people(
        ['DUPONT', 'Jeanne', '3/1/1935', '2 Le Bourg', '0611223344', '', '', ''],
        ['dupont', 'JEANNE', '', '', '06.11.22.33.44', '', '', 'vue en mai'],
        ['DUPONT', 'Jeanne', '4/5/1951', '5 La Grée', '0655555555', '', '', ''],
        ['DUPONT', 'Jeanne', '', '7 La Haie', '0644444444', '', '', ''],
        ['DUPONT', 'Jeanne', '', '', '0699999999', '', '', ''])
    assert [record.line for record in result.accepted] == [2, 4, 5, 6]
    assert [(refusal.line, refusal.why) for refusal in result.refused] == [(3,
        'duplicate of line 2')]


def test_a_wrong_value_does_not_refuse_a_person():
    result = people(['DUPONT', 'Jeanne', '31/02/1935', '', '12', '06 11 22 33 44', 'canne',
        'petit chien'])
    record = result.accepted[0]
    assert [warning.key for warning in record.warnings] == ['left_out', 'left_out']
    assert [phone.national for phone in record.values['phones']] == ['0611223344']
    assert record.values['aids'] == ['cane', 'pet']
    assert record.as_person('ref').phones == ('0611223344',)


def test_a_person_needs_a_name():
    result = people(['', '', '3/1/1935', '2 Le Bourg', '0611223344', '', '', ''])
    assert [refusal.code for refusal in result.refused] == ['noname']


def test_places():
    headings = ['Lieu', 'Adresse', 'CP', 'Commune', 'Horaires', 'Type']
    rows = [dict(zip(headings, row, strict=True)) for row in (
        ['Clinique', '1 rue A', '44390', 'Nort', '9h-12h', 'médical'],
        ['clinique', '', '', 'NORT', '', 'santé'],
        ['Clinique', '', '', 'Ancenis', '', ''], ['', '2 rue B', '44390', 'Nort', '', ''])]
    result = check_places(data_rows(table_of(*rows, headings=headings, kind='places')))
    assert [(record.line, record.name,
        record.values.get('purpose')) for record in result.accepted] == [
        (2, 'Clinique', 'health'), (4, 'Clinique', None)]
    assert [refusal.why for refusal in result.refused] == ['duplicate of line 2', 'nameless']


# ---- messages ------------------------------------------------------------------------------------
def test_messages_are_sentences():
    for key, template in MESSAGES.items():
        assert template.endswith(('.', ')s')), key
        assert template.count('%') == template.count('%('), key


def test_problems_render_what_they_hold():
    problem = locate(CellError('unknown', value='X', people=Label('volunteers')), 3, 'Chauffeur',
        'Mai')
    assert str(problem).startswith('Sheet “Mai”, line 3, column “Chauffeur”: nobody in the list '
                                   'of volunteers')
    assert 'list of bénévoles' in problem.render(lambda text: {'volunteers': 'bénévoles'}.get(text,
        text))
    assert problem == locate(CellError('unknown', value='X', people=Label('volunteers')), 3,
        'Chauffeur', 'Mai')
    assert problem != Problem('at.line', line=3, problem='x')
    assert len({CellError('nokm'), CellError('nokm')}) == 1


def test_a_cancelled_ride_needs_no_legible_toll():
    ride = accepted(Observations='annulé', Péage='annulé')
    assert ride.toll == 0 and [warning.key for warning in ride.warnings] == ['left_out']
