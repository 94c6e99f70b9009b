"""How old what lies on the shelf is: first in, first out, layer by layer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from anxin.platform.money import Money

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Arrived:
    """What came in on a day and was not undone."""

    on: date
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Layer:
    """What is left of what came in on a day, with its share of the value (moving average)."""

    on: date
    quantity: Decimal
    value: Money


def layers(on_hand: Decimal, value: Money, arrived: Sequence[Arrived]) -> list[Layer]:
    """What is on hand by the day it came in, oldest first; ``arrived`` is in the order of coming.

    First in, first out: what is left is what came last. Quantities sum to what is on hand, values to the value. What nobody
    received (a return of more than ever came) counts with the oldest. Nothing on hand has no layers.
    """
    left: list[tuple[date, Decimal]] = []
    rest = on_hand
    for one in reversed(arrived):
        if rest <= 0:
            break
        taken = min(rest, one.quantity)
        left.append((one.on, taken))
        rest -= taken
    if not left:
        return []
    left.reverse()
    left[0] = (left[0][0], left[0][1] + max(rest, ZERO))
    merged: dict[date, Decimal] = {}
    for on, quantity in left:
        merged[on] = merged.get(on, ZERO) + quantity
    days = sorted(merged)
    shares = value.split([int(merged[on] * 1000) for on in days])
    return [Layer(on, merged[on], share) for on, share in zip(days, shares, strict=True)]


def is_slow(oldest_on: date | None, issued_on: date | None, on: date, slow_days: int) -> bool:
    """Whether nothing went out for so many days although it lay there all the time (X-D01: the number is a parameter)."""
    if oldest_on is None or (on - oldest_on).days < slow_days:
        return False
    return issued_on is None or (on - issued_on).days >= slow_days


def is_overdue(oldest_on: date | None, on: date, overdue_days: int) -> bool:
    """Whether the oldest piece lies there for so many days (R-PT08)."""
    return oldest_on is not None and (on - oldest_on).days >= overdue_days
