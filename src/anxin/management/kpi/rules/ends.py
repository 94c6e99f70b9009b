"""Common figures at an end of what they can be, which give every store behind them away.

Nothing that is counted is below zero, and no part above its whole. Stores that come to zero together are at zero each, and
of shares that come to one together each is one: then neither five stores nor equal weights hide any of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil, floor

from anxin.management.kpi.rules.definitions import Definition
from anxin.management.kpi.rules.peers import EXACTNESS, Values, Weights

ZERO, WHOLE = Decimal(0), Decimal(1)
Told = tuple[Weights, Decimal]
"""What a store that the reader sees contributes, and its value."""


@dataclass(frozen=True, slots=True)
class Sum:
    """What stores come to together: ``over`` and ``under`` the line, of a total the sum and how many they are."""

    over: Decimal
    under: Decimal
    stores: int

    def without(self, other: "Sum") -> "Sum":
        """What is left when other stores are taken out."""
        return Sum(self.over - other.over, self.under - other.under, self.stores - other.stores)


def sum_of(definition: Definition, mean: Decimal, weights: Sequence[Weights]) -> Sum:
    """Stores with these weights whose ratio of sums, or mean of totals, is so much."""
    under = Decimal(len(weights)) if definition.is_total else sum((each[0] for each in weights), ZERO)
    return Sum(mean * under, under, len(weights))


def sum_of_told(definition: Definition, told: Sequence[Told]) -> Sum:
    """Stores that the reader sees. With several denominators sums cannot be taken apart: then only how many they are."""
    if any(len(weights) > 1 for weights, _value in told):
        return Sum(ZERO, ZERO, len(told))
    under = [WHOLE if definition.is_total else weights[0] for weights, _value in told]
    over = sum((value * each for (_w, value), each in zip(told, under, strict=True)), ZERO)
    return Sum(over, sum(under, ZERO), len(told))


def is_at_an_end(definition: Definition, left: Sum) -> bool:
    """Whether what is left for stores that the reader does not see says what each of them is."""
    slack = abs(left.under) * EXACTNESS * 2
    ends = [left.over, *([left.under - left.over] if definition.unit == "percent" else [])]
    return left.stores > 0 and any(abs(one) <= slack for one in ends)


def are_quartiles_at_an_end(definition: Definition, values: Values, own: Sequence[Decimal]) -> bool:
    """Whether the quartiles leave none of the stores that the reader does not see away from an end."""
    if values.stores <= len(own):
        return False
    last = values.stores - 1
    at_zero = next((ceil(last * part) + 1 for one, part in _from_above(values) if one == ZERO), 0)
    at_one = next((last - floor(last * part) + 1 for one, part in reversed(_from_above(values)) if one == WHOLE), 0)
    ends = [(ZERO, at_zero), *([(WHOLE, at_one)] if definition.unit == "percent" else [])]
    return any(count and count >= values.stores - sum(one != end for one in own) for end, count in ends)


def _from_above(values: Values) -> list[tuple[Decimal, Decimal]]:
    """Upper quartile, median and lower, each with its place in the order from the least to the most."""
    return [(values.upper, Decimal("0.75")), (values.median, Decimal("0.5")), (values.lower, Decimal("0.25"))]
