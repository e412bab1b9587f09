# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""People's names: one key whatever the order, case, accents; last and first name apart."""

import re
from dataclasses import dataclass
from functools import lru_cache

from .text import clean, fold

_TITLES = {
    'mme',
    'mr',
    'mlle',
    'mmes',
    'mrs',
    'ms',
    'miss',
    'monsieur',
    'madame',
    'mademoiselle',
    'messieurs',
    'docteur',
}
_FIRST_TITLES = _TITLES | {'m', 'dr', 'me'}
_MAIDEN = re.compile(r'\b(?:née|nee|né)\b\s+(?:(?:de|la|le|du|des)\s+)*\S+', re.IGNORECASE)
PARTICLES = {
    'de',
    'la',
    'le',
    'les',
    'du',
    'des',
    'd',
    'l',
    'van',
    'von',
    'der',
    'den',
    'el',
    'al',
    'ben',
    'bel',
    'da',
    'dos',
    'di',
    'del',
    'saint',
    'st',
    'ter',
    'mac',
    'o',
}
# The commonest given names of people of that age in France: they only decide the order of a name
# written without capitals, where nothing else does.
GIVEN_NAMES = frozenset(
    """
    adele adrien agnes aime alain albert alexandre alexis alfred alice aline alphonse amandine
    amelie andre andree angele anita anna anne annette annick annie antoine antoinette arlette
    armand arnaud arthur auguste augustine aurelie aurore beatrice benedicte benoit bernadette
    bernard berthe bertrand blanche brigitte bruno camille carole caroline catherine cecile
    celine chantal charles charlotte chloe christelle christian christiane christine christophe
    claire claude claudette claudine clement clemence colette corinne cyril cyrille damien
    daniel daniele danielle david delphine denis denise didier dominique edith edmond edouard
    eliane elisabeth elise emile emilie emma emmanuel emmanuelle eric ernest estelle etienne
    eugene eugenie evelyne fabien fabienne fabrice felix fernand fernande florence florent
    franck francine francis francois francoise frederic frederique gabriel gabrielle gaelle
    gaston genevieve georges georgette gerard germain germaine ghislaine gilbert gilberte gilles
    ginette gisele gregory guy guillaume gustave guylaine gwenaelle helene henri henriette herve
    hubert hugo huguette irene isabelle jacqueline jacques jean jeanne jeannine janine jerome
    joel joelle jonathan joseph josephe josette josiane jules julie julien juliette karine kevin
    laetitia laura laure laurence laurent lea leon leone leontine liliane lionel louis louise
    loic luc lucas lucette lucie lucien lucienne ludovic lydie madeleine manon marc marcel
    marcelle marguerite marie mario marion marthe martial martine mathieu mathilde matthieu
    maurice maxime melanie michel michele micheline mireille monique mylene nadege nadine
    natacha nathalie nicolas nicole noel noelle noemie odette odile olivia pascal pascale
    patrice patricia patrick paul paule paulette pauline philippe pierre pierrette quentin
    raymond raymonde regine regis remi remy rene renee robert roger roland rolande romain
    rosalie rose roselyne sabrina samuel sandra sandrine sarah sebastien serge severine simone
    solange sophie stephane stephanie suzanne suzette sylvain sylvaine sylvette sylvie thierry
    thomas therese valerie vanessa veronique victor victoire vincent virginie viviane xavier
    yann yannick yolande yves yvette yvon yvonne zoe mary john peter james william susan
    margaret elizabeth ann anthony
    """.split()
)


@lru_cache(maxsize=65536)
def name_words(text):
    """Return the folded words of a name without titles, digits or the maiden name after "née"."""
    words = [word for word in fold(_MAIDEN.sub(' ', clean(text))).split() if not word.isdigit()]
    while len(words) > 1 and (words[0] in _FIRST_TITLES or words[0] == 'et'):
        words = words[1:]
    return tuple(word for word in words if word not in _TITLES)


@lru_cache(maxsize=65536)
def name_key(text):
    """Return the same key for a name in any order, case, accents, punctuation and spacing."""
    return ' '.join(sorted(name_words(text)))


