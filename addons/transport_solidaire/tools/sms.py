# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Sending SMS: what a provider is, one that writes to a file, and one of a French operator. Plain Python.

A provider has a ``name`` and one method, ``send``. Another addon adds one by extending the selection
``res.company.ts_sms_provider`` and ``res.company._get_sms_provider``.
"""
import hashlib
import json
import re
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import requests

TIMEOUT_SECONDS = 15
MOBILE = re.compile(r'^(?:\+33|0033|0)([67]\d{8})$')


@dataclass(frozen=True)
class SmsMessage:
    """One SMS: our own reference, the receiver in international form, and the text."""

    reference: str
    number: str
    text: str


@dataclass(frozen=True)
class SmsResult:
    """What became of one SMS: ``error`` is empty when the provider has taken it."""

    reference: str
    provider_reference: str = ''
    error: str = ''


def mobile_number(phone):
    """Return a French mobile number in international form (+33…), or None when it is not one."""
    found = MOBILE.match(re.sub(r'[\s.\-()/]', '', phone or ''))
    return f"+33{found[1]}" if found else None


class FileProvider:
    """Writes each SMS as a line of JSON, for tests and trials: nobody receives anything."""

    name = 'file'

    def __init__(self, path):
        self.path = Path(path)

    def send(self, messages):
        """Append the messages to the file; return a result for each, in order."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open('a', encoding='utf-8') as lines:
            for message in messages:
                lines.write(json.dumps(asdict(message), ensure_ascii=False) + '\n')
        return [SmsResult(message.reference, f"file-{message.reference}") for message in messages]


class OvhProvider:
    """OVHcloud SMS, by its HTTP interface (version 1.0, ``POST /sms/{service}/jobs``).

    Create an application, its secret and a consumer key with the right ``POST /sms/*/jobs`` in the
    operator's console. Each request is signed: SHA-1 of secret, consumer key, method, address, body and
    time joined by “+”. The operator answers with the identifiers of the messages it has taken and the
    receivers it refuses.

    :param sender: name shown to the receiver, approved by the operator; empty for a number that can be
        answered
    """

    name = 'ovh'

    def __init__(self, service, key, secret, consumer, sender='', base='https://eu.api.ovh.com/1.0'):
        self.service, self.key, self.secret, self.consumer = service, key, secret, consumer
        self.sender, self.base = sender, base

    def send(self, messages):
        """Send one by one, so that the failure of one stops no other; return a result for each."""
        return [self._send(message) for message in messages]

    def _send(self, message):
        body = {'message': message.text, 'receivers': [message.number], 'noStopClause': True,
                'charset': 'UTF-8', 'priority': 'high', 'tag': message.reference}
        body |= {'sender': self.sender} if self.sender else {'senderForResponse': True}
        try:
            answer = self._post(f"/sms/{self.service}/jobs", body)
        except requests.RequestException as error:
            return SmsResult(message.reference, error=f"The operator cannot be reached ({type(error).__name__}).")
        return self._read(message, answer)

    def _post(self, path, body):
        address, text, moment = self.base + path, json.dumps(body), str(int(time.time()))
        headers = {
            'Content-Type': 'application/json', 'X-Ovh-Application': self.key, 'X-Ovh-Consumer': self.consumer,
            'X-Ovh-Timestamp': moment, 'X-Ovh-Signature': self.sign('POST', address, text, moment)}
        return requests.post(address, data=text.encode(), headers=headers, timeout=TIMEOUT_SECONDS)

    def sign(self, method, address, body, moment):
        """Return the signature of a request."""
        parts = '+'.join((self.secret, self.consumer, method, address, body, moment))
        return '$1$' + hashlib.sha1(parts.encode()).hexdigest()

    @staticmethod
    def _read(message, answer):
        try:
            data = answer.json()
        except ValueError:
            data = {}
        if answer.status_code >= 400:
            return SmsResult(message.reference, error=f"{answer.status_code}: {data.get('message') or answer.reason}")
        if message.number in data.get('invalidReceivers', []) or not data.get('ids'):
            return SmsResult(message.reference, error="The operator refuses this number.")
        return SmsResult(message.reference, str(data['ids'][0]))
