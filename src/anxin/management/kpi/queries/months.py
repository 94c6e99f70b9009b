"""The stated months that a question needs: of what only people know, and of the time before a store's own records."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from django.db import connection

from anxin.management.kpi.catalogue import Catalogue
from anxin.management.kpi.engine.monthly import Monthly, stated_kind
from anxin.management.kpi.engine.months import MonthValue
from anxin.management.kpi.engine.working import Asked, shifted
from anxin.management.kpi.rules.basis import STATED
from anxin.management.kpi.rules.periods import Period, Span, span_of
from anxin.platform.facts import registry
from anxin.resources.figures.queries import all_kinds

HUNDRED = Decimal(100)


def read_monthly(
    asked: Asked,
    catalogue: Catalogue,
    begun: Mapping[int, date],
    own: Mapping[str, Mapping[int, date]] = MappingProxyType({}),
) -> Monthly:
    """Stated months of the stores that are asked for, inside a query; nothing is read where own records reach back.

    ``own`` is, by fact, the first day of those whose records begin with their own first row.
    """
    terms = {term for one in asked.definitions for term in one.formula.terms}
    spans = [shifted(asked.period, span, term.shift) for span in asked.spans for term in terms]
    reaches_back = {
        fact: all(store in days and _is_told(days[store], spans) for store in asked.places)
        for fact, days in {"": begun, **own}.items()
    }
    measures = [catalogue.measures[term.measure] for term in terms]
    kinds = {
        stated_kind(one)
        for one in measures
        if one.fact == STATED
        or (one.history and not (one.fact in registry and reaches_back.get(one.fact, reaches_back[""])))
    }
    series: dict[tuple[int, str], dict[date, MonthValue]] = defaultdict(dict)
    if kinds and asked.places and not asked.by:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT store_id, code, date_trunc('month', day)::date, coalesce(amount, quantity), is_outlier"
                f" FROM ({registry[STATED].sql}) AS fact WHERE store_id = ANY(%s) AND code = ANY(%s) AND day <= %s",
                [list(asked.places), sorted(kinds), max(span.last for span in spans)],
            )
            for store, code, month, value, is_outlier in cursor.fetchall():
                series[store, code][month] = MonthValue(_plain(code, value), is_outlier)
    every = {code: kind.every for code, kind in all_kinds().items()}
    return Monthly(series, begun, asked.places, every, asked.opened, own=own)


def _is_told(begun: date, spans: Sequence[Span]) -> bool:
    """Whether records alone tell of periods: none begins before them, but for parts of the month in which they begin."""
    month = span_of(Period.MONTH, begun)
    return all(one.first >= begun or (one.first >= month.first and one.last < month.last) for one in spans)


def _plain(code: str, value: Decimal | int | None) -> Decimal | None:
    """Percent as the ratio that formulas work with; fen and numbers as they are."""
    if value is None:
        return None
    return Decimal(value) / HUNDRED if all_kinds()[code].unit == "percent" else Decimal(value)
