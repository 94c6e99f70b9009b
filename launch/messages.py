"""What the commands say: stages with elapsed seconds, and refusals in Chinese and English.

Does not own: the program's own texts (they go through gettext).
"""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


class Refusal(Exception):
    """A command that cannot go on; says what to do, in Chinese and in English."""

    def __init__(self, chinese: str, english: str) -> None:
        self.chinese, self.english = chinese, english
        super().__init__(f"{chinese}\n{english}")


def say(chinese: str, english: str = "") -> None:
    """Print one line in each language."""
    print(f"安心 | {chinese}" + (f"\n     | {english}" if english else ""), flush=True)


class Stage:
    """A running stage; ``tick`` shows how far it is, on one line in a terminal and now and then in a log."""

    def __init__(self, title: str) -> None:
        self.title, self.started, self.shown = title, time.monotonic(), time.monotonic()
        self.failed = False

    def seconds(self) -> float:
        """Elapsed seconds since the stage began."""
        return time.monotonic() - self.started

    def tick(self, detail: str) -> None:
        """Show ``detail``, at most every 0.2 s in a terminal and every 10 s elsewhere."""
        terminal = sys.stdout.isatty()
        if time.monotonic() - self.shown < (0.2 if terminal else 10):
            return
        self.shown = time.monotonic()
        line = f"     | … {self.title}: {detail[:48]} ({self.seconds():.0f} s)"
        print(f"\r\033[K{line}" if terminal else line, end="" if terminal else "\n", flush=True)


@contextmanager
def stage(chinese: str, english: str) -> Iterator[Stage]:
    """Announce a stage, and how long it took when it is done."""
    running = Stage(english)
    say(f"{chinese} / {english} …")
    yield running
    end = "\r\033[K" if sys.stdout.isatty() else ""
    print(f"{end}     | {'✗' if running.failed else '✓'} {english}: {running.seconds():.1f} s", flush=True)


def confirmed(chinese: str, english: str, *, given: str | None) -> bool:
    """Ask before something is lost; ``given`` is the answer from the command line (YES=1).

    :raises Refusal: nobody is there to answer
    """
    if given in ("1", "yes", "y"):
        return True
    if not sys.stdin.isatty():
        raise Refusal(f"{chinese}：没有终端可以确认，请加 YES=1。", f"{english}: nobody to ask here, add YES=1.")
    say(f"{chinese}？输入 yes 继续：", f"{english}? Type yes to go on:")
    return input("     > ").strip().lower() == "yes"
