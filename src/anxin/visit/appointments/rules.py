"""Pure decisions of appointments: punctuality, and the work that a booking asks for."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal

TRADE_OF_CLASS = {"body": "body", "paint": "paint"}
ORDER = ("mechanical", "body", "paint")


def punctuality(wanted_at: datetime, arrived_at: datetime, minutes: int) -> str:
    """``punctual`` within the minutes before the agreed time up to that very minute (R-AP05), else early or late."""
    if arrived_at >= wanted_at + timedelta(minutes=1):
        return "late"
    return "punctual" if arrived_at >= wanted_at - timedelta(minutes=minutes) else "early"


def booked_work(kind_minutes: Mapping[str, int], package_hours: Mapping[str, Decimal] | None) -> list[tuple[str, int]]:
    """Trades with minutes, in the order in which a car passes them: the package's own labour, else that of the kind.

    ``package_hours`` are by labour class of the catalogue; classes without a trade of their own are mechanical.
    """
    if package_hours is None:
        return [(trade, kind_minutes[trade]) for trade in ORDER if kind_minutes.get(trade)]
    minutes: dict[str, int] = {}
    for labour_class, hours in package_hours.items():
        trade = TRADE_OF_CLASS.get(labour_class, "mechanical")
        minutes[trade] = minutes.get(trade, 0) + int(hours * 60)
    return [(trade, minutes[trade]) for trade in ORDER if minutes.get(trade)]
