"""What a run that was killed left alive: found again by the next one, and ended.

Owns: the record of the children's process groups in the home folder (run.children).
Does not own: starting and stopping the children of a run that lives (supervisor.py).
"""

import json
import os
import signal
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from .messages import Refusal, say
from .places import home

PROCESSES = Path("/proc")
GRACE_SECONDS = 5
FORCE_SECONDS = 10


@dataclass(frozen=True)
class _Group:
    leader: int
    started: str
    command: list[str]

    def members(self) -> list[int]:
        """Its living processes; none when the number meanwhile belongs to somebody else."""
        stats = {int(path.name): _stat(path.name) for path in PROCESSES.glob("[0-9]*")}
        living = [pid for pid, stat in stats.items() if stat and stat[0] not in "ZX" and stat[2] == str(self.leader)]
        if self.leader in living:
            same = stats[self.leader][19] == self.started and _words(self.leader, "cmdline") == self.command
            return living if same else []
        # whoever outlives the leader has another command line, but inherited the home folder
        return [pid for pid in living if f"ANXIN_HOME={home()}" in _words(pid, "environ")]


def remember(command: list[str]) -> None:
    """Record the calling process, a group leader about to become ``command``; called between fork and exec.

    From the child, so that no kill of the parent can fall between its start and its record.
    """
    stat = _stat("self")
    line = json.dumps({"leader": os.getpid(), "started": stat[19] if stat else "", "command": command}) + "\n"
    with suppress(OSError), open(_record(), "ab", buffering=0) as record:  # a full disk must not stop the service
        record.write(line.encode())


def end_leftovers() -> None:
    """End the groups that the last run recorded and that still live, then forget them; the run lock must be held.

    :raises Refusal: one of them does not end
    """
    groups = [group for group in _recorded() if group.members()]
    if groups:
        say(
            "上次运行没有正常停止，先结束它留下的进程。",
            "The last run was killed: ending the processes that it left behind.",
        )
    for group in groups:
        members = group.members()
        # the leader knows how to finish the others
        _signal([group.leader] if group.leader in members else members, signal.SIGTERM)
    begun = time.monotonic()
    while living := [pid for group in groups for pid in group.members()]:
        waited = time.monotonic() - begun
        if waited > GRACE_SECONDS + FORCE_SECONDS:
            numbers = " ".join(str(pid) for pid in living)
            raise Refusal(
                f"上次运行留下的进程无法结束：请先运行 kill -9 {numbers}，再试一次。",
                f"Processes of the last run do not end: kill -9 {numbers}, then try again.",
            )
        if waited > GRACE_SECONDS:
            _signal(living, signal.SIGKILL)
        time.sleep(0.1)
    _record().unlink(missing_ok=True)


def _record() -> Path:
    return home() / "run.children"


def _recorded() -> list[_Group]:
    try:
        lines = _record().read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return []
    groups = []
    for line in lines:
        try:
            groups.append(_Group(**json.loads(line)))
        except (ValueError, TypeError):  # cut off by a full disk
            continue
    return groups


def _stat(pid: str) -> list[str]:
    """The fields of /proc/PID/stat from the state on (0 state, 2 group, 19 start); empty when it is gone."""
    try:
        return (PROCESSES / pid / "stat").read_text(errors="replace").rpartition(")")[2].split()
    except OSError:
        return []


def _words(pid: int, name: str) -> list[str]:
    try:
        return os.fsdecode((PROCESSES / str(pid) / name).read_bytes()).split("\0")[:-1]
    except OSError:
        return []


def _signal(pids: list[int], number: signal.Signals) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, number)
