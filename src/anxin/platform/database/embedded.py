"""A private PostgreSQL server on a Unix socket, for one machine and for tests.

Owns: the data folder, start, stop, recovery, roles and database of the embedded server.
Does not own: a server given by DATABASE_URL. Standard library only; the wheel is a source of programs.

Several processes may use one server: each holds a shared lock, and the last to stop stops it, so that a killed
process never leaves the count wrong.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import IO, Self
from urllib.parse import quote

from .binaries import (
    ROOT_STATE,
    Account,
    DatabaseUnavailable,
    clean_environment,
    find_programs,
    program_major,
)
from .provision import DATABASE, OWNER_ROLE, VERSION, database_statements, role_statements
from .refusals import refuse_full_disk, refuse_start

SOCKET_FOLDER_LIMIT = 85  # bytes: the path of a socket ends at 107, and /.s.PGSQL.5432 and the lock follow
STARTING_SPACE_BYTES = 300 * 1024 * 1024


class EmbeddedServer:
    """One server over the data folder ``data``; ``durable=False`` trades safety for speed (tests only)."""

    def __init__(self, data: Path | str, *, durable: bool = True) -> None:
        self.named_data = Path(os.path.abspath(data))
        self.durable = durable
        self.account = Account()
        self._hold: IO[str] | None = None
        self._programs: Path | None = None
        self.data = self._reachable_data()

    @property
    def url(self) -> str:
        """The address as the owner role, in the form of DATABASE_URL."""
        return self.url_for(OWNER_ROLE, DATABASE)

    def url_for(self, role: str, database: str) -> str:
        """The address of ``database`` as ``role`` (``postgres`` is the superuser)."""
        return f"postgresql://{role}@/{database}?host={quote(str(self.socket_folder))}"

    @property
    def socket_folder(self) -> Path:
        """Where the socket lies: the data folder (mode 0700), or a short path when that one is too long."""
        path = str(self.data)
        if len(os.fsencode(path)) <= SOCKET_FOLDER_LIMIT and not set(path) & set("'\"\\,"):
            return self.data
        return Path(f"/tmp/anxin-{os.geteuid()}-{hashlib.sha256(path.encode()).hexdigest()[:10]}")

    @property
    def programs(self) -> Path:
        """The folder of the PostgreSQL programs that fit the data folder.

        :raises DatabaseUnavailable: the data belong to a version that this machine does not have
        """
        if self._programs is None:
            self._programs = self._find_programs()
        return self._programs

    def ready(self) -> bool:
        """Whether the server answers."""
        return self.run("pg_isready", "-h", str(self.socket_folder), "-p", "5432").returncode == 0

    def start(self) -> Self:
        """Start the server if nobody has, making the data folder, roles and database the first time.

        :raises DatabaseUnavailable: with the reason and the way out
        """
        try:
            self.named_data.parent.mkdir(parents=True, exist_ok=True)
            with self._starting():
                if not self.ready():
                    self._require_space()
                    self._initialise()
                    self._remove_stale_pid_file()
                    self._launch()
                self._provision()
                self._hold = self._hold or self._open_lock(".users")
                fcntl.flock(self._hold, fcntl.LOCK_SH)
        except OSError as error:
            refuse_full_disk(error, self.named_data)
            raise
        return self

    def stop(self) -> None:
        """Let go of the server, and stop it unless another process uses it."""
        if self._hold is None:
            return
        with self._starting():
            self._hold.close()
            self._hold = None
            with self._open_lock(".users") as others:
                try:
                    fcntl.flock(others, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    return
                self.run("pg_ctl", "-D", str(self.data), "-w", "-m", "fast", "stop")

    def discard(self) -> None:
        """Stop the server and delete its data, for tests and for a reset that was confirmed."""
        self.stop()
        for folder in {self.data, self.named_data.resolve()}:
            shutil.rmtree(folder, ignore_errors=True)
        if self.named_data.is_symlink():
            self.named_data.unlink()
        if self.socket_folder != self.data:
            shutil.rmtree(self.socket_folder, ignore_errors=True)

    def run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run one of the server's programs as the server's user, with its output captured."""
        return subprocess.run(
            [str(self.programs / program), *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            env=clean_environment(),
            check=False,
            **self.account.process_options(),
        )

    def execute(self, sql: str, *, database: str = DATABASE, role: str = "postgres") -> str:
        """Run statements as ``role`` and return what they print.

        :raises DatabaseUnavailable: PostgreSQL refused them
        """
        where = self.url_for(role, database)
        done = self.run("psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", sql, where)
        if done.returncode != 0:
            raise DatabaseUnavailable(
                f"数据库拒绝了一条语句：{done.stderr.strip()}", f"The database refused: {done.stderr.strip()}"
            )
        return done.stdout.strip()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()

    def _reachable_data(self) -> Path:
        """The data folder itself, or for root one that the server's user can reach, with a link left in its place."""
        if self.named_data.is_symlink():
            return self.named_data.resolve()
        self.named_data.parent.mkdir(parents=True, exist_ok=True)
        if self.account.entry is None or self.account.reaches(self.named_data.parent):
            return self.named_data
        name = hashlib.sha256(str(self.named_data).encode()).hexdigest()[:10]
        elsewhere = ROOT_STATE / f"data-{name}"
        ROOT_STATE.mkdir(parents=True, exist_ok=True)
        ROOT_STATE.chmod(0o755)
        self.named_data.symlink_to(elsewhere)
        return elsewhere

    def _find_programs(self) -> Path:
        version_file = self.data / "PG_VERSION"
        if not version_file.exists():
            return find_programs(self.account)
        major = int(version_file.read_text().split(".")[0])
        try:
            return find_programs(self.account, major)
        except DatabaseUnavailable:
            have = program_major(find_programs(self.account))
            raise DatabaseUnavailable(
                f"数据文件夹 {self.data} 属于 PostgreSQL {major}，本机只有 {have}：请用 PG_BIN 指向 {major} 的 bin 文件夹，"
                "或把备份恢复到新的文件夹（ANXIN_HOME=… make restore FILE=…）。",
                f"The data folder {self.data} belongs to PostgreSQL {major}, this machine has {have}: point PG_BIN at the "
                f"bin folder of {major}, or restore a backup into a new folder (ANXIN_HOME=… make restore FILE=…).",
            ) from None

    def _open_lock(self, suffix: str) -> IO[str]:
        return open(f"{self.named_data}{suffix}", "a", encoding="utf-8")

    @contextmanager
    def _starting(self) -> Iterator[None]:
        with self._open_lock(".lock") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _require_space(self) -> None:
        free = shutil.disk_usage(self.named_data.parent).free
        if free < STARTING_SPACE_BYTES:
            refuse_full_disk(None, self.named_data, free)

    def _initialise(self) -> None:
        if (self.data / "PG_VERSION").exists():
            return
        if self.data.exists() and any(self.data.iterdir()):
            raise DatabaseUnavailable(
                f"文件夹 {self.data} 不是空的，也不是数据库文件夹：请清空它，或用 ANXIN_HOME 指定别处。",
                f"The folder {self.data} is neither empty nor a database folder: empty it, or choose another ANXIN_HOME.",
            )
        # made beside its place and renamed: a killed first start leaves nothing half-made
        unfinished = self.data.with_name(self.data.name + ".new")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700)
        self.account.give(unfinished)
        options = ["-U", "postgres", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8"]
        done = self.run("initdb", "-D", str(unfinished), *options, *([] if self.durable else ["--no-sync"]))
        if done.returncode != 0:
            shutil.rmtree(unfinished, ignore_errors=True)
            refuse_start(done.stderr, self.data)
        with open(unfinished / "postgresql.conf", "a", encoding="utf-8") as configuration:
            configuration.write("include_if_exists 'anxin.conf'\n")
        if self.data.exists():
            self.data.rmdir()
        unfinished.rename(self.data)

    def _write_configuration(self) -> None:
        lines = [
            "listen_addresses = ''",
            "port = 5432",
            f"unix_socket_directories = '\"{self.socket_folder}\"'",
            "timezone = 'UTC'",
            "log_timezone = 'UTC'",
            "max_connections = 100",
            "jit = off",
        ]
        if self.durable:  # one file for each weekday, so that the log never grows without end
            lines += ["logging_collector = on", "log_directory = 'log'", "log_filename = 'postgresql-%a.log'"]
            lines += ["log_truncate_on_rotation = on", "log_rotation_age = 1d", "log_rotation_size = 0"]
            # a logged statement could carry a customer's name or telephone
            lines += ["log_min_error_statement = panic", "log_error_verbosity = terse"]
        else:
            # A vacuum between two tests, which take rows back, calls tables empty: then joins take minutes.
            lines += ["fsync = off", "synchronous_commit = off", "full_page_writes = off", "autovacuum = off"]
        configuration = self.data / "anxin.conf"
        configuration.write_text("\n".join(lines) + "\n", encoding="utf-8")
        self.account.give(configuration)
        if self.socket_folder != self.data:
            self.socket_folder.mkdir(mode=0o700, exist_ok=True)
            if self.socket_folder.stat().st_uid not in (os.geteuid(), getattr(self.account.entry, "pw_uid", -1)):
                refuse_start(f"{self.socket_folder} belongs to another user", self.data)
            self.account.give(self.socket_folder)

    def _remove_stale_pid_file(self) -> None:
        """PostgreSQL believes a pid file whose number another program has taken over; we look who it is."""
        pid_file = self.data / "postmaster.pid"
        processes = Path("/proc")
        if not pid_file.exists() or not (processes / "self").exists():
            return
        number = pid_file.read_text().split("\n", 1)[0].strip().lstrip("-")
        try:
            arguments = (processes / number / "cmdline").read_bytes().split(b"\0")
            alive = arguments[0].endswith(b"postgres") and os.fsencode(self.data) in arguments
        except OSError:
            alive = False
        if not alive:
            pid_file.unlink(missing_ok=True)

    def _launch(self) -> None:
        self._write_configuration()
        start_log = self.data / "start.log"
        for _attempt in range(20):  # after a kill, old backends take a second to go away
            start_log.unlink(missing_ok=True)
            done = self.run("pg_ctl", "-D", str(self.data), "-w", "-t", "120", "-l", str(start_log), "start")
            if done.returncode == 0:
                return
            said = (start_log.read_text(errors="replace") if start_log.exists() else done.stderr) + self._log_tail()
            if "still in use" not in said and "already exists" not in said:
                break
            time.sleep(0.3)
        refuse_start(said, self.data)

    def _log_tail(self) -> str:
        # a durable server says in its own log why it refuses
        return "".join(path.read_text(errors="replace")[-2000:] for path in (self.data / "log").glob("*.log"))

    def _provision(self) -> None:
        marker = self.data / "anxin.provisioned"
        if marker.exists() and marker.read_text() == str(VERSION):
            return
        self.execute(role_statements(), database="postgres")
        self.execute(database_statements(), database="template1")
        known = self.execute(f"SELECT 1 FROM pg_database WHERE datname = '{DATABASE}'", database="postgres")
        if not known:
            self.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER_ROLE}", database="postgres")
        self.execute(database_statements())
        # with another character type pg_trgm silently ignores Chinese
        if self.execute("SELECT cardinality(show_trgm('发动机异响')) > 0") != "t":
            refuse_start("lc_ctype is not UTF-8: Chinese search would find nothing", self.data)
        marker.write_text(str(VERSION))
