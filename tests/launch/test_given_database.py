"""A server that is not ours is looked at before use, mended as far as its owner may, and never guessed about."""

from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from anxin.platform.database import check
from anxin.platform.database.embedded import EmbeddedServer
from launch import maintenance
from launch.messages import Refusal

Make = Callable[..., EmbeddedServer]


@pytest.fixture
def bare(make_server: Make, monkeypatch: pytest.MonkeyPatch, home: Path) -> EmbeddedServer:
    """A server with an empty database ``corporate`` that belongs to a plain role, as an administrator makes it."""
    server = make_server().start()
    for statement in (
        "CREATE ROLE corporate_owner LOGIN",
        "CREATE DATABASE corporate OWNER corporate_owner TEMPLATE template0",
        "CREATE DATABASE second OWNER corporate_owner TEMPLATE template0",
        "CREATE DATABASE latin OWNER corporate_owner TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'",
    ):
        server.execute(statement, database="postgres")
    monkeypatch.setenv("DATABASE_URL", server.url_for("corporate_owner", "corporate"))
    return server


def test_what_the_owner_may_not_do_is_printed_for_the_administrator(
    bare: EmbeddedServer, capsys: pytest.CaptureFixture[str]
) -> None:
    assert check.main() == 1
    said = capsys.readouterr().err
    assert "不是角色 anxin_app 的成员" in said
    assert "缺少扩展" not in said  # the owner may create those itself, and has
    statements = said.split("in that database:\n")[1]
    bare.execute(statements, database="corporate")
    assert check.main() == 0
    bare.execute("CREATE TABLE car (plate text)", database="corporate", role="corporate_owner")
    asked = "SET ROLE anxin_app; SELECT count(*) FROM car"
    assert bare.execute(asked, database="corporate", role="corporate_owner") == "0"


def test_a_superuser_is_refused_since_no_policy_binds_it(bare: EmbeddedServer) -> None:
    with psycopg.connect(bare.url_for("postgres", "anxin")) as connection:
        assert any("超级用户" in finding for finding in check.findings(connection))


def test_an_encoding_without_chinese_is_refused(bare: EmbeddedServer) -> None:
    with psycopg.connect(bare.url_for("corporate_owner", "latin")) as connection:
        assert any("LATIN1" in finding for finding in check.findings(connection))


def test_an_address_that_does_not_answer_is_one_sentence(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"postgresql://nobody@/nothing?host={folder}")
    assert check.main() == 1
    assert "连不上" in capsys.readouterr().err


def test_backup_and_restore_work_on_a_given_database_and_spare_one_that_is_filled(
    bare: EmbeddedServer, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bare.execute(check.administrator_statements("corporate_owner", "corporate"), database="corporate")
    bare.execute("CREATE TABLE car AS SELECT '粤B·D12345' AS plate", database="corporate", role="corporate_owner")
    monkeypatch.setenv("ANXIN_BACKUP_URL", bare.url_for("postgres", "corporate"))
    monkeypatch.setenv("FILE", str(folder / "one.anxin.tar.gz"))
    maintenance.backup()
    monkeypatch.setenv("YES", "1")
    with pytest.raises(Refusal, match="不是空的"):
        maintenance.restore()
    monkeypatch.setenv("DATABASE_URL", bare.url_for("corporate_owner", "second"))
    monkeypatch.setenv("ANXIN_BACKUP_URL", bare.url_for("postgres", "second"))
    maintenance.restore()
    assert bare.execute("SELECT plate FROM car", database="second", role="corporate_owner") == "粤B·D12345"
