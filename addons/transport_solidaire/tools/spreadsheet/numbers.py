# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Numbers with units, amounts, telephone numbers, postcodes, e-mail addresses, IBANs."""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache

from .messages import CellError
from .text import clean, fold, unaccent

_KM = r'(?<![a-z])(?:kms?|kilometres?|kilometers?)\.?(?![a-z])'
_UNITS = {
    'nokm.unreadable': re.compile(rf'{_KM}(?:\s*(?:a/?r|aller[ -]retour))?$|^{_KM}'),
    'badamount': re.compile(r'(?<![a-z])(?:eur|euros?)\.?(?![a-z])|€|\$'),
    'badinteger': re.compile(
        rf'{_KM}|(?<![a-z])(?:cv|ch|chevaux|places?|pl|pers(?:onnes?)?)\.?(?![a-z])'
    ),
    'badnumber': re.compile(rf'{_KM}|%'),
}
# "2€50" is two euros and fifty cents.
_SPLIT_AMOUNT = re.compile(r'(\d)\s*(?:€|euros?|eur)\s*(\d{2})(?!\d)')
_MINUS = re.compile('^[-−–‐‑]\\s*')
_NOTHING = {'gratuit', 'offert', 'offerte', 'free', 'rien', 'neant', 'sans', '-', '--', '–', '—'}


def parse_decimal(value, key='badnumber'):
    """Return a cell as ``Decimal``, units and thousands' spaces apart; raise ``CellError(key)``.

    The decimal mark is a comma or a point; where both appear the last one is it.
    """
    if isinstance(value, bool):
        raise CellError(key, value=clean(value))
    if isinstance(value, (int, float)):
        return _finite(repr(value), value, key)
    if isinstance(value, Decimal):
        return value
    return _decimal_from_text(clean(value), key)


def _finite(text, shown, key):
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise CellError(key, value=clean(shown)) from None
    if not number.is_finite():
        raise CellError(key, value=clean(shown))
    return number


@lru_cache(maxsize=32768)
def _decimal_from_text(text, key):
    plain = unaccent(text)
    if key == 'badamount':
        plain = _SPLIT_AMOUNT.sub(r'\1.\2', plain)
    plain = _UNITS[key].sub(' ', plain).strip()
    negative = bool(_MINUS.match(plain)) or bool(re.fullmatch(r'\(.*\)', plain))
    digits = _MINUS.sub('', plain).strip('()+ ')
    digits = re.sub(r"(?<=\d)['’ ](?=\d{3}(?!\d))", '', digits)
    digits = re.sub(r'[.,]-?$', '', digits)
    if digits.count(',') and digits.count('.'):
        mark = max(digits.rfind(','), digits.rfind('.'))
        digits = re.sub(r'[.,]', '', digits[:mark]) + '.' + digits[mark + 1 :]
    digits = digits.replace(',', '.')
    if not re.fullmatch(r'\d+(?:\.\d+)?|\.\d+', digits):
        raise CellError(key, value=text)
    number = Decimal(digits)
    return -number if negative else number


def parse_km(value):
    """Return kilometres (not rounded); raise ``CellError`` ``nokm…`` or ``negative.km``."""
    if not clean(value):
        raise CellError('nokm')
    number = parse_decimal(value, 'nokm.unreadable')
    if number < 0:
        raise CellError('negative.km', value=clean(value))
    return number


def parse_money(value):
    """Return an amount rounded to the cent; words for "nothing" are 0."""
    if isinstance(value, str) and unaccent(clean(value)) in _NOTHING:
        return Decimal('0.00')
    number = parse_decimal(value, 'badamount')
    return number.quantize(Decimal('0.01'), rounding=ROUND_HALF_UP)


def parse_cost(value):
    """Return an amount that cannot be negative, such as a toll."""
    amount = parse_money(value)
    if amount < 0:
        raise CellError('negative.amount', value=clean(value))
    return amount


def parse_int(value):
    """Return a whole number that is not negative: ``6``, ``6 CV``, ``80 km``."""
    number = parse_decimal(value, 'badinteger')
    if number != number.to_integral_value() or number < 0:
        raise CellError('badinteger', value=clean(value))
    return int(number)


# ---- telephone -----------------------------------------------------------------------------------
@dataclass(frozen=True)
class Phone:
    """A telephone number: ``national`` is what is compared and shown, '0639505025' or '+441234…'."""

    raw: str
    national: str
    valid: bool

    @property
    def international(self):
        """The number with its country code, '+33639505025'."""
        if self.national.startswith('0') and self.valid:
            return '+33' + self.national[1:]
        return self.national


