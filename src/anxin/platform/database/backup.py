"""One file that holds everything: the database, the uploaded files, and a manifest to check them by.

Owns: the form of the file, making it, reading it back. Does not own: where it is restored to and what is asked before
(launch/maintenance.py).

Form: a gzip-compressed tar with ``manifest.json``, ``database.dump`` (pg_dump custom format), ``files/…`` and, in
``home/…``, the small files of the installation without which the rows are worth less: its signing key first of all.
"""

import hashlib
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
import zlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg

from .binaries import DatabaseUnavailable, clean_environment
from .comparison import TableContent, differences, table_contents
from .refusals import refuse_full_disk

FORM = 2
DAMAGE = (OSError, EOFError, tarfile.TarError, zlib.error)
DUMP, MANIFEST, FILES, HOME = "database.dump", "manifest.json", "files", "home"


@dataclass(frozen=True)
class Manifest:
    """What a backup says about itself."""

    form: int
    made_at: str
    anxin_version: str
    postgresql_version: str
    dump_sha256: str
    tables: dict[str, TableContent]
    files: dict[str, str]
    kept: dict[str, str] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """All rows of all tables."""
        return sum(content.rows for content in self.tables.values())


@dataclass(frozen=True)
class Source:
    """A database as a role that sees every row, with the client programs that fit it, and the files beside it.

    ``kept`` are small files of the installation that belong into the backup as well.
    """

    url: str
    programs: Path
    files: Path
    kept: tuple[Path, ...] = ()


def create_backup(source: Source, target: Path, *, version: str, at: datetime) -> Manifest:
    """Write a backup to ``target``; the rows are those of one instant, also while the program runs.

    :raises DatabaseUnavailable: pg_dump refused
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        dump, unfinished = Path(folder) / DUMP, Path(folder) / target.name
        with psycopg.connect(source.url) as connection:
            connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            snapshot = connection.execute("SELECT pg_export_snapshot()").fetchone()
            assert snapshot is not None
            with open(dump, "wb") as output:
                _client(
                    source,
                    ["pg_dump", "-Fc", "--no-comments", f"--snapshot={snapshot[0]}"],
                    source.url,
                    output,
                )
            tables = table_contents(connection)
            server = str(connection.info.parameter_status("server_version"))
        _require_file_room(source.files, target.parent)
        hashes = {name: _sha256(source.files / name) for name in _file_names(source.files)}
        kept = {path.name: path for path in source.kept if path.is_file()}
        digests = {name: _sha256(path) for name, path in kept.items()}
        manifest = Manifest(FORM, at.isoformat(), version, server, _sha256(dump), tables, hashes, digests)
        (Path(folder) / MANIFEST).write_text(json.dumps(asdict(manifest), indent=1, ensure_ascii=False))
        unfinished.touch(mode=0o600)  # personal data and the signing key
        # What links point at is what restoring gives back; a link alone would be refused there.
        with tarfile.open(unfinished, "w:gz", compresslevel=3, dereference=True) as archive:
            archive.add(Path(folder) / MANIFEST, arcname=MANIFEST)
            archive.add(dump, arcname=DUMP)
            for name in hashes:
                archive.add(source.files / name, arcname=f"{FILES}/{name}")
            for name, path in kept.items():
                archive.add(path, arcname=f"{HOME}/{name}")
        unfinished.rename(target)
    return manifest


def read_manifest(archive: Path) -> Manifest:
    """The manifest of a backup file.

    :raises DatabaseUnavailable: it is no backup, or one of a later version of Anxin
    """
    try:
        with tarfile.open(archive) as opened:
            member = opened.extractfile(MANIFEST)
            raw: dict[str, Any] = json.loads(member.read()) if member else {}
        tables = {name: TableContent(**content) for name, content in raw.pop("tables").items()}
        manifest = Manifest(**raw, tables=tables)
    except (*DAMAGE, KeyError, TypeError, ValueError) as error:
        raise DatabaseUnavailable(
            f"{archive} 不是安心的备份文件，或已损坏（{error}）。",
            f"{archive} is no Anxin backup, or it is damaged.",
        ) from error
    if manifest.form > FORM:
        raise DatabaseUnavailable(
            f"{archive} 来自更新的版本 {manifest.anxin_version}：请先升级程序。",
            f"{archive} was made by the newer version {manifest.anxin_version}: upgrade the program first.",
        )
    return manifest


def restore_backup(archive: Path, into: Source) -> Manifest:
    """Restore into an empty database and an empty files folder, and compare all rows and files with the manifest.

    :raises DatabaseUnavailable: the archive is damaged, pg_restore refused, or something differs
    """
    manifest = read_manifest(archive)
    into.files.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=into.files.parent) as folder:
        dump = Path(folder) / DUMP
        _unpack(archive, manifest, dump, into.files)
        _refuse_differences([] if _sha256(dump) == manifest.dump_sha256 else [DUMP])
        command = ["pg_restore", "--exit-on-error", "--no-comments", "-d", into.url]
        _client(into, command, str(dump), subprocess.DEVNULL)
    _compare(manifest, into)
    return manifest


def read_kept(archive: Path, names: Collection[str]) -> dict[str, bytes]:
    """The installation's small files of these names that a backup holds.

    :raises DatabaseUnavailable: a file is missing, or differs from what the manifest says
    """
    manifest, found = read_manifest(archive), {}
    with tarfile.open(archive) as opened:
        for name in sorted(set(names) & set(manifest.kept)):
            try:
                member = opened.extractfile(f"{HOME}/{name}")
            except KeyError:
                member = None
            content = member.read() if member else b""
            _refuse_differences([] if hashlib.sha256(content).hexdigest() == manifest.kept[name] else [name])
            found[name] = content
    return found


def put_back(kept: Mapping[str, bytes], home: Path, *, aside: str) -> None:
    """Write the installation's small files; what stands there gets ``aside`` behind its name."""
    for name, content in kept.items():
        target = home / name
        if target.exists():
            target.rename(target.with_name(f"{name}.{aside}"))
        handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as output:
            output.write(content)


