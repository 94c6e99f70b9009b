"""Asking leave for what an order gives away, and taking back what was not granted (R-RO16, R-RO17).

Who changes a price asks by that: no button of its own. Each further change asks anew, so that nobody grants a price
that is another by now.
"""

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from anxin.parties.org.queries import store_info, system_actor
from anxin.parties.work.commands import request_approval, withdraw_approval
from anxin.parties.work.parameters import declare_approval_kind
from anxin.platform import events
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, IllegalTransition
from anxin.platform.money import ZERO, Money
from anxin.platform.references import DocumentRef
from anxin.visit.repair_orders import leave, permissions, rules
from anxin.visit.repair_orders.access import ORDER_KIND, items_of, locked_open_order, newest_estimate
from anxin.visit.repair_orders.commands.promising import give_back_hours
from anxin.visit.repair_orders.events import RepairOrderChanged
from anxin.visit.repair_orders.lifecycle import BEFORE_SETTLEMENT
from anxin.visit.repair_orders.models import Item, PriceLeave, RepairOrder
from anxin.visit.repair_orders.rules import PricedLine

DISCOUNT = declare_approval_kind("repair_orders.discount", _("优惠"))
QUOTATION = declare_approval_kind("repair_orders.quotation", _("报价审核"))
ASKED = {PriceLeave.Kind.DISCOUNT: DISCOUNT, PriceLeave.Kind.QUOTATION: QUOTATION}
PRICE_APPROVALS = frozenset(ASKED.values())
TAKEN_BACK = (
    "payer",
    "unit_price",
    "discount",
    "rounded_off",
    "amount",
    "price_source",
    "decision",
    "decided_at",
    "version",
)


class DiscountNotGranted(Conflict):
    """The order gives away more than was granted."""

    code = "discount_not_granted"
    default_rule = "R-RO16"


class QuotationNotSignedOff(Conflict):
    """So large a quotation is signed off by the front-desk manager before the customer sees it."""

    code = "quotation_not_signed_off"
    default_rule = "R-RO17"
    default_message = _("报价达到审核金额，请前台主管审核后再给客户签字：在工单上点“请主管审核报价”。")


@dataclass(frozen=True, slots=True)
class SignedOffQuotation:
    """``waiting_post`` is who decides now; empty when the actor's own word was enough."""

    number: str
    waiting_post: str


def require_discounts_granted(order: RepairOrder, items: Collection[Item], at: datetime) -> None:
    """:raises DiscountNotGranted: something is given away beyond what was granted"""
    held = {line.id for line in leave.lines_without_leave(order, items, _day(order, at))}
    if held:
        raise DiscountNotGranted(
            _("优惠还没有批准：%(names)s。请等审批结果，或改回目录价。")
            % {"names": "、".join(item.description for item in items if item.pk in held)},
            rule="R-RO16",
        )


def require_prices_agreed(order: RepairOrder, items: Collection[Item], at: datetime) -> None:
    """What holds before the customer signs these items.

    :raises DiscountNotGranted: something is given away beyond what was granted
    :raises QuotationNotSignedOff: the quotation is large, and nobody has signed it off
    """
    require_discounts_granted(order, items, at)
    require_signed_off(order, items, at)


def require_signed_off(order: RepairOrder, items: Collection[Item], at: datetime) -> None:
    """:raises QuotationNotSignedOff: these items are a large quotation, and nobody has signed it off"""
    if leave.quotation_to_sign_off(order, items, _day(order, at)) is not None:
        raise QuotationNotSignedOff(rule="R-RO17")


