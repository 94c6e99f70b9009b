"""Figures over the days that a review of repair orders looks at, and over as many days before (M22.11, R-KP20)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from anxin.management.kpi import permissions
from anxin.management.kpi.catalogue import catalogue
from anxin.management.kpi.engine.working import Figure
from anxin.management.kpi.queries.figures import Level, compute_figures
from anxin.management.kpi.rules.definitions import Definition
from anxin.management.kpi.rules.periods import Period, Span, span_before
from anxin.management.kpi.rules.standing import shown
from anxin.platform.actor import Actor
from anxin.platform.queries import query

REVIEWED = ("repair_cycle_time", "first_time_fix", "internal_rework_rate", "workshop_on_time_completion")
"""How long cars are here, what was right at the first time, what inspection sent back, and the promise kept."""


@dataclass(frozen=True, slots=True)
class DaysReading:
    """A figure over some days and over those before, both in shown units; None where it is not known, and before also where
    only a part of either is (ADR 0020).
    """

    definition: Definition
    value: Decimal | None
    before: Decimal | None


@dataclass(frozen=True, slots=True)
class DaysBeside:
    """Figures of a store over ``span``, beside ``before``; ``began`` is since when there are records, where that lies inside
    of them and nothing is compared.
    """

    span: Span
    before: Span
    began: date | None
    readings: tuple[DaysReading, ...]


@query(permissions.SEE)
def read_days_beside(actor: Actor, store_id: int, first: date, last: date, codes: Sequence[str] = REVIEWED) -> DaysBeside:
    """Figures of a store over any days, and over as many before; before whole months over as many whole months.

    :raises NotFound: an unknown code, or a store whose figures the actor may not see
    """
    span = Span(first, last)
    before = span_before(span)
    found = compute_figures(actor, codes, Level.STORE, Period.MONTH, (span, before), unit_ids=[store_id])
    by_place = {(one.code, one.cell.span): one for one in found}
    began = min((one.marks.began for one in found if one.marks.is_part and one.marks.began), default=None)
    readings = (_reading(by_place[code, span], by_place[code, before]) for code in codes)
    return DaysBeside(span, before, began, tuple(readings))


def _reading(now: Figure, then: Figure) -> DaysReading:
    definition = catalogue().definitions[now.code]
    before = then.value if now.marks.is_comparable(then.marks) else None
    return DaysReading(definition, shown(now.value, definition.unit), shown(before, definition.unit))
