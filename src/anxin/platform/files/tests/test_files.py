"""Keeping, attaching, serving and sweeping files."""

import logging
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from anxin.parties.org.tests.factories import AT, PASSWORD, make_actor, make_store, make_user
from anxin.platform.audit.models import AuditEntry
from anxin.platform.errors import Denied, NotFound
from anxin.platform.files import queries
from anxin.platform.files.commands import FileRefused, attach_files, keep_upload, make_thumbnail, sweep_store
from anxin.platform.files.models import StoredFile
from anxin.platform.files.storage import Blob, FolderStore, blob_name
from anxin.platform.files.tests.factories import PDF, PROBE, make_picture, make_upload
from anxin.platform.references import DocumentRef
from anxin.platform.scope import unit_of_work

pytestmark = pytest.mark.django_db
SHEET = DocumentRef("probe.sheet", 7)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> FolderStore:
    settings.FILES_ROOT, settings.FILES_STORE = tmp_path, "folder"
    return FolderStore(tmp_path)


def seen(actor: Any) -> list[StoredFile]:
    with unit_of_work(actor, "test", writable=False):
        return list(StoredFile.objects.across_stores(reason="test").order_by("pk"))


def names(folder: FolderStore) -> set[str]:
    return {blob.name for blob in folder.blobs()}


def test_an_upload_is_kept_with_its_hash_and_its_name_says_nothing(folder: FolderStore) -> None:
    store = make_store("LG")
    actor = make_actor(store, "service_advisor")
    kept = make_upload(actor, store.pk, label="左前")
    (row,) = seen(actor)
    assert (row.purpose, row.label, row.sha256, row.thumbnail) == (PROBE, "左前", kept.sha256, "WAITING")
    assert names(folder) == {blob_name(store.pk, row.key.hex)}
    with unit_of_work(actor, "test", writable=False):
        assert AuditEntry.objects.filter(command="files.keep_upload", subject_id=row.pk).count() == 1


def test_nothing_is_kept_in_another_store_or_without_the_permission(folder: FolderStore) -> None:
    store, other = make_store("LG"), make_store("NS")
    for actor, place in ((make_actor(store, "service_advisor"), other), (make_actor(store, "customer"), store)):
        with pytest.raises(Denied):
            make_upload(actor, place.pk)
    assert names(folder) == set()


def test_refused_content_leaves_no_row_and_no_bytes(folder: FolderStore) -> None:
    store = make_store("LG")
    actor = make_actor(store, "service_advisor")
    with pytest.raises(FileRefused):
        keep_upload(actor=actor, store_id=store.pk, purpose=PROBE, subject=None, data=b"<html>", at=AT)
    assert (seen(actor), names(folder)) == ([], set())


def test_the_thumbnail_is_made_by_a_job_and_served_when_ready() -> None:
    store = make_store("LG")
    actor = make_actor(store, "service_advisor")
    kept = make_upload(actor, store.pk)
    assert queries.read_file(actor, kept.key, is_thumbnail=True).sha256 == kept.sha256
    assert make_thumbnail(actor=actor, file_id=kept.id, at=AT) == "READY"
    assert queries.read_file(actor, kept.key, is_thumbnail=True).data[:2] == b"\xff\xd8"


def test_a_thumbnail_of_lost_bytes_is_noted_as_failed(folder: FolderStore) -> None:
    store = make_store("LG")
    actor = make_actor(store, "service_advisor")
    kept = make_upload(actor, store.pk)
    for name in names(folder):
        folder.delete(name)
    assert make_thumbnail(actor=actor, file_id=kept.id, at=AT) == "FAILED"
    with pytest.raises(NotFound):
        queries.read_file(actor, kept.key)


def test_files_are_attached_once_and_never_move() -> None:
    store = make_store("LG")
    actor = make_actor(store, "service_advisor")
    one, two = make_upload(actor, store.pk), make_upload(actor, store.pk)
    act: dict[str, Any] = {"actor": actor, "store_id": store.pk, "purpose": PROBE, "at": AT}
    assert attach_files(keys=[two.key, one.key, two.key], subject=SHEET, **act) == (two.id, one.id)
    assert attach_files(keys=[one.key], subject=SHEET, **act) == (one.id,)
    assert [row.id for row in queries.list_files(actor, SHEET, PROBE)] == [one.id, two.id]
    with pytest.raises(NotFound):
        attach_files(keys=[one.key], subject=DocumentRef("probe.sheet", 8), **act)
    for bad in ("not a key", "00000000-0000-0000-0000-000000000000"):
        with pytest.raises(NotFound):
            attach_files(keys=[bad], subject=SHEET, **act)


