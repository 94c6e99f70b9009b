"""Lists of orders, jobs and items."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, Sum
from django.db.models.functions import Coalesce, Reverse

from anxin.platform.actor import Actor
from anxin.platform.money import Money
from anxin.platform.queries import query
from anxin.platform.ui.lists import Order, RowPage, Window
from anxin.visit.repair_orders import permissions
from anxin.visit.repair_orders.lifecycle import (
    AUTHORISED,
    DISPATCHED,
    IN_PROGRESS,
    IN_SHOP,
    JOB_IN_PROGRESS,
    JOB_OPEN,
    REPAIR_ORDER,
)
from anxin.visit.repair_orders.models import Item, Job, RepairOrder

PAGE = 50
SORTS = {"opened_at": "opened_at", "promised_at": "promised_at"}


@dataclass(frozen=True, slots=True)
class OrderFilter:
    """What a list of orders may be narrowed by; empty means all."""

    store_id: int | None = None
    states: tuple[str, ...] = ()
    kind: str = ""
    advisor_id: int | None = None
    vehicle_id: int | None = None
    customer_id: int | None = None
    opened_from: date | None = None
    opened_to: date | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class OrderRow:
    """A line of the list of orders; ``amount`` sums what is approved or waits."""

    id: int
    number: str
    store_id: int
    kind: str
    state: str
    state_label: str
    plate: str
    model_name: str
    customer_name: str
    advisor_name: str
    opened_at: datetime
    promised_at: datetime | None
    delivered_at: datetime | None
    amount: Money
    url: str = ""


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


@dataclass(frozen=True, slots=True)
class OpenJobRow:
    """A job that the workshop may work on: of a signed order, not finished. ``hours`` sums its labour items."""

    job_id: int
    title: str
    complaint: str
    state: str
    number: str
    order_state: str
    store_id: int
    plate: str
    model_name: str
    advisor_name: str
    promised_at: datetime | None
    hours: Decimal
    skills: tuple[str, ...]
    is_high_voltage: bool


@dataclass(frozen=True, slots=True)
class DayFigures:
    """A store's or an advisor's day so far: cars received, cars delivered, and those of them that were ready in time.

    Ready is inspected; in time is by the promise as signed, or as changed with the customer's knowledge before it passed.
    """

    opened: int
    delivered: int
    on_time: int

    @property
    def on_time_share(self) -> Decimal | None:
        """Ready by the agreed promise ÷ delivered; None before the first delivery."""
        return Decimal(self.on_time) / self.delivered if self.delivered else None


@dataclass(frozen=True, slots=True)
class WaitingItemRow:
    """An additional item that waits for the customer."""

    item_id: int
    name: str
    amount: Money
    number: str
    plate: str
    proposed_at: datetime
    advisor_id: int


@dataclass(frozen=True, slots=True)
class UnsoldItemRow:
    """A declined or deferred item of an earlier visit: to be offered again."""

    item_id: int
    name: str
    amount: Money
    decision: str
    reason: str
    number: str
    decided_at: datetime


def filtered(actor: Actor, wanted: OrderFilter) -> Any:
    """The queryset behind the list and its export."""
    rows = RepairOrder.objects.visible_to(actor, permissions.SEE)
    exact: dict[str, Any] = {
        "store_id": wanted.store_id,
        "kind": wanted.kind,
        "advisor_id": wanted.advisor_id,
        "vehicle_id": wanted.vehicle_id,
        "customer_id": wanted.customer_id,
        "opened_on__gte": wanted.opened_from,
        "opened_on__lte": wanted.opened_to,
    }
    rows = rows.filter(**{name: wish for name, wish in exact.items() if wish not in (None, "")})
    if wanted.states:
        rows = rows.filter(state__in=wanted.states)
    text = wanted.text.strip().upper().replace("·", "").replace(" ", "")
    if text:
        rows = rows.filter(Q(number__endswith=text) | Q(vehicle__plate__endswith=text) | Q(vehicle__vin__endswith=text))
    return rows


@query(permissions.SEE)
def list_orders(
    actor: Actor, wanted: OrderFilter, *, after: tuple[datetime, int] | None = None, limit: int = PAGE
) -> list[OrderRow]:
    """Orders, the newest first; ``after`` is (opened_at, id) of the last row of the page before."""
    rows = filtered(actor, wanted)
    if after is not None:
        rows = rows.filter(Q(opened_at__lt=after[0]) | Q(opened_at=after[0], pk__lt=after[1]))
    page = list(rows.select_related("vehicle", "customer", "advisor").order_by("-opened_at", "-pk")[:limit])
    return _order_rows(page)


@query(permissions.SEE)
def page_orders(
    actor: Actor, wanted: OrderFilter, order: Order, window: Window, *, url: Callable[[str], str]
) -> RowPage[OrderRow]:
    """One page of the list of orders; ``url`` gives the address of an order's page by its number."""
    rows = filtered(actor, wanted)
    chosen = rows.select_related("vehicle", "customer", "advisor").order_by(*order.as_order_by(SORTS))
    page = list(chosen[window.offset : window.offset + window.limit])
    return RowPage(_order_rows(page, url), rows.count())


