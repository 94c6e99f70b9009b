"""The quality period of each line on the bill: the same that the delivery note promises."""

from collections.abc import Callable, Mapping
from datetime import date

from anxin.visit.repair_orders.queries import RepairOrderView

Periods = Callable[[RepairOrderView, date], Mapping[str, tuple[int, int]]]
_periods: list[Periods] = []


def register_quality_periods(periods: Periods) -> None:
    """Say the period of each line, by its name as on paper, in days and km; a module above keeps that of labour (M09.02)."""
    _periods[:] = [periods]


def quality_periods_of(order: RepairOrderView, on: date) -> Mapping[str, tuple[int, int]]:
    """As the delivery note of a day says it; empty where nobody says it."""
    return _periods[0](order, on) if _periods else {}
