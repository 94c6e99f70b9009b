"""The drawing of a month's days: a bar for each, the mean that the target asks, what is left to bring."""

from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from anxin.management.kpi.queries import MonthDays
from anxin.management.kpi.web import labels
from anxin.management.kpi.web.tiles import money

LEFT, RIGHT, TOP, BOTTOM = 52, 992, 24, 160
FIFTH = 5
NARROW, WIDE = Decimal("0.17"), Decimal("0.66")


@dataclass(frozen=True, slots=True)
class Bar:
    """A day: its place, its height, what it says; ``look`` is b (reached), bl (not) or bt (still running)."""

    x: str
    y: str
    width: str
    height: str
    middle: str
    label: str
    title: str
    look: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """All that ``kpi/_days.html`` draws; words of money are empty where the month has no target."""

    name: str
    bars: tuple[Bar, ...]
    days: tuple[tuple[str, str], ...]
    grid: tuple[tuple[str, str], ...]
    level: str
    each: str
    total: str
    target: str
    needed: str
    brought: str
    left: int
    has_values: bool


def draw_days(found: MonthDays, *, is_today: bool) -> Drawing:
    """Lay the days out over the width of the month; ``is_today``: the last one is not over."""
    step = Decimal(RIGHT - LEFT) / found.span.days
    known = [one.value for one in found.days if one.value is not None]
    top = _round_up(max([*known, found.each or Decimal(0), Decimal(1)]))
    bars = []
    for place, one in enumerate(found.days):
        value, last = max(one.value or Decimal(0), Decimal(0)), place == len(found.days) - 1
        height = value / top * (BOTTOM - TOP)
        look = "bt" if last and is_today else "bl" if found.each is not None and value < found.each else "b"
        x, words = LEFT + place * step, money(one.value) if one.value is not None else "—"
        bars.append(
            Bar(
                f"{x + step * NARROW:.1f}", f"{BOTTOM - height:.1f}", f"{step * WIDE:.1f}", f"{height:.1f}",
                f"{x + step / 2:.1f}", words if value and (last or value == max(known)) else "",
                f"{one.day:%m-%d} {words}", look,
            )
        )  # fmt: skip
    numbers = [day for day in range(1, found.span.days + 1) if day == 1 or day % FIFTH == 0]
    return Drawing(
        labels.say(found.definition.name),
        tuple(bars),
        tuple((f"{LEFT + (day - 1) * step + step / 2:.1f}", str(day)) for day in numbers),
        tuple((_height(top * part / 2, top), money(top * part / 2)) for part in range(3)),
        _height(found.each, top) if found.each is not None else "",
        _words(found.each),
        money(found.total),
        _words(found.target.value if found.target else None),
        _words(found.needed),
        _words(found.brought),
        found.left,
        bool(known) and any(known),
    )


def _height(value: Decimal, top: Decimal) -> str:
    return f"{BOTTOM - value / top * (BOTTOM - TOP):.1f}"


def _words(value: Decimal | None) -> str:
    return "" if value is None else money(value)


def _round_up(value: Decimal) -> Decimal:
    """The next even number of the value's second digit: what a scale ends with."""
    step = Decimal(2).scaleb(value.adjusted() - 1)
    return (value / step).to_integral_value(ROUND_CEILING) * step
