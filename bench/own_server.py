"""The program as an installation runs it: granian with 2 workers of 2 threads, one worker process for jobs.

Owns: starting and ending these processes, and what CPU time they used. Does not own: the database, what is measured.
"""

import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from own_database import ROOT

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Serving:
    """A program that answers: its port, and the first process of each part by name."""

    port: int
    parts: dict[str, int]

    def cpu_seconds(self) -> dict[str, float]:
        """CPU seconds that each part has used until now, ended children included."""
        return {name: _cpu_of_tree(number) for name, number in self.parts.items()}


@contextmanager
def own_server(url: str, home: Path) -> Iterator[Serving]:
    """Serve the database at ``url`` with the settings of an installation until the block ends."""
    port = _free_port()
    variables = {name: value for name, value in os.environ.items() if not name.startswith("PG")} | {
        "DATABASE_URL": url,
        "ANXIN_DATABASE_ROLE": "app",
        "ANXIN_HOME": str(home),
        "ANXIN_SECRET_KEY": secrets.token_urlsafe(48),
        "DJANGO_SETTINGS_MODULE": "config.settings.prod",
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "src")]),
    }
    granian = ["-m", "granian", "--interface", "wsgi", "--workers", "2", "--blocking-threads", "2"]
    granian += ["--no-ws", "--host", "127.0.0.1", "--port", str(port), "config.wsgi:application"]
    children = {}
    try:
        for name, command in (("web", granian), ("worker", ["manage.py", "procrastinate", "worker"])):
            # The name lets the server's log tell their statements apart.
            children[name] = _start(name, command, {**variables, "PGAPPNAME": name}, home)
        _await(port, children["web"], home)
        data = Path(re.sub(r".*host=", "", urllib.parse.unquote(url)))
        postmaster = int((data / "postmaster.pid").read_text().split()[0])
        yield Serving(port, {**{name: child.pid for name, child in children.items()}, "postgres": postmaster})
    finally:
        for child in children.values():
            child.terminate()
        for child in children.values():
            _end(child)


def _start(name: str, command: list[str], variables: dict[str, str], home: Path) -> subprocess.Popen[bytes]:
    # A session of its own, so that the whole group can be ended.
    with open(home / f"{name}.log", "ab") as log:
        return subprocess.Popen(
            [sys.executable, *command], cwd=ROOT, env=variables, stdout=log, stderr=log, start_new_session=True
        )


def _end(child: subprocess.Popen[bytes]) -> None:
    try:
        child.wait(20)
    except subprocess.TimeoutExpired:
        # Under load granian may still be starting its workers and not listen.
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def _await(port: int, web: subprocess.Popen[bytes], home: Path) -> None:
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    until = time.monotonic() + 240
    while time.monotonic() < until and web.poll() is None:
        try:
            with direct.open(f"http://127.0.0.1:{port}/healthz", timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    sys.exit("granian did not answer:\n" + (home / "web.log").read_text()[-2000:])


def _cpu_of_tree(root: int) -> float:
    rows = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                fields = (folder / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            rows[int(folder.name)] = (int(fields[1]), sum(map(int, fields[11:15])))
    wanted, total = [root], 0
    while wanted:
        number = wanted.pop()
        total += rows.get(number, (0, 0))[1]
        wanted += [child for child, (parent, _ticks) in rows.items() if parent == number]
    return total / TICKS
