"""Whether chance made a difference: two sums and their ratio, parts of a whole, and how much days differ among themselves.

Of what is counted the chance is that of drawing. Of hours, minutes and money it is taken from the days: what a member was
off what the others make, each day, says by how much such a sum is off by chance.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import inf, sqrt

CLEAR, CLEAR_AMONG_MANY = 2.5, 3.0
"""Standard errors; more where many members are looked at, of whom one is always the worst."""
CLEAR_BY_DAYS = 3.5
"""Standard errors that are taken from the days themselves: of twenty days they are not known well."""
FEWEST_DAYS = 8
"""Of fewer days nothing is known of how they differ."""
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Parts:
    """A ratio by its two sums."""

    top: Decimal
    bottom: Decimal

    @property
    def ratio(self) -> Decimal | None:
        """One by the other."""
        return self.top / self.bottom if self.bottom else None

    def without(self, other: "Parts") -> "Parts":
        """What is left."""
        return Parts(self.top - other.top, self.bottom - other.bottom)


def loss(part: Parts, whole: Parts, *, is_good_high: bool) -> Decimal:
    """By how much the whole's ratio is worse than without this part; below zero it is better."""
    rest = whole.without(part)
    if part.ratio is None or rest.ratio is None:
        return ZERO
    off = (rest.ratio - part.ratio) * part.bottom / whole.bottom
    return off if is_good_high else -off


def excess(part: Parts, whole: Parts) -> Decimal:
    """By how much a member has more of the top than the others' ratio would give him."""
    rest = whole.without(part)
    return part.top - (rest.ratio if rest.ratio is not None else part.ratio or ZERO) * part.bottom


def is_drawn_clear(part: Parts, whole: Parts, errors: float = CLEAR) -> bool:
    """Whether a part of what is counted differs from the rest by more than chance would make it."""
    rest = whole.without(part)
    if part.ratio is None or rest.ratio is None:
        return False
    # As if both had one more of each kind: two of two are not certain.
    share = float((whole.top + 1) / (whole.bottom + 2))
    error = sqrt(max(share * (1 - share), 0) * float(1 / part.bottom + 1 / rest.bottom))
    return abs(float(part.ratio - rest.ratio)) > errors * error


def is_drawn_off(part: Parts, asked: Decimal) -> bool:
    """Whether a share of what is counted differs from what is asked of it by more than chance would make it."""
    if part.ratio is None or not 0 <= part.ratio <= 1 or not 0 < asked <= 1:
        return part.ratio is not None and part.ratio != asked
    error = sqrt(float(asked * (1 - asked)) / float(part.bottom))
    return abs(float(part.ratio - asked)) > CLEAR * error


def errors_of_days(days: Sequence[Decimal], share: Decimal = ZERO) -> float:
    """How many standard errors the sum of what days were off lies from nothing; 0 of too few days to tell.

    ``share`` is how many times what they are held against goes into them: that was reckoned from days as well.
    """
    if len(days) < FEWEST_DAYS:
        return 0.0
    total = sum(days, ZERO)
    mean = total / len(days)
    spread = sum(((one - mean) ** 2 for one in days), ZERO) / (len(days) - 1)
    error = sqrt(float(spread) * len(days) * float(1 + share))
    if not error:
        return inf if total > 0 else -inf if total < 0 else 0.0
    return float(total) / error
