"""Pure sums of the stock: moving-average cost, kept as the exact value of what is on hand, and what is short of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from anxin.platform.money import Money


@dataclass(frozen=True, slots=True)
class Holding:
    """How much of an article is on hand and what it cost in all, tax excluded."""

    on_hand: Decimal
    value: Money

    @property
    def unit_cost(self) -> Money:
        """Moving-average cost of one unit, rounded to the fen; zero when nothing is on hand."""
        if self.on_hand <= 0:
            return Money(0)
        return Money(int((Decimal(self.value.fen) / self.on_hand).quantize(Decimal(1), ROUND_HALF_UP)))


def cost_of_movement(holding: Holding, quantity: Decimal, unit_cost: Money | None) -> Money:
    """Signed cost of a movement of ``quantity`` (signed), tax excluded.

    With a unit cost the movement carries its own; without one it takes its share of the value on hand, and the last
    unit takes all that is left, so that an empty shelf is worth nothing.
    """
    if unit_cost is not None:
        return unit_cost.times(quantity)
    if holding.on_hand <= 0:
        return Money(0)
    if -quantity == holding.on_hand:
        return -holding.value
    return Money(int((Decimal(holding.value.fen) * quantity / holding.on_hand).quantize(Decimal(1), ROUND_HALF_UP)))


def bounded_cost(holding: Holding, quantity: Decimal, cost: Money) -> Money:
    """The cost that is booked: an empty shelf is worth nothing, and what lies on it is never worth less than nothing.

    Only a reversal or a late receipt meets these bounds: what it carries was averaged away in the meantime.
    """
    left = holding.on_hand + quantity
    if left == 0 or (left > 0 and (holding.value + cost).fen < 0):
        return -holding.value
    return cost


def cost_of_return(issued: Decimal, issued_cost: Money, quantity: Decimal) -> Money:
    """Cost at which ``quantity`` of what a document still holds goes back: its share of what it was issued at."""
    if quantity == issued:
        return issued_cost
    return Money(int((Decimal(issued_cost.fen) * quantity / issued).quantize(Decimal(1), ROUND_HALF_UP)))


@dataclass(frozen=True, slots=True)
class Arrival:
    """What the parts desk said last of an article that is short; without ``expected_at`` nobody knows when it comes."""

    expected_at: datetime | None
    words: str
    told_at: datetime


@dataclass(frozen=True, slots=True)
class Availability:
    """What a store can give of an article to one who wants ``wanted``: ``promised`` is what others' signed lines hold."""

    article_id: int
    wanted: Decimal
    on_hand: Decimal
    promised: Decimal
    arrival: Arrival | None

    @property
    def free(self) -> Decimal:
        """On hand and promised to nobody else."""
        return max(self.on_hand - self.promised, Decimal(0))

    @property
    def shortage(self) -> Decimal:
        """What is missing of what is wanted."""
        return max(self.wanted - self.free, Decimal(0))

    @property
    def expected_at(self) -> datetime | None:
        """When what is missing comes; None when nothing is missing, or nobody knows."""
        return self.arrival.expected_at if self.arrival and self.shortage else None

    @property
    def is_known(self) -> bool:
        """Whether the asker knows where he stands: it is there, or the parts desk has answered (R-RO03)."""
        return not self.shortage or self.arrival is not None


def all_there_at(parts: Iterable[Availability]) -> tuple[datetime | None, bool]:
    """When the last missing part comes, as far as it is known; and whether one is missing of which nobody knows."""
    expected = [one.expected_at for one in parts if one.shortage]
    return max((moment for moment in expected if moment), default=None), None in expected


def standing(arrival: Arrival | None, at: datetime) -> Arrival | None:
    """The answer if it still says something: a time that passed while the goods did not come has to be told anew."""
    if arrival is None or arrival.expected_at is None or arrival.expected_at > at:
        return arrival
    return None
