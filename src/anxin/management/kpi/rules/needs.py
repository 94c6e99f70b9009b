"""What a target asks of each part of a formula while the others stay as they are: plain arithmetic, no guess.

``sold / available`` at 21 % against 75 %: so many more hours would have to be sold, or so many fewer be there.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

from anxin.management.kpi.rules.formula import Formula, Term
from anxin.management.kpi.rules.fractions import fraction_of

CAPACITY = ("people.duty_day", "org.store_day")
CAPACITY_COLUMNS = ("hours_available", "minutes_available")
"""Who and what is there: under the line it may be too much; of cars, orders and work nobody wants less."""


@dataclass(frozen=True, slots=True)
class Need:
    """A part of the formula as it is, and what it would have to be with all others as they are.

    Of a total that is one measure alone a factor of it in place of a term: the code of its evidence.
    """

    term: Term | None
    now: Decimal
    needed: Decimal
    factor: str = ""


def needs_of(
    formula: Formula,
    parts: Mapping[Term, Decimal | None],
    aim: Decimal,
    capacity: Collection[str],
    *,
    is_too_high: bool = False,
) -> tuple[Need, ...]:
    """What would reach ``aim``, which is in the formula's own unit; ``capacity`` are measures that may be too much.

    Of what is above the line each part, of what is below it capacity; of what is too high only capacity. Nothing where
    something is not known, where the formula is no fraction of two sums, or is one measure alone: what that needs is the
    target itself.
    """
    fraction = fraction_of(formula)
    if fraction is None or len(formula.terms) < 2:
        return ()
    top, bottom = fraction.top.value(parts), fraction.bottom.value(parts)
    if top is None or bottom is None:
        return ()
    gap = top - aim * bottom
    found = []
    for term in formula.terms:
        is_asked = (term in fraction.top.weights and not is_too_high) or term.measure in capacity
        weight = fraction.top.weights.get(term, Decimal(0)) - aim * fraction.bottom.weights.get(term, Decimal(0))
        now = parts.get(term)
        if term.shift or not is_asked or not weight or now is None:
            continue
        needed = now - gap / weight
        if needed >= 0:
            found.append(Need(term, now, needed))
    return tuple(found)
