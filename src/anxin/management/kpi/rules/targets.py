"""Targets of a year: which places a figure's target has, what holds for a period, and how a whole is shared out.

Values are in shown units (percent as percent, yuan). A *total* grows with the days; where its months add up, its year is
their sum and has no place of its own. Anything else (a rate, a stock) may have a target for each month, or one for the
year that holds in every month without one.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from enum import StrEnum

from anxin.management.kpi.rules.definitions import Definition, Target
from anxin.management.kpi.rules.measures import Measure
from anxin.management.kpi.rules.periods import MONTHS, Period, Span, span_of

WHOLE_YEAR = 0
"""The month of a target that holds for the year."""
ALL_MONTHS = range(1, 13)
ONE = Decimal(1)
UNITS_OF_STORES = ("store", "brand", "region", "group")
"""Grains that are units, the smallest first."""
WHOLE_UNITS = ("count", "times", "yuan", "class")
"""Units that are shared out in whole numbers."""


class Kind(StrEnum):
    """How the targets of a figure go together."""

    ADDED = "added"
    """A total whose months add up to the year."""
    YEARLY = "yearly"
    """A total that is only asked of a whole year."""
    LEVEL = "level"
    """A rate or a stock: a month's target, else the year's."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a target stands: the figure and the month (0 is the year); of one employee or team, or of the store."""

    code: str
    month: int
    employee_id: int | None = None
    team_id: int | None = None

    @property
    def is_personal(self) -> bool:
        """Whether it is asked of a person or team."""
        return self.employee_id is not None or self.team_id is not None


def kind_of(definition: Definition, measures: Mapping[str, Measure]) -> Kind:
    """How the figure's targets go together; a sum of things that are counted once, or of stocks, is a level."""
    if not definition.is_total or not all(measures[term.measure].is_additive for term in definition.formula.terms):
        return Kind.LEVEL
    return Kind.ADDED if Period.MONTH in definition.periods else Kind.YEARLY


def is_asked(definition: Definition, target: Target, level: str, period: Period) -> bool:
    """Whether what a source asks is asked of units of a level over such a period.

    What grows with the days is asked of the definition's first period: a quarter's new customers are no target for a year. A
    total is asked of one unit, the smallest that the definition names: a store's cars are no target for a group of stores,
    nor a group's people for one. Nothing at all is nothing everywhere.
    """
    if not target.value and target.until is None:
        return not definition.grows or period in definition.periods
    if definition.grows and period != definition.periods[0]:
        return False
    return not definition.is_total or level == next((one for one in UNITS_OF_STORES if one in definition.grains), "")


def is_beyond(definition: Definition, level: str) -> bool:
    """Whether a unit is larger than any of which the figure is kept: what is asked of each store does not add up."""
    kept = [grain for grain in UNITS_OF_STORES if grain in definition.grains]
    return bool(kept) and UNITS_OF_STORES.index(level) > UNITS_OF_STORES.index(kept[-1])


def months_allowed(kind: Kind) -> Collection[int]:
    """The months (0 is the year) for which such a figure may have a target."""
    return {Kind.ADDED: ALL_MONTHS, Kind.YEARLY: (WHOLE_YEAR,), Kind.LEVEL: (WHOLE_YEAR, *ALL_MONTHS)}[kind]


