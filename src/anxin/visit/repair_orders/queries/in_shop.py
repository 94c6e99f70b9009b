"""The cars in the shop for the desks, and the figures of a day."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from anxin.platform.actor import Actor
from anxin.platform.database.prepared import prepared, prepared_values
from anxin.platform.money import Money
from anxin.platform.queries import query, remembered
from anxin.visit.repair_orders import permissions, rules
from anxin.visit.repair_orders.lifecycle import BEFORE_INSPECTION, IN_SHOP, REPAIR_ORDER
from anxin.visit.repair_orders.models import Item, Job, RepairOrder
from anxin.visit.repair_orders.queries.rows import order_row

MOST_ROWS = 200


@dataclass(frozen=True, slots=True)
class InShopRow:
    """A car in the shop, for the desks."""

    id: int
    number: str
    version: int
    state: str
    state_label: str
    vehicle_id: int
    plate: str
    model_name: str
    customer_id: int
    customer_name: str
    advisor_id: int
    advisor_name: str
    opened_at: datetime
    promised_at: datetime | None
    amount: Money
    waiting_items: int
    jobs: int
    jobs_finished: int
    remaining_hours: Decimal
    is_appointment: bool = False
    lane: str = ""
    lane_label: str = ""
    booking_plate: int | None = None
    vin: str = ""

    @property
    def queue_rank(self) -> int:
        """Whose turn it is, the lower the earlier (R-AP01, R-AP09)."""
        return rules.queue_rank(self.lane, is_appointment=self.is_appointment)


@dataclass(frozen=True, slots=True)
class CarAhead:
    """A car in the shop, as far as it takes to tell when it will be done; one that is inspected has no work left."""

    id: int
    number: str
    state: str
    advisor_id: int
    promised_at: datetime | None
    waiting_items: int
    remaining_hours: Decimal


@dataclass(frozen=True, slots=True)
class OpenWork:
    """What an order still asks for: items that wait for the customer, hours of work ahead; and what it comes to so far."""

    waiting_items: int
    remaining_hours: Decimal
    amount: Money


@dataclass(frozen=True, slots=True)
class InShopCount:
    """Cars in the shop: all of the store, and one advisor's."""

    all: int
    mine: int


@dataclass(frozen=True, slots=True)
class DayFigures:
    """A store's or an advisor's day so far: cars received, cars delivered, and how the promises were kept.

    A car is ready when it is inspected. It was ready in time by the promise as signed, or as changed with the customer's
    knowledge before it passed. ``late_in_shop`` cars were not, and still stand in the shop.
    """

    opened: int
    delivered: int
    on_time: int
    late_in_shop: int

    @property
    def promises_due(self) -> int:
        """Cars that the day is judged by: delivered, or past their promise without having been ready."""
        return self.delivered + self.late_in_shop

    @property
    def late_delivered(self) -> int:
        """Delivered, and ready after the promise."""
        return self.delivered - self.on_time

    @property
    def on_time_share(self) -> Decimal | None:
        """Delivered and ready by the agreed promise ÷ ``promises_due``; None while nothing was due."""
        return Decimal(self.on_time) / self.promises_due if self.promises_due else None


@query(permissions.SEE)
def count_by_state(actor: Actor, store_id: int) -> dict[str, int]:
    """Number of orders in the shop by state."""
    found: dict[str, int] = {}
    for state, _advisor_id, cars in _counts(actor, store_id):
        found[state] = found.get(state, 0) + cars
    return found


@remembered
def _counts(actor: Actor, store_id: int) -> list[tuple[str, int, int]]:
    """State, advisor, cars in the shop."""
    rows = RepairOrder.objects.visible_to(actor, permissions.SEE).filter(store_id=store_id, state__in=IN_SHOP)
    return list(rows.values_list("state", "advisor_id").annotate(cars=Count("pk")).order_by())


@query(permissions.SEE)
def figures_of_day(actor: Actor, store_id: int, on: date, at: datetime, advisor_id: int | None = None) -> DayFigures:
    """Cars received and delivered on a business day, and late in the shop at ``at``; with an advisor, only theirs."""
    in_shop = Q(state__in=IN_SHOP)
    rows = RepairOrder.objects.visible_to(actor, permissions.SEE).filter(
        Q(opened_on=on) | Q(delivered_on=on) | in_shop, store_id=store_id
    )
    if advisor_id is not None:
        rows = rows.filter(advisor_id=advisor_id)
    not_ready_in_time = Q(inspected_at=None) | Q(inspected_at__gt=F("due_at"))
    counts = rows.annotate(due_at=Coalesce("agreed_promise_at", "promised_at")).aggregate(
        opened=Count("pk", filter=Q(opened_on=on) & ~Q(state="CANCELLED")),
        delivered=Count("pk", filter=Q(delivered_on=on)),
        on_time=Count("pk", filter=Q(delivered_on=on, inspected_at__lte=F("due_at"))),
        late_in_shop=Count("pk", filter=in_shop & Q(due_at__lt=at) & not_ready_in_time),
    )
    return DayFigures(**counts)


