# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Names and telephone numbers reduced to what two ways of writing them have in common. Plain Python."""
import re
import unicodedata


def fold(text):
    """Return ``text`` in lower case, without accents or punctuation, words separated by one space."""
    decomposed = unicodedata.normalize('NFKD', (text or '').replace('œ', 'oe').replace('Œ', 'oe'))
    plain = ''.join(c for c in decomposed if not unicodedata.combining(c))
    return ' '.join(re.findall(r'[a-z0-9]+', plain.lower()))


def phone_digits(phone):
    """Return the national digits of a phone number: ``+33 6 12`` and ``06.12`` both give ``0612``."""
    digits = re.sub(r'\D', '', phone or '')
    if digits.startswith('0033'):
        digits = digits[2:]
    if digits.startswith('33') and len(digits) >= 11:
        digits = '0' + digits[2:].lstrip('0')
    return digits
