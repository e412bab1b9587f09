# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The same year kept by other coordinators: other headings, orders, encodings, sheets,
languages.
"""
import csv
import random

import pytest
from spreadsheet import read_dossier
from spreadsheet_samples import (
    COLUMNS,
    FILES,
    MONTHS,
    TODAY,
    as_cells,
    check_against_truth,
    month_of,
    people,
    ride_rows,
    to_csv,
    to_xls,
    to_xlsx,
    truth,
    two_names,
)

FRENCH = {
    'date': 'Date du transport', 'time': 'Heure RDV', 'beneficiary': 'Adhérent',
    'pickup': 'Lieu de départ',
    'dropoff': 'Destination', 'purpose': 'Motif du déplacement', 'volunteer': 'Bénévole',
    'km': 'Nb km',
    'waiting': "Temps d'attente", 'toll': 'Péages et parkings',
    'contribution': 'Participation usager (EUR)',
    'payment': 'Mode de règlement', 'note': 'Commentaires'}
SHORT = {
    'date': 'DATE', 'time': 'H.', 'beneficiary': 'Bénéf.', 'pickup': 'De', 'dropoff': 'Lieu de RDV',
    'purpose': 'Objet', 'volunteer': 'Conducteur', 'km': 'Kilomètres', 'waiting': 'Att.',
    'toll': 'Péage',
    'contribution': 'Particip.', 'payment': 'Paiement', 'note': 'Obs.'}
ENGLISH = {
    'date': 'Ride date', 'time': 'Pick-up time', 'beneficiary': 'Passenger', 'pickup': 'From',
    'dropoff': 'To', 'purpose': 'Purpose', 'volunteer': 'Driver', 'km': 'Kilometers',
    'waiting': 'Waiting time',
    'toll': 'Tolls', 'contribution': 'Contribution', 'payment': 'Payment method',
    'note': 'Comments'}


def order_of(seed):
    columns = list(COLUMNS)
    random.Random(seed).shuffle(columns)
    return columns


def table_of(headings, columns=COLUMNS, above=(), cells=dict):
    """Return (rows, {line: sample line}) of the sample rides under other headings."""
    rows, lines = [*above, [headings[name] for name in columns]], {}
    for line, values in ride_rows():
        values = cells(values)
        rows.append([values[name] for name in columns])
        lines[len(rows)] = line
    return rows, lines


def check(name, data, lines, sheet=None, others=FILES[:2]):
    """Compare one file of rides with the truth, beside the sample lists of people."""
    sheet = sheet or name.rpartition('.')[0]
    return check_against_truth([*others, (name, data)], {(sheet, n): m for n, m in lines.items()})


@pytest.mark.parametrize('seed', range(6))
@pytest.mark.parametrize('headings', [FRENCH, SHORT, ENGLISH], ids=['french', 'short', 'english'])
def test_other_headings_in_any_order(headings, seed):
    rows, lines = table_of(headings, order_of(seed))
    check('suivi.csv', to_csv(rows), lines)


@pytest.mark.parametrize(('separator', 'encoding', 'quoting', 'newline'), [
    (',', 'utf-8', csv.QUOTE_MINIMAL, '\n'), ('\t', 'utf-16', csv.QUOTE_MINIMAL, '\r\n'),
    ('|', 'latin-1', csv.QUOTE_ALL, '\r\n'), (';', 'mac_roman', csv.QUOTE_MINIMAL, '\n'),
    (';', 'cp1252', csv.QUOTE_ALL, '\r\n'), (',', 'utf-8-sig', csv.QUOTE_ALL, '\n'),
    ('\t', 'utf-16-le', csv.QUOTE_MINIMAL, '\n'), (';', 'cp850', csv.QUOTE_MINIMAL, '\r\n')])
def test_encodings_and_separators(separator, encoding, quoting, newline):
    def without_euro(values):
        return {name: value.replace('€', 'EUR') for name, value in values.items()}
    rows, lines = table_of(FRENCH, order_of(3), cells=without_euro)
    data = to_csv(rows, separator, encoding, quoting, newline)
    book = check('transports.txt', data, lines).workbooks[-1]
    assert book.form.separator == separator
    assert book.form.quoted == (quoting == csv.QUOTE_ALL)


def test_title_rows_above_the_headings():
    above = [['Association X'], [], ['Suivi des transports', '', 'année 2025'],
        ['imprimé le', '03/01/2026'], []]
    rows, lines = table_of(SHORT, order_of(1), above)
    check('classeur.xlsx', to_xlsx({'Feuil1': rows}), lines, 'Feuil1')


def test_real_dates_times_and_numbers_in_xlsx():
    rows, lines = table_of(FRENCH, order_of(2), cells=as_cells)
    check('classeur.xlsx', to_xlsx({'Transports': rows}), lines, 'Transports')


def test_old_xls():
    rows, lines = table_of(FRENCH, order_of(4), cells=as_cells)
    dossier = check('classeur.xls', to_xls({'Transports': rows}), lines, 'Transports')
    assert dossier.workbooks[-1].form.kind == 'xls'


def split_by_month(headings, head=lambda month: [], cells=lambda values, month: values,
    repeat=True):
    """Return ({sheet: rows}, lines) of the year on twelve sheets."""
    sheets, lines = {}, {}
    for line, values in ride_rows():
        month = month_of(line)
        name = MONTHS[month - 1]
        if name not in sheets:
            sheets[name] = [*head(month),
                *([list(headings.values())] if repeat or month == 1 else [])]
        sheets[name].append([cells(values, month)[column] for column in headings])
        lines[name, len(sheets[name])] = line
    for rows in sheets.values():
        rows += [[], ['Total'] + [None] * 6 + [999.9]]
    return sheets, lines


def test_twelve_sheets():
    sheets, lines = split_by_month(FRENCH, lambda month: [[f'{MONTHS[month - 1]} 2025'], []])
    check_against_truth([*FILES[:2], ('annee.xlsx', to_xlsx(sheets))], lines)


def test_twelve_sheets_of_an_old_workbook():
    sheets, lines = split_by_month(ENGLISH)
    check_against_truth([*FILES[:2], ('2025.xls', to_xls(sheets))], lines)


def test_headings_on_the_first_sheet_only():
    sheets, lines = split_by_month(FRENCH, repeat=False)
    check_against_truth([*FILES[:2], ('2025.xlsx', to_xlsx(sheets))], lines)


def without_year(values, month):
    """Return a ride's values with the date as 3/1, as people write it on a month's sheet."""
    cells = as_cells(values)
    if hasattr(cells['date'], 'day'):
        return {**values, 'date': f"{cells['date'].day:02}/{cells['date'].month}"}
    return values


def day_only(values, month):
    cells = as_cells(values)
    return {**values, 'date': cells['date'].day if hasattr(cells['date'],
        'day') else values['date']}


def test_dates_without_year_take_the_file_s():
    sheets, lines = split_by_month(FRENCH, cells=without_year)
    check_against_truth([*FILES[:2], ('trajets_2025.xlsx', to_xlsx(sheets))], lines)


def test_days_alone_take_the_sheet_s_month():
    sheets, lines = split_by_month({**FRENCH, 'date': 'Jour'}, cells=day_only)
    check_against_truth([*FILES[:2], ('trajets 2025.xlsx', to_xlsx(sheets))], lines)


def test_months_one_below_the_other_with_repeated_headings():
    rows, lines, last = [['Trajets 2025']], {}, 0
    for line, values in ride_rows():
        if month_of(line) != last:
            last = month_of(line)
            rows += [[], [MONTHS[last - 1].upper()], list(FRENCH.values())]
        rows.append([day_only(values, last)[name] for name in FRENCH])
        lines[len(rows)] = line
    check('suivi.csv', to_csv(rows), lines)


def in_two(headings, values):
    """Return a row with each person's last and first name in two columns."""
    row = []
    for name in headings:
        row += two_names(values[name]) if name in ('beneficiary', 'volunteer') else [values[name]]
    return row


