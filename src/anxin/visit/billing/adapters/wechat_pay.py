"""WeChat Pay, interface v3, Native: signed requests over HTTP, signed answers, encrypted notifications.

What is signed is each part on a line of its own, the last one ended too. The platform signs with one key, whose id is in
the settings; what another key has signed is not believed. Refunds are asked for again to hear how they stand.
"""

import base64
import binascii
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib import error, request
from urllib.parse import quote, urlencode, urlsplit

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.x509 import load_pem_x509_certificate

from anxin.platform import clock
from anxin.visit.billing.paying import (
    NotFromPlatform,
    OutgoingRefund,
    OutgoingRequest,
    PlatformAnswer,
    PlatformRefused,
    TryLater,
)

SCHEMA = "WECHATPAY2-SHA256-RSA2048"
TIMEOUT_SECONDS = 10
LONGEST_ANSWER = 262_144
CLOCKS_DIFFER_SECONDS = 300
BUSY = (429, 500, 502, 503, 504)
API_KEY_BYTES = 32
PAID = ("SUCCESS", "REFUND")
OVER = ("CLOSED", "REVOKED", "PAYERROR")


@dataclass(frozen=True)
class WeChatMerchant:
    """Who asks: the numbers and keys of the merchant's platform, and the address at which notifications reach us."""

    address: str
    merchant: str
    app: str
    serial: str
    key: rsa.RSAPrivateKey
    api_key: bytes
    platform_serial: str
    platform_key: rsa.RSAPublicKey
    public_url: str


