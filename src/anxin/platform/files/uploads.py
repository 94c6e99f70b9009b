"""Taking an upload out of a request; commands check what it is."""

import hashlib
from typing import Any

from anxin.platform.files.parameters import LARGEST_BYTES


def read_upload(upload: Any) -> bytes:
    """The bytes of a photo or document, one more than any store's limit may be at most: the command refuses those."""
    return read_at_most(upload, int(LARGEST_BYTES.maximum or 0))


def read_at_most(upload: Any, largest_bytes: int) -> bytes:
    """The bytes of an upload, one more than the limit at most, whatever was sent."""
    content: bytes = upload.read(largest_bytes + 1)
    return content


def fingerprint(upload: Any) -> str:
    """Hash of an upload's bytes, taken piece by piece; the upload can be read afterwards."""
    digest = hashlib.sha256()
    for piece in upload.chunks():
        digest.update(piece)
    upload.seek(0)
    return digest.hexdigest()
