"""The board's columns: which part of a day it shows, and where a span of time stands on it. Pure; no Django."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

COLUMNS = 40
MOST_ROWS = 6
STEPS = (15, 30, 45)
"""Minutes of a column: a quarter of an hour, more only where a day is longer than forty of them."""
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Cell:
    """Where something stands: its first column, from 1, how many it is wide, and in which row of its lane."""

    column: int
    width: int
    row: int = 1


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


def in_rows(cells: Iterable[Cell]) -> list[Cell]:
    """Cells of one lane at the columns that they have, each in the first row in which it covers no other one.

    What overran, and what was done within minutes, so stands where it was; beyond the last row they cover one another.
    """
    ends: list[int] = []
    placed = []
    for cell in cells:
        row = next((place for place, end in enumerate(ends) if end <= cell.column), len(ends))
        row = min(row, MOST_ROWS - 1)
        if row == len(ends):
            ends.append(0)
        ends[row] = max(ends[row], cell.column + cell.width)
        placed.append(replace(cell, row=row + 1))
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
