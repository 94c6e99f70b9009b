"""Where the bytes lie: the port, its folder adapter, and the choice by settings.

Names are ``<store>/<xx>/<uuid>`` and nothing else: no word of a person ever becomes a name.
"""

import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from django.conf import settings

NAME = re.compile(r"[0-9]{1,10}/[0-9a-f]{2}/[0-9a-f]{32}(\.thumb)?")


class BlobMissing(LookupError):
    """No bytes under this name."""


class StorageUnavailable(RuntimeError):
    """The place where files lie cannot be reached or refuses; the message says what it answered."""


@dataclass(frozen=True, slots=True)
class Blob:
    """A name with the moment at which its bytes were written."""

    name: str
    written_at: datetime


class FileStore(Protocol):
    """The port. Names come from :func:`blob_name`; a put is whole or not at all."""

    def put(self, name: str, data: bytes, content_type: str) -> None:
        """Keep bytes under a name, replacing what was there."""

    def get(self, name: str) -> bytes:
        """:raises BlobMissing: nothing under this name"""

    def delete(self, name: str) -> None:
        """Forget a name; one that is gone already is no error."""

    def blobs(self) -> Iterator[Blob]:
        """Every name, sorted by store."""


def blob_name(store_id: int, key: str, *, is_thumbnail: bool = False) -> str:
    """The name of a file's bytes; ``key`` is a uuid in hexadecimal."""
    return checked_name(f"{store_id}/{key[:2]}/{key}{'.thumb' if is_thumbnail else ''}")


def checked_name(name: str) -> str:
    """The name itself.

    :raises ValueError: not of the one form that names have
    """
    if not NAME.fullmatch(name):
        raise ValueError(f"not the name of a file: {name!r}")
    return name


class FolderStore:
    """Files below one folder; written beside their place, flushed to the disk, then renamed."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, name: str, data: bytes, content_type: str) -> None:
        place = self._place(name)
        place.parent.mkdir(parents=True, exist_ok=True)
        handle, beside = tempfile.mkstemp(dir=place.parent, prefix=".part-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            Path(beside).replace(place)
            _flush_folder(place.parent)
        except BaseException:
            with suppress(FileNotFoundError):
                Path(beside).unlink()
            raise

    def get(self, name: str) -> bytes:
        try:
            return self._place(name).read_bytes()
        except FileNotFoundError:
            raise BlobMissing(name) from None

    def delete(self, name: str) -> None:
        self._place(name).unlink(missing_ok=True)

    def blobs(self) -> Iterator[Blob]:
        for path in sorted(self.root.glob("*/*/*")):
            name = path.relative_to(self.root).as_posix()
            if NAME.fullmatch(name):
                with suppress(FileNotFoundError):
                    yield Blob(name, datetime.fromtimestamp(path.stat().st_mtime, UTC))

    def _place(self, name: str) -> Path:
        return self.root / checked_name(name)


def file_store() -> FileStore:
    """The store that the settings choose: ``ANXIN_FILES_STORE`` is ``folder`` or ``s3``.

    :raises StorageUnavailable: unknown choice, or S3 without its settings
    """
    if settings.FILES_STORE == "folder":
        return FolderStore(Path(settings.FILES_ROOT))
    if settings.FILES_STORE == "s3":
        from anxin.platform.files.s3 import store_from_environment

        return store_from_environment(os.environ)
    raise StorageUnavailable(f'ANXIN_FILES_STORE is "{settings.FILES_STORE}": set it to "folder" or "s3"')


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