def _unpack(archive: Path, manifest: Manifest, dump: Path, files: Path) -> None:
    """Write the members that the manifest names, and no other: a name in a tar may point anywhere."""
    targets = {f"{FILES}/{name}": files / name for name in manifest.files if _stays_inside(name)} | {DUMP: dump}
    try:
        with tarfile.open(archive) as opened:
            for member in opened:
                content = opened.extractfile(member) if member.isreg() else None
                if content is None or member.name not in targets:
                    continue
                target = targets[member.name]
                target.parent.mkdir(parents=True, exist_ok=True)
                with open(target, "wb") as output:
                    shutil.copyfileobj(content, output)
    except DAMAGE as error:
        if isinstance(error, OSError):
            refuse_full_disk(error, files)
        raise DatabaseUnavailable(
            f"备份文件 {archive} 读不完整（{error}）。", f"{archive} cannot be read to its end."
        ) from error


def _stays_inside(name: str) -> bool:
    return not Path(name).is_absolute() and ".." not in Path(name).parts


def _compare(manifest: Manifest, into: Source) -> None:
    with psycopg.connect(into.url) as connection:
        wrong = differences(manifest.tables, table_contents(connection))
    found = {name: _sha256(into.files / name) for name in _file_names(into.files)}
    wrong += sorted(name for name, digest in manifest.files.items() if found.get(name) != digest)
    _refuse_differences(wrong)


def _refuse_differences(wrong: list[str]) -> None:
    if wrong:
        listed = "; ".join(wrong[:5])
        raise DatabaseUnavailable(
            f"恢复出来的内容与备份不一致：{listed}。", f"What was restored differs from the backup: {listed}."
        )


def _client(source: Source, command: list[str], last: str, output: Any) -> None:
    """Run a client program as ourselves: it must read and write our files."""
    program, *options = command
    done = subprocess.run(
        [str(source.programs / program), *options, last],
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.PIPE,
        env=clean_environment(),
        check=False,
    )
    if done.returncode != 0:
        said = done.stderr.decode(errors="replace").strip()
        hint = " ANXIN_BACKUP_URL" if "row-level security" in said else ""
        raise DatabaseUnavailable(f"{program} 失败：{said}{hint}", f"{program} failed: {said}{hint}")


def _file_names(folder: Path) -> Iterator[str]:
    for path in sorted(folder.rglob("*")) if folder.exists() else []:
        if path.is_file() and not path.is_symlink():
            yield str(path.relative_to(folder))


def _require_file_room(files: Path, target: Path) -> None:
    size = sum((files / name).stat().st_size for name in _file_names(files))
    free = shutil.disk_usage(target).free
    if size * 2 > free:
        raise DatabaseUnavailable(
            f"{target} 所在的盘只剩 {free // 1048576} MB，不够放备份：请腾出空间，或用 FILE=… 写到别处。",
            f"Only {free // 1048576} MB left where {target} is: free some, or write elsewhere with FILE=….",
        )


def _sha256(path: Path) -> str:
    with open(path, "rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
