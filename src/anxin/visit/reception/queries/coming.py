"""What comes next for a car, by day or mileage, with its cost and time (R-DL02): the lower half of the delivery note."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from anxin.platform.actor import Actor
from anxin.platform.money import Money
from anxin.resources.catalog.queries import CodeUnknown, LabourRateMissing, price_package
from anxin.visit.repair_orders import queries as orders

LONGEST_NAME, MOST_COMING, MINUTES_PER_HOUR = 80, 20, 60


@dataclass(frozen=True, slots=True)
class NextServiceRow:
    """A coming service on the note."""

    service: str
    due_on: date | None
    due_km: int | None
    cost: Money | None
    minutes: int | None


def coming_services(
    actor: Actor, order: orders.RepairOrderView, on: date, due_on: date, due_km: int | None
) -> tuple[NextServiceRow, ...]:
    """The next maintenance, the care that is due by then, and what was found and not done, on this visit or before."""
    left = [*_left_here(order), *_left_before(actor, order, on)]
    names = {row.service for row in left}
    due = (due_on, due_km)
    care = [
        NextServiceRow(one.name, *due, one.price, one.minutes or None)
        for one in orders.list_care_plan(actor, order.head.number)
        if one.name not in names and _is_due_by(one, due_on, due_km)
    ]
    return (_maintenance(actor, order, on, due), *care, *left)[:MOST_COMING]


def totals(rows: Iterable[NextServiceRow]) -> tuple[Money, int]:
    """What all of it costs, and how many minutes it takes."""
    known = list(rows)
    return Money.sum(row.cost for row in known if row.cost), sum(row.minutes or 0 for row in known)


def _maintenance(actor: Actor, order: orders.RepairOrderView, on: date, due: tuple[date, int | None]) -> NextServiceRow:
    """As on this visit, where it was a maintenance by package; else what it costs depends on what will be due."""
    codes = [job.package_code for job in order.jobs if job.package_code and not any(item.is_care for item in job.items)]
    if order.head.kind == "maintenance" and codes:
        try:
            package = price_package(actor, order.head.store_id, codes[0], on)
        except (CodeUnknown, LabourRateMissing):
            # Retired since, or no longer priced: the advisor says what the next one costs.
            return NextServiceRow(_("保养"), *due, None, None)
        return NextServiceRow(package.name, *due, package.price, int(package.labour_hours * MINUTES_PER_HOUR) or None)
    return NextServiceRow(_("保养"), *due, None, None)


def _is_due_by(one: orders.CarePlan, due_on: date, due_km: int | None) -> bool:
    by_km = one.due_km is not None and due_km is not None and one.due_km <= due_km
    return by_km or (one.due_on is not None and one.due_on <= due_on)


def _left_here(order: orders.RepairOrderView) -> list[NextServiceRow]:
    """What was declined or put off on the order, together what mends one finding."""
    groups: dict[str, list[orders.ItemView]] = {}
    for item in (item for job in order.jobs for item in job.items):
        if item.decision in ("DECLINED", "DEFERRED"):
            groups.setdefault(f"{item.proposal_id or item.job_id}", []).append(item)
    return [_left(items) for items in groups.values()]


def _left(items: list[orders.ItemView]) -> NextServiceRow:
    hours = sum((item.quantity for item in items if item.kind == "labour"), Decimal(0))
    days = [item.not_before_on for item in items if item.not_before_on]
    distances = [item.not_before_km for item in items if item.not_before_km]
    return NextServiceRow(
        " + ".join(dict.fromkeys(item.name for item in items))[:LONGEST_NAME],
        max(days, default=None),
        max(distances, default=None),
        Money.sum(item.amount for item in items),
        int(hours * MINUTES_PER_HOUR) or None,
    )


def _left_before(actor: Actor, order: orders.RepairOrderView, on: date) -> list[NextServiceRow]:
    return [
        NextServiceRow(row.name[:LONGEST_NAME], None, None, row.amount, None)
        for row in orders.list_unsold_items(actor, order.head.vehicle_id, on)
        if row.number != order.head.number
    ]
