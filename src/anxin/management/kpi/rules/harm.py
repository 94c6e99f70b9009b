"""What missing a target costs: in gross profit a month where the figure's own parts carry it, else how far it is off.

Nothing is guessed: where no sum of money follows from what was measured, there is none.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from anxin.management.kpi.rules.definitions import Definition, Target
from anxin.management.kpi.rules.formula import Term
from anxin.management.kpi.rules.fractions import fraction_of
from anxin.management.kpi.rules.measures import Measure
from anxin.management.kpi.rules.passing import Passing
from anxin.management.kpi.rules.standing import HUNDRED, gap

KINDS = ("profit", "output", "cars", "cost")
"""How a gap becomes money."""
TAXED = "taxed"
"""Output that has tax in it."""
FEWEST_DAYS = 3
"""Open days from which on a month's loss is told: a morning or a day says nothing of a month."""


@dataclass(frozen=True, slots=True)
class Worth:
    """What the store earns in the period: ``margin`` in percent of revenue without tax, and for each settled order
    ``ticket`` without tax and ``taxed`` with it, in yuan.
    """

    margin: Decimal | None
    ticket: Decimal | None
    taxed: Decimal | None = None

    @property
    def net(self) -> Decimal | None:
        """How many percent of output with tax are without."""
        return None if self.ticket is None or not self.taxed else self.ticket / self.taxed * HUNDRED


@dataclass(frozen=True, slots=True)
class Harm:
    """What a gap costs. ``factors`` are what ``money`` (yuan of gross profit a month) is the product of, named: ``missing``
    in shown units, ``of`` what a share or an amount for each is of (yuan, or a number), ``ticket``, ``net`` (percent of
    output with tax), ``margin``, ``month`` (how many times the open days so far go into the month's). ``relative`` is the
    gap in percent of the target, None of nothing and of a change.
    """

    missing: Decimal
    relative: Decimal | None
    money: Decimal | None = None
    factors: tuple[tuple[str, Decimal], ...] = ()


def harm_of(
    definition: Definition,
    value: Decimal,
    held: Target,
    parts: Mapping[Term, Decimal | None],
    passing: Passing,
    kind: str,
    worth: Worth,
) -> Harm:
    """What separates a figure from what it is held against, both in shown units; ``kind`` is how the gap becomes money."""
    missing = gap(value, held)
    end = held.until if held.until is not None and value > held.until else held.value
    # Of what says how something changed, a part of that change says nothing.
    relative = missing / abs(end) * HUNDRED if end and not definition.is_change else None
    factors = _factors(definition, missing, parts, passing, kind, worth) if kind else None
    if factors is None:
        return Harm(missing, relative)
    money = Decimal(1)
    for name, factor in factors:
        money *= (
            factor / HUNDRED if name in ("margin", "net") or (name == "missing" and definition.unit == "percent") else factor
        )
    return Harm(missing, relative, money, tuple(factors))


def _factors(
    definition: Definition,
    missing: Decimal,
    parts: Mapping[Term, Decimal | None],
    passing: Passing,
    kind: str,
    worth: Worth,
) -> list[tuple[str, Decimal]] | None:
    """None where one of them is not known, or not above zero: of a loss no more revenue would have kept anything."""
    found: list[tuple[str, Decimal | None]] = [("missing", missing)]
    fraction = fraction_of(definition.formula)
    if fraction is None:
        return None
    if not fraction.is_total:
        below = fraction.bottom.value(parts)
        # Shares of money are shares of fen; what is counted is a number.
        is_money = definition.unit == "percent" and kind != "cars"
        found.append(("of", below / HUNDRED if is_money and below is not None else below))
    if kind == "cars":
        found.append(("ticket", worth.ticket))
    if kind == TAXED:
        found.append(("net", worth.net))
    if kind in ("output", "cars", TAXED):
        found.append(("margin", worth.margin))
    # What grows with the days should have come to what the days that are over ask; what a share is of was there up to now.
    days = passing.over if definition.grows or definition.is_of_days_over else passing.begun
    month = Decimal(passing.month) / days if days >= FEWEST_DAYS else None
    if month != 1:
        found.append(("month", month))
    known = [(name, factor) for name, factor in found if factor is not None and factor > 0]
    return known if len(known) == len(found) else None


def is_unrecorded(
    definition: Definition,
    value: Decimal | None,
    before: Decimal | None,
    parts: Mapping[Term, Decimal | None],
    measures: Mapping[str, Measure],
) -> bool:
    """Whether it looks as if nobody wrote it down: nothing at all, or nothing good of it, now and in the period before.

    Of a share of what was recorded, none is a number: 0 of 19 problems are solved.
    """
    if value is None:
        return before is None
    fraction = fraction_of(definition.formula)
    if fraction is None or definition.direction != "up" or value or before:
        return False
    top, bottom = fraction.top.weights, fraction.bottom.weights
    above = {measures[term.measure].fact for term in top}
    is_of_recorded = any(parts.get(term) and measures[term.measure].fact in above for term in bottom)
    return bool(top) and not is_of_recorded and not any(parts.get(term) for term in top)
