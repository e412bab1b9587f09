# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""SMS by OVHcloud's HTTP interface. Plain Python and ``requests``.

``POST {url}/sms/{service}/jobs`` with a JSON body (message, receivers, sender…) answers the numbers it
took (``validReceivers``), those it refused (``invalidReceivers``) and its own numbers of them (``ids``).

Each request is signed: ``X-Ovh-Application``, ``X-Ovh-Consumer``, ``X-Ovh-Timestamp`` and
``X-Ovh-Signature`` = ``$1$`` + SHA-1 in hexadecimal of *secret + consumer key + METHOD + full address +
body + timestamp*, joined by ``+``. The timestamp is the operator's clock, asked once of
``GET {url}/auth/time``. ``noStopClause`` is right here: these are no advertisements, and with the clause
the operator would hold them back at night and on Sundays by itself.

Keys are made once on the operator's page for tokens, with the right ``POST /sms/{service}/jobs`` and
nothing else.
"""
import hashlib
import json
import time

import requests

from .sms import SmsDelivery, SmsResult

TIMEOUT = 20  # seconds to connect, and to answer
# The operator's delivery codes (ptt): 1 to 3 are on the way, 4 has reached the telephone, others have not.
PTT_ON_THE_WAY = (1, 2, 3)
PTT_DELIVERED = 4
_STATUS_ERRORS = {401: 'rights', 402: 'credit', 403: 'rights', 404: 'rights'}


def sign(secret, consumer, method, url, body, timestamp):
    """Return the signature of a request, see the module."""
    text = '+'.join((secret, consumer, method, url, body, str(timestamp)))
    return '$1$' + hashlib.sha1(text.encode()).hexdigest()


class OvhSmsProvider:
    """Sends one job a message, so that each has its own text, number and answer."""

    name = 'ovh'
    version = '1.0'

    def __init__(self, url, service, app_key, app_secret, consumer_key, sender=''):
        self.url = url.rstrip('/')
        self.service = service
        self.app_key = app_key
        self.app_secret = app_secret
        self.consumer_key = consumer_key
        self.sender = sender
        self._clock_offset = None

    def send(self, messages):
        """Send each message; see ``tools/sms.py``."""
        with requests.Session() as session:
            return [self._send(session, message) for message in messages]

    def _send(self, session, message):
        body = {
            'message': message.text, 'receivers': [message.number], 'charset': 'UTF-8',
            'class': 'phoneDisplay', 'coding': '7bit', 'noStopClause': True,
            'priority': 'high' if message.urgent else 'medium', 'tag': message.key[:20],
            'validityPeriod': 2880,
        }
        body |= {'sender': self.sender} if self.sender else {'senderForResponse': True}
        try:
            timestamp = int(time.time()) + self._get_clock_offset(session)
        except (requests.RequestException, ValueError) as error:
            return SmsResult(message.key, error='network', detail=type(error).__name__)
        try:
            answer = self._post(session, json.dumps(body, separators=(',', ':')), timestamp)
        except requests.ConnectTimeout as error:
            return SmsResult(message.key, error='network', detail=type(error).__name__)
        except requests.RequestException as error:
            # it may have been taken before the line broke
            return SmsResult(message.key, error='unsure', detail=type(error).__name__)
        return self._read(message, answer)

    def _get_clock_offset(self, session):
        """Return the operator's clock less ours, in seconds; asked once."""
        if self._clock_offset is None:
            answer = session.get(f'{self.url}/auth/time', timeout=TIMEOUT)
            answer.raise_for_status()
            self._clock_offset = int(answer.text) - int(time.time())
        return self._clock_offset

    def _post(self, session, body, timestamp):
        url = f'{self.url}/sms/{self.service}/jobs'
        return session.post(url, data=body.encode(), timeout=TIMEOUT, allow_redirects=False, headers={
            'Content-Type': 'application/json;charset=utf-8',
            'X-Ovh-Application': self.app_key,
            'X-Ovh-Consumer': self.consumer_key,
            'X-Ovh-Timestamp': str(timestamp),
            'X-Ovh-Signature': sign(self.app_secret, self.consumer_key, 'POST', url, body, timestamp),
        })

    @staticmethod
    def _read(message, answer):
        try:
            content = answer.json()
        except ValueError:
            content = {}
        if not isinstance(content, dict):
            content = {}
        detail = f"{answer.status_code} {content.get('errorCode') or ''}".strip()
        if answer.status_code >= 500:
            return SmsResult(message.key, error='unsure', detail=detail)
        if answer.status_code != 200:
            says = str(content.get('message') or '').lower()
            error = 'credit' if 'credit' in says else _STATUS_ERRORS.get(answer.status_code, 'refused')
            return SmsResult(message.key, error=error, detail=detail)
        if content.get('invalidReceivers'):
            return SmsResult(message.key, error='number', detail=detail)
        if not content.get('ids'):
            return SmsResult(message.key, error='unsure', detail=detail)
        return SmsResult(message.key, reference=str(content['ids'][0]))

    def parse_delivery(self, payload):
        """Return the ``SmsDelivery`` of what the operator reports, or None when nothing is settled yet.

        :param payload: dict with ``id`` (its number of the message) and ``ptt`` (its delivery code)
        """
        ptt = str(payload.get('ptt') or '')
        if not (payload.get('id') and ptt.isdigit()) or int(ptt) in PTT_ON_THE_WAY:
            return None
        return SmsDelivery(str(payload['id']), int(ptt) == PTT_DELIVERED, f'ptt {ptt}')
