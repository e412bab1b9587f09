# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Words of the field turned into codes: aids, purposes, outcomes, grounds, payments."""

import re
from functools import lru_cache

from .messages import CellError
from .text import clean, fold


def _first_code(text, table):
    """Return the code of the first pattern of ``table`` found in the folded text, else None."""
    return next((code for code, pattern in table if pattern.search(text)), None)


def _table(**patterns):
    return tuple((code, re.compile(rf'\b(?:{pattern})')) for code, pattern in patterns.items())


# ---- aids ----------------------------------------------------------------------------------------
_AIDS = _table(
    folding_wheelchair=r'fauteuils? (?:roulants? )?(?:pliab|pliant)\w*|folding wheelchair',
    wheelchair=r'fauteuil|chaise roulante|fr\b|wheelchair',
    walker=r'deamb|rollator|walker|cadre de marche',
    cane=r'canne(?! blanche)|bequille|baton|cane\b|walking stick|crutch',
    low_vision=r'canne blanche|mal ?voyan|non ?voyan|aveugle|vue basse|basse vision|'
    r'low vision|blind|voit mal',
    hearing=r'malentend|mal entend|sourd|surdite|entend mal|hard of hearing|deaf|appareillee?\b',
    arm=r'(?:donner le |au |a |un )?bras\b|aide a la marche|soutien a la marche|arm\b',
    pet=r'(?:petits? )?(?:chien|chat\b|chats\b|animal|animaux)|dog|cat\b|pet\b',
    child_seat=r'siege (?:enfant|auto|bebe)|rehausseur|child seat|booster',
    escort=r'accomp|escort',
)
_NEGATION = r'(?:sans|pas (?:de |d )?|ni |no |without|refuse|non |aucun\w* |pas les )\s*(?:les |de |d |le )?$'


def parse_aids(value):
    """Return the codes of the aids named in a text, in the order of the catalogue.

    ``escort`` (an arm to the door or somebody who comes along) is not an aid of the catalogue: it
    is the file's own tick. Aids that are denied ("sans canne") are left out.
    """
    return [code for code, denied in _aids(fold(value)) if not denied]


def parse_refused_aids(value):
    """Return the codes that a remark refuses: ``refuse chiens``, ``pas de fauteuil``."""
    codes = [code for code, denied in _aids(fold(value)) if denied]
    if 'wheelchair' in codes and 'folding_wheelchair' not in codes:
        codes.insert(0, 'folding_wheelchair')
    return codes


@lru_cache(maxsize=4096)
def _aids(text):
    found = []
    for code, pattern in _AIDS:
        match = pattern.search(text)
        if match:
            found.append((code, bool(re.search(_NEGATION, text[: match.start()]))))
            text = text[: match.start()] + ' ' + text[match.end() :]
    return tuple(found)


# ---- purpose, outcome, ground, payment -----------------------------------------------------------
_PURPOSES = _table(
    health=r'medi(?!at)|med\b|sante|soin|docteur|dr\b|doct|hopital|hosp|clinique|chu\b|kine|'
    r'dentist|ophtal|'
    r'oculist|cardio|radio|irm\b|scan|labo|prise de sang|analys|pharma|dialys|chimio|podo|pedicur|'
    r'infirm|specialis|consult|orthoph|orthoped|rhumato|dermato|gyneco|psy|sage femme|vaccin|'
    r'audio|optic|opticien|health|hospital|doctor|dentist|clinic',
    connection=r'gare|train|car\b|cars\b|bus|tram|aeroport|correspondance|tgv|ter\b|station|'
    r'airport|coach|'
    r'arret de car',
    admin=r'admin|mairie|banque\b(?! alim)|poste\b|notaire|caf\b|impot|prefecture|cpam|carsat|'
    r'msa\b|avocat|papiers?|passeport|cni\b|'
    r'carte (?:d )?identite|carte grise|'
    r'france services|tribunal|emploi|assistante sociale|bank|town hall|paperwork|ccas|demarche',
    shopping=r'cours|super|hyper|marche|commerc|magasin|achat|leclerc|coiff|drive|boulang|'
    r'shop|market|'
    r'alimentation|epicerie|banque alimentaire|hairdress',
    social=r'visit|famil|soeur|frere|fils\b|fille|maman|parents|enfants|loisir|social|amis?\b|'
    r'club|messe|culte|eglise|cimetiere|obseq|enterr|ehpad|repas|'
    r'rest[oa]|cinema|spectacle|fete|anniversaire|jeux|chorale|gym|sport|biblio|mediath|'
    r'association|'
    r'convivial|friend|leisure|church|lunch|sortie|anima',
)


