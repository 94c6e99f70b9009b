"""What is asked about the prices of an order, as whoever decides sees it: the lines, what they cost, whose turn it is."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from anxin.holdings.parts.permissions import SEE as SEE_STOCK
from anxin.holdings.parts.queries import unit_costs
from anxin.parties.org.queries import store_info
from anxin.parties.work.permissions import DO
from anxin.parties.work.queries import ApprovalRow, get_approval, may_decide_approval
from anxin.platform.actor import Actor
from anxin.platform.money import Money
from anxin.platform.queries import query
from anxin.visit.repair_orders import leave, permissions, rules
from anxin.visit.repair_orders.access import items_of
from anxin.visit.repair_orders.models import Item, PriceLeave, RepairOrder


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


@dataclass(frozen=True, slots=True)
class PendingPrice:
    """A request of this order that is being decided, and whether it waits for whoever looks."""

    approval: ApprovalRow
    request: PriceRequest
    may_decide: bool


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
    joined = rows.select_related("repair_order__vehicle", "repair_order__customer")
    return {one.approval_id: _request(actor, one) for one in joined if one.approval_id is not None}


@query(permissions.SEE)
def find_price_state(actor: Actor, number: str, at: datetime) -> PriceState:
    """What is asked about the prices of an order.

    :raises NotFound: unknown or out of scope
    """
    order: RepairOrder = RepairOrder.objects.visible_to(actor, permissions.SEE).one(number=number)
    rows = PriceLeave.objects.visible_to(actor, permissions.SEE).filter(repair_order=order, approval__state="PENDING")
    joined = list(rows.select_related("repair_order__vehicle", "repair_order__customer")) if actor.may(DO) else []
    pending = tuple(_pending(actor, one, at) for one in joined)
    total = Money.sum(item.amount for item in _counted(items_of(order)))
    day = store_info(order.store_id).clock.day(at)
    return PriceState(pending, leave.needs_sign_off(order, total, day))


def _pending(actor: Actor, asked: PriceLeave, at: datetime) -> PendingPrice:
    approval = get_approval(actor, asked.approval_id or 0)
    return PendingPrice(approval, _request(actor, asked), may_decide_approval(actor, approval.id, at))


def _request(actor: Actor, asked: PriceLeave) -> PriceRequest:
    order = asked.repair_order
    counted = _counted(items_of(order))
    shown = [item for item in counted if str(item.pk) in asked.lines]
    costs = _costs(actor, order.store_id, shown)
    return PriceRequest(
        approval_id=asked.approval_id or 0,
        kind=asked.kind,
        number=order.number,
        plate=order.vehicle.plate or "",
        model_name=order.vehicle.model_name,
        customer_name=order.customer.name,
        amount=asked.amount,
        total=Money.sum(item.amount for item in counted),
        lines=tuple(PriceRequestLine(item.description, item.list_amount, item.amount, costs.get(item.pk)) for item in shown),
    )


def _counted(items: Iterable[Item]) -> list[Item]:
    return [item for item in items if item.payer == "customer" and item.decision in rules.COUNTED]


def _costs(actor: Actor, store_id: int, items: Iterable[Any]) -> dict[int, Money]:
    stocked = [item for item in items if item.article_id is not None]
    if not stocked or not actor.may(SEE_STOCK, store_id):
        return {}
    costs = unit_costs(actor, store_id, [item.article_id for item in stocked])
    return {item.pk: costs[item.article_id].times(item.quantity) for item in stocked if item.article_id in costs}
