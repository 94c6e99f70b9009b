"""A store's labour by area: what follows from headcount, cost and gross profit, and what does not fit together (R-AW19)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from anxin.platform.money import ZERO, Money

SALES, AFTER_SALES, BACK_OFFICE = "sales", "after_sales", "back_office"
AREAS = (SALES, AFTER_SALES, BACK_OFFICE)
EARNING = (SALES, AFTER_SALES)
"""The areas that bring in gross profit; the back office may."""
WHOLE = ""
"""Stands for the whole store where an area is named."""
AREA_OF_DEPARTMENT = {
    "front_desk": AFTER_SALES,
    "workshop": AFTER_SALES,
    "technical": AFTER_SALES,
    "parts": AFTER_SALES,
    "insurance": AFTER_SALES,
    "customer_relations": AFTER_SALES,
    "sales": SALES,
    "finance": BACK_OFFICE,
    "management": BACK_OFFICE,
}
AFTER_SALES_POSTS = frozenset(("after_sales_manager", "service_manager", "service_director", "project_owner"))
"""Stand among the managers, and are paid by after-sales."""
HUNDRED = Decimal(100)
MONTHS = 12


@dataclass(frozen=True, slots=True)
class AreaBudget:
    """What is asked of an area: people, cost and gross profit of the year; None is not said."""

    area: str
    headcount: int | None = None
    labour_cost: Money | None = None
    gross_profit: Money | None = None


@dataclass(frozen=True, slots=True)
class Labour:
    """People, what they cost and what was brought in over ``months`` months; None is not known."""

    headcount: int | None = None
    labour_cost: Money | None = None
    gross_profit: Money | None = None
    months: int = MONTHS

    @property
    def cost_per_head(self) -> Money | None:
        """What a head costs in these months."""
        return _per_head(self.labour_cost, self.headcount)

    @property
    def profit_per_head(self) -> Money | None:
        """What a head brings in in these months."""
        return _per_head(self.gross_profit, self.headcount)

    @property
    def contribution(self) -> Decimal | None:
        """Pay contribution: yuan of gross profit for a yuan of labour."""
        return _ratio(self.gross_profit, self.labour_cost)

    @property
    def cost_rate(self) -> Decimal | None:
        """The same the other way round: labour cost to gross profit, as a ratio (K-J29)."""
        return _ratio(self.labour_cost, self.gross_profit)

    def share_of(self, whole: "Labour") -> Decimal | None:
        """Which part of the whole's gross profit this is, as a ratio."""
        return _ratio(self.gross_profit, whole.gross_profit)


class Misfit(StrEnum):
    """What does not fit."""

    PROFIT_TARGET = "profit_target"
    """After-sales shall bring in another gross profit than the store's target of repair gross profit."""
    EXPENSE_TARGET = "expense_target"
    """Labour alone costs more than the store may spend in all."""
    HEADS_TARGET = "heads_target"
    """The areas' heads are not the store's target of headcount."""
    HEADS_ON_FILE = "heads_on_file"
    """More people are on file than the area may have."""
    NO_HEADS = "no_heads"
    """Cost without heads."""
    NO_COST = "no_cost"
    """Heads without cost."""
    COST_FASTER = "cost_faster"
    """Labour cost grows faster than gross profit against last year: both in percent."""
    STATED_PARTS = "stated_parts"
    """The areas' stated labour cost is not the store's."""


@dataclass(frozen=True, slots=True)
class LabourMisfit:
    """``code`` of ``area`` (empty is the store): it says ``value``, held against ``expected``; money in yuan."""

    code: Misfit
    area: str
    value: Decimal
    expected: Decimal


@dataclass(frozen=True, slots=True)
class Aims:
    """What the store asks of the same figures in the year, in yuan and heads; None is not asked."""

    gross_profit: Decimal | None = None
    expense: Decimal | None = None
    headcount: Decimal | None = None


def area_of(post: str, department: str) -> str | None:
    """The area that pays a post; None of posts that no store pays."""
    return AFTER_SALES if post in AFTER_SALES_POSTS else AREA_OF_DEPARTMENT.get(department)


def add_up(parts: Mapping[str, Labour]) -> Labour:
    """The store out of its areas: known where each of them says it, the back office no gross profit.

    A sum with a gap is unknown: held against what all areas cost or bring in it would tell of too little.
    """
    heads, costs = [parts[area].headcount for area in AREAS], [parts[area].labour_cost for area in AREAS]
    profits = [parts[area].gross_profit for area in EARNING]
    if parts[BACK_OFFICE].gross_profit is not None:
        profits.append(parts[BACK_OFFICE].gross_profit)
    return Labour(_sum(heads), _money(costs), _money(profits))


