"""What comes next for a car, by day or mileage, with its cost and time (R-DL02): the lower half of the delivery note."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
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


@dataclass(frozen=True, slots=True)
class NextStop:
    """When the customer is asked back where no schedule says so, and how much later still counts as the same visit."""

    on: date
    km: int | None
    window_days: int
    window_km: int


def coming_services(actor: Actor, order: orders.RepairOrderView, on: date, stop: NextStop) -> tuple[NextServiceRow, ...]:
    """What is due at the next visit, each at its own day and mileage, and what was found and not done, now or before.

    What the final inspection calls due and not done says so here. The next visit is when the first service of the schedule
    falls due; what is over already waits for it, but no longer than the store's own interval. Without a schedule for the
    model there is one maintenance after that interval.
    """
    left = [*_left_here(order), *_left_before(actor, order, on)]
    names = {row.service for row in left}
    services = orders.list_services(actor, order.head.number)
    first = _first_stop([one for one in services if one.is_scheduled and not one.is_overdue], stop)
    soon = (min(stop.on, first.on), min((km for km in (stop.km, first.km) if km is not None), default=None))
    coming = [
        NextServiceRow(
            _named(one),
            *(soon if one.is_overdue else (one.next_on, one.next_km)),
            one.price,
            one.minutes or None,
        )
        for one in services
        if one.name not in names and _is_due_by(one, first)
    ]
    if not any(one.is_scheduled for one in services):
        coming.insert(0, _maintenance(actor, order, on, (stop.on, stop.km)))
    return (*coming, *left)[:MOST_COMING]


def _named(one: orders.ServiceDue) -> str:
    said = _("（这次已到期，没有做）") if one.is_missed else ""
    return one.name[: LONGEST_NAME - len(said)] + said


def _first_stop(ahead: list[orders.ServiceDue], stop: NextStop) -> NextStop:
    """When the first of what lies ahead falls due, by day and by mileage; without any, the store's own stop."""
    if not ahead:
        return stop
    days = [one.next_on for one in ahead if one.next_on]
    distances = [one.next_km for one in ahead if one.next_km is not None]
    return replace(stop, on=min(days, default=stop.on), km=min(distances, default=stop.km))


def _is_due_by(one: orders.ServiceDue, stop: NextStop) -> bool:
    by_km = one.next_km is not None and stop.km is not None and one.next_km <= stop.km + stop.window_km
    return one.is_overdue or by_km or (one.next_on is not None and one.next_on <= stop.on + timedelta(stop.window_days))


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
