"""A backup restores into an empty folder row for row and file for file; nothing is lost when something fails."""

import os
import subprocess
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from anxin.platform.database.backup import read_manifest
from anxin.platform.database.binaries import DatabaseUnavailable
from anxin.platform.database.comparison import TableContent, table_contents
from anxin.platform.database.embedded import EmbeddedServer
from launch import maintenance, project
from launch.messages import Refusal
from launch.places import ROOT

Make = Callable[..., EmbeddedServer]


@pytest.fixture
def filled(home: Path, make_server: Make) -> EmbeddedServer:
    """A server with a forced policy, which would hide rows from anybody but a superuser, and an uploaded file."""
    server = make_server().start()
    server.execute(
        "CREATE TABLE visit (id bigint GENERATED ALWAYS AS IDENTITY, store_id int, plate text, at timestamptz); "
        "INSERT INTO visit (store_id, plate, at) SELECT n % 3, '粤B·D' || n, now() FROM generate_series(1, 500) n; "
        "ALTER TABLE visit ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY; "
        "CREATE POLICY none ON visit USING (false); CREATE TABLE empty_table (amount numeric(12, 2))",
        role="anxin_owner",
    )
    (home / "files/2026").mkdir(parents=True)
    (home / "files/2026/环车.jpg").write_bytes(os.urandom(5000))
    return server


def contents(server: EmbeddedServer) -> dict[str, TableContent]:
    with psycopg.connect(server.url_for("postgres", "anxin")) as connection:
        return table_contents(connection)


