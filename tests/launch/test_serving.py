"""One run at a time, on a free port, with children that come back."""

import os
import signal
import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from launch import serving
from launch.messages import Refusal, confirmed
from launch.supervisor import Child, Supervisor


@pytest.fixture
def taken_port() -> Iterator[int]:
    """A port on which somebody listens."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_taken_port_gives_the_next_free_one_and_says_so(
    home: Path, taken_port: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(serving, "FIRST_PORT", taken_port)
    assert serving.free_port() > taken_port
    assert f"端口 {taken_port} 已被占用" in capsys.readouterr().out


def test_a_taken_port_that_was_asked_for_is_refused(home: Path, taken_port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", str(taken_port))
    with pytest.raises(Refusal, match=f"端口 {taken_port} 已被占用"):
        serving.free_port()


@pytest.mark.parametrize("port", ["80a", "99999999", "-1"])
def test_a_port_that_is_no_port_is_refused(port: str, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", port)
    with pytest.raises(Refusal, match="无效"):
        serving.free_port()


def test_a_second_run_is_refused_and_the_pid_file_of_a_killed_one_is_not(home: Path) -> None:
    (home / "run.pid").write_text("http://127.0.0.1:8000/ pid 999999")
    with serving.only_run():
        with pytest.raises(Refusal, match="已经在运行"), serving.only_run():
            raise AssertionError("two runs at once")
        assert (home / "run.pid").read_text() == str(os.getpid())


def test_a_child_that_dies_is_started_again_and_stopped_at_the_end(home: Path, signals: None) -> None:
    script = f"import time; open({str(home / 'starts')!r}, 'a').write('x'); time.sleep(60)"
    child = Child("probe", [sys.executable, "-c", script], dict(os.environ), home / "probe.log")
    supervisor = Supervisor([child])
    supervisor.start(lambda: (home / "starts").exists(), seconds=10)
    assert child.process is not None
    child.process.kill()
    child.process.wait()
    until = time.monotonic() + 10
    while (home / "starts").read_text() != "xx" and time.monotonic() < until:
        supervisor._revive(child)
        time.sleep(0.05)
    assert child.process is not None
    running = child.process
    supervisor.stop()
    assert running.returncode == -signal.SIGTERM
    assert (home / "starts").read_text() == "xx"


def test_what_nobody_waits_for_starts_when_the_first_is_ready(home: Path, signals: None) -> None:
    order = home / "order"

    def child(name: str) -> Child:
        script = f"import time; open({str(order)!r}, 'a').write({name!r}); time.sleep(60)"
        return Child(name, [sys.executable, "-c", script], dict(os.environ), home / f"{name}.log")

    first, second = child("1"), child("2")
    supervisor = Supervisor([first, second])
    early: list[bool] = []

    def ready() -> bool:
        early.append(second.process is not None)
        return order.exists() and order.read_text() == "1"

    supervisor.start(ready, seconds=10)
    try:
        assert not any(early)
        assert second.process is not None
    finally:
        supervisor.stop()


def test_a_child_that_cannot_start_is_reported_with_its_last_words(home: Path, signals: None) -> None:
    script = "raise SystemExit('没有配置')"
    child = Child("probe", [sys.executable, "-c", script], dict(os.environ), home / "probe.log")
    with pytest.raises(Refusal, match="没有配置"):
        Supervisor([child]).start(lambda: False, seconds=10)


def test_a_port_that_was_taken_meanwhile_is_not_shared(home: Path, taken_port: int, signals: None) -> None:
    script = f"open({str(home / 'started')!r}, 'x')"
    free = serving._children(taken_port, {})[0].free
    child = Child("probe", [sys.executable, "-c", script], dict(os.environ), home / "probe.log", free)
    supervisor = Supervisor([child])
    with pytest.raises(Refusal, match="端口刚刚被别的程序占用"):
        supervisor.start(lambda: True, seconds=10)
    supervisor._revive(child)
    assert child.process is None
    assert child.due > time.monotonic()


def test_nothing_is_deleted_when_nobody_can_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", open(os.devnull))  # noqa: SIM115
    with pytest.raises(Refusal, match="YES=1"):
        confirmed("删除", "Delete", given=None)
    assert confirmed("删除", "Delete", given="1")
