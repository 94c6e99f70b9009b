"""Evidence that every figure has without being written: whose part of it stands out, which kind of work fell behind.

A ratio whose facts all name an advisor, a bay, a clerk has each of them held against the others; kinds of work, of lines
and payers differ by nature and are only held against what each of them usually brought. What is written in
``definitions/evidence`` about the same members of the same ratio goes before it.
"""

from collections.abc import Collection, Iterable, Mapping

from anxin.management.kpi.rules.definitions import Definition, Words
from anxin.management.kpi.rules.evidence import Evidence, Kind
from anxin.management.kpi.rules.fractions import fraction_of
from anxin.management.kpi.rules.measures import Measure
from anxin.platform.facts import Fact

GRAINS = {"advisor_id": "advisor", "technician_id": "technician", "team_id": "team"}
PEERS = {
    "advisor_id": Words("有的顾问明显不如别人", "Some advisors fall behind the others"),
    "technician_id": Words("有的技师明显不如别人", "Some technicians fall behind the others"),
    "team_id": Words("有的班组明显不如别的", "Some teams fall behind the others"),
    "clerk_id": Words("有的经办人明显不如别人", "Some clerks fall behind the others"),
    "consultant_id": Words("有的销售顾问明显不如别人", "Some sales consultants fall behind the others"),
    "bay_id": Words("有的工位明显不如别的", "Some bays fall behind the others"),
}
ORDER_KIND = "order_kind"
KINDS = {
    ORDER_KIND: Words("有的业务类型比平时差", "Some kinds of work are worse than usual"),
    "line_kind": Words("工时或配件比平时差", "Labour or parts are worse than usual"),
    "payer": Words("有的付款方比平时差", "Some payers are worse than usual"),
    "advisor_id": Words("有的顾问比自己平时差", "Some advisors are worse than they usually are"),
}
"""Dimensions whose members are held against themselves, as they were before."""
FACTS_OF_ORDERS = {
    "repair_orders.opened", "repair_orders.inspected", "repair_orders.settled", "workshop.order_times", "reception.delivery",
    "reception.rating",
}  # fmt: skip
"""Where ``kind`` is the kind of the order."""


def column_of(fact: Fact, dimension: str) -> str:
    """What a fact calls a dimension; empty where it does not name it."""
    if dimension == ORDER_KIND and fact.name in FACTS_OF_ORDERS:
        return "kind"
    if dimension == "line_kind":
        return "kind" if ORDER_KIND in fact.columns and "kind" in fact.columns else ""
    return dimension if dimension in fact.columns else ""


def derive(
    definition: Definition, measures: Mapping[str, Measure], facts: Mapping[str, Fact], written: Iterable[Evidence]
) -> list[Evidence]:
    """What can be asked of a figure by its formula alone; nothing of one that is no fraction of counts and sums."""
    fraction = fraction_of(definition.formula)
    asked = {term.measure: measures[term.measure] for term in definition.formula.terms}
    if fraction is None or definition.direction == "none" or any(one.fact not in facts for one in asked.values()):
        return []
    if any(term.shift for term in definition.formula.terms) or not all(one.is_additive for one in asked.values()):
        return []
    if any(facts[one.fact].is_stated for one in asked.values()):
        return []
    above = [asked[term.measure] for term in fraction.top.weights]
    alike = [one for one in written if one.kind in (Kind.MEMBERS, Kind.FACTOR) and one.is_of(definition.formula)]
    said = {column for one in alike for column in one.by}
    peers = [] if fraction.is_total else [one for one in PEERS if one not in said and _is_named(one, definition)]
    found = [
        _evidence(definition, one, PEERS[one], Kind.MEMBERS)
        for one in peers
        if all(column_of(facts[each.fact], one) for each in asked.values())
    ]
    kinds = [one for one in KINDS if one not in PEERS or (fraction.is_total and _is_named(one, definition))]
    found += [
        _evidence(definition, one, KINDS[one], Kind.MIX)
        for one in kinds
        if all(_is_open(each, column_of(facts[each.fact], one)) for each in above)
    ]
    return found


def strata_of(facts: Collection[Fact], column: str) -> str:
    """The kind of work by which members are compared, where all facts name it."""
    return next((one for one in (ORDER_KIND, "trade") if one != column and all(column_of(each, one) for each in facts)), "")


def _is_named(column: str, definition: Definition) -> bool:
    return column not in GRAINS or GRAINS[column] in definition.grains


def _is_open(measure: Measure, column: str) -> bool:
    """Whether a measure takes rows of several values of a column."""
    wanted = measure.where.get(column)
    return bool(column) and not isinstance(wanted, str) and not (isinstance(wanted, list) and len(wanted) == 1)


def _evidence(definition: Definition, column: str, name: Words, kind: Kind) -> Evidence:
    direction = "down" if definition.direction == "down" else "up"
    code = f"{'worse' if kind is Kind.MIX else 'behind'}_by_{column}"
    return Evidence(code, name, (), (definition.code,), definition.formula, {}, (column,), direction, kind=kind)
