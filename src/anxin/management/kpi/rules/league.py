"""Points of stores against their targets, and their order by them."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from anxin.management.kpi.rules.definitions import Target

FULL, MOST = Decimal(100), Decimal(120)
"""Points of who reaches the target exactly, and at most."""
LAST = 3
"""How many count as last (K-J16)."""


def points(value: Decimal | None, target: Target | None) -> Decimal | None:
    """100 for the target, less in proportion to what is missing, at most 120; within a range 100.

    None without a value or target, or where the target is 0 and so has no proportion.
    """
    if value is None or target is None or not target.value:
        return None
    end = target.until if target.until is not None and value > target.until else target.value
    if target.until is not None and target.value <= value <= target.until:
        return FULL
    if target.operator in ("ge", "gt"):
        found = value / end * FULL
    elif target.operator in ("le", "lt"):
        found = (2 - value / end) * FULL
    else:
        found = (1 - abs(value - end) / abs(end)) * FULL
    return min(max(found, Decimal(0)), MOST)


def score(each: Mapping[str, Decimal | None], weights: Mapping[str, Decimal]) -> Decimal | None:
    """The weighted mean of the points that there are; None without any. A figure without a weight of its own has 1."""
    known = [(one, weights.get(code, Decimal(1))) for code, one in each.items() if one is not None]
    whole = sum((weight for _one, weight in known), Decimal(0))
    return sum((one * weight for one, weight in known), Decimal(0)) / whole if whole else None


def places(scores: Mapping[int, Decimal | None]) -> dict[int, int]:
    """Store → place from the highest score, equals share one; without a score none."""
    known = {store: one for store, one in scores.items() if one is not None}
    return {store: 1 + sum(other > one for other in known.values()) for store, one in known.items()}


def last_twice(now: Mapping[int, int], before: Mapping[int, int]) -> list[int]:
    """Stores among the last three of two months running, the last first.

    Who shares his place with one that is not among them is not last. Of fewer than six stores the last three say nothing:
    half of all would be last.
    """
    if min(len(now), len(before)) < 2 * LAST:
        return []
    ends = [{store for store, place in each.items() if place > len(each) - LAST} for each in (now, before)]
    return sorted(ends[0] & ends[1], key=lambda store: (-now[store], store))


def read_weights(written: str) -> dict[str, Decimal]:
    """Weights out of ``gross_margin=2, churn_rate=0.5``; what cannot be read counts as not said."""
    found = {}
    for one in written.replace("，", ",").split(","):
        code, _, number = one.partition("=")
        number = number.strip()
        if number.replace(".", "", 1).isdecimal():
            found[code.strip()] = Decimal(number)
    return found


def best(values: Sequence[Decimal | None], direction: str) -> Decimal | None:
    """The best of the values where more or less is better, and not all are alike."""
    known = [one for one in values if one is not None]
    if direction not in ("up", "down") or len(set(known)) < 2:
        return None
    return max(known) if direction == "up" else min(known)