@lru_cache(maxsize=65536)
def joined_key(text):
    """Return a looser key: particles stick to the next word, so LE GALL and LEGALL are one."""
    glued, pending = [], ''
    for word in name_words(text):
        if word in PARTICLES:
            pending += word
            continue
        glued.append(pending + word)
        pending = ''
    if pending:
        glued.append(pending)
    return ' '.join(sorted(glued))


@dataclass(frozen=True)
class Name:
    """A person's name in two parts, written as in an address book: ``last`` in its own capitals."""

    last: str
    first: str

    @property
    def full(self):
        """Last name then first name, as lists are sorted."""
        return ' '.join(filter(None, (self.last, self.first)))


def split_name(text, order=None):
    """Return the last and first name of a cell.

    Capitals decide first (``PICARD Louis``), then a comma, then the column's order (``last_first``
    or ``first_last``), then common given names; the last name is taken to come first otherwise.
    """
    text = clean(_MAIDEN.sub(' ', re.sub(r'\([^)]*\)', ' ', clean(text))))
    if ',' in text:
        last, first = (part.strip() for part in text.split(',', 1))
        return Name(clean_last(last), clean_first(first))
    words = _without_titles(clean(text).split())
    if len(words) < 2:
        return Name(clean_last(' '.join(words)), '')
    cut, last_first = _cut_by_case(words) or _cut_by_order(words, order)
    head, tail = ' '.join(words[:cut]), ' '.join(words[cut:])
    last, first = (head, tail) if last_first else (tail, head)
    return Name(clean_last(last), clean_first(first))


def _without_titles(words):
    while len(words) > 1 and (fold(words[0]) in _FIRST_TITLES or fold(words[0]) in ('et', '')):
        words = words[1:]
    return [word for word in words if fold(word) not in _TITLES]


def _is_upper(word):
    letters = [c for c in word if c.isalpha()]
    return len(letters) > 1 and all(c.isupper() for c in letters)


def _cut_by_case(words):
    """Return (index, last name first) when only one end of the name is in capitals, else None."""
    upper = [_is_upper(word) for word in words]
    if all(upper) or not any(upper):
        return None
    if upper[0]:
        cut = upper.index(False)
        return (cut, True) if not any(upper[cut:]) else None
    start = upper.index(True)
    if not all(upper[start:]):
        # "de LA ROCHE Gisèle": a particle in small letters, then the capitals, then the first name.
        end = len(upper) - upper[::-1].index(True)
        in_front = all(fold(word) in PARTICLES for word in words[:start])
        return (end, True) if in_front else None
    while start > 1 and fold(words[start - 1]) in PARTICLES:
        start -= 1
    return start, False


def _cut_by_order(words, order):
    """Return (index, last name first) for a name that capitals do not cut."""
    order = order or _guess_order(words)
    if order == 'last_first':
        cut = 1
        while cut < len(words) - 1 and fold(words[cut - 1]) in PARTICLES:
            cut += 1
        return cut, True
    cut = 1
    while cut < len(words) - 1 and fold(words[cut]) in GIVEN_NAMES:
        cut += 1
    return cut, False


def _guess_order(words):
    first, last = (_is_given(word) for word in (words[0], words[-1]))
    return 'first_last' if first and not last else 'last_first'


def _is_given(word):
    return any(part in GIVEN_NAMES for part in fold(word).split())


def clean_last(text):
    """Return a last name in capitals, as French lists write it."""
    return clean(text).upper()


def clean_first(text):
    """Return a first name with capitals at the beginning of each part: jean-yves → Jean-Yves."""
    text = clean(text)
    if text != text.lower() and text != text.upper():
        return text
    return re.sub(r"[^\W\d_]+", lambda match: match[0].capitalize(), text.lower())


def guess_order(heading):
    """Return the order that a heading announces: ``NOM Prénom``, ``Prénom Nom``, or None."""
    words = fold(heading).split()
    first = next(
        (i for i, word in enumerate(words) if word in ('prenom', 'prenoms', 'first')), None
    )
    last = next((i for i, word in enumerate(words) if word in ('nom', 'last', 'surname')), None)
    if first is None or last is None:
        return None
    return 'first_last' if first < last else 'last_first'