def target_of(
    kind: Kind, months: Mapping[int, Target], period: Period, span: Span, opened: date | None = None
) -> Target | None:
    """What is asked of the whole period in which a span ends, out of the targets of its year; None where nothing is.

    Of a total all months of the period must have one, but for those before the store opened. A quarter or year of a level
    has the year's, else what its months all ask alike.
    """
    if period is Period.TRAILING or (kind is not Kind.LEVEL and period not in MONTHS):
        return None
    if kind is Kind.YEARLY:
        return months.get(WHOLE_YEAR) if period is Period.YEAR else None
    whole = span_of(period, span.last)
    asked = [
        months.get(month)
        for month in range(whole.first.month if period in MONTHS else span.last.month, whole.last.month + 1)
        if month in months or opened is None or (opened.year, opened.month) <= (whole.last.year, month)
    ]
    known = [one for one in asked if one is not None]
    if kind is Kind.ADDED:
        return add_up(known) if len(known) == len(asked) else None
    usual = months.get(WHOLE_YEAR)
    if period is Period.YEAR and usual is not None:
        return usual
    filled = {one if one is not None else usual for one in asked}
    return filled.pop() if len(filled) == 1 else usual


def add_up(targets: Sequence[Target]) -> Target | None:
    """The target of the whole out of those of its parts; None where there is none, or they compare in different ways."""
    if not targets or len({one.operator for one in targets}) > 1:
        return None
    until = [one.until for one in targets if one.until is not None]
    return Target(
        targets[0].operator, sum((one.value for one in targets), Decimal(0)), sum(until, Decimal(0)) if until else None
    )


def step_of(definition: Definition, total: Decimal) -> Decimal:
    """The smallest part into which a total of the figure is shared: a whole car or yuan, finer where the total is finer."""
    places = 0 if definition.unit in WHOLE_UNITS else definition.decimals
    exponent = total.normalize().as_tuple().exponent
    return ONE.scaleb(-max(places, -exponent if isinstance(exponent, int) and exponent < 0 else 0))


def share_out(total: Decimal, weights: Sequence[Decimal], step: Decimal) -> list[Decimal]:
    """Parts of a total by weight that add up to it exactly: whole steps, what is left goes to the largest remainders.

    A weight below 0 counts as 0; where none is above 0 all are alike. ``total`` is not below 0 and a multiple of ``step``.
    """
    if not weights:
        return []
    counted = [max(one, Decimal(0)) for one in weights]
    whole = sum(counted, Decimal(0))
    if not whole:
        counted, whole = [ONE] * len(weights), Decimal(len(weights))
    steps = total / step
    exact = [steps * one / whole for one in counted]
    parts = [one.to_integral_value(ROUND_FLOOR) for one in exact]
    # Equal remainders go to the larger weight, then to the earlier part, so that the same input gives the same parts.
    order = sorted(range(len(parts)), key=lambda place: (parts[place] - exact[place], -counted[place], place))
    for place in order[: int(steps - sum(parts, Decimal(0)))]:
        parts[place] += 1
    return [one * step for one in parts]


def grown(value: Decimal, growth_percent: Decimal, step: Decimal) -> Decimal:
    """A value and so many percent more, in whole steps; half a step is one."""
    return (value * (1 + growth_percent / 100) / step).to_integral_value(ROUND_HALF_UP) * step


def done_percent(value: Decimal | None, target: Target | None) -> Decimal | None:
    """How much of a total's target was reached so far, in percent; None without one or where it is not above 0."""
    if value is None or target is None or target.value <= 0:
        return None
    return value / target.value * 100


def by_cell(found: Iterable[tuple[Cell, Target]]) -> dict[str, dict[int, Target]]:
    """Targets of one store or person by figure and month."""
    known: dict[str, dict[int, Target]] = {}
    for cell, target in found:
        known.setdefault(cell.code, {})[cell.month] = target
    return known


@dataclass(frozen=True, slots=True)
class NewTarget:
    """A target to be set; without a value the one that stands is taken back. ``until`` only of a range."""

    cell: Cell
    operator: str
    value: Decimal | None
    until: Decimal | None = None

    @property
    def target(self) -> Target | None:
        """What it asks; None where it takes back."""
        return None if self.value is None else Target(self.operator, self.value, self.until)


def usual_operator(definition: Definition) -> str:
    """How a figure is usually compared: up to its target, down to it, or exactly."""
    return {"up": "ge", "down": "le"}.get(definition.direction, "eq")
