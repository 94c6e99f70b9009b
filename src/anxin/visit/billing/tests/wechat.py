"""A payment platform for tests: speaks WeChat Pay's protocol on a local port, checks what is signed, signs what it says."""

import base64
import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, ClassVar
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from anxin.platform import clock
from anxin.visit.billing.adapters.wechat_pay import WeChatMerchant, WeChatPay, lines

OURS, THEIRS = rsa.generate_private_key(65537, 2048), rsa.generate_private_key(65537, 2048)
API_KEY = "0123456789abcdef0123456789abcdef"
MERCHANT, APP = "1900000109", "wxd678efh567hg6787"


def signed(body: str, *, timestamp: str = "", key: rsa.RSAPrivateKey = THEIRS) -> dict[str, str]:
    """The headers with which the platform sends these bytes."""
    timestamp, nonce = timestamp or str(int(clock.now().timestamp())), secrets.token_hex(8)
    signature = key.sign(lines(timestamp, nonce, body), padding.PKCS1v15(), hashes.SHA256())
    return {
        "Wechatpay-Timestamp": timestamp,
        "Wechatpay-Nonce": nonce,
        "Wechatpay-Signature": base64.b64encode(signature).decode(),
        "Wechatpay-Serial": "PUB_KEY_ID_1",
    }


def notification(number: str, fen: int, transaction: str = "4200001", **other: Any) -> str:
    """A message that money came, sealed as the platform seals it."""
    said = {**transaction_of(number, fen, transaction), **other}
    sealed = AESGCM(API_KEY.encode()).encrypt(b"0123456789ab", json.dumps(said).encode(), b"transaction")
    resource = {
        "algorithm": "AEAD_AES_256_GCM",
        "nonce": "0123456789ab",
        "associated_data": "transaction",
        "ciphertext": base64.b64encode(sealed).decode(),
    }
    return json.dumps({"id": "1", "event_type": "TRANSACTION.SUCCESS", "resource": resource})


def transaction_of(number: str, fen: int, transaction: str = "4200001", state: str = "SUCCESS") -> dict[str, Any]:
    """A transaction as the platform describes it."""
    return {
        "mchid": MERCHANT,
        "appid": APP,
        "out_trade_no": number,
        "trade_state": state,
        "transaction_id": transaction,
        "amount": {"total": fen, "currency": "CNY"},
    }


class Platform(BaseHTTPRequestHandler):
    """Answers ``answers`` in turn, each a status and a body, and keeps what it was asked."""

    asked: ClassVar[list[tuple[str, str, dict[str, Any]]]] = []
    answers: ClassVar[list[tuple[int, dict[str, Any]]]] = []
    signing: ClassVar[list[rsa.RSAPrivateKey]] = [THEIRS]

    def do_POST(self) -> None:
        """The next answer, to whoever signs rightly."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        self.asked.append((self.command, urlsplit(self.path).path, json.loads(body) if body else {}))
        status, said = self.answers.pop(0) if self._is_signed(body) else (401, {"code": "SIGN_ERROR", "message": "签名错误"})
        text = json.dumps(said, ensure_ascii=False) if said else ""
        self.send_response(status)
        for name, content in signed(text, key=self.signing[0]).items():
            self.send_header(name, content)
        self.send_header("Content-Length", str(len(text.encode())))
        self.end_headers()
        self.wfile.write(text.encode())

    def do_GET(self) -> None:
        """As a POST without a body."""
        self.do_POST()

    def _is_signed(self, body: str) -> bool:
        schema, _space, said = self.headers["Authorization"].partition(" ")
        parts = dict(part.split("=", 1) for part in said.split(","))
        named = {name: value.strip('"') for name, value in parts.items()}
        over = lines(self.command, self.path, named["timestamp"], named["nonce_str"], body)
        try:
            OURS.public_key().verify(base64.b64decode(named["signature"]), over, padding.PKCS1v15(), hashes.SHA256())
        except InvalidSignature:
            return False
        return (schema, named["mchid"], named["serial_no"]) == ("WECHATPAY2-SHA256-RSA2048", MERCHANT, "SERIAL1")

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet."""


def wechat_pay(address: str, key: rsa.RSAPrivateKey = OURS) -> WeChatPay:
    """The adapter, as the merchant of the tests."""
    public = THEIRS.public_key()
    return WeChatPay(
        WeChatMerchant(
            address, MERCHANT, APP, "SERIAL1", key, API_KEY.encode(), "PUB_KEY_ID_1", public, "https://anxin.example"
        )
    )


@contextmanager
def local_platform() -> Iterator[str]:
    """The address of a platform that is up for the time of a test."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Platform)
    Platform.asked, Platform.answers, Platform.signing = [], [], [THEIRS]
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
