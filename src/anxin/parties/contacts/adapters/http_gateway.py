"""A text-message gateway over HTTP: one POST of JSON per message, with a bearer token and an idempotency key.

Request: ``{"key", "channel", "to", "text", "template"}``; answer: 2xx with ``{"id"}``. 408, 425, 429 and 5xx are tried
again, other refusals are final. A provider with another protocol gets an adapter of its own.
"""

import json
from urllib import error, request
from urllib.parse import urlsplit

from anxin.parties.contacts.sending import OutgoingMessage, PermanentFailure, TemporaryFailure

TIMEOUT_SECONDS = 10
LONGEST_ANSWER = 65_536
TRY_AGAIN = frozenset({408, 425, 429})


class HttpGatewaySender:
    """Posts to ``address``.

    :raises ValueError: not an http or https address
    """

    def __init__(self, address: str, token: str) -> None:
        if urlsplit(address).scheme not in ("http", "https"):
            raise ValueError(f"the message gateway needs an http or https address, not {address!r}")
        self.address, self.token = address, token

    def send(self, message: OutgoingMessage) -> str:
        """:raises TemporaryFailure: no answer, or the gateway is busy
        :raises PermanentFailure: the gateway refuses the message
        """
        body = {
            "key": message.key,
            "channel": message.channel,
            "to": message.address,
            "text": message.text,
            "template": message.template,
        }
        headers = {"Content-Type": "application/json", "Idempotency-Key": message.key}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        asked = request.Request(self.address, json.dumps(body).encode(), headers, method="POST")
        try:
            with request.urlopen(asked, timeout=TIMEOUT_SECONDS) as answer:
                return _id_in(answer.read(LONGEST_ANSWER))
        except error.HTTPError as refused:
            words = f"HTTP {refused.code}"
            if refused.code in TRY_AGAIN or refused.code >= 500:
                raise TemporaryFailure(words) from refused
            raise PermanentFailure(words) from refused
        except OSError as problem:
            # The reason, never the request: it holds a phone number.
            raise TemporaryFailure(type(problem).__name__) from problem


def _id_in(answer: bytes) -> str:
    try:
        found = json.loads(answer)
        return str(found["id"])[:80] if isinstance(found, dict) and "id" in found else ""
    except ValueError:
        return ""