_PHONE = re.compile(r'\+?\(?\d[\d\s.\-()\u2010-\u2015/]*\d')
_CUT = re.compile(r'\s*(?:[;,|\n]|\bou\b|\bet\b|(?<=\d{2})\s*/\s*(?=[+0(]))\s*')


def parse_phone(value):
    """Return the first telephone number of a cell; one that cannot exist is flagged, not refused."""
    phones = parse_phones(value)
    return phones[0] if phones else Phone(clean(value), '', False)


def parse_phones(value):
    """Return every telephone number of a cell, in any form."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        value = str(int(value))
    found = []
    for part in _CUT.split(clean(value)):
        for match in _PHONE.finditer(part):
            found += [_phone(number) for number in _part_two(match[0])]
    return found


def _part_two(raw):
    """Part two French numbers that only a space or a line break separates."""
    digits = re.sub(r'\D', '', raw)
    if len(digits) == 20 and re.fullmatch(r'(?:0[1-9]\d{8}){2}', digits):
        return [digits[:10], digits[10:]]
    return [raw]


@lru_cache(maxsize=16384)
def _phone(raw):
    foreign = bool(re.match(r'[ (]*(?:\+|00[1-9])', raw))
    digits = re.sub(r'\D', '', raw.replace('(0)', ''))
    if digits.startswith('00'):
        digits = digits[2:]
    if digits.startswith('33') and (foreign or len(digits) >= 11):
        digits, foreign = '0' + digits[2:].lstrip('0'), False
    if foreign:
        return Phone(raw, '+' + digits, 7 <= len(digits) <= 15)
    if len(digits) == 9 and digits[0] != '0':
        # A spreadsheet that took the number for a figure has eaten the leading zero.
        digits = '0' + digits
    return Phone(raw, digits, bool(re.fullmatch(r'0[1-9]\d{8}', digits)))


# ---- postcode, e-mail, IBAN ----------------------------------------------------------------------
def parse_zip(value):
    """Return a French postcode as five digits; a lost leading zero comes back."""
    text = clean(value).upper()
    text = re.sub(r'^(?:F|FR)[- ]?(?=\d)', '', text).replace(' ', '')
    if re.fullmatch(r'\d{4,5}', text):
        return text.zfill(5)
    raise CellError('badzip', value=clean(value))


def parse_email(value):
    """Return an e-mail address in lower case, without ``mailto:`` or a name around it."""
    text = re.sub(r'^mailto:', '', clean(value).lower())
    match = re.search(r'[^\s<>@;,]+@[^\s<>@;,]+\.[a-z]{2,}', text)
    if not match:
        raise CellError('bademail', value=clean(value))
    return match[0]


def parse_iban(value):
    """Return an IBAN without spaces, its check digits verified."""
    text = re.sub(r'[^A-Z0-9]', '', clean(value).upper()).removeprefix('IBAN')
    if not re.fullmatch(r'[A-Z]{2}\d{2}[A-Z0-9]{11,30}', text):
        raise CellError('badiban', value=clean(value))
    number = ''.join(str(int(c, 36)) for c in text[4:] + text[:4])
    if int(number) % 97 != 1:
        raise CellError('badiban', value=clean(value))
    return text


# ---- yes and no ----------------------------------------------------------------------------------
_YES = set(
    'oui o x xx vrai true yes y v ok paye payee paid regle reglee 1 fait a jour ✓ ✔ ☑ on '
    'bien sur'.split()
) | {'a jour'}
_NO = set('non n faux false no 0 impaye impayee pas neant jamais off ☐ ✗ ✘'.split()) | {
    'non paye',
    'pas paye',
    'non payee',
    'a payer',
    'a regler',
    'pas encore',
    'en attente',
    'relance',
}


def parse_bool(value):
    """Return True or False for oui, non, x, vrai, payé, 1…; raise ``CellError('badbool')``."""
    if isinstance(value, (bool, int, float)) and value in (0, 1):
        return bool(value)
    text = fold(value) or unaccent(clean(value))
    if text in _YES:
        return True
    if text in _NO or text in ('-', '–'):
        return False
    raise CellError('badbool', value=clean(value))


@dataclass(frozen=True)
class Fee:
    """A membership fee: whether it is paid, and how much when the cell says so."""

    paid: bool
    amount: Decimal | None = None


def parse_fee(value):
    """Return the ``Fee`` of a cell such as ``5 €``, ``5,00``, ``payé``, ``non``."""
    if not isinstance(value, bool):
        try:
            amount = parse_money(value)
        except CellError:
            amount = None
        if amount is not None:
            return Fee(amount > 0, amount)
    words = [word for word in fold(value).split() if not word.isdigit()]
    for text in (' '.join(words), *words):
        try:
            return Fee(parse_bool(text))
        except CellError:
            continue
    return Fee(parse_bool(value))
