"""The embedded server keeps its data, mends what is safe to mend, and says one sentence about the rest."""

import os
import shutil
import signal
import time
from collections import namedtuple
from collections.abc import Callable
from pathlib import Path

import pytest

from anxin.platform.database import embedded
from anxin.platform.database.binaries import DatabaseUnavailable
from anxin.platform.database.embedded import EmbeddedServer

Make = Callable[..., EmbeddedServer]


def postmaster(server: EmbeddedServer) -> int:
    return int((server.data / "postmaster.pid").read_text().split("\n")[0])


def test_rows_survive_a_stop(make_server: Make) -> None:
    server = make_server().start()
    server.execute("CREATE TABLE kept AS SELECT '发动机异响' AS what", role="anxin_owner")
    server.stop()
    assert not server.ready()
    assert make_server().start().execute("SELECT what FROM kept") == "发动机异响"


def test_rows_survive_a_killed_server(make_server: Make) -> None:
    server = make_server(durable=True).start()
    server.execute("CREATE TABLE kept AS SELECT 1 AS what", role="anxin_owner")
    os.kill(postmaster(server), signal.SIGKILL)
    time.sleep(0.1)
    assert make_server().start().execute("SELECT what FROM kept") == "1"


def test_the_last_user_stops_the_server(make_server: Make) -> None:
    first, second = make_server().start(), make_server().start()
    first.stop()
    assert second.ready()
    second.stop()
    assert not second.ready()


def test_a_pid_file_that_names_another_program_is_removed(make_server: Make) -> None:
    server = make_server().start()
    pid_file = server.data / "postmaster.pid"
    content = pid_file.read_text().split("\n")
    server.stop()
    pid_file.write_text("\n".join([str(os.getpid()), *content[1:]]))
    server.account.give(pid_file)
    assert make_server().start().ready()


def test_a_half_made_first_start_is_made_again(make_server: Make, folder: Path) -> None:
    (folder / "postgres.new").mkdir()
    (folder / "postgres.new/PG_VERSION").write_text("18")
    assert make_server(bare=True).start().ready()


def test_data_of_another_version_is_refused_with_what_to_do(make_server: Make, folder: Path) -> None:
    (folder / "postgres").mkdir()
    (folder / "postgres/PG_VERSION").write_text("9\n")
    with pytest.raises(DatabaseUnavailable, match=r"PostgreSQL 9.*PG_BIN") as refused:
        make_server().start()
    assert "belongs to PostgreSQL 9" in refused.value.english
    shutil.rmtree(folder / "postgres")


def test_a_folder_with_other_files_is_refused_and_left_alone(make_server: Make, folder: Path) -> None:
    (folder / "postgres").mkdir()
    (folder / "postgres/letter.txt").write_text("mine")
    with pytest.raises(DatabaseUnavailable, match="不是空的"):
        make_server().start()
    assert (folder / "postgres/letter.txt").read_text() == "mine"


def test_a_full_disk_is_refused_before_anything_is_written(
    make_server: Make, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(embedded.shutil, "disk_usage", lambda _path: usage(100, 100, 5 * 1024 * 1024))
    with pytest.raises(DatabaseUnavailable, match=r"磁盘空间不够.*只剩 5 MB"):
        make_server(bare=True).start()
    assert not (folder / "postgres").exists()


def test_a_long_path_gets_a_short_socket_folder(make_server: Make, folder: Path) -> None:
    server = make_server(folder / ("很长的文件夹名字" * 6) / "postgres").start()
    assert len(os.fsencode(server.socket_folder)) < 60
    assert server.socket_folder.stat().st_mode & 0o077 == 0
    assert server.execute("SELECT 1") == "1"


def test_the_app_role_uses_what_the_owner_makes_and_obeys_policies(make_server: Make) -> None:
    server = make_server().start()
    server.execute(
        "CREATE TABLE visit (store_id int); INSERT INTO visit VALUES (1), (2); "
        "ALTER TABLE visit ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY; "
        "CREATE POLICY one ON visit USING (store_id = 1)",
        role="anxin_owner",
    )
    assert server.execute("SET ROLE anxin_app; SELECT count(*) FROM visit", role="anxin_owner") == "1"
    rights = "SELECT bool_or(rolsuper OR rolbypassrls) FROM pg_roles WHERE rolname IN ('anxin_owner', 'anxin_app')"
    assert server.execute(rights) == "f"


def test_a_new_database_has_extensions_rights_and_chinese_search(make_server: Make) -> None:
    server = make_server().start()
    server.execute("CREATE DATABASE test_other", database="postgres", role="anxin_owner")
    server.execute("CREATE TABLE car (plate text)", database="test_other", role="anxin_owner")
    assert server.execute("SET ROLE anxin_app; SELECT count(*) FROM car", database="test_other") == "0"
    assert server.execute("SELECT cardinality(show_trgm('发动机异响')) > 0", database="test_other") == "t"
