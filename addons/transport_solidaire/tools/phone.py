# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""French mobile numbers in the form operators want (E.164). Plain Python."""
import re

# National number without its first zero → country code: the mainland and overseas departments.
_RANGES = (
    (re.compile(r'[67]\d{8}'), '33'),
    (re.compile(r'69[01]\d{6}'), '590'),
    (re.compile(r'694\d{6}'), '594'),
    (re.compile(r'69[67]\d{6}'), '596'),
    (re.compile(r'(69[23]|639)\d{6}'), '262'),
)


def to_mobile(phone):
    """Return a mobile number as ``+33612345678``, or None when it is not one that takes SMS.

    Numbers of other countries, written with their ``+`` or ``00``, are taken as they are.
    """
    text = re.sub(r'[^\d+]', '', (phone or '').replace('(0)', ''))
    if text.startswith('00'):
        text = '+' + text[2:]
    if text.startswith('+33'):
        text = '0' + text[3:].lstrip('0')
    if text.startswith('+'):
        return text if re.fullmatch(r'\+[1-9]\d{7,14}', text) else None
    if not re.fullmatch(r'0\d{9}', text):
        return None
    # overseas ranges first: they lie inside the mainland's 06
    for pattern, country in reversed(_RANGES):
        if pattern.fullmatch(text[1:]):
            return f'+{country}{text[1:]}'
    return None
