"""When another person counts again, and how many articles are a day's share; pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from anxin.platform.money import Money


@dataclass(frozen=True, slots=True)
class Limits:
    """From where on another person counts again: a share of the book quantity, or a value in money."""

    share: Decimal
    value: Money


@dataclass(frozen=True, slots=True)
class Said:
    """By whom a line was counted, and by how much it differed from the ledger of that moment."""

    by: str
    difference: Decimal


@dataclass(frozen=True, slots=True)
class Standing:
    """What a line adds to its sheet: whether it is counted, differs, waits for a second count; and the gain or loss."""

    counted: int
    different: int
    second: int
    gain: Money
    loss: Money


def worth_for_limits(worth: Money, difference: Decimal, price: Money) -> Money:
    """What limits take a difference for, without sign: no less than the list price says, whatever the cost is by now."""
    return Money(max(abs(worth.fen), abs(price.times(difference).fen)))


def is_far_off(difference: Decimal, on_hand: Decimal, worth: Money, limits: Limits) -> bool:
    """Whether another person has to count again."""
    if not difference:
        return False
    return abs(worth.fen) > limits.value.fen or abs(difference) > limits.share * max(on_hand, Decimal(0))


def is_confirmed(counts: Iterable[Said]) -> bool:
    """Whether two people found the same difference, one after the other; ``counts`` are the newest first.

    Differences are compared and not quantities: goods move between two counts. A count that disagrees wants another.
    """
    newest: Said | None = None
    for one in counts:
        if newest is None:
            newest = one
        elif one.difference != newest.difference:
            return False
        elif one.by != newest.by:
            return True
    return False


def standing(difference: Decimal | None, worth: Money | None, second_wanted: bool) -> Standing:
    """How a line stands; ``difference`` None: not counted."""
    amount = worth or Money(0)
    return Standing(
        int(difference is not None),
        int(bool(difference)),
        int(second_wanted),
        amount if amount.fen > 0 else Money(0),
        -amount if amount.fen < 0 else Money(0),
    )


def share_of_a_day(articles: int, every_days: int) -> int:
    """How many of so many articles are counted on a day, so that all are once in so many days."""
    return -(-articles // every_days)
