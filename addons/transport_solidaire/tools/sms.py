# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""SMS providers: who carries a short message to a mobile. Plain Python, no ``env``.

A provider has a ``name`` kept with every message, a ``version`` of the interface it speaks, and two
methods. ``send`` takes a list of ``SmsMessage`` and returns one ``SmsResult`` each, in the same order; it
never raises for what an operator or a network answers. ``parse_delivery`` reads what the operator says
later about a message. Another addon adds a provider by extending the selection
``res.company.ts_sms_provider`` and ``res.company._get_sms_provider``.
"""
import json
import os
import re
import tempfile
from dataclasses import asdict, dataclass

# Why a message did not leave; each has a sentence in ``ts.notice``.
ERRORS = ('number', 'credit', 'rights', 'network', 'unsure', 'refused')


@dataclass(frozen=True)
class SmsMessage:
    """One text to one mobile: a key of ours, the number as +33612345678, the text, urgent or not."""

    key: str
    number: str
    text: str
    urgent: bool = False


@dataclass(frozen=True)
class SmsResult:
    """What became of a message.

    ``reference`` is the operator's own number of it. ``error`` is one of ``ERRORS``; ``unsure`` means that
    it may have left all the same. ``detail`` is what the operator said, for whoever sets it up.
    """

    key: str
    reference: str = ''
    error: str = ''
    detail: str = ''


@dataclass(frozen=True)
class SmsDelivery:
    """What the operator says later about a message: it has, or has not, reached the telephone."""

    reference: str
    delivered: bool
    detail: str = ''


class FileSmsProvider:
    """Writes messages as lines of JSON into a folder: for trials and tests, nothing is sent.

    One file for each key: writing the same message again replaces it, so it is never there twice.
    """

    name = 'file'
    version = '1'

    def __init__(self, folder):
        self.folder = folder

    def send(self, messages):
        """Write each message; see the module."""
        return [self._write(message) for message in messages]

    def _write(self, message):
        name = re.sub(r'[^A-Za-z0-9_.-]', '_', message.key)
        try:
            os.makedirs(self.folder, exist_ok=True)
            with tempfile.NamedTemporaryFile(
                    'w', dir=self.folder, delete=False, encoding='utf-8') as stream:
                stream.write(json.dumps(asdict(message), ensure_ascii=False) + '\n')
            os.replace(stream.name, os.path.join(self.folder, f'{name}.jsonl'))
        except OSError as error:
            return SmsResult(message.key, error='network', detail=str(error.strerror))
        return SmsResult(message.key, reference=name)

    def parse_delivery(self, payload):
        """Return the ``SmsDelivery`` of a line ``{"reference": …, "delivered": true}``, or None."""
        if not payload.get('reference'):
            return None
        return SmsDelivery(str(payload['reference']), bool(payload.get('delivered')))