def judge_discounts(
    actor: Actor, order: RepairOrder, at: datetime, *, touched: Collection[int], words: str = "", afresh: bool = False
) -> None:
    """After a change of prices: grant what is within the actor's own post, ask leave for the rest, drop what is moot.

    ``touched`` are the items that the actor changed; ``afresh`` when nothing can have been asked before.
    """
    items = items_of(order)
    lines = leave.priced_lines(order, items)
    pending = None if afresh else leave.pending_leave(order, PriceLeave.Kind.DISCOUNT)
    on = _day(order, at)
    beyond = leave.lines_beyond_limit(order, items, on)
    desk = None if afresh else leave.pending_leave(order, PriceLeave.Kind.ROUNDING)
    if desk is not None and any(line.given_fen != desk.lines.get(str(line.id), line.given_fen) for line in lines):
        _withdraw(desk, at)
    given, listed = sum(line.given_fen for line in lines), sum(line.list_fen for line in lines)
    if beyond and leave.may_grant(actor, order.store_id, given, listed, on):
        _keep(actor, order, PriceLeave.Kind.DISCOUNT, [line for line in beyond if line.id in touched], at)
        beyond = leave.lines_beyond_limit(order, items, on)
    if pending is not None:
        if pending.lines == _as_kept(beyond):
            return
        _withdraw(pending, at)
    if beyond:
        post = leave.post_to_ask(actor, order.store_id, given, listed, on)
        _ask(actor, order, PriceLeave.Kind.DISCOUNT, post, leave.reason_of(items, beyond, listed, words), beyond, at)


def judge_new_items(actor: Actor, order: RepairOrder, made: Sequence[Item], at: datetime, *, afresh: bool = False) -> None:
    """Judge the prices of new items; most cost what the catalogue asks, and then nothing is read."""
    if any(leave.gives_away(item) for item in made):
        judge_discounts(actor, order, at, touched={item.pk for item in made}, afresh=afresh)


def judge_after_decisions(actor: Actor, order: RepairOrder, items: Collection[Item], at: datetime) -> None:
    """What is left when a customer declined or took up lines may be given away beyond what was granted: then it is asked.

    A customer's link asks nobody: the program asks in its place.
    """
    if any(leave.gives_away(item) for item in items if item.decision in rules.COUNTED):
        judge_discounts(actor if actor.kind == "user" else system_actor("prices"), order, at, touched=())


def carry_leave(actor: Actor, order: RepairOrder, moved: Mapping[int, int], at: datetime) -> None:
    """Let what was granted on items hold for those that took their place at the same price: old id → new id."""
    granted = leave.granted_of(order) if moved else {}
    lines = [PricedLine(new, granted[old], 0) for old, new in moved.items() if granted.get(old)]
    if lines:
        _keep(actor, order, PriceLeave.Kind.DISCOUNT, lines, at)


@command(permissions.CHANGE, rule="R-RO17")
def sign_off_quotation(*, actor: Actor, number: str, at: datetime) -> SignedOffQuotation:
    """Sign the quotation off, or, without the post for it, ask the front-desk manager to (R-RO17).

    :raises NotFound: unknown or out of scope
    :raises OrderLocked: settled or cancelled
    :raises Conflict: it needs no sign-off, or is being decided
    """
    order = locked_open_order(actor, permissions.CHANGE, number)
    items = [item for item in items_of(order) if item.decision in rules.COUNTED]
    on = _day(order, at)
    total = leave.quotation_to_sign_off(order, items, on)
    if total is None:
        raise Conflict(_("这份报价不用审核，可以直接请客户签字。"), rule="R-RO17")
    pending = leave.pending_leave(order, PriceLeave.Kind.QUOTATION)
    if pending is not None and pending.amount == total:
        raise Conflict(_("报价已交主管审核，请等结果。"), rule="R-RO17")
    if pending is not None:
        _withdraw(pending, at)
    post = ""
    if leave.may_grant(actor, order.store_id, 0, total.fen, on):
        _keep(actor, order, PriceLeave.Kind.QUOTATION, [], at, amount=total)
    else:
        post = leave.post_to_ask(actor, order.store_id, 0, total.fen, on)
        words = _("自费报价 ¥%(total)s，共 %(n)s 项") % {"total": total, "n": len(items)}
        _ask(actor, order, PriceLeave.Kind.QUOTATION, post, words, [], at, amount=total)
    _changed(order, at)
    return SignedOffQuotation(order.number, post)


@command(permissions.CHANGE, rule="R-RO16")
def follow_price_decision(*, actor: Actor, approval_id: int, granted: bool, at: datetime) -> bool:
    """Once leave is granted, refused or taken back: what was not granted costs again what it may. Returns whether any does.

    A line that the customer had signed dearer waits for the customer again only beyond what was signed.

    :raises NotFound: unknown, or out of scope
    """
    asked: PriceLeave = PriceLeave.objects.visible_to(actor, permissions.CHANGE).one(approval_id=approval_id)
    rows = RepairOrder.objects.visible_to(actor, permissions.CHANGE).locked()
    order: RepairOrder = rows.one(pk=asked.repair_order_id)
    back: list[Item] = []
    is_newest = leave.pending_leave(order, asked.kind) is None
    if not granted and is_newest and asked.kind != PriceLeave.Kind.QUOTATION and order.state in BEFORE_SETTLEMENT:
        back = _take_back(order, {int(item): fen for item, fen in asked.lines.items()}, at)
    _changed(order, at)
    return bool(back)