def private_key(file: Path) -> rsa.RSAPrivateKey:
    """The merchant's key (``apiclient_key.pem``).

    :raises ValueError: no RSA key
    """
    key = serialization.load_pem_private_key(file.read_bytes(), None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise ValueError(f"{file} holds no RSA key")
    return key


def platform_key(file: Path) -> rsa.RSAPublicKey:
    """The platform's public key, bare or in its certificate.

    :raises ValueError: no RSA key
    """
    text = file.read_bytes()
    is_certificate = b"BEGIN CERTIFICATE" in text
    key = load_pem_x509_certificate(text).public_key() if is_certificate else serialization.load_pem_public_key(text)
    if not isinstance(key, rsa.RSAPublicKey):
        raise ValueError(f"{file} holds no RSA key")
    return key


def lines(*parts: str) -> bytes:
    """What is signed."""
    return "".join(f"{part}\n" for part in parts).encode()


class WeChatPay:
    """Asks the platform for a merchant.

    :raises ValueError: an address that is none, no address for notifications, or a key of another length
    """

    def __init__(self, merchant: WeChatMerchant) -> None:
        if urlsplit(merchant.address).scheme not in ("http", "https"):
            raise ValueError(f"WeChat Pay needs an address like https://host, not {merchant.address!r}")
        if not merchant.public_url:
            raise ValueError("WeChat Pay sends notifications: set ANXIN_PUBLIC_URL to the address under which it reaches us")
        if len(merchant.api_key) != API_KEY_BYTES:
            raise ValueError(f"the APIv3 key has {API_KEY_BYTES} characters")
        self.merchant = merchant

    def ask(self, wanted: OutgoingRequest) -> str:
        """:raises TryLater: no answer
        :raises PlatformRefused: the platform refuses it
        """
        answer = self._ask(
            "POST",
            "/v3/pay/transactions/native",
            {
                "appid": self.merchant.app,
                "mchid": self.merchant.merchant,
                "description": wanted.words,
                "out_trade_no": wanted.number,
                "time_expire": wanted.expires_at.astimezone(UTC).isoformat(timespec="seconds"),
                "notify_url": f"{self.merchant.public_url}/payments/wechat/{wanted.store_id}/notify/",
                "amount": {"total": wanted.amount_fen, "currency": "CNY"},
            },
        )
        return str(answer.get("code_url", ""))

    def find(self, number: str) -> PlatformAnswer:
        """:raises TryLater: no answer
        :raises PlatformRefused: unknown there
        """
        asked = urlencode({"mchid": self.merchant.merchant})
        return self._transaction(self._ask("GET", f"/v3/pay/transactions/out-trade-no/{quote(number)}?{asked}"))

    def close(self, number: str) -> None:
        """:raises TryLater: no answer
        :raises PlatformRefused: it was paid
        """
        path = f"/v3/pay/transactions/out-trade-no/{quote(number)}/close"
        self._ask("POST", path, {"mchid": self.merchant.merchant})

    def refund(self, wanted: OutgoingRefund) -> bool:
        """:raises TryLater: no answer
        :raises PlatformRefused: closed or abnormal there, or refused
        """
        answer = self._ask(
            "POST",
            "/v3/refund/domestic/refunds",
            {
                "out_trade_no": wanted.request_number,
                "out_refund_no": wanted.number,
                "reason": wanted.reason[:80],
                "amount": {"refund": wanted.amount_fen, "total": wanted.whole_fen, "currency": "CNY"},
            },
        )
        status = str(answer.get("status", ""))
        if status in ("CLOSED", "ABNORMAL"):
            raise PlatformRefused(status)
        return status == "SUCCESS"

    def read_notification(self, headers: Mapping[str, str], body: bytes, at: datetime) -> PlatformAnswer | None:
        """:raises NotFromPlatform: not signed by the platform, too old, or about another merchant"""
        self._require_signed(headers, body, at)
        try:
            said = json.loads(body)
            if said.get("event_type") != "TRANSACTION.SUCCESS":
                return None
            sealed = said["resource"]
            opened = AESGCM(self.merchant.api_key).decrypt(
                sealed["nonce"].encode(),
                base64.b64decode(sealed["ciphertext"], validate=True),
                sealed.get("associated_data", "").encode(),
            )
            return self._transaction(json.loads(opened))
        except (ValueError, KeyError, TypeError, AttributeError, InvalidTag, TryLater) as problem:
            raise NotFromPlatform(type(problem).__name__) from problem

    def _transaction(self, said: dict[str, Any]) -> PlatformAnswer:
        """:raises TryLater: about another merchant or another currency: not an answer to what was asked"""
        amount = said.get("amount") or {}
        if (said.get("mchid"), said.get("appid")) != (self.merchant.merchant, self.merchant.app):
            raise TryLater("another merchant")
        number, state = str(said.get("out_trade_no", "")), str(said.get("trade_state", ""))
        if state in PAID:
            if amount.get("currency", "CNY") != "CNY":
                raise TryLater("another currency")
            return PlatformAnswer(number, "paid", str(said["transaction_id"]), int(amount["total"]))
        return PlatformAnswer(number, "closed" if state in OVER else "open")

    def _ask(self, method: str, path: str, content: dict[str, Any] | None = None) -> dict[str, Any]:
        body = json.dumps(content, ensure_ascii=False, separators=(",", ":")) if content is not None else ""
        sent = request.Request(f"{self.merchant.address}{path}", body.encode() or None, self._headers(method, path, body))
        sent.method = method
        try:
            with request.urlopen(sent, timeout=TIMEOUT_SECONDS) as answer:
                text = answer.read(LONGEST_ANSWER)
                self._require_signed(answer.headers, text, clock.now())
                said = json.loads(text) if text else {}
        except error.HTTPError as refused:
            raise _refusal(refused) from refused
        except (OSError, ValueError, NotFromPlatform) as problem:
            raise TryLater(f"{type(problem).__name__} {problem}"[:100]) from problem
        return said if isinstance(said, dict) else {}

    def _headers(self, method: str, path: str, body: str) -> dict[str, str]:
        nonce, timestamp = secrets.token_hex(16), str(int(clock.now().timestamp()))
        signature = self.merchant.key.sign(lines(method, path, timestamp, nonce, body), padding.PKCS1v15(), hashes.SHA256())
        said = {
            "mchid": self.merchant.merchant,
            "nonce_str": nonce,
            "signature": base64.b64encode(signature).decode(),
            "timestamp": timestamp,
            "serial_no": self.merchant.serial,
        }
        return {
            "Authorization": f"{SCHEMA} " + ",".join(f'{name}="{value}"' for name, value in said.items()),
            "Accept": "application/json",
            "Content-Type": "application/json",
            "User-Agent": "anxin",
            "Wechatpay-Serial": self.merchant.platform_serial,
        }

    def _require_signed(self, headers: Mapping[str, str], body: bytes, at: datetime) -> None:
        """:raises NotFromPlatform: the platform's key has not signed these bytes just now"""
        named = ("Wechatpay-Timestamp", "Wechatpay-Nonce", "Wechatpay-Signature", "Wechatpay-Serial")
        timestamp, nonce, signature, serial = (headers.get(name) or "" for name in named)
        if serial != self.merchant.platform_serial:
            raise NotFromPlatform("signed by another key")
        if not timestamp.isdecimal() or abs(int(timestamp[:12]) - at.timestamp()) > CLOCKS_DIFFER_SECONDS:
            raise NotFromPlatform("signed at another time")
        try:
            said = lines(timestamp, nonce) + body + b"\n"
            self.merchant.platform_key.verify(
                base64.b64decode(signature, validate=True), said, padding.PKCS1v15(), hashes.SHA256()
            )
        except (InvalidSignature, binascii.Error) as problem:
            raise NotFromPlatform("wrong signature") from problem


def _refusal(refused: error.HTTPError) -> Exception:
    """What the platform means by an answer that is an error; its words, never the request."""
    if refused.code in BUSY:
        return TryLater(f"HTTP {refused.code}")
    try:
        said = json.loads(refused.read(LONGEST_ANSWER))
        return PlatformRefused(f"{said.get('code', '')} {said.get('message', '')}".strip()[:200])
    except (ValueError, AttributeError, OSError):
        return TryLater(f"HTTP {refused.code}")