@query(permissions.SEE)
def find_by_number(actor: Actor, text: str, *, limit: int) -> list[OrderRow]:
    """Orders whose number is the text or ends in it, the newest first."""
    rows = RepairOrder.objects.visible_to(actor, permissions.SEE).annotate(mirrored=Reverse("number"))
    page = rows.filter(mirrored__startswith=text[::-1]).select_related("vehicle", "customer", "advisor").order_by("-pk")
    return _order_rows(list(page[:limit]))


@query(permissions.SEE)
def count_by_state(actor: Actor, store_id: int) -> dict[str, int]:
    """Number of orders in the shop by state."""
    rows = RepairOrder.objects.visible_to(actor, permissions.SEE).filter(store_id=store_id, state__in=IN_SHOP)
    return {row["state"]: row["n"] for row in rows.values("state").annotate(n=Count("pk")).order_by()}


@query(permissions.SEE)
def figures_of_day(actor: Actor, store_id: int, on: date, advisor_id: int | None = None) -> DayFigures:
    """Cars received and delivered on a business day; with an advisor, only theirs."""
    rows = RepairOrder.objects.visible_to(actor, permissions.SEE).filter(
        Q(opened_on=on) | Q(delivered_on=on), store_id=store_id
    )
    if advisor_id is not None:
        rows = rows.filter(advisor_id=advisor_id)
    counts = rows.aggregate(
        opened=Count("pk", filter=Q(opened_on=on) & ~Q(state="CANCELLED")),
        delivered=Count("pk", filter=Q(delivered_on=on)),
        on_time=Count("pk", filter=Q(delivered_on=on, inspected_at__lte=Coalesce("agreed_promise_at", "promised_at"))),
    )
    return DayFigures(**counts)


@query(permissions.SEE)
def list_in_shop(actor: Actor, store_id: int, advisor_id: int | None = None) -> list[InShopRow]:
    """Cars in the shop by promise, the most urgent first; with an advisor, only theirs."""
    rows = RepairOrder.objects.visible_to(actor, permissions.SEE).filter(store_id=store_id, state__in=IN_SHOP)
    if advisor_id is not None:
        rows = rows.filter(advisor_id=advisor_id)
    page = list(rows.select_related("vehicle", "customer", "advisor").order_by("promised_at", "pk")[:200])
    amounts, jobs = _amounts(page), _jobs(page)
    waiting, hours = _waiting(page), _remaining_hours(page)
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
            amounts.get(order.pk, Money(0)),
            waiting.get(order.pk, 0),
            *jobs.get(order.pk, (0, 0)),
            hours.get(order.pk, Decimal(0)),
        )
        for order in page
    ]


@query(permissions.SEE)
def list_open_jobs(actor: Actor, store_id: int, job_ids: Sequence[int] | None = None) -> list[OpenJobRow]:
    """Jobs of signed orders that are not finished, by promise; with ids, those jobs whatever their state."""
    rows = Job.objects.visible_to(actor, permissions.SEE).filter(store_id=store_id)
    if job_ids is None:
        rows = rows.filter(
            state__in=(JOB_OPEN, JOB_IN_PROGRESS), repair_order__state__in=(AUTHORISED, DISPATCHED, IN_PROGRESS)
        )
    else:
        rows = rows.filter(pk__in=list(job_ids))
    page = list(
        rows.select_related("repair_order__vehicle", "repair_order__advisor").order_by("repair_order__promised_at", "pk")[
            :500
        ]
    )
    labour: dict[int, list[Item]] = {}
    for item in Item.objects.visible_to(actor, permissions.SEE).filter(job__in=page, decision="APPROVED"):
        labour.setdefault(item.job_id, []).append(item)
    return [_open_job(job, labour.get(job.pk, [])) for job in page]


@query(permissions.SEE)
def list_waiting_items(actor: Actor, store_id: int, advisor_id: int | None = None) -> list[WaitingItemRow]:
    """Additional items that wait for the customer, the longest wait first."""
    rows = Item.objects.visible_to(actor, permissions.SEE).filter(
        store_id=store_id, decision="PRESENTED", is_additional=True, repair_order__state__in=IN_SHOP
    )
    if advisor_id is not None:
        rows = rows.filter(repair_order__advisor_id=advisor_id)
    return [
        WaitingItemRow(
            item.pk,
            item.name,
            item.amount,
            item.repair_order.number,
            item.repair_order.vehicle.plate or "",
            item.proposed_at,
            item.repair_order.advisor_id,
        )
        for item in rows.select_related("repair_order__vehicle").order_by("proposed_at")[:100]
    ]