def _take_back(order: RepairOrder, asked: dict[int, int], at: datetime) -> list[Item]:
    granted = leave.granted_of(order)
    last = newest_estimate(order)
    signed = {line["item"]: line["amount"] for line in last.lines} if last else {}
    items = items_of(order)
    # A price that was changed since is another question.
    held = {
        line.id for line in leave.lines_without_leave(order, items, _day(order, at)) if line.given_fen == asked.get(line.id)
    }
    back = [item for item in items if item.pk in held]
    approved = [item for item in back if item.decision == "APPROVED"]
    for item in back:
        is_gift = item.payer in leave.GIVEN_AWAY
        item.payer = Item.Payer.CUSTOMER
        if item.amount < item.list_amount:
            _cost_again(item, Money(granted.get(item.pk, 0)))
        # Who is to pay again, or more, has not said yes to that.
        if item.decision == "APPROVED" and (is_gift or item.amount.fen > signed.get(item.pk, 0)):
            item.decision, item.decided_at = "PRESENTED", None
        item.save(update_fields=TAKEN_BACK)
    give_back_hours(order, [item for item in approved if item.decision == "PRESENTED"], at)
    return back


def _cost_again(item: Item, granted: Money) -> None:
    """The catalogue's price less what was granted."""
    item.unit_price = max(item.list_price, item.unit_price)
    gross = rules.line_amount_fen(item.unit_price.fen, item.quantity, 0)
    item.amount = item.list_amount - granted
    item.discount, item.rounded_off = Money(gross) - item.amount, ZERO
    if item.price_source == "free" and item.code:
        item.price_source = "package" if item.package_discount else "catalogue"


def _ask(
    actor: Actor,
    order: RepairOrder,
    kind: PriceLeave.Kind,
    post: str,
    reason: str,
    lines: Sequence[PricedLine],
    at: datetime,
    *,
    amount: Money | None = None,
) -> None:
    asked = request_approval(
        actor=actor,
        store_id=order.store_id,
        kind=ASKED[kind],
        subject=DocumentRef(ORDER_KIND, order.pk),
        reason=str(reason),
        chain=[post],
        amount=amount if amount is not None else _sum(lines),
        at=at,
    )
    _keep(actor, order, kind, lines, at, amount=amount, approval_id=asked.id)


def _keep(
    actor: Actor,
    order: RepairOrder,
    kind: PriceLeave.Kind,
    lines: Sequence[PricedLine],
    at: datetime,
    *,
    amount: Money | None = None,
    approval_id: int | None = None,
) -> None:
    PriceLeave(
        store_id=order.store_id,
        repair_order=order,
        kind=kind,
        approval_id=approval_id,
        lines=_as_kept(lines),
        amount=amount if amount is not None else _sum(lines),
        at=at,
        actor_key=actor.key,
    ).save(force_insert=True)


def _withdraw(pending: PriceLeave, at: datetime) -> None:
    """Take the request back, unless it is decided at this moment: what it granted is judged by its own lines."""
    with suppress(IllegalTransition), transaction.atomic():
        withdraw_approval(actor=system_actor("prices"), approval_id=pending.approval_id or 0, at=at)


def _changed(order: RepairOrder, at: datetime) -> None:
    order.version += 1
    order.save(update_fields=["version"])
    events.publish(RepairOrderChanged(repairorder_id=order.pk, store_id=order.store_id), at=at)


def _as_kept(lines: Sequence[PricedLine]) -> dict[str, int]:
    return {str(line.id): line.given_fen for line in lines}


def _sum(lines: Sequence[PricedLine]) -> Money:
    return Money(sum(line.given_fen for line in lines))


def _day(order: RepairOrder, at: datetime) -> date:
    return store_info(order.store_id).clock.day(at)
