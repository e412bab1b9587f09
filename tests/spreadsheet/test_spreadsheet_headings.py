# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Kinds of sheets and columns are recognised by headings and values; users may correct both."""
import pytest
from spreadsheet import (
    FIELDS,
    Form,
    RawRow,
    Sheet,
    SpreadsheetError,
    Workbook,
    data_rows,
    read_rows,
    recognise_sheet,
    recognise_workbook,
)
from spreadsheet.text import fold

RIDES = [['Date', 'Bénéficiaire', 'Chauffeur', 'Km'],
         ['03/01/2025', 'DUPONT Jeanne', 'PICARD Louis', '70,2'],
         ['04/01/2025', 'MARTIN Michel', 'PICARD Louis', '12']]


def book(*sheets, file='classeur.xlsx'):
    """Return a workbook of (name, rows)."""
    return Workbook(file, Form('xlsx'), [
        Sheet(name, [RawRow(line, list(row)) for line, row in enumerate(rows, 1)]) for name,
        rows in sheets])


def recognise(rows, name='Feuil1', file='classeur.xlsx', **options):
    workbook = book((name, rows), file=file)
    return recognise_sheet(workbook, workbook.sheets[0], **options)


def test_every_heading_of_the_catalogue_is_in_its_folded_form():
    for fields in FIELDS.values():
        assert len({field.name for field in fields}) == len(fields)
        for field in fields:
            assert [heading for heading in field.headings if fold(heading) != heading] == []


@pytest.mark.parametrize('kind', FIELDS)
def test_every_first_heading_is_its_own_field(kind):
    from spreadsheet.columns import heading_score
    for field in FIELDS[kind]:
        assert heading_score(field.label, field.headings) == 1.0


@pytest.mark.parametrize(('headings', 'kind'), [
    (['Nom', 'Prénom', 'Téléphone', 'CV', 'Permis vu le'], 'volunteers'),
    (['Chauffeur', 'Portable', 'Véhicule', 'Immatriculation'], 'volunteers'),
    (['Nom', 'Prénom', 'Né(e) le', 'Cotisation', 'Besoins'], 'beneficiaries'),
    (['Usager', 'Date de naissance', 'Adresse', 'Personne à prévenir', 'Tél. urgence'],
        'beneficiaries'),
    (['Établissement', 'Adresse', 'CP', 'Ville', 'Horaires'], 'places'),
    (['Lieu', 'Commune', 'Type', 'Latitude', 'Longitude'], 'places'),
    (['Date', 'Passager', 'Conducteur', 'Destination', 'Kilométrage'], 'rides'),
    (['Date', 'Adhérent', 'Bénévole', 'Km départ', 'Km arrivée'], 'rides'),
    (['code', 'nom', 'dep', 'codes_postaux', 'population', 'lat', 'lon'], 'communes')])
def test_kinds_by_headings_alone(headings, kind):
    assert recognise([headings]).kind == kind


def test_people_are_told_apart_by_a_title_or_a_name():
    rows = [['Nom', 'Prénom', 'Téléphone', 'Adresse'],
        ['DUPONT', 'Jeanne', '0611223344', '2 Le Bourg']]
    with pytest.raises(SpreadsheetError) as caught:
        recognise(rows)
    assert caught.value.key == 'nokind'
    assert recognise(rows, name='Bénévoles').kind == 'volunteers'
    assert recognise(rows, file='liste_adherents.csv').kind == 'beneficiaries'
    assert recognise([['Liste des usagers'], [], *rows]).kind == 'beneficiaries'
    assert recognise(rows, kind='volunteers').kind == 'volunteers'


def test_headings_after_titles():
    titles = [['Association'], ['mise à jour', '12/2025'], [], ['Année', '2025'], []]
    table = recognise([*titles, *RIDES])
    assert (table.heading_line, table.rules.year) == (6, 2025)
    assert len(data_rows(table)) == 2


@pytest.mark.parametrize(('heading', 'field'), [
    ('Km (AR domicile chauffeur)', 'km'), ('Nbre km', 'km'), ('KM PARCOURUS', 'km'),
    ('Kilometres', 'km'),
    ('Total km', 'km'), ('Distance (km)', 'km'), ('Kilomètrage', 'km'), ('Tél.', None)])
def test_a_distance_by_many_names(heading, field):
    rows = [[*RIDES[0][:3], heading], *RIDES[1:]]
    if field is None:
        with_km = recognise(rows).mapping
        assert with_km.get(3) != 'km'
        return
    assert recognise(rows).mapping == {0: 'date', 1: 'beneficiary', 2: 'volunteer', 3: field}


def test_values_decide_where_a_heading_may_mean_two_things():
    hours = [['Date', 'RDV', 'Usager', 'Chauffeur', 'Km'],
        ['03/01/2025', '14h30', 'DUPONT Jeanne', 'X Y', '3']]
    places = [hours[0], ['03/01/2025', 'Clinique de Nort', 'DUPONT Jeanne', 'X Y', '3']]
    assert recognise(hours).mapping[1] == 'time'
    assert recognise(places).mapping[1] == 'dropoff'


def test_a_column_of_dates_without_heading_is_the_date():
    rows = [['', *RIDES[0][1:]], *RIDES[1:], ['05/01/2025', 'DUPONT Jeanne', 'PICARD Louis', '3']]
    assert recognise(rows).mapping[0] == 'date'


def test_unknown_columns_are_reported():
    table = recognise([[*RIDES[0], 'Visa du trésorier', ''],
        *([*row, 'ok', 'x'] for row in RIDES[1:])])
    assert table.unknown == [4, 5]
    assert table.describe()[4] == (4, 'Visa du trésorier', None, 0.0)
    assert table.describe()[0][1:3] == ('Date', 'date')


