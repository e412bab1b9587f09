# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Plain text out of cells: spaces, accents, small edit distances."""

import re
import unicodedata
from functools import lru_cache

# \s takes the ordinary and non-breaking spaces; the others have no width and hide in pasted text.
_SPACES = re.compile(r'[\s\u200b\u200c\u200d\u2060\ufeff]+')
_WORDS = re.compile(r'[a-z0-9]+')
_LIGATURES = str.maketrans(
    {'œ': 'oe', 'Œ': 'oe', 'æ': 'ae', 'Æ': 'ae', 'ß': 'ss', 'ø': 'o', 'Ø': 'o'}
)
_BLANK_MARKS = {'', '-', '--', '–', '—', '/', '.', '_', 'néant', 'neant', 'aucun', 'aucune', 'none'}


@lru_cache(maxsize=65536)
def _clean_text(text):
    return _SPACES.sub(' ', text).strip()


def clean(value):
    """Return a cell as text with single plain spaces; '' for an empty cell."""
    if value is None:
        return ''
    if isinstance(value, str):
        return _clean_text(value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


@lru_cache(maxsize=65536)
def unaccent(text):
    """Return ``text`` cleaned, in lower case and without accents; punctuation stays."""
    decomposed = unicodedata.normalize('NFKD', text.translate(_LIGATURES))
    return _clean_text(''.join(c for c in decomposed if not unicodedata.combining(c)).lower())


@lru_cache(maxsize=65536)
def _fold_text(text):
    return ' '.join(_WORDS.findall(unaccent(text)))


def fold(value):
    """Return a cell as lower-case words without accents or punctuation, one space between them."""
    return _fold_text(clean(value))


def is_blank(value):
    """Tell whether a cell holds nothing but spaces."""
    return value is None or (isinstance(value, str) and not clean(value))


def is_blank_mark(value):
    """Tell whether a cell is empty or holds one of the marks people use for "nothing"."""
    return value is None or (isinstance(value, str) and clean(value).lower() in _BLANK_MARKS)


def within_one_edit(left, right):
    """Tell whether one inserted, lost, changed or swapped letter leads from ``left`` to ``right``."""
    if left == right:
        return True
    if abs(len(left) - len(right)) > 1:
        return False
    if len(left) > len(right):
        left, right = right, left
    start = 0
    while start < len(left) and left[start] == right[start]:
        start += 1
    if len(left) < len(right):
        return left[start:] == right[start + 1 :]
    swapped = left[start : start + 2] == right[start : start + 2][::-1]
    return left[start + 1 :] == right[start + 1 :] or (
        swapped and left[start + 2 :] == right[start + 2 :]
    )
