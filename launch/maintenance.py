"""``make backup``, ``restore``, ``upgrade`` and ``reset``.

Owns: what is asked, which database and folder are meant, how an upgrade is taken back.
Does not own: the form of a backup (anxin.platform.database.backup).
"""

import os
import shutil
import subprocess
import time
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from anxin.platform.database.backup import (
    Manifest,
    Source,
    create_backup,
    put_back,
    read_kept,
    read_manifest,
    restore_backup,
)
from anxin.platform.database.binaries import Account, find_programs
from anxin.platform.database.embedded import EmbeddedServer
from anxin.platform.database.provision import DATABASE, OWNER_ROLE

from . import project
from .messages import Refusal, confirmed, say, stage
from .places import ROOT, home, make_home
from .serving import check_given_database, only_run

USER_TABLES = "SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace WHERE relkind = 'r' \
AND nspname = 'public'"
KEY, ACCOUNTS = "secret_key", "demo_accounts.json"


def backup() -> None:
    """Write one file with database and files; Anxin may be running meanwhile.

    :raises Refusal: there is nothing to back up yet
    """
    with _database() as (server, source):
        _write_backup(source, _target(), started=server)


def restore() -> None:
    """Restore FILE into an empty database, or, after asking, in place of what is there, which is kept aside.

    :raises Refusal: no FILE, or none there, Anxin is running, or the answer was no
    """
    archive = _named_archive()
    manifest = read_manifest(archive)
    say(
        f"备份：{manifest.made_at}，{manifest.rows} 行，{len(manifest.files)} 个文件",
        f"version {manifest.anxin_version}",
    )
    with only_run(), _database() as (server, source):
        if _holds_tables(source.url) or _holds_files(source.files):
            question = (
                "当前的数据会被备份内容替换（旧数据另存）",
                "The present data will be replaced (and kept aside)",
            )
            if not confirmed(*question, given=os.environ.get("YES")):
                raise Refusal("没有恢复，什么都没有改变。", "Not restored; nothing has changed.")
        with stage("恢复并核对", "restore and compare"):
            _replace(server, source, archive)
    say(
        "恢复完成，所有表的行数、校验和与文件都一致。",
        "Restored: rows, checksums and files of all tables agree.",
    )


def upgrade() -> None:
    """After new program files were put in place: back up, migrate, check; on failure return to the backup.

    :raises Refusal: the upgrade failed, and the data are again as they were
    """
    with only_run(), _database() as (server, source):
        archive = home() / "backups" / f"before-upgrade-{time.strftime('%Y%m%d-%H%M%S')}.anxin.tar.gz"
        filled = _holds_tables(source.url)
        if filled:
            _write_backup(source, archive, started=server)
        url = server.url if server else str(os.environ["DATABASE_URL"])
        if server:
            _prepared(server).unlink(missing_ok=True)  # an upgrade cut off half-way is not the old version's state
        try:
            demo = os.environ.get("DEMO") == "1"
            project.prepare_database(url, demo=demo, stamp=None)
            with stage("检查", "check") as running:
                project.manage(["check", "--database", "default"], project.environment(url), running)
                project.manage(["migrate", "--check"], project.environment(url, role="owner"), running)
        except Refusal as failure:
            _take_back(server, source, archive if filled else None, failure)
    say(f"升级完成，升级前的备份：{archive}", f"Upgraded; the state before is in {archive}.")


def reset() -> None:
    """After asking, delete database and files and begin anew; backups and logs stay.

    :raises Refusal: Anxin is running, or the answer was no
    """
    if os.environ.get("DATABASE_URL"):
        raise Refusal(
            "make reset 只清空内置数据库；DATABASE_URL 指向的数据库请由管理员处理。",
            "make reset only empties the embedded database; the one of DATABASE_URL is its administrator's.",
        )
    with only_run():
        question = (
            f"将删除 {home()} 里的数据库和上传的文件（备份保留）",
            f"Database and uploaded files in {home()} will be deleted (backups stay)",
        )
        if not confirmed(*question, given=os.environ.get("YES")):
            raise Refusal("没有删除任何东西。", "Nothing was deleted.")
        server = EmbeddedServer(home() / "postgres")
        if server.ready():
            server.start()  # left behind by a killed run: only who holds a server stops it
        server.discard()
        for name in ("files", "static", ACCOUNTS, KEY):
            path = home() / name
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    say("已清空，make run 重新开始。", "Empty; make run begins anew.")


@contextmanager
def _database() -> Iterator[tuple[EmbeddedServer | None, Source]]:
    """The database meant by the environment, as a role that sees every row."""
    files = make_home() / "files"
    given = os.environ.get("DATABASE_URL")
    if given:
        check_given_database(given)
        yield None, Source(os.environ.get("ANXIN_BACKUP_URL") or given, find_programs(Account()), files, _kept())
        return
    server = EmbeddedServer(home() / "postgres")
    try:
        with stage("启动数据库", "database"):
            server.start()
        yield server, Source(server.url_for("postgres", DATABASE), server.programs, files, _kept())
    finally:
        server.stop()


