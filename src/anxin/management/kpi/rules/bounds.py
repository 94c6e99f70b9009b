"""What a figure cannot pass, so that what is usual ends there: 0 of what only adds up, 100 % of a part of a whole."""

from collections.abc import Mapping

from anxin.management.kpi.rules.definitions import Definition
from anxin.management.kpi.rules.measures import Measure

SIGNED = ("before", "after", "moved", "late", "gross_profit", "open")
"""Words in the names of columns that can be below zero."""


def ends_of(definition: Definition, measures: Mapping[str, Measure]) -> tuple[float | None, float | None]:
    """The least and the greatest value a figure can have, in shown units; None where it has no such end."""
    formula = definition.formula
    used = [measures[term.measure] for term in formula.terms]
    signed = any(word in one.column for one in used for word in SIGNED if one.column)
    low = None if formula.subtracts or definition.is_change or signed else 0.0
    is_share = definition.unit == "percent" and low == 0.0 and _is_share(definition, measures)
    return low, 100.0 if is_share else None


def _is_share(definition: Definition, measures: Mapping[str, Measure]) -> bool:
    """Whether it is one measure over another, of which the first counts only a part of the rows."""
    terms = definition.formula.terms
    if len(terms) != 2 or definition.formula.text.replace(" ", "") != f"{terms[0].measure}/{terms[1].measure}":
        return False
    part, whole = measures[terms[0].measure], measures[terms[1].measure]
    same = (part.fact, part.aggregate, part.column, part.months) == (whole.fact, whole.aggregate, whole.column, whole.months)
    return same and all(part.where.get(column) == wanted for column, wanted in whole.where.items())
