"""How much of an article to order: levels out of demand, min-max, whole purchase units, the most urgent first (M14.05)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from anxin.platform.money import ZERO, Money

NONE = Decimal(0)
ONE = Decimal(1)
MONTH_DAYS = 30


@dataclass(frozen=True, slots=True)
class Levels:
    """Between which levels an article is kept; None: not watched."""

    minimum: Decimal | None = None
    standard: Decimal | None = None
    maximum: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Cover:
    """For how long stock is to last: demand is that of ``demand_days`` and grows by ``growth`` (0.1 is 10 %); goods are
    ordered every ``review_days``, ``safety_days`` lie there always, and an order lasts ``cover_days``.
    """

    demand_days: int
    review_days: int
    safety_days: int
    cover_days: int
    growth: Decimal = NONE

    def daily(self, demand: Decimal) -> Decimal:
        """Demand of a day."""
        return demand * (1 + self.growth) / self.demand_days

    def reach(self, lead_days: int) -> Decimal:
        """The minimum that follows from a demand of one."""
        return self.daily(ONE) * (lead_days + self.review_days + self.safety_days)


def suggested(demand: Decimal, cover: Cover, lead_days: int) -> Levels:
    """Levels that follow from demand, in whole units: the minimum lasts until the next order has come."""
    wait = lead_days + cover.review_days + cover.safety_days
    days = (wait, wait + cover.cover_days, wait + cover.cover_days + cover.review_days)
    # Divided last, and what a division leaves far behind the point is no unit more.
    exact = (round(demand * (1 + cover.growth) * one / cover.demand_days, 9) for one in days)
    return Levels(*(one.to_integral_value(ROUND_CEILING) for one in exact))


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an article stands: what is there and coming less what is wanted, how it is kept, and what it costs.

    ``factor`` units make a purchase unit; ``daily`` is the demand of a day.
    """

    article_id: int
    position: Decimal
    levels: Levels
    factor: Decimal
    unit_price: Money
    daily: Decimal

    @property
    def is_below(self) -> bool:
        """Whether it is below its minimum."""
        return self.levels.minimum is not None and self.position < self.levels.minimum

    @property
    def days_left(self) -> Decimal | None:
        """For how many days it lasts; None where nothing is asked for."""
        return max(self.position, NONE) / self.daily if self.daily else None


@dataclass(frozen=True, slots=True)
class Wanted:
    """So much of an article is to be ordered. ``is_beyond``: the purchase unit forces more than the maximum; ``is_cut``:
    the budget leaves less than what is needed.
    """

    standing: Standing
    quantity: Decimal
    is_beyond: bool = False
    is_cut: bool = False

    @property
    def amount(self) -> Money:
        """What it costs without tax."""
        return self.standing.unit_price.times(self.quantity)


def to_order(one: Standing, *, to_maximum: bool = False) -> Wanted | None:
    """What brings an article from below its minimum up to its standard, in whole purchase units; None: nothing.

    Never above the maximum, unless no number of purchase units lies between minimum and maximum.
    """
    levels = one.levels
    if levels.minimum is None or not one.is_below:
        return None
    goals = (levels.maximum, levels.standard) if to_maximum else (levels.standard, levels.maximum)
    goal = next((level for level in goals if level is not None), levels.minimum)
    packs = _packs(goal - one.position, one.factor, ROUND_CEILING)
    if levels.maximum is None or one.position + packs * one.factor <= levels.maximum:
        return Wanted(one, packs * one.factor)
    fitting = _packs(levels.maximum - one.position, one.factor, ROUND_FLOOR)
    if one.position + fitting * one.factor >= levels.minimum:
        return Wanted(one, fitting * one.factor)
    needed = _packs(levels.minimum - one.position, one.factor, ROUND_CEILING)
    return Wanted(one, needed * one.factor, is_beyond=True)


def by_urgency(wanted: Iterable[Wanted]) -> list[Wanted]:
    """What runs out first comes first; of what nobody asks for, that which misses most of its minimum."""

    def key(one: Wanted) -> tuple[bool, Decimal, Decimal, int]:
        at, left = one.standing, one.standing.days_left
        missing = (at.position - at.levels.minimum) / at.levels.minimum if at.levels.minimum else NONE
        return at.position >= 0 and left is None, left or min(at.position, NONE), missing, at.article_id

    return sorted(wanted, key=key)


def capped(wanted: Iterable[Wanted], budget: Money | None) -> tuple[list[Wanted], list[Wanted]]:
    """What the budget pays for in the given order, in whole purchase units, and what it does not pay for at all."""
    kept: list[Wanted] = []
    cut: list[Wanted] = []
    rest = budget
    for one in wanted:
        taken = one if rest is None or one.amount <= rest else _within(one, rest)
        if taken is None:
            cut.append(one)
            continue
        kept.append(taken)
        rest = None if rest is None else rest - taken.amount
    return kept, cut


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a proposal comes to: its lines and money without tax, and the stock's turnover in a month and days of cover
    once it has come; None where nothing was issued or nothing is there.
    """

    lines: int
    amount: Money
    cut: int
    cut_amount: Money
    turnover: Decimal | None
    cover_days: Decimal | None


def outlook(kept: Iterable[Wanted], cut: Iterable[Wanted], stock: Money, issued: Money, days: int) -> Outlook:
    """What comes of a proposal; ``issued`` in so many ``days`` at cost, as ``stock`` is (K-Z31: issues ÷ stock)."""
    kept, cut = list(kept), list(cut)
    amount = Money.sum(one.amount for one in kept)
    after = (stock + amount).fen
    daily = Decimal(issued.fen) / days
    turnover = round(daily * MONTH_DAYS / after, 2) if after > 0 and daily > 0 else None
    cover = round(after / daily, 1) if daily > 0 else None
    return Outlook(len(kept), amount, len(cut), Money.sum(one.amount for one in cut), turnover, cover)


def _packs(quantity: Decimal, factor: Decimal, rounding: str) -> Decimal:
    return (quantity / factor).to_integral_value(rounding)


def _within(one: Wanted, rest: Money) -> Wanted | None:
    """As many purchase units of it as the rest pays for; None: not one."""
    pack = one.standing.unit_price.fen * one.standing.factor
    packs = (Decimal(rest.fen) / pack).to_integral_value(ROUND_FLOOR) if pack > 0 and rest > ZERO else NONE
    while packs > 0:
        taken = replace(one, quantity=packs * one.standing.factor, is_beyond=False, is_cut=True)
        if taken.amount <= rest:
            return taken
        packs -= 1
    return None