@query(permissions.SEE)
def count_in_shop(actor: Actor, store_id: int, advisor_id: int | None = None) -> InShopCount:
    """Number of cars in the shop, and of those of an advisor."""
    counts = _counts(actor, store_id)
    mine = sum(cars for _state, whose, cars in counts if whose == advisor_id)
    return InShopCount(sum(cars for _state, _whose, cars in counts), mine)


@query(permissions.SEE)
def list_ids_in_shop(actor: Actor, store_id: int) -> list[int]:
    """Ids of the orders of all cars in a store's shop."""
    rows = RepairOrder.objects.visible_to(actor, permissions.SEE).filter(store_id=store_id, state__in=IN_SHOP)
    return list(rows.order_by("pk").values_list("pk", flat=True))


@query(permissions.SEE)
def list_in_shop(
    actor: Actor,
    store_id: int,
    advisor_id: int | None = None,
    states: Collection[str] = IN_SHOP,
    among: Collection[int] | None = None,
) -> list[InShopRow]:
    """The first 200 cars in the shop by promise, the most urgent first; with an advisor or states, only those.

    Of ``among``, by the ids of their orders, all.
    """
    rows = RepairOrder.objects.visible_to(actor, permissions.SEE).filter(store_id=store_id, state__in=states)
    if advisor_id is not None:
        rows = rows.filter(advisor_id=advisor_id)
    if among is not None:
        rows = rows.filter(pk__in=list(among))
    most = MOST_ROWS if among is None else None
    page = list(rows.select_related("vehicle", "customer", "advisor").order_by("promised_at", "pk")[:most])
    ids = [order.pk for order in page]
    jobs, work = {pk: (jobs, done) for pk, jobs, done in _job_counts(ids)} if ids else {}, _open_work(ids)
    return [
        InShopRow(
            order.pk,
            order.number,
            order.version,
            order.state,
            str(REPAIR_ORDER.labels[order.state]),
            order.vehicle_id,
            order.vehicle.plate or "",
            order.vehicle.model_name,
            order.customer_id,
            order.customer.name,
            order.advisor_id,
            order.advisor.name,
            order.opened_at,
            order.promised_at,
            work[order.pk].amount,
            work[order.pk].waiting_items,
            *jobs.get(order.pk, (0, 0)),
            work[order.pk].remaining_hours,
            order.is_appointment,
            order.lane,
            order.lane_label,
            order.booking_plate,
            order.vehicle.vin or "",
        )
        for order in page
    ]


@query(permissions.SEE)
def list_cars_ahead(actor: Actor, store_id: int, among: Collection[int]) -> list[CarAhead]:
    """Of these orders those whose cars are in a store's shop, by promise. Two statements."""
    page = _in_shop(sorted(actor.stores_for(permissions.SEE)), store_id, list(among), list(IN_SHOP))
    work = _open_work([order.pk for order in page if order.state in BEFORE_INSPECTION])
    return [
        CarAhead(
            order.pk,
            order.number,
            order.state,
            order.advisor_id,
            order.promised_at,
            work[order.pk].waiting_items if order.pk in work else 0,
            work[order.pk].remaining_hours if order.pk in work else Decimal(0),
        )
        for order in page
    ]


@prepared
def _in_shop(stores: list[int], store_id: int, ids: list[int], states: list[str]) -> QuerySet[RepairOrder]:
    rows: QuerySet[RepairOrder] = RepairOrder.objects.in_stores(stores)
    return rows.filter(store_id=store_id, pk__any=ids, state__any=states).order_by("promised_at", "pk")


@query(permissions.SEE)
def get_open_work(actor: Actor, number: str) -> OpenWork:
    """What an order still asks for.

    :raises NotFound: unknown or out of scope
    """
    order = order_row(actor, number)
    return _open_work([order.pk])[order.pk]


@prepared_values
def _job_counts(order_ids: list[int]) -> Any:
    """Order, its jobs, those of them that are over."""
    rows = Job.objects.across_stores(reason="counts of orders in scope").filter(repair_order_id__any=order_ids).order_by()
    over = Count("pk", filter=Q(state__in=("FINISHED", "DROPPED")))
    return rows.values_list("repair_order_id").annotate(all=Count("pk"), done=over)


def _open_work(order_ids: Collection[int]) -> Mapping[int, OpenWork]:
    found = {
        pk: OpenWork(waiting, hours or Decimal(0), total or Money(0))
        for pk, waiting, hours, total in (_work_sums(list(order_ids)) if order_ids else ())
    }
    return {order_id: found.get(order_id, OpenWork(0, Decimal(0), Money(0))) for order_id in order_ids}


@prepared_values
def _work_sums(order_ids: list[int]) -> Any:
    rows = Item.objects.across_stores(reason="sums of orders in scope").filter(repair_order_id__any=order_ids).order_by()
    return rows.values_list("repair_order_id").annotate(
        waiting=Count("pk", filter=Item.WAITS),
        hours=Sum("quantity", filter=Item.TO_DO),
        total=Sum("amount", filter=Q(decision__in=rules.COUNTED)),
    )