@pytest.mark.parametrize(('beneficiary', 'volunteer'), [
    (['Nom usager', 'Prénom usager'], ['Nom conducteur', 'Prénom conducteur']),
    (['Nom', 'Prénom'], ['Nom chauffeur', 'Prénom chauffeur']),
    (['Last name', 'First name'], ['Driver last name', 'Driver first name']),
    (['Nom du bénéficiaire', 'Prénom du bénéficiaire'], ['Nom du bénévole', 'Prénom du bénévole'])])
def test_names_in_two_columns(beneficiary, volunteer):
    two = {'beneficiary': beneficiary, 'volunteer': volunteer}
    head = [text for name, heading in FRENCH.items() for text in two.get(name, [heading])]
    rows, lines = [head], {}
    for line, values in ride_rows():
        rows.append(in_two(FRENCH, values))
        lines[len(rows)] = line
    check('suivi.csv', to_csv(rows), lines)


def test_names_in_two_columns_under_a_merged_title():
    group, head = [], []
    for name, heading in FRENCH.items():
        if name in ('beneficiary', 'volunteer'):
            group += ['Bénéficiaire' if name == 'beneficiary' else 'Chauffeur', None]
            head += ['Nom', 'Prénom']
        else:
            group.append('Trajet' if name == 'pickup' else None)
            head.append(heading)
    rows, lines = [['Année 2025'], group, head], {}
    for line, values in ride_rows():
        rows.append(in_two(FRENCH, values))
        lines[len(rows)] = line
    check('suivi.xlsx', to_xlsx({'Feuil1': rows}), lines, 'Feuil1')


