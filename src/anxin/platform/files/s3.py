"""The same port on any object store that speaks S3: five calls, signed by AWS Signature Version 4, path style.

Owns the signing and the calls. Does not own retries of a whole upload: a refused upload is sent again by its caller.
"""

import hashlib
import hmac
import http.client
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import quote, urlsplit
from xml.etree import ElementTree

from anxin.platform.files.storage import NAME, Blob, BlobMissing, StorageUnavailable, checked_name

TIMEOUT_SECONDS = 20
NEEDED = ("ANXIN_S3_ENDPOINT", "ANXIN_S3_BUCKET", "ANXIN_S3_ACCESS_KEY", "ANXIN_S3_SECRET_KEY")


@dataclass(frozen=True, slots=True)
class S3Address:
    """Where the bucket is and with which keys; ``endpoint`` as ``https://host[:port]``."""

    endpoint: str
    bucket: str
    access_key: str
    secret_key: str = field(repr=False)
    region: str = "us-east-1"
    prefix: str = ""


def store_from_environment(environment: Mapping[str, str]) -> "S3Store":
    """The store that the environment names.

    :raises StorageUnavailable: a variable is missing
    """
    missing = [name for name in NEEDED if not environment.get(name)]
    if missing:
        raise StorageUnavailable(f"ANXIN_FILES_STORE=s3 needs {', '.join(missing)}")
    endpoint, bucket, access_key, secret_key = (environment[name] for name in NEEDED)
    region = environment.get("ANXIN_S3_REGION", "us-east-1")
    return S3Store(S3Address(endpoint, bucket, access_key, secret_key, region, environment.get("ANXIN_S3_PREFIX", "")))


class S3Store:
    """Files as objects of one bucket."""

    def __init__(self, address: S3Address) -> None:
        self.address = address

    def put(self, name: str, data: bytes, content_type: str) -> None:
        self._call("PUT", self._key(name), data=data, headers={"content-type": content_type})

    def get(self, name: str) -> bytes:
        return self._call("GET", self._key(name))

    def delete(self, name: str) -> None:
        try:
            self._call("DELETE", self._key(name))
        except BlobMissing:
            return

    def blobs(self) -> Iterator[Blob]:
        token = ""
        while True:
            query = {"list-type": "2", "prefix": self.address.prefix}
            if token:
                query["continuation-token"] = token
            listed = ElementTree.fromstring(self._call("GET", "", query=query))
            for entry in listed.iterfind("{*}Contents"):
                name = (entry.findtext("{*}Key") or "").removeprefix(self.address.prefix)
                if NAME.fullmatch(name):
                    yield Blob(name, datetime.fromisoformat(entry.findtext("{*}LastModified") or ""))
            token = listed.findtext("{*}NextContinuationToken") or ""
            if listed.findtext("{*}IsTruncated") != "true" or not token:
                return

    def _key(self, name: str) -> str:
        return self.address.prefix + checked_name(name)

    def _call(
        self,
        method: str,
        key: str,
        *,
        data: bytes = b"",
        query: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> bytes:
        parts = urlsplit(self.address.endpoint)
        path = quote(f"/{self.address.bucket}/{key}", safe="/-_.~")
        sent = sign(self.address, method, path, query or {}, headers or {}, data, datetime.now(UTC))
        asked = path + (f"?{canonical_query(query)}" if query else "")
        connect = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        connection = connect(parts.netloc, timeout=TIMEOUT_SECONDS)
        try:
            connection.request(method, asked, body=data or None, headers=sent)
            answer = connection.getresponse()
            body = answer.read()
        except (OSError, http.client.HTTPException) as problem:
            raise StorageUnavailable(f"{method} {self.address.endpoint}: {problem}") from problem
        finally:
            connection.close()
        if answer.status == 404 and key:
            raise BlobMissing(key)
        if answer.status >= 300:
            words = body[:300].decode(errors="replace")
            raise StorageUnavailable(f"{method} {self.address.endpoint}: {answer.status} {words}")
        return body


def canonical_query(query: Mapping[str, str] | None) -> str:
    """The query string as it is signed and sent: sorted, everything encoded."""
    return "&".join(f"{quote(name, safe='-_.~')}={quote(text, safe='-_.~')}" for name, text in sorted((query or {}).items()))


def sign(
    address: S3Address,
    method: str,
    path: str,
    query: Mapping[str, str],
    headers: Mapping[str, str],
    data: bytes,
    at: datetime,
) -> dict[str, str]:
    """The headers of a request with its Authorization; ``path`` is encoded already."""
    digest = hashlib.sha256(data).hexdigest()
    sent = {
        **{name.lower(): text for name, text in headers.items()},
        "host": urlsplit(address.endpoint).netloc,
        "x-amz-content-sha256": digest,
        "x-amz-date": at.strftime("%Y%m%dT%H%M%SZ"),
    }
    names = ";".join(sorted(sent))
    lines = "".join(f"{name}:{sent[name].strip()}\n" for name in sorted(sent))
    request = "\n".join([method, path, canonical_query(query), lines, names, digest])
    scope = f"{at:%Y%m%d}/{address.region}/s3/aws4_request"
    to_sign = "\n".join(["AWS4-HMAC-SHA256", sent["x-amz-date"], scope, hashlib.sha256(request.encode()).hexdigest()])
    key = f"AWS4{address.secret_key}".encode()
    for step in (f"{at:%Y%m%d}", address.region, "s3", "aws4_request"):
        key = hmac.new(key, step.encode(), hashlib.sha256).digest()
    signature = hmac.new(key, to_sign.encode(), hashlib.sha256).hexdigest()
    sent["authorization"] = (
        f"AWS4-HMAC-SHA256 Credential={address.access_key}/{scope}, SignedHeaders={names}, Signature={signature}"
    )
    return sent
