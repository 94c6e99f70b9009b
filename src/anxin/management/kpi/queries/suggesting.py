"""What several stores could be asked for a year: what each reached, and that much more (R-KP11)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from anxin.management.kpi import permissions
from anxin.management.kpi.catalogue import catalogue
from anxin.management.kpi.queries.figures import Level, compute_figures
from anxin.management.kpi.queries.targets import aims_of
from anxin.management.kpi.queries.whole import Wholeness, wholeness_of
from anxin.management.kpi.rules.periods import Period, Span, months_later, span_of
from anxin.management.kpi.rules.standing import shown
from anxin.management.kpi.rules.targets import WHOLE_UNITS, Kind, grown, kind_of, step_of
from anxin.platform.actor import Actor
from anxin.platform.queries import query


@dataclass(frozen=True, slots=True)
class YearSuggestion:
    """A figure of a store in shown units: what it reached from ``first`` to ``last``, that grown, and its target.

    None is not known, or not set. A rate is suggested as it was. What is not known of all these months, as ``of`` says, is
    no basis: nothing is suggested.
    """

    store_id: int
    code: str
    first: date
    last: date
    before: Decimal | None
    suggested: Decimal | None
    standing: Decimal | None
    of: Wholeness


@query(permissions.SEE)
def suggest_year_targets(
    actor: Actor, store_ids: Collection[int], year: int, codes: Sequence[str], growth_percent: Decimal, today: date
) -> list[YearSuggestion]:
    """What stores could be asked for a year, by store: the year before, or, while that runs, the last twelve whole months.

    :raises NotFound: an unknown code, or a store whose figures the actor may not see
    """
    if not store_ids:
        return []
    span, whole = year_basis(year, today), span_of(Period.YEAR, date(year, 1, 1))
    found = compute_figures(actor, codes, Level.STORE, Period.YEAR, [span], unit_ids=list(store_ids))
    aims, known = aims_of(actor, store_ids, [year]), wholeness_of(actor, Level.STORE, span, found)
    lines = []
    for one in sorted(found, key=lambda one: (one.cell.unit_id, codes.index(one.code))):
        definition = catalogue().definitions[one.code]
        of = known[one.code, one.cell.unit_id]
        before = shown(one.value, definition.unit) if of.is_whole else None
        places = 0 if definition.unit in WHOLE_UNITS else definition.decimals
        before = None if before is None else round(before, places)
        suggested = before
        if before is not None and kind_of(definition, catalogue().measures) is not Kind.LEVEL:
            suggested = grown(before, growth_percent, step_of(definition, before))
        own = replace(aims, stores=(one.cell.unit_id,)).of(one.code, Period.YEAR, whole)
        lines.append(
            YearSuggestion(
                one.cell.unit_id, one.code, span.first, span.last, before, suggested, None if own is None else own.value, of
            )
        )
    return lines


def year_basis(year: int, today: date) -> Span:
    """What a year is planned from: the year before, or, while that runs, the last twelve whole months."""
    before = span_of(Period.YEAR, date(year - 1, 1, 1))
    if before.last < today:
        return before
    this_month = today.replace(day=1)
    return Span(months_later(this_month, -12), this_month - timedelta(days=1))
