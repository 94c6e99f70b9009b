"""The places of the trend's drawing: a line over twelve months, its target, the months that miss it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from anxin.management.kpi.queries.sheet import Point
from anxin.management.kpi.rules.individuals import Limits
from anxin.management.kpi.rules.standing import Standing

LEFT, RIGHT, TOP, BOTTOM = 60, 980, 30, 190
HALF = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class Mark:
    """A month that is known: its place, what it says, and whether it misses the target."""

    x: str
    y: str
    label: str
    is_missed: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A horizontal line of the grid with what it stands for."""

    y: str
    label: str


@dataclass(frozen=True, slots=True)
class Trend:
    """All that the drawing needs: ``months`` are all twelve with their places, ``segments`` break where one is a gap.

    ``usual`` are the limits between which a month was usual, a line for each side; they break where none were known.
    """

    marks: tuple[Mark, ...]
    months: tuple[tuple[str, str], ...]
    segments: tuple[str, ...]
    grid: tuple[Line, ...]
    targets: tuple[str, ...]
    usual: tuple[str, ...] = ()


def draw_trend(points: Sequence[Point], labels: Sequence[str], limits: Sequence[Limits | None] = ()) -> Trend:
    """Lay the months out over the width; the scale holds all values, what was asked of each month and what was usual."""
    values = [point.value for point in points if point.value is not None]
    ends = [Decimal(str(end)) for one in limits if one for end in (one.lower, one.upper)]
    aims = [end for point in points if point.target for end in (point.target.value, point.target.until) if end is not None]
    seen = [*values, *aims, *ends]
    low, high = (min(seen), max(seen)) if seen else (Decimal(0), Decimal(1))
    if low == high:
        low, high = low - 1, high + 1
    step = Decimal(RIGHT - LEFT) / max(1, len(points) - 1)

    def height(value: Decimal) -> str:
        return f"{BOTTOM - (value - low) / (high - low) * (BOTTOM - TOP):.1f}"

    marks: list[Mark] = []
    segments: list[str] = []
    run: list[str] = []
    for place, (point, label) in enumerate(zip(points, labels, strict=True)):
        if point.value is None:
            segments.append(" ".join(run))
            run = []
            continue
        x, y = f"{LEFT + place * step:.1f}", height(point.value)
        run.append(f"{x},{y}")
        marks.append(Mark(x, y, label, point.standing is Standing.MISSED))
    segments.append(" ".join(run))
    grid = tuple(Line(height(value), f"{value:,.1f}") for value in (low, (low + high) / 2, high))
    drawn = tuple(one for one in segments if " " in one)
    months = tuple((f"{LEFT + place * step:.1f}", str(point.span.first.month)) for place, point in enumerate(points))
    bounds = [_bound([None if one is None else side(one) for one in limits], step, height) for side in (_lower, _upper)]
    usual = tuple(line for lines in bounds for line in lines)
    return Trend(tuple(marks), months, drawn, grid, _aims(points, step, height), usual)


def _aims(points: Sequence[Point], step: Decimal, height: Callable[[Decimal], str]) -> tuple[str, ...]:
    """What was asked, of a range both ends."""
    least = [None if point.target is None else point.target.value for point in points]
    most = [None if point.target is None else point.target.until for point in points]
    return (*_level(least, step, height), *_level(most, step, height))


def _level(asked: Sequence[Decimal | None], step: Decimal, height: Callable[[Decimal], str]) -> list[str]:
    """A line over all months that ask alike: the ends of each reach half a month around it."""
    lines = []
    for value, run in groupby(range(len(asked)), asked.__getitem__):
        if value is None:
            continue
        months = list(run)
        left = max(Decimal(LEFT) - 8, LEFT + (months[0] - HALF) * step)
        right = min(Decimal(RIGHT) + 10, LEFT + (months[-1] + HALF) * step)
        y = height(value)
        lines.append(f"{left:.1f},{y} {right:.1f},{y}")
    return lines


def _lower(limits: Limits) -> float:
    return limits.lower


def _upper(limits: Limits) -> float:
    return limits.upper


def _bound(ends: Sequence[float | None], step: Decimal, height: Callable[[Decimal], str]) -> list[str]:
    """One side of what was usual, as lines of at least a month's width: a limit holds for its whole month."""
    lines: list[list[str]] = [[]]
    for place, end in enumerate(ends):
        if end is None:
            lines.append([])
            continue
        middle, y = LEFT + place * step, height(Decimal(str(end)))
        lines[-1] += [f"{max(middle - step / 2, LEFT):.1f},{y}", f"{min(middle + step / 2, RIGHT):.1f},{y}"]
    return [" ".join(line) for line in lines if line]
