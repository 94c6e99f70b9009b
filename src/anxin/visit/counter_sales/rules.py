"""Prices at the parts counter, and the steps of a plan, pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from anxin.platform.money import Money

TIMES_LIST = 10
MOST = Money.yuan(1_000_000)


@dataclass(frozen=True, slots=True)
class Amounts:
    """What a line comes to, with and without tax."""

    gross: Money
    net: Money
    tax: Money


def usual_price(list_price: Money, less: Decimal) -> Money:
    """What one piece costs whom the price group is for, tax included."""
    return list_price.times(1 - less)


def lowest_price(usual: Money, share: Decimal) -> Money:
    """The lowest price of a piece that whoever may give this share away may ask."""
    return usual.times(1 - share)


def highest_price(list_price: Money) -> Money:
    """Above this the price of a piece is a slip of the finger: ten times the list price, of what has none 1,000,000 yuan."""
    return list_price.times(TIMES_LIST) if list_price else MOST


def amounts(unit_price: Money, quantity: Decimal, tax_rate: Decimal) -> Amounts:
    """What so many at a price come to; the tax is inside the price."""
    gross = unit_price.times(quantity)
    return split(gross, tax_rate)


def split(gross: Money, tax_rate: Decimal) -> Amounts:
    """An amount with tax, taken apart."""
    net = Money(int((Decimal(gross.fen) / (1 + tax_rate)).quantize(Decimal(1), ROUND_HALF_UP)))
    return Amounts(gross, net, gross - net)


def returned(whole: Money, quantity: Decimal, before: Decimal, more: Decimal) -> Money:
    """What ``more`` pieces of a line carry of its amount after ``before`` went back; the last carries the rest."""

    def reached(count: Decimal) -> Money:
        return whole if count == quantity else whole.times(count / quantity)

    return reached(before + more) - reached(before)


MONTHS = range(1, 13)


def fill_steps(total: Money | None, steps: Sequence[Money | None]) -> tuple[Money, ...] | None:
    """The twelve steps of a plan: what is left of the total is split evenly over the months that nobody filled in.

    Without a total the empty months are nothing. None where total and steps do not agree: more was filled in than the
    total, or all months, and they come to something else.
    """
    said = Money.sum(step for step in steps if step is not None)
    empty = [place for place, step in enumerate(steps) if step is None]
    left = Money(0) if total is None else total - said
    if left < Money(0) or (left and not empty):
        return None
    shares = iter(left.split([1] * len(empty)) if empty else ())
    return tuple(next(shares) if step is None else step for step in steps)


def changed_months(before: Sequence[Money], after: Sequence[Money], begun: int) -> list[int]:
    """The months that had begun (the first ``begun`` of the year) and would have another step."""
    return [month for month in MONTHS[:begun] if before[month - 1] != after[month - 1]]


def begun_months(year: int, today_year: int, today_month: int) -> int:
    """How many months of a year have begun."""
    if year != today_year:
        return 12 if year < today_year else 0
    return today_month


def is_too_deep(issued: Money, stocked: Money, wanted: Decimal) -> bool:
    """Whether what was issued for repair in a month is too little for what lies there (K-Z31); without stock nothing is."""
    return stocked.fen > 0 and issued.fen < wanted * stocked.fen
