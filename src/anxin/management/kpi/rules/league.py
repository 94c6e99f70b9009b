"""Points of stores against their targets, and their order by them."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from anxin.management.kpi.rules.definitions import Target

FULL, MOST, NEARLY = Decimal(100), Decimal(120), Decimal("99.9")
"""Points of who reaches the target exactly, at most, and of who misses it at most."""
LAST = 3
"""How many count as last (K-J16)."""


def points(value: Decimal | None, target: Target | None) -> Decimal | None:
    """100 for the target, more or less by the distance to it in proportion to the target, at most 120; within a range 100.

    Who misses it has less than 100. Of a target below zero it is the distance that counts, too; of 0, which has no
    proportion, each unit of distance is a whole. None without a value or target.
    """
    if value is None or target is None:
        return None
    end = target.until if target.until is not None and value > target.until else target.value
    if target.until is not None and target.value <= value <= target.until:
        return FULL
    better = {"ge": 1, "gt": 1, "le": -1, "lt": -1}.get(target.operator, 0)
    ahead = (value - end) * better if better else -abs(value - end)
    found = FULL + FULL * ahead / (abs(end) or Decimal(1))
    is_met = ahead > 0 or (ahead == 0 and target.operator not in ("gt", "lt"))
    return min(max(found, Decimal(0)), MOST if is_met else NEARLY)


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
