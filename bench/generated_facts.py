"""Facts of a group as the nightly export writes them, generated: what happens is chance, how much of it is as in a shop.

Owns: the files. Does not own: what is computed from them (``figures.py``), nor figures that mean anything.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from anxin.management.kpi.rules.measures import Measure
from anxin.management.kpi.rules.periods import Span, months_of
from anxin.platform.facts import Fact

LAST_MONTH = date(2026, 10, 1)
ROWS_OF_AN_ORDER = {
    "billing.settled_line": 4.0, "repair_orders.settled_item": 4.0, "repair_orders.proposed_item": 4.4,
    "parts.movement": 2.5, "workshop.finished_job": 1.6, "workshop.job_clock": 2.1, "workshop.inspection": 2.2,
    "appointments.appointment": 0.5, "promises.told": 0.2, "quality.missed_maintenance": 0.6, "quality.rework": 0.02,
    "customers.file": 0.05, "billing.credit": 0.1, "repair_orders.first_service": 0.02, "repair_orders.sold_car": 0.05,
    "vehicle_sales.handover": 0.05,
}  # fmt: skip
"""Fact → rows for each order; 1 where nothing is said."""
ROWS_OF_A_STORE_DAY = {"org.store_day": 1, "people.duty_day": 40, "workshop.technician_day": 16}
THINGS_OF_A_STORE = {"vehicle_id": 9_000, "customer_id": 8_000, "advisor_id": 8, "technician_id": 16, "employee_id": 40}
FEW = 200


@dataclass(frozen=True, slots=True)
class Group:
    """How large the group is."""

    stores: int
    months: int
    orders: int

    @property
    def spans(self) -> list[Span]:
        """Its months, the newest last."""
        first = LAST_MONTH.year * 12 + LAST_MONTH.month - self.months
        return months_of(date(first // 12, first % 12 + 1, 1), LAST_MONTH)


def write_facts(folder: Path, group: Group, facts: Iterable[Fact], measures: Sequence[Measure]) -> int:
    """One file for each fact and month, sorted as the export sorts; returns how many rows."""
    written = 0
    with duckdb.connect(config={"threads": 2, "memory_limit": "2GB"}) as engine:
        for fact in facts:
            (folder / fact.name).mkdir(parents=True)
            values = _values(fact, measures)
            for month in group.spans:
                path = folder / fact.name / f"{month.first:%Y-%m}.parquet"
                rows = _select(fact, values, group, month)
                done = engine.execute(f"COPY ({rows}) TO '{path}' (FORMAT parquet, COMPRESSION zstd)").fetchall()
                written += done[0][0]
    return written


def _values(fact: Fact, measures: Sequence[Measure]) -> dict[str, list[str]]:
    """Text column → what measures ask of it, and something else."""
    found: dict[str, list[str]] = {}
    for measure in measures:
        if measure.fact != fact.name:
            continue
        for column, wanted in measure.where.items():
            asked = wanted if isinstance(wanted, list) else [wanted]
            found.setdefault(column, ["else"]).extend(one for one in asked if isinstance(one, str))
    return found


def _select(fact: Fact, values: dict[str, list[str]], group: Group, month: Span) -> str:
    columns = [
        f"({_chance(name, kind, values.get(name, ['else', 'other']), month)})::{_type(kind)} AS {name}"
        for name, kind in fact.columns.items()
    ]
    if of_day := ROWS_OF_A_STORE_DAY.get(fact.name):
        count = of_day * group.stores * month.days
        place = f"i // {of_day * month.days} + 1 AS s, i // {of_day} % {month.days} AS of_month"
    else:
        count = round(group.orders / group.months * ROWS_OF_AN_ORDER.get(fact.name, 1))
        place = f"(random() * {group.stores})::int % {group.stores} + 1 AS s, (random() * {month.days})::int % {month.days} AS of_month"
    base = f"SELECT i, {place} FROM range({count}) AS r(i)"
    return f"SELECT {', '.join(columns)} FROM ({base}) ORDER BY store_id, day, key"


def _chance(name: str, kind: str, values: list[str], month: Span) -> str:
    if name == "key":
        return f"{month.first:%Y%m}::bigint * 100000000 + i"
    if name == "store_id":
        return "s"
    if kind == "day":
        return f"DATE '{month.first}' + of_month::INTEGER"
    if kind == "flag":
        return "random() < 0.4"
    if kind == "text":
        some = ", ".join(f"'{one}'" for one in dict.fromkeys(values))
        count = len(dict.fromkeys(values))
        return "'LG-W26-' || i" if name == "number" else f"[{some}][1 + (random() * {count})::int % {count}]"
    if kind == "id":
        return f"s * 100000 + (random() * {THINGS_OF_A_STORE.get(name, FEW)})::int"
    if kind == "money":
        return "CASE WHEN random() < 0.95 THEN (random() * 200000)::bigint END"
    if kind == "number":
        return "random() * 4"
    return "CASE WHEN random() < 0.9 THEN (random() * 240)::bigint - 40 END"


def _type(kind: str) -> str:
    return {"id": "BIGINT", "text": "VARCHAR", "flag": "BOOLEAN", "count": "BIGINT", "money": "BIGINT", "day": "DATE"}.get(
        kind, "DECIMAL(18, 3)"
    )
