"""Fetches an order for a command: in scope, locked, and still open to change; and what belongs to it."""

from collections.abc import Iterable
from decimal import Decimal

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from anxin.holdings.parts.queries import issued_by_line
from anxin.platform.actor import Actor
from anxin.platform.database.prepared import prepared
from anxin.platform.errors import Conflict
from anxin.platform.money import Money
from anxin.platform.queries import remembered
from anxin.visit.repair_orders.lifecycle import BEFORE_SETTLEMENT
from anxin.visit.repair_orders.models import EstimateVersion, Item, Job, PayerShare, RepairOrder
from anxin.visit.repair_orders.rules import COUNTED, Line, PartLine, totals_by_payer
from anxin.visit.repair_orders.shares import Share, split_lines

ORDER_KIND = "repair_orders.repairorder"
JOB_KIND = "repair_orders.job"


class OrderLocked(Conflict):
    """The order is settled, delivered or cancelled; its lines no longer change."""

    code = "order_locked"
    default_rule = "M06.13"
    default_message = _("工单已结算或作废，内容已锁定；还要做的请另开工单。")


def require_order(actor: Actor, permission: str, number: str, *, then: str) -> None:
    """Shut out whoever lacks the permission in the order's store, before anything of it is locked or written.

    ``then`` is the permission of the command that follows: where it reaches no further, that command shuts out enough.

    :raises NotFound: unknown, or in a store where the actor lacks the permission
    """
    if not actor.stores_for(then) <= actor.stores_for(permission):
        RepairOrder.objects.visible_to(actor, permission).one(number=number)


def locked_order(actor: Actor, permission: str, number: str) -> RepairOrder:
    """The order, locked.

    :raises NotFound: unknown, or in a store where the actor lacks the permission
    """
    order: RepairOrder = RepairOrder.objects.visible_to(actor, permission).locked().one(number=number)
    return order


def locked_open_order(actor: Actor, permission: str, number: str) -> RepairOrder:
    """The order, locked, before its settlement.

    :raises NotFound: unknown or out of scope
    :raises OrderLocked: settled, delivered or cancelled
    """
    order = locked_order(actor, permission, number)
    if order.state not in BEFORE_SETTLEMENT:
        raise OrderLocked(state=order.state)
    return order


def jobs_of(order: RepairOrder) -> list[Job]:
    """Jobs of an order that the caller has fetched in scope."""
    return _jobs(order.pk)


def items_of(order: RepairOrder) -> list[Item]:
    """Items of an order that the caller has fetched in scope, in order of entry."""
    return _items(order.pk)


def work_of_order(order_id: int) -> tuple[list[Job], list[Item]]:
    """Jobs and items of an order that the caller has locked in scope."""
    return _jobs(order_id), _items(order_id)


def newest_estimate(order: RepairOrder) -> EstimateVersion | None:
    """The last estimate issued on an order that the caller has fetched in scope."""
    return next(iter(_estimates(order.pk)), None)


@prepared
def _estimates(order_id: int) -> QuerySet[EstimateVersion]:
    rows: QuerySet[EstimateVersion] = EstimateVersion.objects.across_stores(reason="children of an order in scope")
    return rows.filter(repair_order_id=order_id).order_by("-number")[:1]


@prepared
def _jobs(order_id: int) -> QuerySet[Job]:
    rows: QuerySet[Job] = Job.objects.across_stores(reason="children of an order in scope")
    return rows.filter(repair_order_id=order_id).order_by("position")


@prepared
def _items(order_id: int) -> QuerySet[Item]:
    rows: QuerySet[Item] = Item.objects.across_stores(reason="children of an order in scope")
    return rows.filter(repair_order_id=order_id).order_by("pk")


@remembered
def share_rows(order: RepairOrder) -> list[PayerShare]:
    """What other payers take over of an order that the caller has fetched in scope, in order of entry."""
    return _shares(order.pk, [order.store_id])


@prepared
def _shares(order_id: int, stores: list[int]) -> QuerySet[PayerShare]:
    rows: QuerySet[PayerShare] = PayerShare.objects.in_stores(stores)
    return rows.filter(repair_order_id=order_id).order_by("pk")


def lines_of(order: RepairOrder, items: Iterable[Item]) -> list[Line]:
    """What the sums need of the items that count, each split between its payers (M09.01)."""
    counted = (item for item in items if item.decision in COUNTED)
    lines = [Line(item.pk, item.payer, item.decision, item.amount.fen, bool(item.payer_rule)) for item in counted]
    shares = [
        Share(row.item_id, row.of_payer, row.payer, row.share, row.amount.fen if row.amount else None)
        for row in share_rows(order)
    ]
    return split_lines(lines, shares)


def customer_total(order: RepairOrder, items: Iterable[Item]) -> Money:
    """What the customer pays of the items that count, his part of shared ones included."""
    return Money(totals_by_payer(lines_of(order, items))["customer"])


def part_lines(store_id: int, items: Iterable[Item]) -> list[PartLine]:
    """The stocked part items of orders in scope, all of one store, beside what the stock ledger issued to them."""
    stocked = [(item, item.article_id) for item in items if item.kind == Item.Kind.PART and item.article_id is not None]
    if not stocked:
        return []
    issued = issued_by_line(store_id, ORDER_KIND, {item.repair_order_id for item, _article in stocked})
    return [
        PartLine(
            item.pk,
            article_id,
            item.code,
            item.name,
            item.unit,
            item.quantity if item.decision == Item.Decision.APPROVED else Decimal(0),
            issued.get(item.pk, Decimal(0)),
            item.job_id,
            item.payer,
            item.unit_price,
        )
        for item, article_id in stocked
    ]
