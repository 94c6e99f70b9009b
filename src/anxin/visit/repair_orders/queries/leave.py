"""What is asked about the prices of an order, as whoever decides sees it: the lines, what they cost, whose turn it is."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from anxin.holdings.parts.permissions import SEE as SEE_STOCK
from anxin.holdings.parts.queries import unit_costs
from anxin.parties.org.queries import store_info
from anxin.parties.work.permissions import DO
from anxin.parties.work.queries import ApprovalRow, get_approval, may_decide_approval
from anxin.platform.actor import Actor
from anxin.platform.money import ZERO, Money
from anxin.platform.queries import query
from anxin.visit.repair_orders import leave, permissions, rules
from anxin.visit.repair_orders.models import Item, PriceLeave
from anxin.visit.repair_orders.queries.rows import item_rows, order_row


@dataclass(frozen=True, slots=True)
class PriceRequestLine:
    """A line on which something is given away; ``cost`` is the stock's, tax excluded, None where it is unknown."""

    description: str
    list_amount: Money
    amount: Money
    cost: Money | None


@dataclass(frozen=True, slots=True)
class PriceRequest:
    """What somebody asks leave for; ``total`` is what the customer's lines come to now."""

    approval_id: int
    kind: str
    number: str
    plate: str
    model_name: str
    customer_name: str
    amount: Money
    total: Money
    lines: tuple[PriceRequestLine, ...]
    vin: str = ""


@dataclass(frozen=True, slots=True)
class PendingPrice:
    """A request of this order that is being decided, and whether it waits for whoever looks."""

    approval: ApprovalRow
    request: PriceRequest
    may_decide: bool


@dataclass(frozen=True, slots=True)
class PendingDiscount:
    """What is taken off an order and waits for leave: how much, and off which items."""

    amount: Money
    item_ids: frozenset[int]


@dataclass(frozen=True, slots=True)
class PriceState:
    """What keeps an order from its signature: requests that are being decided, and a quotation nobody signed off."""

    pending: tuple[PendingPrice, ...]
    needs_sign_off: bool

    @property
    def may_ask_sign_off(self) -> bool:
        """Whether the quotation is still to be put before the front-desk manager."""
        return self.needs_sign_off and not any(one.request.kind == PriceLeave.Kind.QUOTATION for one in self.pending)


@query(permissions.SEE)
def list_price_requests(actor: Actor, approval_ids: Collection[int]) -> dict[int, PriceRequest]:
    """Approval → what is asked about the prices of an order; approvals of another kind are left out."""
    rows = PriceLeave.objects.visible_to(actor, permissions.SEE).filter(approval_id__in=list(approval_ids))
    asked = list(rows.select_related("repair_order__vehicle", "repair_order__customer"))
    return {one.approval_id: one for one in _requests(actor, asked)}


@query(permissions.SEE)
def find_price_state(actor: Actor, number: str, at: datetime) -> PriceState:
    """What is asked about the prices of an order.

    :raises NotFound: unknown or out of scope
    """
    order = order_row(actor, number)
    rows = PriceLeave.objects.visible_to(actor, permissions.SEE).filter(repair_order=order, approval__state="PENDING")
    joined = list(rows.select_related("repair_order__vehicle", "repair_order__customer")) if actor.may(DO) else []
    pending = tuple(_pending(actor, one, at) for one in _requests(actor, joined))
    items = [item for item in item_rows(order) if item.decision in rules.COUNTED]
    day = store_info(order.store_id).clock.day(at)
    return PriceState(pending, leave.quotation_to_sign_off(order, items, day) is not None)


@query(permissions.SEE)
def find_pending_discount(actor: Actor, number: str) -> PendingDiscount | None:
    """The discounts of an order that somebody has to grant before it is settled (R-RO16); None when there are none."""
    rows = PriceLeave.objects.visible_to(actor, permissions.SEE).filter(repair_order__number=number)
    asked = list(rows.filter(approval__state="PENDING").exclude(kind=PriceLeave.Kind.QUOTATION))
    if not asked:
        return None
    return PendingDiscount(
        Money.sum(one.amount for one in asked), frozenset(int(line) for one in asked for line in one.lines)
    )


def _pending(actor: Actor, request: PriceRequest, at: datetime) -> PendingPrice:
    approval = get_approval(actor, request.approval_id)
    return PendingPrice(approval, request, may_decide_approval(actor, approval.id, at))


def _requests(actor: Actor, asked: Sequence[PriceLeave]) -> list[PriceRequest]:
    """In one statement for the items and one a store for what they cost, however many requests there are."""
    rows = Item.objects.in_stores(sorted({one.store_id for one in asked}))
    items: dict[int, list[Item]] = {one.repair_order_id: [] for one in asked}
    for item in rows.filter(repair_order_id__in=list(items)).order_by("pk") if asked else ():
        items[item.repair_order_id].append(item)
    shown = {one.pk: [item for item in items[one.repair_order_id] if str(item.pk) in one.lines] for one in asked}
    costs = _costs(actor, [item for some in shown.values() for item in some])
    return [_request(one, _counted(items[one.repair_order_id]), shown[one.pk], costs) for one in asked]


def _request(asked: PriceLeave, counted: Iterable[Item], shown: Iterable[Item], costs: Mapping[int, Money]) -> PriceRequest:
    order = asked.repair_order
    return PriceRequest(
        approval_id=asked.approval_id or 0,
        kind=asked.kind,
        number=order.number,
        plate=order.vehicle.plate or "",
        model_name=order.vehicle.model_name,
        customer_name=order.customer.name,
        amount=asked.amount,
        total=Money.sum(item.amount for item in counted),
        lines=tuple(
            PriceRequestLine(item.description, item.list_amount, _asked(item), costs.get(item.pk)) for item in shown
        ),
        vin=order.vehicle.vin or "",
    )


def _asked(item: Item) -> Money:
    """What the customer still pays for a line."""
    return ZERO if item.payer in leave.GIVEN_AWAY else item.amount


def _counted(items: Iterable[Item]) -> list[Item]:
    return [item for item in items if item.payer == "customer" and item.decision in rules.COUNTED]


def _costs(actor: Actor, items: Iterable[Any]) -> dict[int, Money]:
    stocked: dict[int, list[Any]] = {}
    for item in items:
        if item.article_id is not None and actor.may(SEE_STOCK, item.store_id):
            stocked.setdefault(item.store_id, []).append(item)
    found: dict[int, Money] = {}
    for store_id, lines in stocked.items():
        costs = unit_costs(actor, store_id, [item.article_id for item in lines])
        found |= {item.pk: costs[item.article_id].times(item.quantity) for item in lines if item.article_id in costs}
    return found