def back_up(path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FILE", str(path))
    maintenance.backup()
    return path


def test_restore_into_an_empty_folder_gives_the_same_rows_files_and_rights(
    filled: EmbeddedServer, make_server: Make, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = back_up(folder / "one.anxin.tar.gz", monkeypatch)
    assert archive.stat().st_mode & 0o077 == 0
    monkeypatch.setenv("ANXIN_HOME", str(folder / "second"))
    maintenance.restore()
    second = make_server(folder / "second/postgres").start()
    assert contents(second) == contents(filled)
    assert contents(second)["public.visit"].rows == 500
    picture = "files/2026/环车.jpg"
    assert (folder / "second" / picture).read_bytes() == (folder / picture).read_bytes()
    # policies and default rights came along
    assert second.execute("SET ROLE anxin_app; SELECT count(*) FROM visit") == "0"
    second.execute("CREATE TABLE later (id int)", role="anxin_owner")
    assert second.execute("SET ROLE anxin_app; SELECT count(*) FROM later") == "0"


def test_the_whole_schema_of_the_program_survives_backup_and_restore(
    home: Path, make_server: Make, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = make_server().start()
    for role, command in (("owner", "migrate"), ("app", "sync_reference")):
        variables = project.environment(first.url, role=role)
        done = subprocess.run(
            [sys.executable, str(ROOT / "manage.py"), command], env=variables, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
    before = contents(first)
    assert before["public.django_migrations"].rows > 10
    back_up(folder / "one.anxin.tar.gz", monkeypatch)
    monkeypatch.setenv("ANXIN_HOME", str(folder / "second"))
    maintenance.restore()
    assert contents(make_server(folder / "second/postgres").start()) == before


def test_key_and_demo_accounts_come_back_after_a_reset(
    filled: EmbeddedServer, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = project.secret_key()
    (home / "demo_accounts.json").write_text("[]")
    archive = back_up(home / "backups/one.anxin.tar.gz", monkeypatch)
    filled.stop()
    monkeypatch.setenv("YES", "1")
    maintenance.reset()
    other = project.secret_key()
    assert other != key
    maintenance.restore()
    assert project.secret_key() == key
    assert (home / "demo_accounts.json").read_text() == "[]"
    assert [path.read_text() for path in home.glob("secret_key.before-*")] == [other]
    assert all(path.stat().st_mode & 0o077 == 0 for path in (archive, home / "secret_key"))


def test_what_links_point_at_comes_back(
    filled: EmbeddedServer, home: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = project.secret_key()
    (home / "secret_key").rename(folder / "mounted_key")
    (home / "secret_key").symlink_to(folder / "mounted_key")
    (home / "files/one.jpg").write_bytes(b"same")
    os.link(home / "files/one.jpg", home / "files/two.jpg")
    back_up(home / "backups/one.anxin.tar.gz", monkeypatch)
    filled.stop()
    monkeypatch.setenv("YES", "1")
    maintenance.reset()
    maintenance.restore()
    assert project.secret_key() == key
    assert [(home / "files" / name).read_bytes() for name in ("one.jpg", "two.jpg")] == [b"same", b"same"]


def test_a_key_that_was_given_from_outside_is_not_in_the_backup(
    filled: EmbeddedServer, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.secret_key()
    monkeypatch.setenv("ANXIN_SECRET_KEY", "from the environment")
    assert "secret_key" not in read_manifest(back_up(home / "one.anxin.tar.gz", monkeypatch)).kept


def test_restore_says_which_file_is_not_there(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Refusal, match="请指明备份文件"):
        maintenance.restore()
    monkeypatch.setenv("FILE", str(home / "missing.tar.gz"))
    with pytest.raises(Refusal, match="没有这个备份文件"):
        maintenance.restore()


def test_restore_over_data_asks_first_and_keeps_the_old_aside(
    filled: EmbeddedServer, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    back_up(home / "one.anxin.tar.gz", monkeypatch)
    before = contents(filled)
    filled.execute("DELETE FROM visit")
    with pytest.raises(Refusal, match="YES=1"):
        maintenance.restore()
    assert contents(filled)["public.visit"].rows == 0
    monkeypatch.setenv("YES", "1")
    maintenance.restore()
    assert contents(filled) == before
    kept = filled.execute("SELECT datname FROM pg_database WHERE datname LIKE 'anxin_before_%'", database="postgres")
    assert filled.execute("SELECT count(*) FROM visit", database=kept) == "0"
    assert [path.name for path in home.glob("files.before-*/2026/*")] == ["环车.jpg"]


@pytest.mark.parametrize("kept_share", [0.2, 0.9])
def test_a_damaged_backup_is_refused_and_nothing_changes(
    kept_share: float, filled: EmbeddedServer, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = back_up(home / "one.anxin.tar.gz", monkeypatch)
    before = contents(filled)
    content = archive.read_bytes()
    archive.write_bytes(content[: int(len(content) * kept_share)])
    monkeypatch.setenv("YES", "1")
    with pytest.raises(DatabaseUnavailable):
        maintenance.restore()
    assert contents(filled) == before
    assert filled.execute("SELECT count(*) FROM pg_database WHERE datname LIKE 'anxin%'") == "1"
    assert not list(home.glob("files.*"))


def test_a_file_that_is_no_backup_is_refused(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "photo.jpg").write_bytes(b"no archive")
    monkeypatch.setenv("FILE", str(home / "photo.jpg"))
    with pytest.raises(DatabaseUnavailable, match="不是安心的备份"):
        maintenance.restore()


def test_a_member_that_leaves_the_folder_is_not_written(
    filled: EmbeddedServer, home: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = back_up(home / "one.anxin.tar.gz", monkeypatch)
    with tarfile.open(archive) as opened:
        opened.extractall(folder / "unpacked")
    manifest = folder / "unpacked/manifest.json"
    manifest.write_text(manifest.read_text().replace("2026/", "../../2026/"))
    with tarfile.open(archive, "w:gz") as opened:
        opened.add(manifest, "manifest.json")
        opened.add(folder / "unpacked/database.dump", "database.dump")
        opened.add(folder / "unpacked/files/2026/环车.jpg", "files/../../2026/环车.jpg")
    monkeypatch.setenv("YES", "1")
    with pytest.raises(DatabaseUnavailable, match="不一致"):
        maintenance.restore()
    assert not (folder / "2026").exists()
    assert not (folder.parent / "2026").exists()


def test_a_failed_upgrade_returns_the_data_as_they_were(
    filled: EmbeddedServer, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(filled)

    def half_a_migration(_url: str, **_options: object) -> None:
        filled.execute("ALTER TABLE visit DROP COLUMN plate; CREATE TABLE half_made (id int)", role="anxin_owner")
        raise Refusal("迁移失败", "migration failed")

    monkeypatch.setattr(project, "prepare_database", half_a_migration)
    with pytest.raises(Refusal, match="数据已退回升级前"):
        maintenance.upgrade()
    assert contents(filled) == before
    saved = list((home / "backups").glob("before-upgrade-*"))
    assert read_manifest(saved[0]).tables == before


def test_an_upgrade_that_is_killed_leaves_no_stamp_of_the_old_version(
    filled: EmbeddedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    (filled.data / "anxin.prepared").write_text("old version")

    def killed(_url: str, **_options: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(project, "prepare_database", killed)
    with pytest.raises(KeyboardInterrupt):
        maintenance.upgrade()
    assert not (filled.data / "anxin.prepared").exists()


def test_reset_stops_the_database_that_a_killed_run_left_behind(
    filled: EmbeddedServer, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert filled._hold is not None
    filled._hold.close()  # as when its process is killed
    filled._hold = None
    run, asked = EmbeddedServer.run, list[str]()

    def noted(server: EmbeddedServer, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        asked.append(f"{program} {arguments[-1]}")
        return run(server, program, *arguments)

    monkeypatch.setattr(EmbeddedServer, "run", noted)
    monkeypatch.setenv("YES", "1")
    maintenance.reset()
    assert asked[-1] == "pg_ctl stop"
    assert not (home / "postgres").exists()


def test_reset_asks_and_then_leaves_only_backups_and_logs(
    filled: EmbeddedServer, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    back_up(home / "backups/one.anxin.tar.gz", monkeypatch)
    with pytest.raises(Refusal, match=f"files in {home} will be deleted"):
        maintenance.reset()
    assert contents(filled)["public.visit"].rows == 500
    filled.stop()
    monkeypatch.setenv("YES", "1")
    maintenance.reset()
    assert not (home / "postgres").exists()
    assert not (home / "files").exists()
    assert (home / "backups/one.anxin.tar.gz").exists()
