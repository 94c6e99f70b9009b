"""How a figure stands against its target, and what separates it from it."""

from decimal import Decimal
from enum import StrEnum

from anxin.management.kpi.rules.definitions import Definition, Target
from anxin.management.kpi.rules.periods import Period

HUNDRED = Decimal(100)


class Standing(StrEnum):
    """``NEAR`` misses by little; ``NONE`` has no value or no target."""

    MET = "met"
    NEAR = "near"
    MISSED = "missed"
    NONE = "none"


def shown(value: Decimal | None, unit: str) -> Decimal | None:
    """The value in the unit of targets and pages: percent are a hundred times the ratio, yuan a hundredth of the fen."""
    if value is None:
        return None
    return {"percent": value * HUNDRED, "yuan": value / HUNDRED}.get(unit, value)


def raw(value: Decimal, unit: str) -> Decimal:
    """What targets and pages say, in the formula's own unit."""
    return {"percent": value / HUNDRED, "yuan": value * HUNDRED}.get(unit, value)


def gap(value: Decimal, target: Target) -> Decimal:
    """What is missing to the target, 0 where it is met; both in shown units."""
    match target.operator:
        case "ge" | "gt":
            return max(target.value - value, Decimal(0))
        case "le" | "lt":
            return max(value - target.value, Decimal(0))
        case "range" if target.until is not None:
            return max(target.value - value, value - target.until, Decimal(0))
    return abs(value - target.value)


def stand(value: Decimal | None, target: Target | None, near_percent: Decimal) -> Standing:
    """Met, near by so many percent of the target, or missed; an open bound is only met beyond it."""
    if value is None or target is None:
        return Standing.NONE
    missing = gap(value, target)
    is_on_open_bound = target.operator in ("gt", "lt") and value == target.value
    if not missing and not is_on_open_bound:
        return Standing.MET
    end = target.until if target.until is not None and value > target.until else target.value
    return Standing.NEAR if missing <= abs(end) * near_percent / HUNDRED else Standing.MISSED


def so_far(target: Target, share_percent: Decimal) -> Target | None:
    """What a total must have come to by now: the target's share of the days.

    Who shall come to exactly so much must not be behind. Of a range nothing can be said before its end.
    """
    if target.until is not None:
        return None
    operator = "ge" if target.operator == "eq" and target.value else target.operator
    return Target(operator, target.value * share_percent / HUNDRED)


def harm_sign(definition: Definition, gap: Decimal) -> int:
    """On which side of what it is held against a figure is bad: 1 above, -1 below, 0 neither.

    ``gap`` is the figure less that. Of a range the side is bad on which it is missed.
    """
    missed = (gap > 0) - (gap < 0)
    return {"up": -1, "down": 1, "range": missed}.get(definition.direction, 0)


def is_judged(definition: Definition, period: Period, *, is_running: bool, is_own: bool = False) -> bool:
    """Whether the whole target may be held against what there is: what grows with the days only over a whole period.

    The sources ask that of its own periods; what the store set itself is for the very period.
    """
    if not definition.grows:
        return True
    return (is_own or period in definition.periods) and not is_running
