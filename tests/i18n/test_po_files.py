# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Every addon speaks French: complete, same placeholders, as its source stands today."""
import re

import polib
import pytest
from po_checks import check_entry
from source_terms import code_terms, field_terms, repository_addons, view_terms

ADDONS = repository_addons()
NAMES = [addon.name for addon in ADDONS]
# The words of the trade, the same wherever they stand alone as a label.
GLOSSARY = {
    'transport_solidaire': {
        "Beneficiary": "Bénéficiaire", "Volunteer": "Bénévole", "Ride": "Trajet", "Run": "Sortie",
        "Stop": "Arrêt", "Statement": "État de frais", "Place": "Lieu", "Sector": "Secteur",
        "Purpose": "Motif", "Aid": "Aide", "Proposal": "Proposition",
        "Availability": "Disponibilités", "Mileage Rate": "Tarif kilométrique", "Paper": "Pièce",
        "To Place": "À placer", "Planned": "Attribué", "Confirmed": "Confirmé",
        "Done": "Effectué", "Person Absent": "Absent(e)",
        "Cancelled": "Annulé", "Refused": "Refusé", "No Driver Found": "Sans chauffeur",
        "Outward": "Aller", "Return": "Retour", "Appointment": "Rendez-vous",
        "Pick-up": "Prise en charge", "Drop-off": "Dépose", "Kilometres": "Kilomètres",
        "TUS Ground": "Critère TUS", "Receipt": "Reçu d'achat", "Entry": "Écriture",
        "Post": "Comptabiliser", "Approve": "Approuver", "Submit": "Soumettre",
        "Own Car": "Voiture personnelle", "Companions": "Accompagnants",
        "Solidarity Transport": "Transport solidaire",
    },
}


def read(path):
    """Return a translation file, refusing one that says the same thing twice."""
    return polib.pofile(str(path), check_for_duplicates=True)


@pytest.fixture(params=ADDONS, ids=NAMES, name='addon')
def addon_fixture(request):
    return request.param


@pytest.fixture(name='template')
def template_fixture(addon):
    return read(addon / 'i18n' / f'{addon.name}.pot')


@pytest.fixture(name='french')
def french_fixture(addon):
    return read(addon / 'i18n' / 'fr.po')


def test_there_are_addons():
    assert 'transport_solidaire' in NAMES


def test_header_says_french(french):
    assert french.metadata['Language'] == 'fr'
    assert french.metadata['Content-Type'] == 'text/plain; charset=UTF-8'
    assert french.metadata['Plural-Forms'].startswith('nplurals=2')


def test_template_is_empty(template):
    assert [entry.msgid for entry in template if entry.msgstr] == []


def test_every_entry_is_well_translated(french):
    assert len(french)
    assert [problem for entry in french for problem in check_entry(entry)] == []


def test_french_has_the_terms_of_the_template(french, template):
    assert {entry.msgid for entry in french} == {entry.msgid for entry in template}


def test_french_tells_where_each_term_is_used(french, template):
    """Odoo finds the record to translate by this address: a wrong one leaves English behind."""
    places = {entry.msgid: sorted(entry.occurrences) for entry in template}
    wrong = [entry.msgid for entry in french
             if sorted(entry.occurrences) != places.get(entry.msgid)]
    assert wrong == []


def test_template_has_the_terms_of_the_code(addon, template):
    of_code = {entry.msgid for entry in template
               if any(re.match(r'code:.*\.py$', place) for place, _line in entry.occurrences)}
    in_source = code_terms(addon)
    assert in_source - of_code == set(), "new in the code: export the template again"
    assert of_code - in_source == set(), "no longer in the code: export the template again"


def test_template_has_the_terms_of_the_fields(addon, template):
    assert field_terms(addon) - {entry.msgid for entry in template} == set()


def test_template_has_the_terms_of_the_views(addon, template):
    terms = {entry.msgid for entry in template}
    everything = '\n'.join(terms)  # the title of an icon is inside the term of its sentence
    assert [term for term in view_terms(addon) if term not in everything] == []


def test_words_of_the_trade(addon, french):
    translated = {entry.msgid: entry.msgstr for entry in french}
    words = GLOSSARY.get(addon.name, {})
    assert {word: translated.get(word) for word in words} == words
