"""The board's columns: which part of a day it shows, and where a span of time stands on it. Pure; no Django."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

COLUMNS = 40
STEPS = (15, 30, 45)
"""Minutes of a column: a quarter of an hour, more only where a day is longer than forty of them."""
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Cell:
    """Where something stands: its first column, from 1, and how many it is wide."""

    column: int
    width: int


@dataclass(frozen=True, slots=True)
class Grid:
    """Forty columns from an instant on, each of some minutes."""

    starts_at: datetime
    minutes: int

    @property
    def ends_at(self) -> datetime:
        """Where the last column ends."""
        return self.starts_at + timedelta(minutes=self.minutes * COLUMNS)

    def column_of(self, at: datetime) -> int:
        """The column in which an instant lies; the first or the last for what lies outside."""
        return min(max(int((at - self.starts_at).total_seconds() // 60) // self.minutes, 0), COLUMNS - 1) + 1

    def instant_of(self, column: int) -> datetime:
        """When a column begins."""
        return self.starts_at + timedelta(minutes=self.minutes * (column - 1))

    def shows(self, since: datetime, until: datetime) -> bool:
        """Whether a span lies on the board at some time."""
        return since < self.ends_at and until > self.starts_at

    def cell(self, since: datetime, until: datetime) -> Cell:
        """The columns that a span touches, at least one."""
        first = self.column_of(since)
        last = self.column_of(until - timedelta(microseconds=1)) if until > since else first
        return Cell(first, max(last - first + 1, 1))

    def edge(self, at: datetime) -> Cell:
        """Where something is shown that lies outside: an hour at the end on whose side it lies."""
        width = max(60 // self.minutes, 1)
        return Cell(1, width) if at < self.starts_at else Cell(COLUMNS + 1 - width, width)

    def inside(self, since: datetime, until: datetime) -> Cell | None:
        """The columns that lie within a span; none where it has no whole one."""
        step = timedelta(minutes=self.minutes)
        first = max(-((self.starts_at - since) // step), 0)
        last = min((until - self.starts_at) // step, COLUMNS)
        return Cell(first + 1, last - first) if last > first else None

    def hours(self) -> list[tuple[datetime, Cell]]:
        """The full hours on the board with their columns; the last may be cut."""
        found, at = [], self.starts_at
        while at < self.ends_at:
            found.append((at, self.cell(at, min(at + HOUR, self.ends_at))))
            at += HOUR
        return found


def grid_of(day: tuple[datetime, datetime], opening: Sequence[tuple[datetime, datetime]]) -> Grid:
    """The grid of a business day: from the full hour of its opening on, ten hours where these are enough."""
    first = min((since for since, _until in opening), default=day[0] + 8 * HOUR)
    last = max((until for _since, until in opening), default=first + 10 * HOUR)
    start = first.replace(minute=0, second=0, microsecond=0)
    length = (last - start).total_seconds() / 60
    return Grid(start, next((step for step in STEPS if step * COLUMNS >= length), STEPS[-1]))


def side_by_side(cells: Iterable[Cell]) -> list[Cell]:
    """Cells of one lane in their order so that none covers another: one that reaches too far is cut at the next, and where
    two begin in one column the later one moves on."""
    given = list(cells)
    placed: list[Cell] = []
    free = 1
    for place, cell in enumerate(given):
        first = min(max(cell.column, free), COLUMNS)
        end = cell.column + cell.width
        if place + 1 < len(given):
            end = min(end, max(given[place + 1].column, first + 1))
        placed.append(Cell(first, min(max(end - first, 1), COLUMNS + 1 - first)))
        free = first + placed[-1].width
    return placed


def gaps(busy: Iterable[tuple[datetime, datetime]], since: datetime, until: datetime) -> list[tuple[datetime, datetime]]:
    """What is free of a span, in its order."""
    found, at = [], since
    for start, end in sorted(busy):
        if start > at and at < until:
            found.append((at, min(start, until)))
        at = max(at, end)
    if at < until:
        found.append((at, until))
    return found


def minutes_between(spans: Iterable[tuple[datetime, datetime]], since: datetime, until: datetime) -> int:
    """Whole minutes of spans that lie within another one."""
    total = sum((max(min(end, until) - max(start, since), timedelta(0)) for start, end in spans), timedelta(0))
    return int(total.total_seconds() // 60)
