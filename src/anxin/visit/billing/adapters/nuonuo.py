"""The open platform of Nuonuo (诺诺开放平台): signed requests over HTTP.

The signature in ``X-Nuonuo-Sign`` is the base64 of HMAC-SHA1 over the last three parts of the address' path, backwards,
then key, serial, nonce and time, then the body exactly as it is sent. ``E0000`` is success.

An order number is taken once: what is asked for again after a lost answer is looked up by it.
"""

import base64
import hashlib
import hmac
import json
import secrets
from datetime import UTC
from decimal import Decimal
from typing import Any
from urllib import error, request
from urllib.parse import urlencode, urlsplit

from anxin.platform import clock
from anxin.visit.billing.invoicing import InvoiceOutcome, InvoiceRefused, OutgoingInvoice, TryLater

TIMEOUT_SECONDS = 20
LONGEST_ANSWER = 262_144
SUCCESS = "E0000"
ISSUE, RESULT = "nuonuo.OpeMplatform.requestBillingNew", "nuonuo.OpeMplatform.queryInvoiceResult"
KINDS = {"electronic": "pc", "normal": "c", "special": "s"}
AGAIN = "nuonuo.OpeMplatform.reInvoice"
# 24 is issued without its seal: it may not fail here, or a second one would be asked for. Asking again seals it.
ISSUED, FAILED = {"2"}, {"22"}
CAUSES = {"returned": "1", "wrong": "2", "stopped": "3", "allowance": "4"}
OWN_MACHINE = ("127.0.0.1", "::1", "localhost")


def signature(secret: str, path: str, key: str, serial: str, nonce: str, timestamp: str, body: str) -> str:
    """What ``X-Nuonuo-Sign`` says of a request."""
    first, second, third = path.strip("/").split("/")[-3:]
    said = f"a={third}&l={second}&p={first}&k={key}&i={serial}&n={nonce}&t={timestamp}&f={body}"
    return base64.b64encode(hmac.new(secret.encode(), said.encode(), hashlib.sha1).digest()).decode()


