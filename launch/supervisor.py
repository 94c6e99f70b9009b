"""Keeps the server's processes alive until it is told to stop.

Owns: starting, restarting with a pause, signals, stopping in order.
Does not own: what the processes are (serving.py) or the database (anxin.platform.database.embedded).
"""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from .leftovers import remember
from .messages import Refusal, say

STOP_SECONDS = 15
LONGEST_PAUSE_SECONDS = 30
STEADY_SECONDS = 60
LOG_LIMIT_BYTES = 20 * 1024 * 1024
PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG


@dataclass
class Child:
    """One process: its name, command, environment, log file, and whether what it needs (a port) is free."""

    name: str
    command: list[str]
    environment: dict[str, str]
    log: Path
    free: Callable[[], bool] = lambda: True
    process: subprocess.Popen[bytes] | None = None
    failures: int = 0
    started: float = 0.0
    due: float = field(default=0.0)

    def start(self) -> None:
        """Start the process in its own group, so that Ctrl-C reaches only the supervisor."""
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT_BYTES:
            self.log.replace(self.log.with_suffix(".log.1"))
        parent = os.getpid()
        with open(self.log, "ab") as output:
            self.process = subprocess.Popen(
                self.command,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                preexec_fn=lambda: _before_command(self.command, parent),
            )
        self.started = time.monotonic()

    def last_words(self) -> str:
        """The end of the log, for a message."""
        lines = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        return "\n".join(lines[-15:])


class Supervisor:
    """Starts the children, restarts one that dies, and stops them all on SIGTERM or SIGINT."""

    def __init__(self, children: list[Child]) -> None:
        self.children = children
        self.stopping = False
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._stop_requested)

    def start(self, ready: Callable[[], bool], *, seconds: float) -> None:
        """Start the first and wait until ``ready`` says so, then the others: they would only slow its start down.

        :raises Refusal: it died, or ``ready`` did not come true within ``seconds``
        """
        first = self.children[0]
        if not first.free():
            raise Refusal(
                f"{first.name} 的端口刚刚被别的程序占用：请再运行一次。",
                f"The port of {first.name} has just been taken by another program: run again.",
            )
        first.start()
        until = time.monotonic() + seconds
        while not self.stopping and not ready():
            if (first.process and first.process.poll() is not None) or time.monotonic() > until:
                self.stop()
                raise Refusal(
                    f"{first.name} 没有启动，日志在 {first.log}：\n{first.last_words()}",
                    f"{first.name} did not start; its log is {first.log}.",
                )
            time.sleep(0.1)
        if not self.stopping:
            for child in self.children[1:]:
                child.start()

    def watch(self) -> None:
        """Return only when told to stop."""
        while not self.stopping:
            for child in self.children:
                self._revive(child)
            time.sleep(0.2)

    def stop(self) -> None:
        """Ask all children to finish, wait, and end by force those that do not."""
        running = [child.process for child in self.children if child.process and child.process.poll() is None]
        for process in running:
            _signal_group(process, signal.SIGTERM)
        until = time.monotonic() + STOP_SECONDS
        for process in running:
            try:
                process.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                _signal_group(process, signal.SIGKILL)
                process.wait()

    def _revive(self, child: Child) -> None:
        if child.process is not None:
            code = child.process.poll()
            if code is None:
                if child.failures and time.monotonic() - child.started > STEADY_SECONDS:
                    child.failures = 0
                return
            # what outlives its leader would go on answering on the same port, beside the new one
            _signal_group(child.process, signal.SIGKILL)
            pause = min(2**child.failures, LONGEST_PAUSE_SECONDS)
            child.process, child.failures, child.due = None, child.failures + 1, time.monotonic() + pause
            say(
                f"{child.name} 意外退出（{code}），{pause} 秒后重新启动，日志：{child.log}",
                f"{child.name} ended unexpectedly ({code}), starting again in {pause} s",
            )
        elif time.monotonic() >= child.due:
            if child.free():
                child.start()
                return
            child.due = time.monotonic() + LONGEST_PAUSE_SECONDS
            say(
                f"{child.name} 的端口被别的程序占用，{LONGEST_PAUSE_SECONDS} 秒后再试。",
                f"The port of {child.name} is taken by another program, trying again in {LONGEST_PAUSE_SECONDS} s",
            )

    def _stop_requested(self, _number: int, _frame: FrameType | None) -> None:
        self.stopping = True


def _signal_group(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    # SIGTERM goes to the leader, which knows how to finish; force goes to the whole group
    try:
        if number == signal.SIGKILL:
            os.killpg(process.pid, number)
        else:
            process.send_signal(number)
    except ProcessLookupError:
        return


def _before_command(command: list[str], parent: int) -> None:
    remember(command)
    if sys.platform == "linux":
        # a supervisor that is killed must not leave a server behind on its port; one signal may come
        # too early for a server that is still starting, which is why it is remembered as well
        ctypes.CDLL(None).prctl(PARENT_DEATH_SIGNAL, signal.SIGTERM)
        if os.getppid() != parent:
            os._exit(1)