def parse_purpose(value):
    """Return the coarse purpose of a ride; what no word tells is ``other``, an empty cell None."""
    text = fold(value)
    return (_first_code(text, _PURPOSES) or 'other') if text else None


_OUTCOMES = _table(
    no_show=r'(?:deplac\w*|venue?|trajet|chauffeur|route|km|annul\w*)? ?pour rien|lapin|'
    r'no ?show|porte close|'
    r'(?<!chauffeur )(?<!benevole )(?<!conducteur )(?<!conductrice )'
    r'(?:absente?s?|non presente?|pas presente?|pas la|pas chez (?:elle|lui))\b|not at home|(?:non|pas) honoree?',
    unserved=r'(?:pas|sans|aucun|manque) (?:de )?(?:chauffeur|benevole|conducteur|disponib)|'
    r'non pourvue?|'
    r'pas trouve de|personne de? ?(?:dispo|libre)|no driver|unserved|non assuree?',
    refused=r'refus(?:e|ee|es|ed|al)?\b(?! (?:de |d )?(?:payer|regler|ticket|le |la |un ))',
    cancelled=r'(?<!pas )(?<!non )(?:annul|cancel|decommand|report(?:e|ee|es)\b|postponed|supprim)',
)
_NO_SHOW_FIRST = re.compile(r'\b(?:pour rien|lapin|no ?show|porte close)')
_CANCELLED_FIRST = re.compile(r'\b(?<!pas )(?<!non )(?:annul|cancel)')
_DONE = re.compile(r'\b(?:fait|effectue|realise|ok\b|done|honore|termine|assure\b|completed)')
_PLANNED = re.compile(r'\b(?:a venir|prevu|planifi|programm|planned|confirm|scheduled)')


@lru_cache(maxsize=8192)
def parse_outcome(value):
    """Return ``cancelled``, ``no_show``, ``refused`` or ``unserved`` when a text says so, else
    None.
    """
    text = fold(value)
    if not text or _NO_SHOW_FIRST.search(text):
        return 'no_show' if text else None
    if _CANCELLED_FIRST.search(text):
        return 'cancelled'
    return _first_code(text, _OUTCOMES)


def parse_state(value):
    """Return the state that a state column's cell tells: an outcome, ``done``, ``planned`` or
    None.
    """
    text = fold(value)
    if re.search(r'\b(?:non|pas|not) (?:fait|effectue|realise|done)', text):
        return 'cancelled'
    outcome = parse_outcome(clean(value))
    if outcome:
        return outcome
    if _DONE.search(text):
        return 'done'
    return 'planned' if _PLANNED.search(text) else None


_PLACE_GROUND = re.compile(
    r'\b(?:lieu|residence|domicile|isolement|rural|commune|geograph|place|living)'
)
_MEANS_GROUND = re.compile(
    r'\b(?:aspa|c2s|css|aah|rsa|ass\b|asi\b|cmu|acs|ressource|revenu|minima|resources|'
    r'income|ada\b|prime d activite|non imposable)'
)


def parse_ground(value):
    """Return the TUS ground: ``place``, ``resources``, ``both``; raise ``CellError`` on other
    words.
    """
    text = fold(value)
    place, means = bool(_PLACE_GROUND.search(text)), bool(_MEANS_GROUND.search(text))
    if place and means or text in ('les deux', 'both', '2'):
        return 'both'
    if not place and not means:
        raise CellError('badword', value=clean(value))
    return 'place' if place else 'resources'


_PAYMENTS = _table(
    cheque=r'cheq|chq|ch\b|cheque|check',
    ticket=r'ticket|tkt|carnet|bon\b|bons\b|coupon',
    transfer=r'vir|virement|transfer|prelev|cb\b|carte|card',
    cash=r'esp|liquide|cash|monnaie|numeraire',
    association=r'asso|association|structure|facture|invoice|ccas|offert|gratuit|free',
)


def parse_payment(value):
    """Return how a contribution was paid: cash, cheque, ticket, transfer, association."""
    code = _first_code(fold(value), _PAYMENTS)
    if not code:
        raise CellError('badword', value=clean(value))
    return code


_ENERGIES = _table(
    hybrid=r'hybrid|phev|hev\b',
    electric=r'elec|ev\b|electric|100 elec|e\b',
    thermal=r'essence|diesel|gazole|gas|gpl|petrol|thermi|ethanol|e85|sp9',
)


def parse_energy(value):
    """Return a vehicle's energy: thermal, hybrid or electric."""
    code = _first_code(fold(value), _ENERGIES)
    if not code:
        raise CellError('badword', value=clean(value))
    return code


def is_round_trip(value):
    """Tell whether a note says that the ride is out and back: A/R, aller-retour, return."""
    return bool(re.search(r'\b(?:a r|ar|aller (?:et )?retour|round trip)\b', fold(value)))
