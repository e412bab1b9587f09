# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Headings in whole tables: each known one, any mixture of them, and many that are not listed."""
import random

import pytest
from spreadsheet import Form, RawRow, Sheet, Workbook, get_field, recognise_sheet
from spreadsheet_samples import COLUMNS, people, ride_rows
from test_spreadsheet_variants import BENEFICIARIES, FRENCH, VOLUNTEERS

ROWS = [[values[name] for name in COLUMNS] for _line, values in ride_rows()][:40]


def recognise(rows):
    sheet = Sheet('Feuil1', [RawRow(line, list(row)) for line, row in enumerate(rows, 1)])
    table = recognise_sheet(Workbook('classeur.xlsx', Form('xlsx'), [sheet]), sheet)
    return table.kind, table.mapping


@pytest.mark.parametrize('name', COLUMNS)
def test_each_known_heading_of_a_ride(name):
    for heading in get_field('rides', name).headings:
        head = [heading if column == name else FRENCH[column] for column in COLUMNS]
        assert recognise([head, *ROWS]) == ('rides', dict(enumerate(COLUMNS))), heading


@pytest.mark.parametrize(('kind', 'base'), [
    ('volunteers', VOLUNTEERS['french']), ('beneficiaries', BENEFICIARIES['french'])])
def test_each_known_heading_of_a_person(kind, base):
    rows = people()[kind == 'beneficiaries'][1:9]
    expected = recognise([base, *rows])
    assert expected[0] == kind and len(expected[1]) == len(base)
    for index, name in expected[1].items():
        for heading in get_field(kind, name).headings:
            head = [heading if column == index else text for column, text in enumerate(base)]
            assert recognise([head, *rows]) == expected, heading


@pytest.mark.parametrize('seed', range(40))
def test_any_mixture_of_known_headings(seed):
    chance = random.Random(seed)
    columns = chance.sample(COLUMNS, len(COLUMNS))
    head = []
    for name in columns:
        free = [text for text in get_field('rides', name).headings if text not in head]
        head.append(chance.choice(free))
    rows = [[row[COLUMNS.index(name)] for name in columns] for row in ROWS]
    doubtful = {text for name in columns for text in get_field('rides', name).headings if text in head
                and sum(text in get_field('rides', other).headings for other in COLUMNS) > 1}
    found = recognise([head, *rows])
    wrong = {head[i] for i, name in enumerate(columns) if found[1].get(i) != name}
    assert found[0] == 'rides' and wrong <= doubtful


# Not in the catalogue: recognised by their words, beginnings, plurals, abbreviations.
UNSEEN = {
    'date': "Date de la course|Date du déplacement|Date d'intervention|Jour du transport|Dates|"
            "Date of transport|DATE TRANSP.|Travel date",
    'time': "Heure de rendez-vous|H. départ|Horaire RDV|Heure départ domicile|Departure time|"
            "Heure prise en charge",
    'beneficiary': "Personne véhiculée|Adhérent transporté|NOM Prénom adhérent|Usagère|Passenger name|"
                   "Nom de la personne transportée|Transporté(e)|Adh.|Bénéf",
    'pickup': "Lieu départ (commune)|Origine du trajet|Au départ de|Start location|From (town)",
    'dropoff': "Lieu d'arrivée (commune)|Destination finale|Commune destination|Drop-off place|"
               "À destination de",
    'purpose': "Motif de la course|Motif RDV|Objet du déplacement|Reason for trip|Motifs",
    'volunteer': "Chauffeur bénévole (nom)|Bénévole conducteur|Chauff.|Conducteur bénévole|"
                 "Volunteer driver|Driver's name|Chauffeur solidaire",
    'km': "Kilomètres (aller-retour)|Nb de kilomètres|Total kms|Trajet A/R (km)|Kilométrage AR|"
          "Km facturés|Kms A/R|Kilom.|Distance (in km)|KM domicile - domicile",
    'waiting': "Temps attente (h)|Attente chauffeur|Waiting (h)|Durée d'attente en minutes",
    'toll': "Péage/Parking|Frais (péage, parking)|Tolls & parking|Péages et stationnement (€)",
    'contribution': "Participation demandée (€)|Montant versé|Participation aux frais|Amount paid",
    'payment': "Moyen de règlement|Type de règlement|Mode de réglement|Payment mode used",
    'note': "Remarques diverses|Observation(s)|Commentaire chauffeur|OBS.|Notes / remarques"}


@pytest.mark.parametrize('name', COLUMNS)
def test_headings_nobody_listed(name):
    for heading in UNSEEN[name].split('|'):
        head = [heading if column == name else FRENCH[column] for column in COLUMNS]
        assert recognise([head, *ROWS]) == ('rides', dict(enumerate(COLUMNS))), heading


@pytest.mark.parametrize(('headings', 'fields'), [
    ('Jour|Heure|Nom|Prénom|Commune|Destination|Chauffeur|Kms|Remarque',
     'date|time|beneficiary_last|beneficiary_first|pickup|dropoff|volunteer|km|note'),
    ('Date|Nom|Trajet|Chauffeur|Nb de km|Montant', 'date|beneficiary|dropoff|volunteer|km|contribution'),
    ('Mois|Date|Bénéficiaire (nom prénom)|Chauffeur (nom prénom)|Km A/R|Péage €|Parking €|Etat',
     'month|date|beneficiary|volunteer|km|toll|parking|state'),
    ('Date|Time|First name|Last name|Pick-up|Drop-off|Driver|Km',
     'date|time|beneficiary_first|beneficiary_last|pickup|dropoff|volunteer|km'),
    ('N° trajet|Date du trajet|Demandeur|Conducteur|Km départ|Km arrivée',
     'ref|date|beneficiary|volunteer|odometer_start|odometer_end')])
def test_small_tables(headings, fields):
    assert recognise([headings.split('|')]) == ('rides', dict(enumerate(fields.split('|'))))
