"""Writes: keep an upload, attach it to its document, make its thumbnail, sweep what nobody attached."""

import hashlib
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext_lazy as _

from anxin.platform import audit, jobs
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Invalid, NotFound
from anxin.platform.files import parameters, permissions
from anxin.platform.files.content import FileRefused, Limits, clean, thumbnail
from anxin.platform.files.models import StoredFile
from anxin.platform.files.purposes import purpose_of
from anxin.platform.files.storage import Blob, BlobMissing, blob_name, file_store
from anxin.platform.parameters import value
from anxin.platform.references import DocumentRef

__all__ = ["FileRefused", "KeptFile", "attach_files", "keep_upload", "make_thumbnail", "sweep_store"]

KIND = "files.storedfile"
LONGEST_LABEL = 20


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file as kept; ``key`` names it in forms and addresses."""

    id: int
    key: str
    content_type: str
    size_bytes: int
    sha256: str
    width: int | None
    height: int | None


@command(permissions.KEEP)
def keep_upload(
    *,
    actor: Actor,
    store_id: int,
    purpose: str,
    subject: DocumentRef | None,
    data: bytes,
    at: datetime,
    label: str = "",
) -> KeptFile:
    """Keep an upload whose content is a picture or a PDF, pictures without EXIF; ``subject`` may follow by attaching.

    :raises Denied: no permission in this store
    :raises FileRefused: wrong content, too large, a decompression bomb
    """
    actor.require(permissions.KEEP, store_id)
    if len(label) > LONGEST_LABEL:
        raise Invalid(_("照片的名称最多 20 个字。"), field="label")
    kept = clean(data, purpose_of(purpose).kinds, _limits(store_id, at))
    key = uuid.uuid4()
    is_picture = kept.width is not None
    # Bytes first: a row without bytes would be a broken picture; bytes without a row are swept.
    file_store().put(blob_name(store_id, key.hex), kept.data, kept.content_type)
    row = StoredFile(
        store_id=store_id,
        key=key,
        purpose=purpose,
        label=label,
        subject_kind=subject.kind if subject else "",
        subject_id=subject.id if subject else None,
        content_type=kept.content_type,
        size_bytes=len(kept.data),
        sha256=hashlib.sha256(kept.data).hexdigest(),
        width=kept.width,
        height=kept.height,
        created_at=at,
        actor_key=actor.key,
        thumbnail=StoredFile.Thumbnail.WAITING if is_picture else StoredFile.Thumbnail.NONE,
    )
    row.save(force_insert=True)
    if is_picture:
        from anxin.platform.files.tasks import thumbnail_file

        jobs.defer(thumbnail_file, file_id=row.pk, store_id=store_id)
    audit.note(DocumentRef(KIND, row.pk), store_id, purpose=purpose, size_bytes=row.size_bytes)
    return KeptFile(row.pk, str(key), row.content_type, row.size_bytes, row.sha256, row.width, row.height)


@command(permissions.KEEP)
def attach_files(
    *, actor: Actor, store_id: int, purpose: str, keys: Sequence[str], subject: DocumentRef, at: datetime
) -> tuple[int, ...]:
    """Give uploaded files to their document; those that it has already stay. An attached file never moves.

    :raises NotFound: unknown, of another store or purpose, or attached to another document
    """
    wanted = _uuids(keys)
    if not wanted:
        return ()
    found = StoredFile.objects.visible_to(actor, permissions.KEEP).locked().filter(store_id=store_id, purpose=purpose)
    rows = {row.key: row for row in found.filter(key__in=wanted).order_by("pk")}
    own = (subject.kind, subject.id)
    if any(key not in rows or (rows[key].subject_id is not None and _subject(rows[key]) != own) for key in wanted):
        raise NotFound
    fresh = [row.pk for row in rows.values() if row.subject_id is None]
    if fresh:
        found.filter(pk__in=fresh).update(subject_kind=subject.kind, subject_id=subject.id)
    audit.note(subject, store_id, files=fresh)
    return tuple(rows[key].pk for key in wanted)


@command(permissions.KEEP)
def make_thumbnail(*, actor: Actor, file_id: int, at: datetime) -> str:
    """Make the thumbnail of a picture; gives back the state. Bytes that are gone or broken are noted, not retried.

    :raises NotFound: unknown or out of scope
    """
    row = StoredFile.objects.visible_to(actor, permissions.KEEP).locked().one(pk=file_id)
    store = file_store()
    try:
        small = thumbnail(store.get(blob_name(row.store_id, row.key.hex)))
    except (BlobMissing, FileRefused):
        row.thumbnail = StoredFile.Thumbnail.FAILED
    else:
        store.put(blob_name(row.store_id, row.key.hex, is_thumbnail=True), small, "image/jpeg")
        row.thumbnail = StoredFile.Thumbnail.READY
    row.save(update_fields=["thumbnail"])
    audit.note(DocumentRef(KIND, row.pk), row.store_id, thumbnail=row.thumbnail)
    return str(row.thumbnail)


@command(permissions.KEEP)
def sweep_store(*, actor: Actor, store_id: int, blobs: Sequence[Blob], at: datetime) -> int:
    """Delete uploads of a store that nobody attached in time, and old bytes without a row; gives back how many.

    ``blobs`` are names of this store as the file store lists them.
    """
    actor.require(permissions.KEEP, store_id)
    before = at - timedelta(hours=value(parameters.ORPHAN_HOURS, store_id, at))
    rows = StoredFile.objects.visible_to(actor, permissions.KEEP).filter(store_id=store_id)
    stale = list(rows.filter(subject_id=None, created_at__lt=before).locked())
    rows.filter(pk__in=[row.pk for row in stale], subject_id=None).delete()
    old = {blob.name for blob in blobs if blob.written_at < before}
    known = {key.hex for key in rows.filter(key__in=_uuids(_key_of(name) for name in old)).values_list("key", flat=True)}
    lost = {name for name in old if _key_of(name) not in known}
    lost |= {blob_name(store_id, row.key.hex, is_thumbnail=small) for row in stale for small in (False, True)}
    store = file_store()
    for name in lost:
        store.delete(name)
    audit.note(None, store_id, swept=len(lost), rows=len(stale))
    return len(lost)


def _limits(store_id: int, on: date) -> Limits:
    return Limits(
        value(parameters.LARGEST_BYTES, store_id, on),
        value(parameters.LARGEST_PIXELS, store_id, on),
        value(parameters.LONGEST_SIDE, store_id, on),
    )


def _uuids(keys: Iterable[str]) -> list[uuid.UUID]:
    try:
        return list(dict.fromkeys(uuid.UUID(key) for key in keys))
    except ValueError:
        raise NotFound from None


def _subject(row: StoredFile) -> tuple[str, int | None]:
    return row.subject_kind, row.subject_id


def _key_of(name: str) -> str:
    return name.rpartition("/")[2].removesuffix(".thumb")