def test_another_store_cannot_attach_or_read_a_file() -> None:
    store, other = make_store("LG"), make_store("NS")
    kept = make_upload(make_actor(store, "service_advisor"), store.pk)
    stranger = make_actor(other, "service_advisor")
    for place in (store, other):
        with pytest.raises(NotFound):
            attach_files(actor=stranger, store_id=place.pk, purpose=PROBE, keys=[kept.key], subject=SHEET, at=AT)
    with pytest.raises(NotFound):
        queries.read_file(stranger, kept.key)
    assert queries.files_by_key(stranger, [kept.key], PROBE) == []


@pytest.mark.parametrize("change", [{"sha256": "0" * 64}, {"store_id": 999}, {"subject_id": 8}, {"subject_id": None}])
def test_the_database_refuses_to_change_what_was_kept(change: dict[str, Any]) -> None:
    store = make_store("LG")
    actor = make_actor(store, "service_advisor")
    kept = make_upload(actor, store.pk, subject=SHEET)
    with unit_of_work(actor, "test", writable=True):
        rows = StoredFile.objects.across_stores(reason="test").filter(pk=kept.id)
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**change)
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.delete()


def test_the_sweep_deletes_only_what_is_old_and_unattached(folder: FolderStore) -> None:
    store = make_store("LG")
    actor = make_actor(store, "service_advisor")
    attached, loose = make_upload(actor, store.pk, subject=SHEET), make_upload(actor, store.pk)
    lost = blob_name(store.pk, "ab" * 16)
    folder.put(lost, b"bytes of a transaction that was rolled back", "image/jpeg")
    kept_name = next(name for name in names(folder) if name.endswith(attached.key.replace("-", "")))

    blobs = [Blob(name, AT) for name in sorted(names(folder))]
    assert sweep_store(actor=actor, store_id=store.pk, blobs=blobs, at=AT + timedelta(hours=47)) == 0
    assert len(names(folder)) == 3
    sweep_store(actor=actor, store_id=store.pk, blobs=blobs, at=AT + timedelta(hours=49))
    assert names(folder) == {kept_name}
    assert [row.pk for row in seen(actor)] == [attached.id]
    assert loose.id not in {row.pk for row in seen(actor)}


def test_a_file_is_served_with_guards_and_its_reading_is_logged(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    store = make_store("LG")
    user = make_user(store, "service_advisor", username="wang")
    kept = make_upload(make_actor(store, "service_advisor"), store.pk)
    client.login(username="wang", password=PASSWORD)
    with caplog.at_level(logging.INFO, "anxin.access"):
        answer = client.get(f"/files/{kept.key}/")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["Content-Disposition"].startswith("inline")
    assert f"user:{user.pk}" in caplog.text
    assert client.get(f"/files/{kept.key}/", headers={"If-None-Match": answer["ETag"]}).status_code == 304
    assert client.get(f"/files/{kept.key}/?size=thumb").status_code == 200


def test_a_pdf_is_served_as_a_download(client: Client) -> None:
    store = make_store("LG")
    make_user(store, "service_advisor", username="wang")
    actor = make_actor(store, "service_advisor")
    kept = keep_upload(actor=actor, store_id=store.pk, purpose=PROBE, subject=SHEET, data=PDF, at=AT)
    client.login(username="wang", password=PASSWORD)
    assert client.get(f"/files/{kept.key}/")["Content-Disposition"].startswith("attachment")


def test_strangers_do_not_learn_whether_a_file_exists(client: Client) -> None:
    store, other = make_store("LG"), make_store("NS")
    kept = make_upload(make_actor(store, "service_advisor"), store.pk)
    assert client.get(f"/files/{kept.key}/").status_code == 302
    make_user(other, "service_advisor", username="li")
    client.login(username="li", password=PASSWORD)
    assert client.get(f"/files/{kept.key}/").status_code == 404
    assert client.get("/files/00000000-0000-0000-0000-000000000000/").status_code == 404
    assert client.get("/files/../../etc/passwd").status_code == 404


def test_a_large_photo_is_refused_by_its_pixels() -> None:
    store = make_store("LG")
    actor = make_actor(store, "service_advisor")
    with pytest.raises(FileRefused):
        keep_upload(actor=actor, store_id=store.pk, purpose=PROBE, subject=None, data=make_picture(8000, 7000), at=AT)
