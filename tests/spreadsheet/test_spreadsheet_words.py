# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Words turned into codes: days, aids, purposes, outcomes, grounds, payments."""
import pytest
from hypothesis import given
from hypothesis import strategies as st
from spreadsheet.cells import (
    CellError,
    fold,
    is_round_trip,
    parse_aids,
    parse_energy,
    parse_ground,
    parse_outcome,
    parse_payment,
    parse_purpose,
    parse_refused_aids,
    parse_state,
    parse_weekdays,
)

WEEK, WORK = [0, 1, 2, 3, 4, 5, 6], [0, 1, 2, 3, 4]
AM, PM, DAY = (8, 12), (12, 19), (8, 19)


def slots(text):
    """Return {weekday: [(from, to)]}."""
    found = {}
    for slot in parse_weekdays(text):
        found.setdefault(slot.weekday, []).append((slot.from_hour, slot.to_hour))
    return found


@pytest.mark.parametrize(('text', 'days'), [
    ('Lu Ma Je', [0, 1, 3]), ('L M M J V', WORK), ('LMMJV', WORK), ('tous', WEEK),
    ('vendredi', [4]),
    ('tous sauf me', [0, 1, 3, 4, 5, 6]), ('du lundi au vendredi', WORK), ('lun-ven', WORK),
    ('lu-ve', WORK),
    ('LU-MA-JE', [0, 1, 3]), ('lu/ma/je', [0, 1, 3]), ('L/Ma/Me', [0, 1, 2]), ('week-end', [5, 6]),
    ('tous les jours sauf le week-end', WORK), ('pas le mardi', [0, 2, 3, 4, 5, 6]),
    ('jeudis', [3]),
    ('Lun. Mar. Jeu.', [0, 1, 3]), ('Mon Wed Fri', [0, 2, 4]),
    ('every day except Tuesday', [0, 2, 3, 4, 5, 6]),
    ('en semaine', WORK), ('lundi, jeudi (pas mercredi)', [0, 3]), ('J V', [3, 4]),
    ('MARDI ET JEUDI', [1, 3])])
def test_whole_days(text, days):
    assert slots(text) == {day: [DAY] for day in days}


@pytest.mark.parametrize(('text', 'expected'), [
    ('mardi, jeudi matin', {1: [DAY], 3: [AM]}), ('Ma ap-midi Ve', {1: [PM], 4: [DAY]}),
    ('mardi et jeudi matin', {1: [AM], 3: [AM]}), ('lundi matin et après-midi', {0: [AM, PM]}),
    ('me matin + ve aprem', {2: [AM], 4: [PM]}), ('tous les matins', {day: [AM] for day in WEEK}),
    ('lu-ve 9h-12h', {day: [(9, 12)] for day in WORK}), ('jeudi de 14h à 18h30', {3: [(14, 18.5)]}),
    ('mardi sauf matin', {1: [PM]}), ('mardi matin, jeudi toute la journée', {1: [AM], 3: [DAY]}),
    ('tous sauf mercredi matin', {day: [PM] if day == 2 else [DAY] for day in WEEK})])
def test_parts_of_days(text, expected):
    assert slots(text) == expected


@pytest.mark.parametrize(('text', 'key'), [
    ('à la demande', 'badweekday'), ('', 'badweekday'), ('M', 'badweekday.ambiguous'),
    ('L M J', 'badweekday.ambiguous'), ('selon planning', 'badweekday'), (12, 'badweekday')])
def test_no_days(text, key):
    with pytest.raises(CellError) as caught:
        parse_weekdays(text)
    assert caught.value.key == key


@given(days=st.sets(st.integers(0, 6), min_size=1),
    join=st.sampled_from([' ', ', ', '/', ' et ', ';']),
       style=st.sampled_from(['lundi mardi mercredi jeudi vendredi samedi dimanche',
           'Lu Ma Me Je Ve Sa Di',
                              'lun. mar. mer. jeu. ven. sam. dim.', 'Mon Tue Wed Thu Fri Sat Sun']))
def test_any_days_read_back(days, join, style):
    names = style.split()
    text = join.join(names[day] for day in sorted(days))
    assert [slot.weekday for slot in parse_weekdays(text)] == sorted(days)


@pytest.mark.parametrize(('text', 'codes'), [
    ('déambulateur', ['walker']), ('Déamb.', ['walker']),
    ('fauteuil pliable', ['folding_wheelchair']),
    ('fauteuil roulant pliant', ['folding_wheelchair']), ('fauteuil électrique', ['wheelchair']),
    ('malvoyante', ['low_vision']), ('canne blanche', ['low_vision']), ('canne', ['cane']),
    ('2 cannes', ['cane']), ('accomp.', ['escort']), ('petit chien', ['pet']),
    ('sourde', ['hearing']),
    ('donner le bras', ['arm']), ('siège auto', ['child_seat']), ('sans canne', []), ('', []),
    (None, []),
    ('2e étage, code 45B', []), ('achat', []), ('walker, hard of hearing', ['walker', 'hearing'])])