class NuonuoProvider:
    """Asks the platform at ``address``, such as ``https://sdk.nuonuo.com/open/v1/services``.

    :raises ValueError: not an https address (http on this machine only) with three parts of path
    """

    def __init__(self, address: str, app_key: str, app_secret: str, token: str) -> None:
        parts = urlsplit(address)
        is_safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in OWN_MACHINE)
        if not is_safe or len(parts.path.strip("/").split("/")) < 3:
            raise ValueError(f"the invoice platform needs an address like https://host/open/v1/services, not {address!r}")
        self.address, self.path = address, parts.path
        self.app_key, self.app_secret, self.token = app_key, app_secret, token

    def issue(self, invoice: OutgoingInvoice) -> InvoiceOutcome:
        """:raises TryLater: no answer
        :raises InvoiceRefused: the platform refuses it
        """
        try:
            answer = self._ask(ISSUE, {"order": _order(invoice)}, invoice.seller_tax_number)
        except InvoiceRefused:
            # The answer to an earlier attempt may have been lost: then the platform has the order.
            known = self._serial_of(invoice.key)
            if not known:
                raise
            return InvoiceOutcome(known)
        result = answer.get("result")
        return InvoiceOutcome(str(result.get("invoiceSerialNum", "")) if isinstance(result, dict) else "")

    def again(self, invoice: OutgoingInvoice, provider_id: str) -> InvoiceOutcome:
        """:raises TryLater: no answer
        :raises InvoiceRefused: it was not issued
        """
        try:
            self._ask(AGAIN, {"fpqqlsh": provider_id, "orderno": invoice.key}, invoice.seller_tax_number)
        except InvoiceRefused:
            # Issued or still being made, or not to be tried again today: the result says which.
            return self.result(provider_id)
        return InvoiceOutcome(provider_id)

    def result(self, provider_id: str) -> InvoiceOutcome:
        """:raises TryLater: no answer
        :raises InvoiceRefused: it was not issued
        """
        row = _first(self._ask(RESULT, {"serialNos": [provider_id], "isOfferInvoiceDetail": "0"}, ""))
        status = str(row.get("status", ""))
        if status in FAILED:
            raise InvoiceRefused(str(row.get("failCause") or row.get("statusMsg") or status)[:200])
        if status not in ISSUED:
            return InvoiceOutcome(provider_id)
        return InvoiceOutcome(provider_id, str(row.get("invoiceCode") or ""), str(row.get("invoiceNo") or ""))

    def _serial_of(self, order_number: str) -> str:
        """The platform's own number for an order; empty when it has none."""
        try:
            answer = self._ask(RESULT, {"orderNos": [order_number], "isOfferInvoiceDetail": "0"}, "")
        except InvoiceRefused:
            return ""
        return str(_first(answer).get("serialNo") or "")

    def _ask(self, method: str, content: dict[str, Any], tax_number: str) -> dict[str, Any]:
        body = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        serial, nonce = secrets.token_hex(16), str(10_000_000 + secrets.randbelow(90_000_000))
        timestamp = str(int(clock.now().astimezone(UTC).timestamp()))
        asked = {"senid": serial, "nonce": nonce, "timestamp": timestamp, "appkey": self.app_key}
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "X-Nuonuo-Sign": signature(self.app_secret, self.path, self.app_key, serial, nonce, timestamp, body),
            "accessToken": self.token,
            "method": method,
            **({"userTax": tax_number} if tax_number else {}),
        }
        sent = request.Request(f"{self.address}?{urlencode(asked)}", body.encode(), headers, method="POST")
        try:
            with request.urlopen(sent, timeout=TIMEOUT_SECONDS) as answer:
                said = json.loads(answer.read(LONGEST_ANSWER))
        except error.HTTPError as refused:
            raise TryLater(f"HTTP {refused.code}") from refused
        except (OSError, ValueError) as problem:
            # The reason, never the request: it holds names.
            raise TryLater(type(problem).__name__) from problem
        if not isinstance(said, dict):
            raise TryLater("no object in the answer")
        if said.get("code") != SUCCESS:
            raise InvoiceRefused(f"{said.get('code', '')} {said.get('describe', '')}".strip()[:200])
        return said


def _first(answer: dict[str, Any]) -> dict[str, Any]:
    rows = answer.get("result")
    return rows[0] if isinstance(rows, list) and rows and isinstance(rows[0], dict) else {}


def _order(invoice: OutgoingInvoice) -> dict[str, Any]:
    """An order as the platform reads it; a red one is negative and names the blue."""
    red = {"invoiceCode": invoice.red_code, "invoiceNum": invoice.red_number, "redReason": CAUSES.get(invoice.cause, "2")}
    return {
        "orderNo": invoice.key,
        "buyerName": invoice.buyer_name,
        "buyerTaxNum": invoice.buyer_tax_number,
        "salerTaxNum": invoice.seller_tax_number,
        "invoiceDate": invoice.ordered_at,
        "invoiceType": "2" if invoice.red_number else "1",
        "invoiceLine": KINDS[invoice.kind],
        "remark": invoice.reason,
        **(red if invoice.red_number else {}),
        "invoiceDetail": [
            {
                "goodsName": line.name,
                **({"goodsCode": line.goods_code} if line.goods_code else {}),
                "withTaxFlag": "1",
                "num": line.quantity,
                "unit": line.unit,
                "taxRate": line.tax_rate,
                "taxIncludedAmount": _yuan(line.amount_fen),
                "taxExcludedAmount": _yuan(line.net_fen),
                "tax": _yuan(line.tax_fen),
            }
            for line in invoice.lines
        ],
    }


def _yuan(fen: int) -> str:
    return str((Decimal(fen) / 100).quantize(Decimal("0.01")))
