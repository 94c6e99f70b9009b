"""Running another program with its output in a log and signs of life on the screen.

Does not own: what the programs are.
"""

import subprocess
import threading
from pathlib import Path
from typing import Any

from .messages import Stage

KEPT_LINES = 15


class Finished:
    """How a program ended, and the last lines that it printed."""

    def __init__(self, code: int, lines: list[str]) -> None:
        self.code, self.lines = code, lines

    @property
    def reason(self) -> str:
        """What it said about its failure, short enough for a sentence."""
        said = [line for line in self.lines if "error" in line.lower() or "No space left" in line]
        return " / ".join(said or self.lines[-1:])[:400]


def run_logged(command: list[str], log: Path, running: Stage, *, show: bool = False, **options: Any) -> Finished:
    """Run ``command``; each line goes to ``log``, and to the screen when ``show``, else the stage ticks."""
    log.parent.mkdir(parents=True, exist_ok=True)
    ended = threading.Event()
    latest: list[str] = []
    seen = 0

    def breathe() -> None:
        while not ended.wait(0.5):
            running.tick(f"{seen} {latest[-1]}" if latest else command[0].rsplit("/", 1)[-1])

    threading.Thread(target=breathe, daemon=True).start()
    try:
        with (
            open(log, "a", encoding="utf-8") as kept,
            subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                errors="replace",
                **options,
            ) as process,
        ):
            assert process.stdout is not None
            kept.write(f"$ {' '.join(command)}\n")
            for line in process.stdout:
                kept.write(line)
                seen += 1
                latest = [*latest[1 - KEPT_LINES :], line.rstrip()]
                if show:
                    print(f"     | {line.rstrip()}", flush=True)
    finally:
        ended.set()
    return Finished(process.returncode, latest)
