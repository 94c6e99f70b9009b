"""What a car is due for by its brand's schedule, what it had of it, and when it comes next (R-DL02, R-RO15, M08.05)."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from anxin.parties.org.queries import store_info
from anxin.platform import clock
from anxin.platform.actor import Actor
from anxin.platform.money import Money
from anxin.platform.queries import query
from anxin.resources.catalog.queries import Had, PlannedService, maintenance_plan
from anxin.visit.repair_orders import permissions
from anxin.visit.repair_orders.lifecycle import CANCELLED
from anxin.visit.repair_orders.models import Item, RepairOrder
from anxin.visit.repair_orders.queries.rows import order_row

MINUTES_PER_HOUR = 60


@dataclass(frozen=True, slots=True)
class ServiceDue:
    """A service of the schedule, or a care product, for the car of an order.

    ``is_due`` says whether the car came due for it, counted from its last time or from its first visit here: what a car
    had elsewhere nobody knows. ``may_be_due`` is what has no record and the schedule had asked for by then. ``is_asked``
    says whether it stands on the order, whatever the customer said to it. ``last_on`` and ``last_km`` are of the visit
    before, None for never; ``next_on`` and ``next_km`` count what the order does: whichever comes first, and never in the
    past. Without a ``price`` it cannot be sold now.
    """

    code: str
    name: str
    price: Money | None
    minutes: int
    is_care: bool
    is_scheduled: bool
    last_on: date | None
    last_km: int | None
    every_km: int
    every_months: int
    is_due: bool
    may_be_due: bool
    is_asked: bool
    next_on: date | None
    next_km: int | None
    is_overdue: bool

    @property
    def is_missed(self) -> bool:
        """The car came due for it, and nobody did it or asked about it, as inspection and note say (M08.05)."""
        return self.is_due and not self.is_asked

    @property
    def is_offered(self) -> bool:
        """Due, or perhaps; nobody asked about it, and it can be sold."""
        return (self.is_due or self.may_be_due) and not self.is_asked and self.price is not None


@dataclass(slots=True)
class _OnOrder:
    """What one order of a car has: packages, operations and articles on it, and those agreed to."""

    opened_on: date
    odometer_km: int | None
    asked: set[str | int]
    done: set[str | int]


@query(permissions.SEE)
def list_services(actor: Actor, number: str) -> list[ServiceDue]:
    """Every service of the schedule for an order's car, once each: those that are scheduled first, then care products.

    A car had a service when an order that stands had all its operations agreed to (all its articles, if it has none), or
    the package itself, whatever it was sold with. Orders that the actor may not see do not count.

    :raises NotFound: unknown or out of scope
    """
    order = order_row(actor, number)
    today = store_info(order.store_id).clock.day(clock.now())
    plan = maintenance_plan(actor, order.store_id, order.vehicle.model_name, today)
    if not plan:
        return []
    orders, seen = _orders_of(actor, order, plan), _first_visit(actor, order)
    return [_service(one, order, orders, seen, today) for one in plan]


def list_due_services(actor: Actor, number: str) -> list[ServiceDue]:
    """Services that the car of an order is, or may be, due for and that nobody asked about, as far as sold (R-RO15).

    :raises NotFound: unknown or out of scope
    """
    return [one for one in list_services(actor, number) if one.is_offered]


def _service(one: PlannedService, order: RepairOrder, orders: dict[int, _OnOrder], seen: Had, today: date) -> ServiceDue:
    here = orders.get(order.pk)
    before = [each for key, each in orders.items() if key != order.pk and _covers(each.done, one)]
    last = Had(before[-1].opened_on, before[-1].odometer_km) if before else None
    since = order.vehicle.sold_on or order.vehicle.first_registered_on
    is_done = here is not None and _covers(here.done, one)
    now = Had(order.opened_on, order.odometer_km) if is_done else last
    due = one.next_due(now, since, seen)
    ahead = due.not_past(today, order.odometer_km)
    return ServiceDue(
        one.code,
        one.name,
        one.price,
        int(one.hours * MINUTES_PER_HOUR),
        one.is_care,
        one.is_scheduled,
        last.on if last else None,
        last.km if last else None,
        one.every.km,
        one.every.months,
        one.next_due(last, since, seen).is_over(order.opened_on, order.odometer_km),
        last is None and one.next_due(None, since).is_over(order.opened_on, order.odometer_km),
        here is not None and _covers(here.asked, one),
        ahead.on,
        ahead.km,
        due.is_over(today, order.odometer_km),
    )


def _covers(had: set[str | int], one: PlannedService) -> bool:
    parts = one.operation_ids or frozenset(-each for each in one.article_ids)
    return one.code in had or (bool(parts) and had >= parts)


def _orders_of(actor: Actor, order: RepairOrder, plan: list[PlannedService]) -> dict[int, _OnOrder]:
    """Orders of the car up to this one, oldest first. An operation stands by its id, an article by its negative id."""
    wanted = (
        Q(job__package_code__in={one.code for one in plan})
        | Q(operation_id__in=frozenset[int]().union(*(one.operation_ids for one in plan)))
        | Q(article_id__in=frozenset[int]().union(*(one.article_ids for one in plan)))
    )
    rows = Item.objects.visible_to(actor, permissions.SEE).filter(wanted, repair_order__vehicle_id=order.vehicle_id)
    standing = rows.filter(repair_order__opened_at__lte=order.opened_at).exclude(repair_order__state=CANCELLED)
    seen = standing.order_by("repair_order__opened_at", "pk")
    found: dict[int, _OnOrder] = {}
    head = ("repair_order_id", "repair_order__opened_on", "repair_order__odometer_km")
    for key, opened_on, odometer_km, code, operation_id, article_id, decision in seen.values_list(
        *head, "job__package_code", "operation_id", "article_id", "decision"
    ):
        one = found.setdefault(key, _OnOrder(opened_on, odometer_km, set(), set()))
        marks = {code, operation_id, -article_id if article_id else None} - {"", None}
        one.asked |= marks
        if decision == Item.Decision.APPROVED:
            one.done |= marks
    return found


def _first_visit(actor: Actor, order: RepairOrder) -> Had:
    """From when on the house knows the car: the first order of it that stands and that the actor may see."""
    rows = RepairOrder.objects.visible_to(actor, permissions.SEE).filter(
        vehicle_id=order.vehicle_id, opened_at__lte=order.opened_at
    )
    first = rows.exclude(state=CANCELLED).order_by("opened_at", "pk").values_list("opened_on", "odometer_km").first()
    return Had(*(first or (order.opened_on, order.odometer_km)))