def test_aids(text, codes):
    assert parse_aids(text) == codes


@pytest.mark.parametrize(('text', 'codes'), [
    ('refuse chiens', ['pet']), ('pas de fauteuil', ['folding_wheelchair', 'wheelchair']),
    ('préfère Nantes', []), ('pas d’animaux', ['pet']), ('canne', []), (None, [])])
def test_refused_aids(text, codes):
    assert parse_refused_aids(text) == codes


@pytest.mark.parametrize(('purpose', 'texts'), [
    ('health',
        'médical|MÉDICAL|RDV kiné|visite médicale|Dr X|CHU|pharmacie|hôpital|dialyse|sortie '
        'hôpital|doctor'),
    ('shopping',
        'COURSES|courses alimentaires|Super U|marché|coiffeur|banque alimentaire|shopping'),
    ('social', 'visite|visite famille|club|cimetière|médiathèque|loisirs|repas|chez sa sœur'),
    ('admin', 'Administratif|mairie|banque|carte d’identité|impôts|notaire|paperwork'),
    ('connection', 'gare|GARE|train|car|aéroport|station'), ('other', 'xxx|rdv|divers')])
def test_purposes(purpose, texts):
    texts = texts.split('|')
    assert {text: parse_purpose(text) for text in texts} == dict.fromkeys(texts, purpose)


def test_no_purpose():
    assert parse_purpose('') is None and parse_purpose(None) is None


@pytest.mark.parametrize(('outcome', 'texts'), [
    ('cancelled', 'annulé|ANNULE la veille|Annulée cause neige|rdv reporté|cancelled|décommandé'),
    ('no_show',
        'absente, déplacé pour rien|lapin|pas là|no-show|trouvé porte close|personne absente|'
                'annulé sur place, déplacé pour rien|pas chez elle'),
    ('refused', 'refusé|refus de prise en charge|REFUSEE'),
    ('unserved', 'pas de chauffeur|aucun bénévole disponible|sans chauffeur|no driver|non pourvu'),
    (None,
        'A/R|attente salle||non annulé|chauffeur absent remplacé|refuse de payer|présente|report '
        'de km')])
def test_outcomes(outcome, texts):
    texts = texts.split('|')
    assert {text: parse_outcome(text) for text in texts} == dict.fromkeys(texts, outcome)


@pytest.mark.parametrize(('text', 'state'), [
    ('Effectué', 'done'), ('réalisé', 'done'), ('OK', 'done'), ('non effectué', 'cancelled'),
    ('annulé', 'cancelled'), ('à venir', 'planned'), ('absent', 'no_show'), ('bof', None),
    ('', None)])
def test_state_columns(text, state):
    assert parse_state(text) == state


@pytest.mark.parametrize(('text', 'ground'), [
    ('lieu', 'place'), ('ASPA', 'resources'), ('C2S', 'resources'), ('AAH', 'resources'),
    ('rsa', 'resources'),
    ('lieu + RSA', 'both'), ('Lieu de résidence', 'place'), ('ressources', 'resources')])
def test_grounds(text, ground):
    assert parse_ground(text) == ground


@pytest.mark.parametrize(('text', 'payment'), [
    ('ESP', 'cash'), ('espèces', 'cash'), ('chèque', 'cheque'), ('Chq', 'cheque'),
    ('ticket', 'ticket'),
    ('asso', 'association'), ('virement', 'transfer'), ('CB', 'transfer'), ('cash', 'cash'),
    ('facture', 'association')])
def test_payments(text, payment):
    assert parse_payment(text) == payment


@pytest.mark.parametrize(('text', 'energy'), [
    ('Diesel', 'thermal'), ('essence', 'thermal'), ('hybride', 'hybrid'),
    ('électrique', 'electric')])
def test_energies(text, energy):
    assert parse_energy(text) == energy


def test_words_that_mean_nothing_are_errors():
    for parser in (parse_ground, parse_payment, parse_energy):
        with pytest.raises(CellError) as caught:
            parser('zzz')
        assert caught.value.key == 'badword'


def test_round_trips():
    assert all(map(is_round_trip, ('A/R', 'a/r', 'aller-retour', 'Aller et retour', 'AR')))
    assert not any(map(is_round_trip, ('', None, 'aller', 'attente', 'arrêt')))


@given(text=st.text(max_size=30))
def test_no_text_breaks_the_readers(text):
    assert parse_outcome(text) in (None, 'cancelled', 'no_show', 'refused', 'unserved')
    assert isinstance(parse_aids(text) + parse_refused_aids(text), list)
    assert (parse_purpose(text) is None) == (not fold(text))
    for parser in (parse_weekdays, parse_ground, parse_payment):
        try:
            assert parser(text)
        except CellError as error:
            assert str(error)
