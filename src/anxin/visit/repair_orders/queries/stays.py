"""How long cars stay, and what was sold on them: what the ledgers of the workshop are measured against (M07.17)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Count, Q, Sum

from anxin.parties.org.queries import store_info
from anxin.platform.actor import Actor
from anxin.platform.queries import query
from anxin.visit.repair_orders import permissions
from anxin.visit.repair_orders.access import part_lines
from anxin.visit.repair_orders.lifecycle import CANCELLED, REPAIR_ORDER
from anxin.visit.repair_orders.models import Authorisation, Item, Job, PlanOffer, RepairOrder
from anxin.visit.repair_orders.plans import open_offers


@dataclass(frozen=True, slots=True)
class Stay:
    """An order with the instants of its steps, from the car's arrival on; None has not come yet.

    ``signed_at`` has every yes to an estimate, the first one first; ``wants_wash`` is what the last one said.
    """

    id: int
    number: str
    store_id: int
    plate: str
    model_name: str
    state: str
    state_label: str
    arrived_at: datetime
    opened_at: datetime
    signed_at: tuple[datetime, ...]
    work_finished_at: datetime | None
    settled_at: datetime | None
    delivered_at: datetime | None
    cancelled_at: datetime | None
    wants_wash: bool = False
    vin: str = ""

    @property
    def left_at(self) -> datetime | None:
        """When the stay ended: delivered, or called off."""
        return self.delivered_at or self.cancelled_at


@dataclass(frozen=True, slots=True)
class SoldJob:
    """A job with the labour hours that the customer or another payer agreed to, and when they count."""

    job_id: int
    repair_order_id: int
    number: str
    plate: str
    title: str
    hours: Decimal
    finished_at: datetime | None
    settled_on: date | None
    vin: str = ""


@dataclass(frozen=True, slots=True)
class OrderCounts:
    """Orders of a store over some days: opened, of those with their work done and delivered, and delivered at all."""

    opened: int
    opened_finished: int
    opened_delivered: int
    delivered: int


@dataclass(frozen=True, slots=True)
class Readiness:
    """What an order still waits for. ``answered_at`` is the customer's last answer, None while one is to come or none was;
    of ``supplied_jobs`` everything that was signed has been issued.
    """

    repair_order_id: int
    answered_at: datetime | None
    supplied_jobs: frozenset[int]


@query(permissions.SEE)
def list_stays(
    actor: Actor,
    store_id: int,
    *,
    ids: Collection[int] | None = None,
    delivered: tuple[date, date] | None = None,
) -> list[Stay]:
    """Stays of some orders, or of those whose cars left from a day to a day, by arrival. Two statements."""
    rows = RepairOrder.objects.visible_to(actor, permissions.SEE).filter(store_id=store_id)
    if ids is not None:
        rows = rows.filter(pk__in=list(ids))
    if delivered is not None:
        rows = rows.filter(delivered_on__range=delivered)
    page = list(rows.select_related("vehicle").order_by("opened_at", "pk"))
    signed: dict[int, list[datetime]] = {}
    wash: dict[int, bool] = {}
    given = Authorisation.objects.visible_to(actor, permissions.SEE).filter(repair_order__in=[row.pk for row in page])
    for order_id, at, wants_wash in given.order_by("at", "pk").values_list("repair_order_id", "at", "wants_wash"):
        signed.setdefault(order_id, []).append(at)
        wash[order_id] = wants_wash
    return [_stay(row, signed.get(row.pk, ()), wants_wash=wash.get(row.pk, False)) for row in page]


@query(permissions.SEE)
def list_sold_jobs(actor: Actor, store_id: int, first: date, last: date) -> list[SoldJob]:
    """Jobs that were finished, or whose order was settled, from a day to a day, with their sold hours."""
    local = store_info(store_id).clock
    finished = Q(finished_at__gte=local.bounds(first)[0], finished_at__lt=local.bounds(last)[1])
    settled = Q(repair_order__settled_on__range=(first, last), finished_at__isnull=False)
    jobs = Job.objects.visible_to(actor, permissions.SEE).filter(finished | settled, store_id=store_id)
    sold = Sum("items__quantity", filter=Q(items__kind="labour", items__decision="APPROVED"))
    rows = jobs.annotate(sold=sold).select_related("repair_order__vehicle").order_by("finished_at", "pk")
    return [_sold(row) for row in rows]


@query(permissions.SEE)
def count_orders(actor: Actor, store_id: int, first: date, last: date) -> OrderCounts:
    """How many orders were opened from a day to a day, what became of them, and how many cars left (K-D05, K-D38)."""
    rows = RepairOrder.objects.visible_to(actor, permissions.SEE).filter(store_id=store_id).exclude(state=CANCELLED)
    opened = Q(opened_on__range=(first, last))
    counts = rows.filter(opened | Q(delivered_on__range=(first, last))).aggregate(
        opened=Count("pk", filter=opened),
        opened_finished=Count("pk", filter=opened & Q(work_finished_at__isnull=False)),
        opened_delivered=Count("pk", filter=opened & Q(delivered_at__isnull=False)),
        delivered=Count("pk", filter=Q(delivered_on__range=(first, last))),
    )
    return OrderCounts(**counts)


@query(permissions.SEE)
def list_readiness(actor: Actor, store_id: int, order_ids: Collection[int]) -> dict[int, Readiness]:
    """Order id → whether it still waits for its customer or for parts; four statements, however many they are."""
    rows = Item.objects.visible_to(actor, permissions.SEE).filter(store_id=store_id, repair_order_id__in=list(order_ids))
    items = list(rows.order_by("pk"))
    waiting = set(rows.filter(Item.WAITS).values_list("repair_order_id", flat=True))
    given = PlanOffer.objects.visible_to(actor, permissions.SEE).filter(repair_order_id__in=list(order_ids))
    offers = given.filter(store_id=store_id).select_related("choice").order_by("pk")
    waiting |= {offer.repair_order_id for offer in open_offers(offers)}
    job_of = {item.pk: item.job_id for item in items}
    short = {job_of[line.item_id] for line in part_lines(store_id, items) if line.to_issue}
    found = {}
    for order_id in order_ids:
        own = [item for item in items if item.repair_order_id == order_id]
        answers = [item.decided_at for item in own if item.decided_at is not None]
        answered_at = None if order_id in waiting else max(answers, default=None)
        found[order_id] = Readiness(order_id, answered_at, frozenset(item.job_id for item in own) - short)
    return found


@query(permissions.SEE)
def list_orders_wanting(
    actor: Actor, store_id: int, order_ids: Collection[int], article_ids: Collection[int]
) -> frozenset[int]:
    """Of these orders those on which one of these articles was signed for. One statement."""
    rows = Item.objects.visible_to(actor, permissions.SEE).filter(store_id=store_id, repair_order_id__in=list(order_ids))
    wanted = rows.filter(kind=Item.Kind.PART, decision=Item.Decision.APPROVED, article_id__in=list(article_ids))
    return frozenset(wanted.values_list("repair_order_id", flat=True))


def _stay(row: RepairOrder, signed: Sequence[datetime], *, wants_wash: bool) -> Stay:
    return Stay(
        row.pk,
        row.number,
        row.store_id,
        row.vehicle.plate or "",
        row.vehicle.model_name,
        row.state,
        str(REPAIR_ORDER.labels[row.state]),
        min(row.arrived_at or row.opened_at, row.opened_at),
        row.opened_at,
        tuple(signed),
        row.work_finished_at,
        row.settled_at,
        row.delivered_at,
        row.cancelled_at,
        wants_wash,
        vin=row.vehicle.vin or "",
    )


def _sold(row: Job) -> SoldJob:
    order = row.repair_order
    return SoldJob(
        row.pk,
        order.pk,
        order.number,
        order.vehicle.plate or "",
        row.title,
        getattr(row, "sold", None) or Decimal(0),
        row.finished_at,
        order.settled_on,
        vin=order.vehicle.vin or "",
    )