def _kept() -> tuple[Path, ...]:
    """Without its key every session ends and the unsubscribe links that were sent stop working."""
    key = () if os.environ.get("ANXIN_SECRET_KEY") else (home() / KEY,)  # a key given from outside is kept outside
    return (*key, home() / ACCOUNTS)


def _named_archive() -> Path:
    given = os.environ.get("FILE")
    if not given:
        raise Refusal("请指明备份文件：make restore FILE=…", "Name the backup: make restore FILE=…")
    archive = Path(given).expanduser().absolute()
    if not archive.is_file():
        raise Refusal(
            f"没有这个备份文件：{archive}；备份默认在 {home() / 'backups'}。",
            f"There is no backup file {archive}; backups lie in {home() / 'backups'} unless written elsewhere.",
        )
    return archive


def _target() -> Path:
    given = os.environ.get("FILE")
    if given:
        return Path(given).expanduser().absolute()
    return home() / "backups" / f"{time.strftime('%Y%m%d-%H%M%S')}.anxin.tar.gz"


def _write_backup(source: Source, target: Path, *, started: EmbeddedServer | None) -> Manifest:
    if not _holds_tables(source.url):
        raise Refusal("还没有数据可备份：请先 make run。", "There is nothing to back up yet: make run first.")
    if target.exists():
        raise Refusal(f"{target} 已经存在，换个名字。", f"{target} exists already: choose another name.")
    with stage("备份", "backup"):
        manifest = create_backup(source, target, version=version(), at=datetime.now(UTC))
    size = target.stat().st_size / 1048576
    say(
        f"备份已写到 {target}（{size:.1f} MB，{manifest.rows} 行，{len(manifest.files)} 个文件）",
        f"kept in {target}",
    )
    return manifest


def version() -> str:
    """The version of the program, with the commit when git can tell."""
    number = str(tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"])
    try:
        commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True)
    except OSError:
        return number
    return f"{number}+{commit.stdout.strip()}" if commit.returncode == 0 else number


def _holds_tables(url: str) -> bool:
    with psycopg.connect(url) as connection:
        row = connection.execute(USER_TABLES).fetchone()
        return bool(row and row[0])


def _holds_files(folder: Path) -> bool:
    return any(path.is_file() for path in folder.rglob("*"))


def _prepared(server: EmbeddedServer) -> Path:
    """The stamp of ``make run``: which version the data were prepared for."""
    return server.data / "anxin.prepared"


def _replace(server: EmbeddedServer | None, source: Source, archive: Path) -> None:
    """Restore beside what is there, compare, and only then change places."""
    moment = time.strftime("%Y%m%d_%H%M%S")
    fresh_files = source.files.with_name(f"files.new-{moment}")
    small = read_kept(archive, [path.name for path in source.kept])
    if server is None:
        if _holds_tables(source.url):
            raise Refusal(
                "DATABASE_URL 指向的数据库不是空的：请建一个空库，把 DATABASE_URL 指向它再恢复。",
                "The database of DATABASE_URL is not empty: create an empty one, point DATABASE_URL at it, and restore.",
            )
        restore_backup(archive, Source(source.url, source.programs, fresh_files))
    else:
        fresh = f"{DATABASE}_new_{moment}"
        statement = f"CREATE DATABASE {fresh} OWNER {OWNER_ROLE} TEMPLATE template0"
        server.execute(statement, database="postgres")
        try:
            restore_backup(archive, Source(server.url_for("postgres", fresh), source.programs, fresh_files))
        except BaseException:
            server.execute(f"DROP DATABASE {fresh}", database="postgres")
            shutil.rmtree(fresh_files, ignore_errors=True)
            raise
        kept = f"{DATABASE}_before_{moment}"
        server.execute(
            f"ALTER DATABASE {DATABASE} RENAME TO {kept}; ALTER DATABASE {fresh} RENAME TO {DATABASE}",
            database="postgres",
        )
        _prepared(server).unlink(missing_ok=True)
    if _holds_files(source.files):
        source.files.rename(source.files.with_name(f"files.before-{moment}"))
    else:
        shutil.rmtree(source.files)
    fresh_files.rename(source.files)
    put_back(small, home(), aside=f"before-{moment}")


def _take_back(server: EmbeddedServer | None, source: Source, archive: Path | None, failure: Refusal) -> None:
    if archive is None or server is None:
        where = f"（备份：{archive}）" if archive else ""
        raise Refusal(
            f"升级失败：{failure.chinese}。请把备份恢复到一个空库{where}，并换回旧版本的程序。",
            f"The upgrade failed: {failure.english} Restore the backup into an empty database, with the old program.",
        )
    with stage("升级失败，退回升级前", "failed, returning to the state before"):
        _replace(server, source, archive)
    raise Refusal(
        f"升级失败，数据已退回升级前：{failure.chinese}\n请换回旧版本的程序再运行。",
        f"The upgrade failed and the data are as before: {failure.english} Put the old program files back.",
    )


VERBS = {"backup": backup, "restore": restore, "upgrade": upgrade, "reset": reset}
