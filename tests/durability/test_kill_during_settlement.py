"""Killing the till, and the database, in the middle of settlements: every order is settled whole or not at all.

A few kills in the suite; ANXIN_KILLS=100 for the long run.
"""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from anxin.platform.database.embedded import EmbeddedServer

ROOT = Path(__file__).parents[2]
KILLS = int(os.environ.get("ANXIN_KILLS", "6"))
DATABASE_KILL_EVERY = 3
FEW = 12


class Till:
    """The process that does the work, and the lines it says."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("till.py"))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
            cwd=ROOT,
            text=True,
        )

    def start(self, order: str) -> int:
        """Give an order; the number of the child that carries it out."""
        assert self.process.stdin
        self.process.stdin.write(order + "\n")
        self.process.stdin.flush()
        return int(self._line()["pid"])

    def finish(self) -> tuple[int, list[dict[str, Any]]]:
        """The child's exit status and what it said."""
        said: list[dict[str, Any]] = []
        while "over" not in (line := self._line()):
            said.append(line)
        return int(line["over"]), said

    def do(self, order: str) -> list[dict[str, Any]]:
        """An order that must succeed."""
        self.start(order)
        status, said = self.finish()
        assert status == 0
        return said

    def stop(self) -> None:
        """Let the process go."""
        self.process.kill()
        self.process.wait()

    def _line(self) -> dict[str, Any]:
        assert self.process.stdout
        line = self.process.stdout.readline()
        assert line, "the till has gone"
        return dict(json.loads(line))


@pytest.fixture
def server() -> Iterator[EmbeddedServer]:
    """A durable server with our tables."""
    folder = Path(tempfile.mkdtemp(prefix="anxin-kill-"))
    folder.chmod(0o755)
    made = EmbeddedServer(folder / "postgres", durable=True)
    try:
        yield made.start()
    finally:
        made.discard()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def till(server: EmbeddedServer) -> Iterator[Till]:
    """A till at that server."""
    environment = {
        **os.environ,
        "DATABASE_URL": server.url,
        "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", "config.settings.test"),
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "src"), os.environ.get("PYTHONPATH", "")]),
    }
    migrate = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    subprocess.run(migrate, cwd=ROOT, env={**environment, "ANXIN_DATABASE_ROLE": "owner"}, check=True)
    made = Till(environment)
    yield made
    made.stop()


def test_a_kill_leaves_every_order_settled_whole_or_not_at_all(server: EmbeddedServer, till: Till) -> None:
    chance = random.Random(20261121)
    told: set[str] = set()
    killed = 0
    till.do(f"prepare {FEW * 2}")
    for round_number in range(1, KILLS + 1):
        child = till.start("work")
        time.sleep(chance.uniform(0.005, 0.15))
        if round_number % DATABASE_KILL_EVERY == 0:
            kill_database(server)
        killed += stop_at_once(child)
        _status, said = till.finish()
        told |= {line["settled"] for line in said if "settled" in line}
        server.start()
        books = till.do("check")[0]
        require_whole(books, told)
        if books["waiting"] < FEW:
            till.do(f"prepare {FEW * 2}")
    assert killed >= KILLS // 2, "most kills must have met a till at work"
    till.do("work")
    books = till.do("check")[0]
    require_whole(books, told)
    assert books["waiting"] == 0


def require_whole(books: dict[str, Any], told: set[str]) -> None:
    """Nothing half done, nothing that was told lost, no number missing, no event without its job."""
    assert {name: books[name] for name in ("half_settled", "settled_without_event", "event_without_job", "differences")} == {
        "half_settled": [],
        "settled_without_event": [],
        "event_without_job": [],
        "differences": [],
    }
    assert told <= {order for order, _settlement in books["settled"]}
    numbers = [int(settlement[-6:]) for _order, settlement in books["settled"]]
    assert numbers == list(range(1, len(numbers) + 1))


def stop_at_once(process: int) -> bool:
    """SIGKILL; whether the process was still there."""
    try:
        os.kill(process, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


def kill_database(server: EmbeddedServer) -> None:
    """SIGKILL to PostgreSQL itself: what it had confirmed must survive."""
    stop_at_once(int((server.data / "postmaster.pid").read_text().split("\n", 1)[0]))
