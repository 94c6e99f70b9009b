"""What a killed run left alive is ended by the next one, and nobody else's process is."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from launch import leftovers, serving
from launch.places import ROOT, SOURCE
from launch.supervisor import Child, Supervisor

SERVER = """
import os, signal, subprocess, sys, time
deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True); time.sleep(120)"
if {deaf}:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
worker = subprocess.Popen([sys.executable, "-c", deaf], stdout=subprocess.PIPE)
worker.stdout.readline()
open({pids!r} + ".new", "w").write(f"{{os.getpid()}} {{worker.pid}}")
os.rename({pids!r} + ".new", {pids!r})
time.sleep(120)
"""
RUN = """
import os, time
from pathlib import Path
from launch import serving
from launch.supervisor import Child
with serving.only_run():
    Child("probe", {command!r}, dict(os.environ), Path({log!r})).start()
    time.sleep(120)
"""


def alive(pid: int) -> bool:
    stat = leftovers._stat(str(pid))
    return bool(stat) and stat[0] != "Z"


def until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not true() and time.monotonic() < end:
        time.sleep(0.05)
    assert true()


@pytest.fixture
def server(home: Path) -> Iterator[Callable[[bool], list[str]]]:
    """The command of a server whose worker does not hear SIGTERM, as while it starts; nor does itself when asked to."""
    pids = home / "pids"
    yield lambda deaf: [sys.executable, "-c", SERVER.format(deaf=deaf, pids=str(pids))]
    for pid in pids.read_text().split():
        if alive(int(pid)):
            os.kill(int(pid), signal.SIGKILL)


@pytest.mark.parametrize("leader_lives", [True, False])
def test_the_server_of_a_killed_run_is_ended_before_the_next(
    leader_lives: bool, server: Callable[[bool], list[str]], home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = RUN.format(command=server(leader_lives), log=str(home / "probe.log"))
    environment = {**os.environ, "PYTHONPATH": f"{SOURCE}{os.pathsep}{ROOT}"}
    run = subprocess.Popen([sys.executable, "-c", script], env=environment)
    try:
        until((home / "pids").exists)
    finally:
        run.kill()
        run.wait()
    leader, worker = (int(pid) for pid in (home / "pids").read_text().split())
    until(lambda: alive(leader) is leader_lives)
    assert alive(worker)
    monkeypatch.setattr(leftovers, "GRACE_SECONDS", 0.2)
    with serving.only_run():
        assert not alive(leader)
        assert not alive(worker)
        assert not (home / "run.children").exists()


@pytest.mark.parametrize("change", [{"started": "1"}, {"command": ["granian"]}])
def test_a_process_that_only_has_the_number_is_left_alone(change: dict[str, object], home: Path) -> None:
    command = [sys.executable, "-c", "import time; time.sleep(60)"]
    other = subprocess.Popen(command, start_new_session=True)
    try:
        until(lambda: leftovers._words(other.pid, "cmdline") == command)
        record = {"leader": other.pid, "started": leftovers._stat(str(other.pid))[19], "command": command}
        (home / "run.children").write_text(json.dumps({**record, **change}) + '\n{"lead')
        with serving.only_run():
            assert other.poll() is None
    finally:
        other.kill()
        other.wait()


def test_what_outlives_a_dead_child_is_ended_before_it_starts_again(
    server: Callable[[bool], list[str]], home: Path, signals: None
) -> None:
    child = Child("probe", server(False), dict(os.environ), home / "probe.log")
    supervisor = Supervisor([child])
    supervisor.start((home / "pids").exists, seconds=60)
    assert child.process is not None
    _, worker = (int(pid) for pid in (home / "pids").read_text().split())
    child.process.kill()
    child.process.wait()
    assert alive(worker)
    supervisor._revive(child)
    until(lambda: not alive(worker))
    supervisor.stop()
