"""Common figures at an end of what they can be, which give every store behind them away.

Nothing that is counted is below zero, no part above its whole, no growth below losing all, and what each thing has at
least once (visits of a car that came) is not below one. Stores that come to an end together are at it each: then neither
five stores nor equal weights hide any of them.
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
    ends = (*_least(definition), *_most(definition))
    return left.stores > 0 and any(abs(left.over - end * left.under) <= slack for end in ends)


def are_quartiles_at_an_end(definition: Definition, values: Values, own: Sequence[Decimal]) -> bool:
    """Whether the quartiles leave none of the stores that the reader does not see away from an end."""
    if values.stores <= len(own):
        return False
    last = values.stores - 1
    quartiles = _from_above(values)
    ends = [(end, next((ceil(last * part) + 1 for one, part in quartiles if one == end), 0)) for end in _least(definition)]
    ends += [
        (end, next((last - floor(last * part) + 1 for one, part in reversed(quartiles) if one == end), 0))
        for end in _most(definition)
    ]
    return any(count and count >= values.stores - sum(one != end for one in own) for end, count in ends)


def _least(definition: Definition) -> tuple[Decimal, ...]:
    """Values below which there is none; which of them holds for a ratio is not said anywhere, so both do."""
    if definition.is_total:
        return (ZERO,)
    return (ZERO, -WHOLE) if definition.unit == "percent" else (ZERO, WHOLE)


def _most(definition: Definition) -> tuple[Decimal, ...]:
    """Values above which there is none."""
    return (WHOLE,) if definition.unit == "percent" else ()


def _from_above(values: Values) -> list[tuple[Decimal, Decimal]]:
    """Upper quartile, median and lower, each with its place in the order from the least to the most."""
    return [(values.upper, Decimal("0.75")), (values.median, Decimal("0.5")), (values.lower, Decimal("0.25"))]
