"""The places of the trend's drawing: a line over twelve months, its target, the months that miss it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from statistics import quantiles

from django.utils.translation import gettext as _

from anxin.management.kpi.queries.sheet import Point
from anxin.management.kpi.rules.definitions import Definition
from anxin.management.kpi.rules.individuals import Limits
from anxin.management.kpi.rules.periods import Period, span_of
from anxin.management.kpi.rules.standing import Standing
from anxin.management.kpi.web.tiles import money

HALF = Decimal("0.5")
FEWEST = 5
"""Of fewer months none is far from the others."""
FAR = 3
"""So many spreads of the middle half beyond it a month is far out (Tukey), and leaves the drawing."""
MUCH = 100_000
"""Money from here on is written in ten thousands (in English thousands)."""
Height = Callable[[Decimal], str]
WHOLE_FROM = 100
"""From here on the grid is written without decimals."""


@dataclass(frozen=True, slots=True)
class Paper:
    """Where the line may be drawn; ``edge`` is where the grid begins, beside its numbers. ``months`` are written from the
    newest back, each so many-th; ``is_narrow``: of the values only the newest, the largest and the smallest are."""

    width: int
    height: int
    left: int
    right: int
    top: int
    bottom: int
    edge: int
    months: int = 1
    is_narrow: bool = False


WIDE = Paper(1000, 230, 112, 952, 30, 190, 74)
PHONE = Paper(360, 210, 74, 334, 26, 172, 52, months=3, is_narrow=True)


@dataclass(frozen=True, slots=True)
class Mark:
    """A month that is known: its place, what it says, and whether it misses the target.

    ``arrow`` are the corners of a triangle at the drawing's edge for a month that lies far beyond it; empty for all others.
    ``is_hollow``: no month of the line, as it is known in part, runs, or was marked as odd.
    """

    x: str
    y: str
    label: str
    is_missed: bool
    arrow: str = ""
    is_hollow: bool = False


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
    paper: Paper = WIDE

    @property
    def has_hollow(self) -> bool:
        """Whether a month is no month of the line."""
        return any(one.is_hollow for one in self.marks)

    @property
    def has_arrows(self) -> bool:
        """Whether a month lies beyond the drawing."""
        return any(one.arrow for one in self.marks)


def draw_trend(
    points: Sequence[Point],
    labels: Sequence[str],
    limits: Sequence[Limits | None] = (),
    *,
    definition: Definition | None = None,
    paper: Paper = WIDE,
) -> Trend:
    """Lay the months out over the width; the scale holds the values, what was asked of each month and what was usual.

    One month far from all others would make a line of them: it stands at the edge as an arrow, with its number. So does what
    is no month of the line, where it is far from those that are.
    """
    hollow = [is_hollow(point, definition) for point in points]
    values, limits, low, high = _extent(points, hollow, limits)
    step = Decimal(paper.right - paper.left) / max(1, len(points) - 1)

    def height(value: Decimal) -> str:
        return f"{paper.bottom - (value - low) / (high - low) * (paper.bottom - paper.top):.1f}"

    marks, drawn = _line_of(points, labels, hollow, values, paper, (low, high, step, height))
    scale = (low, (low + high) / 2, high) if marks or limits else ()
    grid = tuple(Line(height(value), _scale(value, high, definition)) for value in scale)
    months = tuple(
        (f"{paper.left + place * step:.1f}", _month(point))
        for place, point in enumerate(points)
        if (len(points) - 1 - place) % paper.months == 0
    )
    bounds = [
        _bound([None if one is None else side(one) for one in limits], step, height, paper) for side in (_lower, _upper)
    ]
    usual = tuple(line for lines in bounds for line in lines)
    return Trend(tuple(marks), months, drawn, grid, _aims(points, step, height, paper), usual, paper)


def _line_of(
    points: Sequence[Point],
    labels: Sequence[str],
    hollow: Sequence[bool],
    values: Sequence[Decimal],
    paper: Paper,
    scale: tuple[Decimal, Decimal, Decimal, Height],
) -> tuple[list[Mark], tuple[str, ...]]:
    """The marks of all known months, and the pieces of the line between those that are on it."""
    marks: list[Mark] = []
    segments: list[str] = []
    run: list[str] = []
    low, high, step, height = scale
    said = _said(values, points) if paper.is_narrow else set(range(len(points)))
    for place, (point, label) in enumerate(zip(points, labels, strict=True)):
        if point.value is None or hollow[place]:
            segments.append(" ".join(run))
            run = []
        if point.value is None:
            continue
        x, y = f"{paper.left + place * step:.1f}", height(min(max(point.value, low), high))
        if not hollow[place]:
            run.append(f"{x},{y}")
        arrow = "" if low <= point.value <= high else _arrow(paper.left + place * step, Decimal(y), is_up=point.value > high)
        words = label if place in said or arrow else ""
        marks.append(Mark(x, y, words, point.standing is Standing.MISSED, arrow, hollow[place]))
    segments.append(" ".join(run))
    return marks, tuple(one for one in segments if " " in one)


def _extent(
    points: Sequence[Point], hollow: Sequence[bool], limits: Sequence[Limits | None]
) -> tuple[list[Decimal], list[Limits | None], Decimal, Decimal]:
    """The values that say how high the drawing is, the limits that are drawn, and its lowest and highest number."""
    known = [point.value for point, beside in zip(points, hollow, strict=True) if point.value is not None and not beside]
    fences = _fences(known)
    values = [one for one in known if _is_inside(one, fences)]
    drawn = [one if one and _holds(one, fences) else None for one in limits]
    ends = [Decimal(str(end)) for one in drawn if one for end in (one.lower, one.upper)]
    aims = [end for point in points if point.target for end in (point.target.value, point.target.until) if end is not None]
    seen = [*values, *aims, *ends, *_beside(points, hollow, fences)]
    low, high = (min(seen), max(seen)) if seen else (Decimal(0), Decimal(1))
    if low == high:
        low, high = low - 1, high + 1
    return values, drawn, low, high


def _beside(points: Sequence[Point], hollow: Sequence[bool], fences: tuple[Decimal, Decimal] | None) -> Iterator[Decimal]:
    """What is no month of the line and still drawn to scale: not far from its months; of few months what is not odd."""
    is_alone = all(hollow)
    for point, is_beside in zip(points, hollow, strict=True):
        if not is_beside or point.value is None or (fences is None and point.is_outlier and not is_alone):
            continue
        if _is_inside(point.value, fences):
            yield point.value


def is_hollow(point: Point, definition: Definition | None) -> bool:
    """Whether it is no month of the line; one that runs is none of what grows with its days."""
    runs = point.span.last < _end(point)
    return point.is_partial or point.is_outlier or (runs and definition is not None and definition.grows)


def _end(point: Point) -> date:
    return span_of(Period.MONTH, point.span.last).last


def _month(point: Point) -> str:
    """What stands below a point: its month, or its quarter with the year."""
    first, last = point.span.first, point.span.last
    if (first.year, first.month) == (last.year, last.month):
        return _("%(month)s月") % {"month": first.month}
    return f"{first:%y}Q{(first.month + 2) // 3}"


def _said(values: Sequence[Decimal], points: Sequence[Point]) -> set[int]:
    """Of which points a narrow drawing says the value: the newest, and of the ends what is not beside it."""
    known = [place for place, point in enumerate(points) if point.value is not None]
    if not known:
        return set()
    newest, said = known[-1], {known[-1]}
    for end in (max(values), min(values)) if values else ():
        place = next(place for place in known if points[place].value == end)
        if all(abs(place - one) > 2 for one in said):
            said.add(place)
    return {newest, *said}


def _scale(value: Decimal, high: Decimal, definition: Definition | None) -> str:
    if definition is not None and definition.unit == "yuan" and abs(high) >= MUCH:
        return money(value) if value else "0"
    return scale_words(value)


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


def _aims(points: Sequence[Point], step: Decimal, height: Height, paper: Paper) -> tuple[str, ...]:
    """What was asked, of a range both ends."""
    least = [None if point.target is None else point.target.value for point in points]
    most = [None if point.target is None else point.target.until for point in points]
    return (*_level(least, step, height, paper), *_level(most, step, height, paper))


def _level(asked: Sequence[Decimal | None], step: Decimal, height: Height, paper: Paper) -> list[str]:
    """A line over all months that ask alike: the ends of each reach half a month around it."""
    lines = []
    for value, run in groupby(range(len(asked)), asked.__getitem__):
        if value is None:
            continue
        months = list(run)
        left = max(Decimal(paper.left) - 8, paper.left + (months[0] - HALF) * step)
        right = min(Decimal(paper.right) + 10, paper.left + (months[-1] + HALF) * step)
        y = height(value)
        lines.append(f"{left:.1f},{y} {right:.1f},{y}")
    return lines


def _lower(limits: Limits) -> float:
    return limits.lower


def _upper(limits: Limits) -> float:
    return limits.upper


def _bound(ends: Sequence[float | None], step: Decimal, height: Height, paper: Paper) -> list[str]:
    """One side of what was usual, as lines of at least a month's width: a limit holds for its whole month."""
    lines: list[list[str]] = [[]]
    for place, end in enumerate(ends):
        if end is None:
            lines.append([])
            continue
        middle, y = paper.left + place * step, height(Decimal(str(end)))
        lines[-1] += [
            f"{max(middle - step / 2, Decimal(paper.left)):.1f},{y}",
            f"{min(middle + step / 2, Decimal(paper.right)):.1f},{y}",
        ]
    return [" ".join(line) for line in lines if line]
