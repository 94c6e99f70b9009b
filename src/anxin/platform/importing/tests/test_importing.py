"""An import run: upload, check, take the good rows, hand back the rest, stop, erase; seen only in its store."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from io import BytesIO
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from anxin.parties.org.models import Store, User
from anxin.parties.org.tests.factories import AT, actor_for, make_store, make_user
from anxin.platform.actor import Actor
from anxin.platform.errors import Denied, IllegalTransition, Invalid, NotFound
from anxin.platform.files.uploads import read_at_most
from anxin.platform.importing import ImportKind, commands, queries, register_import, registry, tasks
from anxin.platform.importing.permissions import OPEN
from anxin.platform.workbook import CREATED, CheckedRow, Column, Kind, RowOutcome, Sheet

pytestmark = pytest.mark.django_db
SHEET = Sheet("probes", "样品", (Column("code", "编码", required=True), Column("count", "数量", Kind.INTEGER)))
FILE = "编码,数量\nA,1\nB,x\nC,3\n".encode()
written: list[tuple[int, str]] = []


def _write(actor: Actor, store_id: int, rows: Sequence[CheckedRow], at: datetime) -> list[RowOutcome]:
    written.extend((store_id, row.values["code"]) for row in rows)
    return [CREATED for _row in rows]


@pytest.fixture(autouse=True)
def _probe_kind() -> Iterator[None]:
    register_import(ImportKind("probes", "样品", SHEET, OPEN, _write))
    yield
    registry._kinds.pop("probes")
    written.clear()


@pytest.fixture
def store() -> Store:
    return make_store("LG")


@pytest.fixture
def user(store: Store) -> User:
    return make_user(store, "general_manager")


def _upload(user: User, store: Store, content: bytes = FILE) -> int:
    kept = commands.upload_import(
        actor=actor_for(user), store_id=store.pk, kind="probes", file_name="样品.csv", content=content, at=AT
    )
    return kept.run_id


def test_a_check_writes_nothing_and_names_row_column_value_and_cure(store: Store, user: User) -> None:
    run_id = _upload(user, store)
    tasks.check_import(run_id=run_id, store_id=store.pk)
    run = queries.get_run(actor_for(user), run_id)
    (problem,) = queries.list_problems(actor_for(user), run_id)
    assert (run.state, run.good_rows, run.bad_rows, written) == ("CHECKED", 2, 1, [])
    assert (problem["row"], problem["column"], problem["value"], problem["is_error"]) == (3, "数量", "x", True)
    assert problem["cure"]


def test_the_good_rows_go_in_once_and_the_bad_ones_come_back_as_a_file(store: Store, user: User) -> None:
    run_id, actor = _upload(user, store), actor_for(user)
    tasks.check_import(run_id=run_id, store_id=store.pk)
    commands.start_import(actor=actor, run_id=run_id, at=AT)
    tasks.write_import(run_id=run_id, store_id=store.pk)
    tasks.write_import(run_id=run_id, store_id=store.pk)
    run = queries.get_run(actor, run_id)
    assert (run.state, run.created_rows, run.refused_rows) == ("DONE", 2, 1)
    assert written == [(store.pk, "A"), (store.pk, "C")]
    assert run.files == {"source", "problems", "report", "remaining"}
    assert queries.get_file(actor, run_id, "remaining").startswith(b"PK")
    with pytest.raises(IllegalTransition):
        commands.start_import(actor=actor, run_id=run_id, at=AT)


@pytest.mark.parametrize("many", [2, 3])
def test_after_many_rows_the_tables_are_looked_at(
    store: Store, user: User, monkeypatch: pytest.MonkeyPatch, many: int
) -> None:
    looked: list[int] = []
    monkeypatch.setattr(tasks, "MANY_ROWS", many)
    monkeypatch.setattr(tasks, "refresh_statistics", lambda: looked.append(len(written)))
    run_id = _upload(user, store)
    tasks.check_import(run_id=run_id, store_id=store.pk)
    commands.start_import(actor=actor_for(user), run_id=run_id, at=AT)
    tasks.write_import(run_id=run_id, store_id=store.pk)
    assert looked == ([2] if many == 2 else [])


def test_a_stop_is_heard_and_leaves_the_rest_out(store: Store, user: User) -> None:
    lines = "".join(f"A{number},1\n" for number in range(3000))
    run_id, actor = _upload(user, store, f"编码,数量\n{lines}".encode()), actor_for(user)
    tasks.check_import(run_id=run_id, store_id=store.pk)
    commands.start_import(actor=actor, run_id=run_id, at=AT)
    commands.stop_import(actor=actor, run_id=run_id, at=AT)
    tasks.write_import(run_id=run_id, store_id=store.pk)
    assert queries.get_run(actor, run_id).state == "STOPPED"
    assert len(written) < 3000


def test_a_file_that_cannot_be_read_says_what_to_do(store: Store, user: User) -> None:
    run_id = _upload(user, store, b"\xd0\xcf\x11\xe0 old")
    tasks.check_import(run_id=run_id, store_id=store.pk)
    assert queries.get_run(actor_for(user), run_id).state == "FAILED"
    assert ".xlsx" in queries.list_problems(actor_for(user), run_id)[0]["cure"]


def test_a_run_whose_job_fails_for_good_ends_and_says_what_to_do(store: Store, user: User) -> None:
    def broken(actor: Actor, store_id: int, rows: Sequence[CheckedRow], at: datetime) -> list[RowOutcome]:
        raise RuntimeError("disk full")

    registry._kinds["probes"] = ImportKind("probes", "样品", SHEET, OPEN, broken)
    run_id, actor = _upload(user, store), actor_for(user)
    tasks.check_import(run_id=run_id, store_id=store.pk)
    commands.start_import(actor=actor, run_id=run_id, at=AT)
    for attempts, state in ((4, "WRITING"), (5, "FAILED")):
        try_again = SimpleNamespace(job=SimpleNamespace(attempts=attempts))
        with pytest.raises(RuntimeError):
            tasks.write_import(try_again, run_id=run_id, store_id=store.pk)
        assert queries.get_run(actor, run_id).state == state
    assert "重新上传" in queries.list_problems(actor, run_id)[0]["cure"]


def test_uploads_that_are_empty_unknown_or_not_allowed_are_refused(store: Store, user: User) -> None:
    with pytest.raises(Invalid):
        _upload(user, store, b"")
    with pytest.raises(NotFound):
        commands.upload_import(actor=actor_for(user), store_id=store.pk, kind="x", file_name="a", content=b"a", at=AT)
    with pytest.raises(NotFound):
        _upload(user, make_store("NS"))
    with pytest.raises(Denied):
        _upload(make_user(store, "technician"), store)


def test_a_file_above_the_limit_is_refused_without_being_read_whole(user: User, client: Client) -> None:
    client.force_login(user)
    read: list[int] = []

    class Huge(BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            read.append(size or 0)
            return b"x" * (size or 0)

    assert len(read_at_most(Huge(), 10)) == 11
    assert read == [11]
    sent = SimpleUploadedFile("big.csv", b"x" * (32 * 1024 * 1024 + 1))
    answer = client.post("/imports/upload/", {"kind": "probes", "file": sent})
    assert answer.status_code == 422
    assert "32 MB" in answer.content.decode()


def test_the_same_key_with_another_file_or_address_is_another_request(user: User, client: Client) -> None:
    client.force_login(user)

    def upload(content: bytes, query: str = "") -> HttpResponse:
        sent = SimpleUploadedFile("样品.csv", content)
        return client.post(f"/imports/upload/{query}", {"kind": "probes", "file": sent, "post_key": "k1"})  # type: ignore[return-value]

    first, again = upload(FILE), upload(FILE)
    assert (first.status_code, again.status_code) == (303, 303)
    assert first["Location"] == again["Location"]
    assert upload(FILE + b"D,4\n").status_code == 422
    assert upload(FILE, "?x=1").status_code == 422


def test_a_run_of_another_store_is_not_found(store: Store, user: User) -> None:
    run_id = _upload(user, store)
    other = actor_for(make_user(make_store("NS"), "general_manager"))
    for attempt in (
        lambda: queries.get_run(other, run_id),
        lambda: queries.get_file(other, run_id, "source"),
        lambda: commands.start_import(actor=other, run_id=run_id, at=AT),
        lambda: commands.stop_import(actor=other, run_id=run_id, at=AT),
    ):
        with pytest.raises(NotFound):
            attempt()


def test_a_run_for_the_whole_group_is_shown_to_whoever_may_run_it_only(store: Store, user: User) -> None:
    make_store("NS")
    run_id = _upload(user, store)
    registry._kinds["probes"] = replace(registry.kind_of("probes"), permission="org.manage_parameters", is_group_wide=True)
    assert queries.list_runs(actor_for(user), store.pk) == []
    with pytest.raises(NotFound):
        queries.get_run(actor_for(user), run_id)
    central = actor_for(make_user(store, "administrator", level="group"))
    assert [row.id for row in queries.list_runs(central, store.pk)] == [run_id]


def test_old_files_are_erased_and_the_counts_stay(store: Store, user: User) -> None:
    run_id = _upload(user, store)
    tasks.check_import(run_id=run_id, store_id=store.pk)
    system = Actor.system("test", [store.pk])
    assert commands.forget_import_files(actor=system, store_id=store.pk, at=AT + timedelta(days=29)) == 0
    assert commands.forget_import_files(actor=system, store_id=store.pk, at=AT + timedelta(days=31)) == 3
    run = queries.get_run(actor_for(user), run_id)
    assert (run.files, run.file_name, run.good_rows) == (frozenset(), "", 2)


def test_the_pages_lead_from_upload_to_result(store: Store, user: User, client: Client) -> None:
    client.force_login(user)
    assert client.get("/imports/").status_code == 200
    assert client.get("/imports/template/probes/").content.startswith(b"PK")
    missing = client.post("/imports/upload/", {"kind": "probes"})
    assert missing.status_code == 422
    run_id = _upload(user, store)
    assert "every 2s" in client.get(f"/imports/{run_id}/").content.decode()
    tasks.check_import(run_id=run_id, store_id=store.pk)
    checked = client.get(f"/imports/{run_id}/").content.decode()
    assert "导入 2 行" in checked
    over = client.get(f"/imports/{run_id}/progress/", headers={"HX-Request": "true"})
    assert over.headers["HX-Redirect"] == f"/imports/{run_id}/"
    assert client.post(f"/imports/{run_id}/start/").status_code == 303
    tasks.write_import(run_id=run_id, store_id=store.pk)
    assert "下载未导入的行" in client.get(f"/imports/{run_id}/").content.decode()
    assert client.get(f"/imports/{run_id}/remaining.xlsx").content.startswith(b"PK")
    assert client.get(f"/imports/{run_id}/source.xlsx").status_code == 404
