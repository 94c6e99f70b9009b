"""Reads: files of a document, and the bytes of one file for whoever may see its purpose."""

import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from anxin.platform.actor import Actor
from anxin.platform.errors import NotFound
from anxin.platform.files.models import StoredFile
from anxin.platform.files.purposes import purpose_of, purposes_for_customers
from anxin.platform.files.storage import BlobMissing, blob_name, file_store
from anxin.platform.queries import query
from anxin.platform.references import DocumentRef


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file as pages show it; ``url`` serves it, ``thumb_url`` its small picture."""

    id: int
    key: str
    label: str
    content_type: str
    size_bytes: int
    sha256: str
    created_at: datetime

    @property
    def url(self) -> str:
        """Address of the file."""
        return f"/files/{self.key}/"

    @property
    def thumb_url(self) -> str:
        """Address of the small picture."""
        return f"/files/{self.key}/?size=thumb"


@dataclass(frozen=True, slots=True)
class FileBytes:
    """The bytes of a file and what they are."""

    id: int
    store_id: int
    data: bytes
    content_type: str
    sha256: str


@query(None)
def list_files(actor: Actor, subject: DocumentRef, purpose: str) -> list[FileRow]:
    """Files of a document, in the order in which they were taken; none without the permission of the purpose."""
    rows = StoredFile.objects.visible_to(actor, purpose_of(purpose).see)
    found = rows.filter(subject_kind=subject.kind, subject_id=subject.id, purpose=purpose).order_by("pk")
    return [_row(row) for row in found]


@query(None)
def list_files_of(actor: Actor, kind: str, ids: Collection[int], purpose: str) -> dict[int, tuple[FileRow, ...]]:
    """Files of several documents of a kind by the document's id, as ``list_files`` gives them; one statement."""
    rows = StoredFile.objects.visible_to(actor, purpose_of(purpose).see)
    found: dict[int, tuple[FileRow, ...]] = {}
    for row in rows.filter(subject_kind=kind, subject_id__in=ids, purpose=purpose).order_by("pk"):
        if row.subject_id is not None:
            found[row.subject_id] = (*found.get(row.subject_id, ()), _row(row))
    return found


@query(None)
def files_by_key(actor: Actor, keys: Iterable[str], purpose: str) -> list[FileRow]:
    """Files of a purpose by their keys, in the order given; those out of sight are left out."""
    wanted = _uuids(keys)
    rows = StoredFile.objects.visible_to(actor, purpose_of(purpose).see).filter(key__in=wanted, purpose=purpose)
    found = {row.key: row for row in rows}
    return [_row(found[key]) for key in wanted if key in found]


@query(None)
def read_file(actor: Actor, key: str, *, is_thumbnail: bool = False, for_customer: bool = False) -> FileBytes:
    """The bytes of a file. While its thumbnail is not made, a picture is its own.

    :raises NotFound: unknown, out of scope, without the permission of its purpose, or for a customer and not of a purpose
        that customers are shown
    """
    wanted = _uuids([key])
    row = (
        StoredFile.objects.across_stores(reason="the purpose, read first, says which permission counts")
        .filter(key__in=wanted)
        .first()
    )
    if row is None or not actor.may(purpose_of(row.purpose).see, row.store_id):
        raise NotFound
    if for_customer and not purpose_of(row.purpose).for_customers:
        raise NotFound
    small = is_thumbnail and row.thumbnail == StoredFile.Thumbnail.READY
    try:
        data = file_store().get(blob_name(row.store_id, row.key.hex, is_thumbnail=small))
    except BlobMissing:
        raise NotFound from None
    return FileBytes(row.pk, row.store_id, data, "image/jpeg" if small else row.content_type, row.sha256)


def require_showable(store_id: int, keys: Sequence[str], subject: DocumentRef | None) -> list[uuid.UUID]:
    """The keys of files that a customer may be shown: of the store in scope, of such a purpose, and attached to nothing yet
    or to ``subject``.

    :raises NotFound: one of them is none
    """
    wanted = list(dict.fromkeys(_uuids(keys)))
    rows = StoredFile.objects.in_stores([store_id]).filter(key__in=wanted, purpose__in=purposes_for_customers())
    own = (subject.kind, subject.id) if subject else None
    known = {row.key for row in rows if row.subject_id is None or (row.subject_kind, row.subject_id) == own}
    if len(wanted) < len(set(keys)) or not known.issuperset(wanted):
        raise NotFound
    return wanted


def _uuids(keys: Iterable[str]) -> Sequence[uuid.UUID]:
    found = []
    for key in keys:
        try:
            found.append(uuid.UUID(key))
        except ValueError:
            continue
    return found


def _row(row: StoredFile) -> FileRow:
    return FileRow(row.pk, str(row.key), row.label, row.content_type, row.size_bytes, row.sha256, row.created_at)
