"""Who carries the gap: what separates a figure from its target, divided among its members so that it sums exactly.

A formula that is a fraction of two sums, ``N / D``, misses ``t`` by ``N − t·D``, and so does each member by ``n − t·d``: a
member's part is what he should have brought beside what he brought, and the parts of all are the whole's, whatever their
sizes. A total has no ``D``: of what was asked for, each is held to the share that he had before. A formula that is no such
fraction (a product of ratios, a sum of ratios over different things) is not divided.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Any, TypeVar

from anxin.management.kpi.rules.definitions import Target
from anxin.management.kpi.rules.formula import Formula, Term
from anxin.management.kpi.rules.fractions import Fraction, Linear, fraction_of
from anxin.management.kpi.rules.measures import Measure

K = TypeVar("K")
Parts = Mapping[Term, Decimal | None]
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Share:
    """A member's part of the gap.

    ``amount`` is in the unit of what the formula divides (orders, hours, fen), ``points`` in that of the figure (a ratio,
    fen); above zero he brought more than asked. ``size`` is the member's divisor, of a total what he brought.
    """

    amount: Decimal
    points: Decimal
    size: Decimal


@dataclass(frozen=True, slots=True)
class Division:
    """How a gap falls on members: the shares sum to ``amount``, which is ``points`` of the figure."""

    amount: Decimal
    points: Decimal
    shares: Mapping[object, Share]


def divide(
    formula: Formula,
    whole: Parts,
    members: Mapping[K, Parts],
    aim: Decimal,
    before: Mapping[Any, Parts] | None = None,
    own: Mapping[Any, Decimal] | None = None,
) -> Division | None:
    """What each member carries of the difference between the whole's value and ``aim``, which is in the formula's own unit.

    What no member accounts for stands under None. ``before`` are the members' parts of an earlier time, which say how a
    total is shared out; without them all are held to the same. ``own`` is what some are asked of a total themselves: the
    others share what that leaves. None where the formula is no fraction of two sums, or something of the whole is not known.
    """
    fraction = fraction_of(formula)
    if fraction is None:
        return None
    top, bottom = fraction.top.value(whole), fraction.bottom.value(whole)
    if top is None or not bottom:
        return None
    worked = {member: _sums(fraction, parts) for member, parts in members.items()}
    if fraction.is_total:
        asked = {member: value * bottom for member, value in (own or {}).items() if member in members}
        others = [member for member in members if member not in asked]
        left = max(aim * bottom - sum(asked.values(), ZERO), ZERO) if asked else aim * bottom
        asked |= _shared_out(fraction, others, before or {}, left)
        amounts = {member: worked[member][0] - asked[member] for member in members}
        sizes = {member: worked[member][0] for member in members}
    else:
        amounts = {member: n - aim * d for member, (n, d) in worked.items()}
        sizes = {member: d for member, (_n, d) in worked.items()}
    gap = top - aim * bottom
    shares: dict[object, Share] = {
        member: Share(amount, amount / bottom, sizes[member]) for member, amount in amounts.items()
    }
    rest = gap - sum(amounts.values(), ZERO)
    if rest:
        size = (top if fraction.is_total else bottom) - sum(sizes.values(), ZERO)
        shares[None] = Share(rest, rest / bottom, size)
    return Division(gap, gap / bottom, shares)


def is_chosen_by(column: str, top: Sequence[Measure], bottom: Sequence[Measure]) -> bool:
    """Whether a column is no way to divide a fraction, as its top takes rows by that column.

    A share of one kind in all kinds is of that kind by its definition: the others would carry a gap that is not theirs. Of
    what takes only one value there is one member.
    """
    chosen = [one.where[column] for one in top if column in one.where]
    is_of_all = bool(chosen) and any(one.where.get(column) not in chosen for one in bottom)
    return is_of_all or (len(chosen) == len(top) > 0 and all(isinstance(one, str) for one in chosen))


def aim_of(value: Decimal, target: Target | None, before: Decimal | None) -> Decimal | None:
    """What a value is held against: the target, of a range the nearer end, without a target what it was before."""
    if target is None:
        return before
    if target.until is None or value <= target.value:
        return target.value
    return min(value, target.until)


def rounded_together(values: Sequence[Decimal], whole: Decimal, places: int) -> list[Decimal]:
    """Parts rounded so that they sum to the rounded whole: those that lose most by it are rounded up first.

    Each by itself where the parts are not the whole's.
    """
    step = Decimal(1).scaleb(-places)
    found = [one.quantize(step, ROUND_FLOOR) for one in values]
    short = int((whole.quantize(step, ROUND_HALF_UP) - sum(found, ZERO)) / step)
    if abs(sum(values, ZERO) - whole) > step / 2 or not 0 <= short <= len(found):
        return [one.quantize(step, ROUND_HALF_UP) for one in values]
    for place in sorted(range(len(found)), key=lambda place: found[place] - values[place])[:short]:
        found[place] += step
    return found


def _sums(fraction: Fraction, parts: Parts) -> tuple[Decimal, Decimal]:
    return _sum(fraction.top, parts), _sum(fraction.bottom, parts)


def _sum(of: Linear, parts: Parts) -> Decimal:
    # Of whom nothing was found there is nothing.
    return sum((weight * (parts.get(term) or ZERO) for term, weight in of.weights.items()), of.constant)


def _shared_out(fraction: Fraction, members: list[K], before: Mapping[Any, Parts], asked: Decimal) -> dict[K, Decimal]:
    earlier = {member: max(_sums(fraction, before.get(member, {}))[0], ZERO) for member in members}
    total = sum(earlier.values(), ZERO)
    if not total:
        return dict.fromkeys(members, asked / len(members)) if members else {}
    return {member: asked * part / total for member, part in earlier.items()}
