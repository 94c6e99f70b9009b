"""The places of the trend's drawing: a line over twelve months, its target, the months that miss it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from anxin.management.kpi.queries.sheet import Point
from anxin.management.kpi.rules.standing import Standing

LEFT, RIGHT, TOP, BOTTOM = 60, 980, 30, 190


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
    """All that the drawing needs: ``months`` are all twelve with their places, ``segments`` break where one is a gap."""

    marks: tuple[Mark, ...]
    months: tuple[tuple[str, str], ...]
    segments: tuple[str, ...]
    grid: tuple[Line, ...]
    target_y: str


def draw_trend(points: Sequence[Point], labels: Sequence[str], target: Decimal | None) -> Trend:
    """Lay the months out over the width; the scale holds all values and the target."""
    values = [point.value for point in points if point.value is not None]
    seen = [*values, *([target] if target is not None else [])]
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
    return Trend(tuple(marks), months, drawn, grid, "" if target is None else height(target))