@query(permissions.SEE)
def history_of_vehicle(actor: Actor, vehicle_id: int, *, before: str = "", limit: int = 20) -> list[OrderRow]:
    """Earlier orders of a car in the actor's stores, the newest first; ``before`` leaves one order out."""
    rows = list_orders(actor, OrderFilter(vehicle_id=vehicle_id), limit=limit + 1)
    return [row for row in rows if row.number != before][:limit]


@query(permissions.SEE)
def list_unsold_items(actor: Actor, vehicle_id: int) -> list[UnsoldItemRow]:
    """Declined and deferred items of a car, the newest first: sales to be offered again."""
    rows = Item.objects.visible_to(actor, permissions.SEE).filter(
        repair_order__vehicle_id=vehicle_id, decision__in=("DECLINED", "DEFERRED")
    )
    return [
        UnsoldItemRow(
            item.pk,
            item.name,
            item.amount,
            item.decision,
            item.decline_reason,
            item.repair_order.number,
            item.decided_at or item.proposed_at,
        )
        for item in rows.select_related("repair_order").order_by("-decided_at")[:20]
    ]


def _order_rows(page: Sequence[RepairOrder], url: Callable[[str], str] | None = None) -> list[OrderRow]:
    amounts = _amounts(page)
    return [
        OrderRow(
            order.pk,
            order.number,
            order.store_id,
            order.kind,
            order.state,
            str(REPAIR_ORDER.labels[order.state]),
            order.vehicle.plate or "",
            order.vehicle.model_name,
            order.customer.name,
            order.advisor.name,
            order.opened_at,
            order.promised_at,
            order.delivered_at,
            amounts.get(order.pk, Money(0)),
            url(order.number) if url else "",
        )
        for order in page
    ]


def _amounts(orders: Sequence[RepairOrder]) -> dict[int, Money]:
    sums = (
        Item.objects.across_stores(reason="sums of orders in scope")
        .filter(repair_order__in=[order.pk for order in orders], decision__in=("PRESENTED", "APPROVED"))
        .order_by()
        .values("repair_order")
        .annotate(total=Sum("amount"))
    )
    return {row["repair_order"]: row["total"] if isinstance(row["total"], Money) else Money(row["total"]) for row in sums}


def _jobs(orders: Sequence[RepairOrder]) -> dict[int, tuple[int, int]]:
    counts = (
        Job.objects.across_stores(reason="counts of orders in scope")
        .filter(repair_order__in=[order.pk for order in orders])
        .order_by()
        .values("repair_order")
        .annotate(all=Count("pk"), done=Count("pk", filter=Q(state__in=("FINISHED", "DROPPED"))))
    )
    return {row["repair_order"]: (row["all"], row["done"]) for row in counts}


def _waiting(orders: Sequence[RepairOrder]) -> dict[int, int]:
    counts = (
        Item.objects.across_stores(reason="counts of orders in scope")
        .filter(repair_order__in=[order.pk for order in orders], decision="PRESENTED", is_additional=True)
        .order_by()
        .values("repair_order")
        .annotate(n=Count("pk"))
    )
    return {row["repair_order"]: row["n"] for row in counts}


def _remaining_hours(orders: Sequence[RepairOrder]) -> dict[int, Decimal]:
    sums = (
        Item.objects.across_stores(reason="sums of orders in scope")
        .filter(
            repair_order__in=[order.pk for order in orders],
            kind="labour",
            decision__in=("PRESENTED", "APPROVED"),
            job__state__in=(JOB_OPEN, JOB_IN_PROGRESS),
        )
        .order_by()
        .values("repair_order")
        .annotate(hours=Sum("quantity"))
    )
    return {row["repair_order"]: row["hours"] for row in sums}


def _open_job(job: Job, items: Sequence[Item]) -> OpenJobRow:
    order = job.repair_order
    labour = [item for item in items if item.kind == "labour"]
    return OpenJobRow(
        job.pk,
        job.title,
        job.complaint,
        job.state,
        order.number,
        order.state,
        order.store_id,
        order.vehicle.plate or "",
        order.vehicle.model_name,
        order.advisor.name,
        order.promised_at,
        sum((item.quantity for item in labour), Decimal(0)),
        tuple(sorted({item.skill for item in labour if item.skill})),
        any(item.is_high_voltage for item in labour),
    )