@pytest.mark.parametrize('join', ['{date} {time}', '{date} à {time}', '{date}, {time}'])
def test_date_and_time_in_one_cell(join):
    headings = {name: text for name,
        text in FRENCH.items() if name != 'time'} | {'date': 'Date et heure'}
    rows, lines = table_of(headings, list(headings),
                           cells=lambda values: {**values, 'date': join.format(**values)})
    dossier = check('suivi.csv', to_csv(rows), lines)
    assert all(ride.time for ride in dossier.rides.accepted)


def test_remarks_in_a_column_without_name():
    rows, lines = table_of({**FRENCH, 'note': ''}, order_of(5))
    check('suivi.csv', to_csv(rows), lines)


def test_more_columns_than_needed():
    headings = ['N°', *FRENCH.values(), 'Remboursement chauffeur', 'Vu par', 'Total']
    rows, lines = [headings], {}
    for line, values in ride_rows():
        rows.append([line, *values.values(), '12,30 €', 'AB', '34,56'])
        lines[len(rows)] = line
    check('suivi.csv', to_csv(rows), lines)


# ---- people kept otherwise -----------------------------------------------------------------------
VOLUNTEERS = {
    'french': ['Nom et prénom', 'Téléphone', 'Courriel', 'Rue', 'Code postal', 'Ville',
        'Puissance fiscale',
               'Véhicule électrique', 'Nb places', 'Permis vérifié le', 'Échéance assurance',
               'Contrôle technique', 'Disponibilités', 'Distance max', 'Observations'],
    'english': ['Full name', 'Phone', 'E-mail', 'Address', 'Zip code', 'City', 'Fiscal power',
        'Electric',
                'Seats', 'Licence seen', 'Insurance', 'Technical inspection', 'Availability',
                'Max km',
                'Notes'],
    'driver': ['Conducteur', 'Portable', 'Adresse mail', 'Adresse postale', 'C.P.', 'Localité',
        'Nb CV',
               'Élec.', 'Places passagers', 'Permis', 'Assurance', 'CT', 'Jours dispo', 'Km maxi',
               'Divers']}
BENEFICIARIES = {
    'french': ['Nom de famille', 'Prénoms', 'Date de naissance', 'Rue', 'Code postal', 'Ville',
        'Mobile',
               'Cotisation payée', 'Aides techniques', "Critère d'éligibilité", 'Remarques'],
    'english': ['Surname', 'First name', 'Date of birth', 'Address', 'Postcode', 'Town',
        'Phone number',
                'Membership fee', 'Needs', 'TUS ground', 'Comments'],
    'short': ['NOM', 'PRENOM', 'Né(e)', 'Adresse', 'CP', 'Ville', 'Tel', 'Cotis.', 'Besoin', 'TUS',
        'Obs']}


@pytest.mark.parametrize('seed', range(4))
@pytest.mark.parametrize('volunteers', VOLUNTEERS)
@pytest.mark.parametrize('beneficiaries', BENEFICIARIES)
def test_lists_of_people_under_other_headings(volunteers, beneficiaries, seed):
    first, second = people()
    tables = []
    for headings, rows in ((VOLUNTEERS[volunteers], first), (BENEFICIARIES[beneficiaries], second)):
        order = list(range(len(headings)))
        random.Random(seed).shuffle(order)
        tables.append([[row[i] for i in order] for row in [headings, *rows[1:]]])
    dossier = check('suivi.csv', to_csv(table_of(FRENCH)[0]), table_of(FRENCH)[1], others=[
        ('liste.xlsx', to_xlsx({'Feuil1': tables[0]})),
        ('export.csv', to_csv(tables[1], ',', 'cp1252'))])
    assert [table.unknown for table in dossier.tables[:2]] == [[], []]
    assert {len(table.mapping) for table in dossier.tables[:2]} == {15, 11}


def test_everything_in_one_workbook():
    volunteers, beneficiaries = people()
    rows, lines = table_of(SHORT, cells=as_cells)
    data = to_xlsx({'Chauffeurs': volunteers, 'Adhérents': beneficiaries, 'Trajets': rows,
                    'Mode d’emploi': [['Remplir une ligne par trajet.'], ['Demander à Paul.']]})
    dossier = read_dossier([('tout.xlsx', data)], today=TODAY)
    assert [problem.key for problem in dossier.problems] == ['noheading']
    assert sorted(lines[refusal.line] for refusal in dossier.refused) == [
        refused['line'] for refused in truth()['rejects']]
    assert dossier.summary()['rides'] == {'done': 377, 'cancelled': 16, 'no_show': 6}


def test_volunteers_with_names_in_two_columns_and_first_name_first():
    volunteers, _beneficiaries = people()
    headings = ['Prénom', 'Nom', *volunteers[0][1:]]
    rows = [headings, *([*two_names(row[0])[::-1], *row[1:]] for row in volunteers[1:])]
    table, lines = table_of(FRENCH)
    check('suivi.csv', to_csv(table), lines, others=[('benevoles.xlsx', to_xlsx({'A': rows})),
        FILES[1]])
