"""What is not known of a figure: rows that lack what a measure needs, days on which nothing came."""

from collections.abc import Mapping, Sequence
from datetime import date
from statistics import mean

from anxin.management.kpi.rules.measures import Measure
from anxin.management.kpi.rules.needs import CAPACITY_COLUMNS
from anxin.platform.facts import Kind

BUSY = 5
"""So many rows a day on average, and a day without any is hardly chance (7 in 1,000)."""


def lacking(measure: Measure, columns: Mapping[str, Kind]) -> Measure | None:
    """The rows that a measure would take if what it needs were known: the promise, the cost, the number to add up.

    ``columns`` are those of its fact. An ``id`` says whose a row is, or of what: who is no advisor lacks nothing.
    """
    where = dict(measure.where)
    needed = [column for column, wanted in where.items() if wanted == {"set": True} and columns.get(column) != "id"]
    needed += [column for column, wanted in where.items() if column.startswith("has_cost") and wanted is True]
    if not needed and measure.aggregate == "sum" and measure.column not in where:
        needed = [measure.column]
    if len(needed) != 1:
        return None
    (column,) = needed
    where[column] = False if where.get(column) is True else {"set": False}
    return Measure(f"{measure.name}_lacking", measure.zh, measure.en, measure.fact, "count", where=where)


def unended_shifts(measure: Measure) -> Measure | None:
    """The shifts that nobody ended, for which planned hours stand in a measure of hours available."""
    if measure.fact != "workshop.technician_day" or measure.column not in CAPACITY_COLUMNS:
        return None
    name = f"{measure.name}_unended"
    return Measure(name, measure.zh, measure.en, measure.fact, "sum", column="shifts_unended", where=measure.where)


def silent_days(rows: Mapping[date, int], open_days: Sequence[date]) -> tuple[date, ...]:
    """Open days without a row, where so many came on others that it is no chance."""
    if not open_days or mean(rows.get(day, 0) for day in open_days) < BUSY:
        return ()
    return tuple(day for day in open_days if not rows.get(day))