def find_misfits(
    budget: Mapping[str, Labour],
    before: Mapping[str, Labour],
    on_file: Mapping[str, int],
    aims: Aims,
    *,
    tolerance: Decimal,
) -> list[LabourMisfit]:
    """Every thing that does not fit, of the store (``WHOLE``) and its areas; ``before`` is last year, ``on_file`` today.

    ``tolerance`` is percent of what it is held against. What is not known on one side says nothing.
    """
    whole, after_sales = budget[WHOLE], budget[AFTER_SALES]
    found = []
    if _differs(after_sales.gross_profit, aims.gross_profit, tolerance):
        found.append(_misfit(Misfit.PROFIT_TARGET, AFTER_SALES, after_sales.gross_profit, aims.gross_profit))
    # What some areas cost may be too much already, whatever the others do.
    cost = Money.sum(one for area in AREAS if (one := budget[area].labour_cost) is not None)
    if aims.expense is not None and cost.as_yuan > aims.expense:
        found.append(_misfit(Misfit.EXPENSE_TARGET, WHOLE, cost, aims.expense))
    if whole.headcount is not None and aims.headcount not in (None, whole.headcount):
        found.append(_misfit(Misfit.HEADS_TARGET, WHOLE, whole.headcount, aims.headcount))
    for area in AREAS:
        found += _of_area(area, budget[area], on_file.get(area, 0))
    return found + [one for area in (*AREAS, WHOLE) for one in _faster(area, budget[area], before[area])]


def parts_misfit(
    parts: Mapping[int, Sequence[Money | None]], whole: Mapping[int, Money], tolerance: Decimal
) -> LabourMisfit | None:
    """Whether the areas' stated labour cost differs from the store's over the months in which all of them were stated."""
    months = [month for month, said in parts.items() if month in whole and all(one is not None for one in said)]
    added = Money.sum(one for month in months for one in parts[month] if one is not None)
    stated = Money.sum(whole[month] for month in months)
    if not months or not _differs(added, stated.as_yuan, tolerance):
        return None
    return _misfit(Misfit.STATED_PARTS, WHOLE, added, stated.as_yuan)


def _of_area(area: str, budget: Labour, on_file: int) -> Iterable[LabourMisfit]:
    if budget.headcount is not None and on_file > budget.headcount:
        yield _misfit(Misfit.HEADS_ON_FILE, area, budget.headcount, Decimal(on_file))
    if budget.labour_cost and not budget.headcount:
        yield _misfit(Misfit.NO_HEADS, area, budget.labour_cost, Decimal(0))
    if budget.headcount and not budget.labour_cost:
        yield _misfit(Misfit.NO_COST, area, budget.headcount, Decimal(0))


def _faster(area: str, budget: Labour, before: Labour) -> Iterable[LabourMisfit]:
    if before.months < MONTHS:
        return
    cost, profit = _growth(budget.labour_cost, before.labour_cost), _growth(budget.gross_profit, before.gross_profit)
    if cost is not None and profit is not None and cost > profit:
        yield LabourMisfit(Misfit.COST_FASTER, area, cost, profit)


def _misfit(code: Misfit, area: str, value: Money | int | None, expected: Decimal | None) -> LabourMisfit:
    said = value.as_yuan if isinstance(value, Money) else Decimal(value or 0)
    return LabourMisfit(code, area, said, expected or Decimal(0))


def _differs(value: Money | None, expected: Decimal | None, tolerance: Decimal) -> bool:
    if value is None or expected is None:
        return False
    return abs(value.as_yuan - expected) > abs(expected) * tolerance / HUNDRED


def _growth(now: Money | None, before: Money | None) -> Decimal | None:
    if now is None or before is None or before <= ZERO:
        return None
    return round((Decimal(now.fen) / before.fen - 1) * HUNDRED, 1)


def _per_head(amount: Money | None, heads: int | None) -> Money | None:
    return None if amount is None or not heads else amount.times(Decimal(1) / heads)


def _ratio(part: Money | None, whole: Money | None) -> Decimal | None:
    return None if part is None or whole is None or whole <= ZERO else Decimal(part.fen) / whole.fen


def _sum(values: Iterable[int | None]) -> int | None:
    said = list(values)
    known = [one for one in said if one is not None]
    return sum(known) if len(known) == len(said) else None


def _money(values: Iterable[Money | None]) -> Money | None:
    said = list(values)
    known = [one for one in said if one is not None]
    return Money.sum(known) if len(known) == len(said) else None
