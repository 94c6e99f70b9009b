"""The wall clock of tests: they put it where their rows are, so that no test depends on the day on which it runs."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(slots=True)
class WallClock:
    """A wall clock that was put elsewhere and goes on by itself."""

    moved: timedelta
    real: Callable[[], datetime]

    def now(self) -> datetime:
        """This instant on the moved clock."""
        return self.real() + self.moved

    def forward(self, **span: float) -> None:
        """Let so much time pass."""
        self.moved += timedelta(**span)

    @contextmanager
    def elsewhen(self, **span: float) -> Iterator[None]:
        """For a while it is so much later; then it is now again."""
        before = self.moved
        self.forward(**span)
        try:
            yield
        finally:
            self.moved = before
