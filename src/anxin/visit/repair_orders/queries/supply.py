"""What the parts counter has to hand out: orders with signed part items that are not issued, or issued too many."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from anxin.holdings.parts.permissions import ISSUE
from anxin.holdings.parts.queries import stock_of
from anxin.platform.actor import Actor
from anxin.platform.errors import NotFound
from anxin.platform.queries import query
from anxin.visit.repair_orders.access import items_of, part_lines
from anxin.visit.repair_orders.lifecycle import BEFORE_SETTLEMENT
from anxin.visit.repair_orders.models import Item, Job, RepairOrder
from anxin.visit.repair_orders.rules import PartLine


@dataclass(frozen=True, slots=True)
class PartToIssue:
    """A part item with what is signed, issued, and on hand in the store."""

    line: PartLine
    on_hand: Decimal

    @property
    def is_short(self) -> bool:
        """Less is on hand than is to go out."""
        return self.line.to_issue > self.on_hand


@dataclass(frozen=True, slots=True)
class OrderToSupply:
    """An order with its stocked part items; ``title`` is the job that waits for parts first."""

    id: int
    number: str
    state: str
    store_id: int
    plate: str
    model_name: str
    advisor_name: str
    promised_at: datetime | None
    parts: tuple[PartToIssue, ...]
    vin: str = ""
    advisor_id: int = 0
    title: str = ""

    @property
    def to_issue(self) -> tuple[PartToIssue, ...]:
        """Items of which something is to go out."""
        return tuple(part for part in self.parts if part.line.to_issue)

    @property
    def to_return(self) -> tuple[PartToIssue, ...]:
        """Items of which more went out than is signed."""
        return tuple(part for part in self.parts if part.line.to_return)

    @property
    def is_short(self) -> bool:
        """Something of it is not on hand."""
        return any(part.is_short for part in self.parts)


@query(ISSUE)
def list_orders_to_supply(actor: Actor, store_id: int) -> list[OrderToSupply]:
    """Orders whose signed parts are not all issued, or that hold too many, by promise. Five statements."""
    orders = RepairOrder.objects.visible_to(actor, ISSUE).filter(store_id=store_id, state__in=BEFORE_SETTLEMENT)
    items: dict[int, list[Item]] = {}
    stocked = Item.objects.visible_to(actor, ISSUE).filter(
        store_id=store_id, kind="part", article__isnull=False, repair_order__state__in=BEFORE_SETTLEMENT
    )
    for item in stocked.order_by("pk"):
        items.setdefault(item.repair_order_id, []).append(item)
    chosen = orders.filter(pk__in=items).select_related("vehicle", "advisor").order_by("promised_at", "pk")
    rows = _rows(actor, store_id, list(chosen), items)
    return [row for row in rows if row.to_issue or row.to_return]


@query(ISSUE)
def get_order_to_supply(actor: Actor, number: str) -> OrderToSupply:
    """One order's stocked part items.

    :raises NotFound: unknown, or in a store where the actor may not issue
    """
    order = RepairOrder.objects.visible_to(actor, ISSUE).filter(number=number).select_related("vehicle", "advisor").first()
    if order is None:
        raise NotFound
    (row,) = _rows(actor, order.store_id, [order], {order.pk: items_of(order)})
    return row


def _rows(actor: Actor, store_id: int, orders: Sequence[RepairOrder], items: dict[int, list[Item]]) -> list[OrderToSupply]:
    lines = {line.item_id: line for line in part_lines(store_id, [item for each in items.values() for item in each])}
    titles = dict(Job.objects.visible_to(actor, ISSUE).filter(repair_order__in=orders).values_list("pk", "title"))
    on_hand = stock_of(actor, store_id, sorted({line.article_id for line in lines.values()}))
    return [
        OrderToSupply(
            order.pk,
            order.number,
            order.state,
            store_id,
            order.vehicle.plate or "",
            order.vehicle.model_name,
            order.advisor.name,
            order.promised_at,
            tuple(
                PartToIssue(lines[item.pk], on_hand[lines[item.pk].article_id])
                for item in items[order.pk]
                if item.pk in lines
            ),
            vin=order.vehicle.vin or "",
            advisor_id=order.advisor_id,
            title=_title(lines, items[order.pk], titles),
        )
        for order in orders
    ]


def _title(lines: dict[int, PartLine], items: Sequence[Item], titles: dict[int, str]) -> str:
    """Of the job that waits for a part; else of the first that has one."""
    own = [lines[item.pk] for item in items if item.pk in lines]
    waiting = [line for line in own if line.to_issue] or own
    return titles.get(waiting[0].job_id, "") if waiting else ""