def test_a_reason_for_refusal_is_known_and_is_no_purpose():
    table = recognise([[*RIDES[0], 'Motif', 'Motif du refus'],
        [*RIDES[1], 'médical', 'Ligne 3 : annulé']])
    assert (table.mapping[4], table.mapping[5]) == ('purpose', 'refusal')
    assert 'refusal' not in data_rows(table)[0].values


def test_a_user_corrects_the_mapping():
    rows = [['Quand', 'A', 'B', 'C'], *RIDES[1:]]
    with pytest.raises(SpreadsheetError):
        recognise(rows)
    table = recognise(rows, kind='rides', mapping={0: 'date', 1: 'beneficiary', 2: 'volunteer',
        3: 'km'})
    assert len(data_rows(table)) == 2
    table = recognise(RIDES, mapping={1: 'volunteer', 2: 'beneficiary', 3: None})
    assert table.mapping == {0: 'date', 1: 'volunteer', 2: 'beneficiary'}
    assert table.unknown == [3]


def test_a_user_gives_the_heading_row():
    rows = [['Date', 'Bénéficiaire', 'Chauffeur', 'Km'],
        ['Date', 'Usager', 'Driver', 'Kilomètres'], *RIDES[1:]]
    assert recognise(rows, heading_line=2).headings[1] == 'Usager'


def test_a_sheet_without_headings_with_a_user_s_mapping():
    table = recognise(RIDES[1:], kind='rides',
        mapping={0: 'date', 1: 'beneficiary', 2: 'volunteer', 3: 'km'})
    assert table.heading_line == 0
    assert [row.line for row in data_rows(table)] == [1, 2]


@pytest.mark.parametrize(('options', 'key'), [
    ({'kind': 'rides', 'mapping': {0: None}}, 'nofield'),
    ({'mapping': {0: 'shoe size'}}, 'badmapping')])
def test_a_mapping_that_cannot_be(options, key):
    with pytest.raises(SpreadsheetError) as caught:
        recognise(RIDES, **options)
    assert caught.value.key == key and str(caught.value)


def test_a_sheet_that_is_no_table():
    with pytest.raises(SpreadsheetError) as caught:
        recognise([['Remplir une ligne par trajet.'], ['Demander à Paul.']])
    assert caught.value.key == 'noheading'


def test_sheets_that_are_no_table_do_not_stop_the_others():
    tables, problems = recognise_workbook(book(('Aide', [['Bonjour']]), ('Trajets', RIDES)))
    assert [table.kind for table in tables] == ['rides']
    assert [problem.values['sheet'] for problem in problems] == ['Aide']


def test_the_year_of_most_dates_completes_the_others():
    rows = [*RIDES, ['05/01', 'DUPONT Jeanne', 'PICARD Louis', '3']]
    assert data_rows(recognise(rows))[2].values['date'].year == 2025


# ---- rows ----------------------------------------------------------------------------------------
def kinds(rows, **options):
    return [row.kind for row in read_rows(recognise(rows, **options))]


@pytest.mark.parametrize(('row', 'kind'), [
    ([], 'blank'), ([None, ' ', '\u00a0'], 'blank'), (['', 'TOTAL JANVIER', '', ''], 'total'),
    (['Total général', '', '', '999,9'], 'total'), (['Sous-total', None, None, 12], 'total'),
    (['S/T', '', '', '12'], 'total'), (['', '', '', '999,9'], 'total'),
    (['', '', 'Total', '999,9'], 'total'),
    (['FÉVRIER 2025', '', '', ''], 'title'), (['Semaine 2'], 'title'),
    (['Fait à X, le 3/1/2025'], 'title'),
    (['Date', 'Bénéficiaire', 'Chauffeur', 'Km'], 'heading'),
    (['DATE', 'BENEFICIAIRE', 'chauffeur', ''], 'heading'),
    (['05/01/2025', '', '', ''], 'blank_date'), (['05/01/2025', '', 'PICARD Louis', '12'], 'data'),
    (['', 'DUPONT Jeanne', 'PICARD Louis', '12'], 'data'),
    (['lundi', 'DUPONT Jeanne', 'X', '1'], 'data'),
    (['05/01/2025', 'TOTAL Jeanne', '', ''], 'total'),
    (['05/01/2025', 'DUPONT Jeanne', '', ''], 'data')])
def test_classes_of_rows(row, kind):
    found = kinds([*RIDES, row])[2]
    assert found in ('title', 'blank') if kind == 'blank_date' else found == kind


def test_a_remark_that_begins_with_total_is_no_total():
    rows = [[*RIDES[0], 'Observations'], *([*row, 'Total 3 personnes'] for row in RIDES[1:])]
    assert kinds(rows) == ['data', 'data']


def test_totals_in_lists_of_people():
    rows = [['Nom', 'Prénom', 'Né(e) le', 'Cotisation', 'Besoins'],
        ['DUPONT', 'Jeanne', '3/1/35', '5 €', 'canne'],
            ['Total', '', '', '5 €', ''], ['Anciens adhérents'],
            ['MARTIN', 'Michel', '', 'non', '']]
    assert kinds(rows) == ['data', 'total', 'title', 'data']


def test_errors_stay_with_their_field():
    row = data_rows(recognise([RIDES[0], ['12/13/2025', 'DUPONT Jeanne', '', '?']]))[0]
    assert {name: error.code for name, error in row.errors.items()} == {'date': 'baddate',
        'km': 'nokm'}
    assert row.values == {'beneficiary': 'DUPONT Jeanne'}
    assert (row.raw('km'), row.raw('volunteer'), row.raw('toll')) == ('?', '', '')
