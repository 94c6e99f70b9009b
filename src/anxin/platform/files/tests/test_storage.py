"""The folder and the S3 adapter keep, give back, list and forget; neither can be led out of its place."""

import hashlib
import hmac
import threading
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlsplit

import pytest

from anxin.platform.files.s3 import S3Address, S3Store, sign, store_from_environment
from anxin.platform.files.storage import BlobMissing, FileStore, FolderStore, StorageUnavailable, blob_name

SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
ONE, TWO = uuid.UUID(int=1).hex, uuid.UUID(int=2**127).hex


class S3Handler(BaseHTTPRequestHandler):
    """Enough S3 for five calls; checks each signature from the bytes on the wire."""

    objects: dict[str, bytes]

    def _answer(self, status: int, body: bytes = b"") -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _is_signed(self, body: bytes) -> bool:
        path, _mark, query = self.path.partition("?")
        words = self.headers["Authorization"].removeprefix("AWS4-HMAC-SHA256 ").split(", ")
        given = dict(word.split("=", 1) for word in words)
        _key, day, region, service, end = given["Credential"].split("/")
        names = given["SignedHeaders"].split(";")
        pairs = sorted(parse_qsl(query, keep_blank_values=True))
        asked = "&".join(f"{quote(name, safe='-_.~')}={quote(text, safe='-_.~')}" for name, text in pairs)
        heads = "".join(f"{name}:{self.headers[name]}\n" for name in names)
        digest = hashlib.sha256(body).hexdigest()
        if digest != self.headers["x-amz-content-sha256"]:
            return False
        request = f"{self.command}\n{path}\n{asked}\n{heads}\n{';'.join(names)}\n{digest}"
        text = f"AWS4-HMAC-SHA256\n{self.headers['x-amz-date']}\n{day}/{region}/{service}/{end}\n"
        text += hashlib.sha256(request.encode()).hexdigest()
        key = b"AWS4" + SECRET.encode()
        for step in (day, region, service, end):
            key = hmac.digest(key, step.encode(), "sha256")
        return hmac.compare_digest(hmac.digest(key, text.encode(), "sha256").hex(), given["Signature"])

    def _serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if not self._is_signed(body):
            return self._answer(403, b"<Error><Code>SignatureDoesNotMatch</Code></Error>")
        parts = urlsplit(self.path)
        key = unquote(parts.path).removeprefix("/shop/")
        if not key:
            return self._list(dict(parse_qsl(parts.query)))
        if self.command == "PUT":
            self.objects[key] = body
            return self._answer(200)
        if self.command == "DELETE":
            self.objects.pop(key, None)
            return self._answer(204)
        return self._answer(200, self.objects[key]) if key in self.objects else self._answer(404)

    def _list(self, asked: dict[str, str]) -> None:
        names = [name for name in sorted(self.objects) if name.startswith(asked["prefix"])]
        first = int(asked.get("continuation-token", "0"))
        entries = "".join(
            f"<Contents><Key>{name}</Key><LastModified>2026-11-20T06:00:00.000Z</LastModified></Contents>"
            for name in names[first : first + 1]
        )
        more = first + 1 < len(names)
        onward = f"<NextContinuationToken>{first + 1}</NextContinuationToken>" if more else ""
        self._answer(
            200,
            f'<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><IsTruncated>{str(more).lower()}'
            f"</IsTruncated>{onward}{entries}</ListBucketResult>".encode(),
        )

    def do_GET(self) -> None:
        self._serve()

    def do_PUT(self) -> None:
        self._serve()

    def do_DELETE(self) -> None:
        self._serve()

    def log_message(self, *words: Any) -> None:
        """Quiet."""


@pytest.fixture
def s3() -> Iterator[S3Store]:
    handler = type("Handler", (S3Handler,), {"objects": {}})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield S3Store(
        S3Address(f"http://127.0.0.1:{server.server_port}", "shop", "AKIAIOSFODNN7EXAMPLE", SECRET, prefix="an xin/")
    )
    server.shutdown()
    server.server_close()


@pytest.fixture(params=["folder", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> FileStore:
    return FolderStore(tmp_path) if request.param == "folder" else request.getfixturevalue("s3")


def test_a_store_keeps_replaces_lists_and_forgets(store: FileStore) -> None:
    store.put(blob_name(3, ONE), b"first", "image/jpeg")
    store.put(blob_name(3, ONE), b"again", "image/jpeg")
    store.put(blob_name(12, TWO, is_thumbnail=True), b"small", "image/jpeg")
    assert store.get(blob_name(3, ONE)) == b"again"
    listed = list(store.blobs())
    assert {blob.name for blob in listed} == {blob_name(3, ONE), blob_name(12, TWO, is_thumbnail=True)}
    assert all(blob.written_at.tzinfo for blob in listed)
    store.delete(blob_name(3, ONE))
    store.delete(blob_name(3, ONE))
    with pytest.raises(BlobMissing):
        store.get(blob_name(3, ONE))


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "/etc/passwd", "3/00/..", f"3/00/{ONE}/../x", f"3/00/{ONE}\n", "3/00/x"]
)
def test_a_name_cannot_lead_out_of_its_place(store: FileStore, name: str) -> None:
    for act in (store.get, store.delete, lambda bad: store.put(bad, b"", "")):
        with pytest.raises(ValueError, match="not the name of a file"):
            act(name)


def test_a_broken_write_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.fsync", lambda _descriptor: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(OSError, match="disk full"):
        FolderStore(tmp_path).put(blob_name(3, ONE), b"half", "image/jpeg")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_wrong_secret_is_an_error_that_says_what_the_store_answered(s3: S3Store) -> None:
    address = s3.address
    wrong = S3Store(S3Address(address.endpoint, address.bucket, address.access_key, "wrong"))
    with pytest.raises(StorageUnavailable, match="SignatureDoesNotMatch"):
        wrong.put(blob_name(3, ONE), b"x", "image/jpeg")


def test_an_unreachable_store_is_an_error_that_names_it() -> None:
    gone = S3Store(S3Address("http://127.0.0.1:9", "shop", "key", "secret"))
    with pytest.raises(StorageUnavailable, match=r"127\.0\.0\.1:9"):
        gone.get(blob_name(3, ONE))


def test_missing_settings_are_named() -> None:
    with pytest.raises(StorageUnavailable, match="ANXIN_S3_SECRET_KEY"):
        store_from_environment({"ANXIN_S3_ENDPOINT": "http://x", "ANXIN_S3_BUCKET": "b", "ANXIN_S3_ACCESS_KEY": "k"})


@pytest.mark.parametrize(
    ("path", "query", "headers", "signature"),
    [
        ("/test.txt", {}, {"Range": "bytes=0-9"}, "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"),
        ("/", {"lifecycle": ""}, {}, "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"),
        ("/", {"max-keys": "2", "prefix": "J"}, {}, "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"),
    ],
)
def test_the_signature_is_that_of_the_published_examples(
    path: str, query: dict[str, str], headers: dict[str, str], signature: str
) -> None:
    address = S3Address("https://examplebucket.s3.amazonaws.com", "examplebucket", "AKIAIOSFODNN7EXAMPLE", SECRET)
    sent = sign(address, "GET", path, query, headers, b"", datetime(2013, 5, 24, tzinfo=UTC))
    assert sent["authorization"].endswith(f"Signature={signature}")
