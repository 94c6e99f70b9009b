"""The places of the trend's drawing: a line over twelve months, its target, the months that miss it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from statistics import quantiles

from anxin.management.kpi.queries.sheet import Point
from anxin.management.kpi.rules.individuals import Limits
from anxin.management.kpi.rules.standing import Standing

LEFT, RIGHT, TOP, BOTTOM = 60, 980, 30, 190
HALF = Decimal("0.5")
FEWEST = 5
"""Of fewer months none is far from the others."""
FAR = 3
"""So many spreads of the middle half beyond it a month is far out (Tukey), and leaves the drawing."""
WHOLE_FROM = 100
"""From here on the grid is written without decimals."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A month that is known: its place, what it says, and whether it misses the target.

    ``arrow`` are the corners of a triangle at the drawing's edge for a month that lies far beyond it; empty for all others.
    """

    x: str
    y: str
    label: str
    is_missed: bool
    arrow: str = ""


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

    @property
    def has_arrows(self) -> bool:
        """Whether a month lies beyond the drawing."""
        return any(one.arrow for one in self.marks)


def draw_trend(points: Sequence[Point], labels: Sequence[str], limits: Sequence[Limits | None] = ()) -> Trend:
    """Lay the months out over the width; the scale holds the values, what was asked of each month and what was usual.

    One month far from all others would make a line of them: it stands at the edge as an arrow, with its number.
    """
    known = [point.value for point in points if point.value is not None]
    fences = _fences(known)
    values = [one for one in known if _is_inside(one, fences)]
    limits = [one if one and _holds(one, fences) else None for one in limits]
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
        x, y = f"{LEFT + place * step:.1f}", height(min(max(point.value, low), high))
        run.append(f"{x},{y}")
        arrow = "" if low <= point.value <= high else _arrow(LEFT + place * step, Decimal(y), is_up=point.value > high)
        marks.append(Mark(x, y, label, point.standing is Standing.MISSED, arrow))
    segments.append(" ".join(run))
    grid = tuple(Line(height(value), scale_words(value)) for value in (low, (low + high) / 2, high))
    drawn = tuple(one for one in segments if " " in one)
    months = tuple((f"{LEFT + place * step:.1f}", str(point.span.first.month)) for place, point in enumerate(points))
    bounds = [_bound([None if one is None else side(one) for one in limits], step, height) for side in (_lower, _upper)]
    usual = tuple(line for lines in bounds for line in lines)
    return Trend(tuple(marks), months, drawn, grid, _aims(points, step, height), usual)


def scale_words(value: Decimal) -> str:
    """A number beside the grid: whole where it is large or whole, with a true minus."""
    places = 0 if abs(value) >= WHOLE_FROM or value == value.to_integral_value() else 1
    return f"{value:,.{places}f}".replace("-", "−")


def _fences(values: Sequence[Decimal]) -> tuple[Decimal, Decimal] | None:
    """Between what no month is far from the others; None of few months, or where the middle half is all alike."""
    if len(values) < FEWEST:
        return None
    lower, _middle, upper = quantiles(values, n=4, method="inclusive")
    spread = upper - lower
    return (lower - FAR * spread, upper + FAR * spread) if spread else None


def _is_inside(value: Decimal, fences: tuple[Decimal, Decimal] | None) -> bool:
    return fences is None or fences[0] <= value <= fences[1]


def _holds(one: Limits, fences: tuple[Decimal, Decimal] | None) -> bool:
    """Whether limits are drawn: one that a far month has torn wide would make a line of all others, too."""
    return all(_is_inside(Decimal(str(end)), fences) for end in (one.lower, one.upper))


def _arrow(x: Decimal, y: Decimal, *, is_up: bool) -> str:
    tip, foot = (y - 9, y) if is_up else (y + 9, y)
    return f"{x - 6:.1f},{foot:.1f} {x + 6:.1f},{foot:.1f} {x:.1f},{tip:.1f}"


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
