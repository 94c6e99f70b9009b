"""A shortage is answered by the choice that keeps the promise; the choice records what it costs (M14.02, R-PT04, R-PT11)."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from anxin.holdings.parts import commands as stock
from anxin.holdings.parts.permissions import TELL
from anxin.holdings.parts.queries import demands_of
from anxin.holdings.purchasing.commands import NewPurchase, WantedLine, draft_order, place_order
from anxin.holdings.transfers.commands import KIND as TRANSFER_KIND
from anxin.holdings.transfers.commands import ask_transfer, withdraw_transfer
from anxin.parties.org.queries import system_actor
from anxin.parties.work.commands import LONGEST_TITLE, create_task
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, Denied, IllegalTransition, Invalid, NotFound
from anxin.platform.money import ZERO, Money
from anxin.platform.references import DocumentRef
from anxin.platform.text import shortened
from anxin.visit.parts_desk.commands.picking import in_turn
from anxin.visit.parts_desk.parameters import LOST_PART
from anxin.visit.parts_desk.queries import ORDER_KIND
from anxin.visit.repair_orders.queries import OrderToSupply, PartToIssue

PURCHASE_KIND = "purchasing.purchaseorder"
PURCHASES = {"emergency": "emergency", "order": "special"}
"""How a demand is answered → the kind of order that brings it."""


class NotShort(Conflict):
    """Enough of the part is on hand."""

    code = "not_short"
    default_rule = "M14.02"
    default_message = _("这一项现在有货，直接发料就可以。")


class AnsweredMeanwhile(Conflict):
    """Somebody else answered since the asker looked: twice answered is twice ordered."""

    code = "answered_meanwhile"
    default_rule = "M14.02"
    default_message = _("这一项刚有人答复过，请先看答复，还要改就再选一次。")


@dataclass(frozen=True, slots=True)
class SolvedShortage:
    """The answer to what is missing of a line."""

    number: str
    item_id: int
    name: str
    how: str
    expected_at: datetime | None


@dataclass(frozen=True, slots=True)
class Way:
    """By whom what is missing is got: another store, or a supplier at a unit price without tax; neither is just said."""

    from_store_id: int | None = None
    supplier_id: int | None = None
    unit_price: Money = ZERO


@command(TELL, rule="R-PT04")
def answer_shortage(
    *,
    actor: Actor,
    number: str,
    item_id: int,
    how: str,
    at: datetime,
    expected_at: datetime | None = None,
    words: str = "",
    way: Way | None = None,
    seen: int | None = None,
) -> SolvedShortage:
    """Get what is missing of an order's line, or say that it is lost: the choice asks, orders and tells by itself.

    With a store in ``way`` that store is asked for a transfer; with a supplier an emergency or special order is placed.
    The advisor gets a task for what is lost. ``seen`` is the answer that is replaced, None when there was none: a transfer
    that it asked for and that nobody has sent is withdrawn; what was ordered stays ordered.

    :raises NotFound: unknown order or line, or in a store where the actor may not answer
    :raises NotShort: it is there
    :raises AnsweredMeanwhile: the newest answer is not the one that was ``seen``
    :raises Invalid: no such answer, a time that is over, lost without a reason, a way that does not fit the answer
    :raises Refusal: as of ``ask_transfer``, ``draft_order`` and ``place_order``
    """
    order = in_turn(actor, number)
    part = next((one for one in order.parts if one.line.item_id == item_id), None)
    if part is None or not actor.may(TELL, order.store_id):
        raise NotFound
    if not part.is_short:
        raise NotShort
    demands, replaced = _demands(actor, order, part, seen, at)
    by = _by(actor, order, part, how, way or Way(), demands[0], at)
    for demand_id in demands:
        stock.answer_demand(actor=actor, demand_id=demand_id, how=how, expected_at=expected_at, words=words, by=by, at=at)
    if replaced is not None and replaced.kind == TRANSFER_KIND:
        _withdraw(actor, replaced.id, at)
    if how == "lost":
        _tell_advisor(order, part, at)
    return SolvedShortage(order.number, item_id, part.line.name, how, expected_at)


def _by(
    actor: Actor, order: OrderToSupply, part: PartToIssue, how: str, way: Way, demand_id: int, at: datetime
) -> DocumentRef | None:
    """The transfer or the order that brings it."""
    missing = part.line.to_issue - max(part.on_hand, Decimal(0))
    about: dict[str, Any] = {
        "document": DocumentRef(ORDER_KIND, order.id),
        "document_line": part.line.item_id,
        "demand_id": demand_id,
    }
    if how == "transfer":
        if way.from_store_id is None:
            raise Invalid(_("请选择向哪家店调拨。"), field="how")
        asked = ask_transfer(
            actor=actor,
            store_id=order.store_id,
            from_store_id=way.from_store_id,
            article_id=part.line.article_id,
            quantity=missing,
            needed_at=order.promised_at if order.promised_at and order.promised_at > at else None,
            key=f"order-line:{part.line.item_id}:{uuid4().hex}",
            at=at,
            **about,
        )
        return DocumentRef(TRANSFER_KIND, asked.id)
    if how not in PURCHASES or way.supplier_id is None:
        return None
    if way.unit_price.fen <= 0:
        raise Invalid(_("请填采购进价：没有价，发出去的件成本就是零。"), field="unit_price")
    line = WantedLine(missing, way.unit_price, article_id=part.line.article_id, **about)
    wanted = NewPurchase(way.supplier_id, PURCHASES[how], [line])
    drafted = draft_order(actor=actor, store_id=order.store_id, order=wanted, at=at)
    placed = place_order(actor=actor, order_id=drafted.id, at=at)
    return DocumentRef(PURCHASE_KIND, placed.id)


def _demands(
    actor: Actor, order: OrderToSupply, part: PartToIssue, seen: int | None, at: datetime
) -> tuple[list[int], DocumentRef | None]:
    """What the line asked for, and what was to bring it: first of all what was short from the beginning; posted now, if it
    was signed before.
    """
    document = DocumentRef(ORDER_KIND, order.id)
    rows = [row for row in demands_of(actor, order.store_id, document) if row.document_line == part.line.item_id]
    asked = [row for row in rows if not row.is_available] or rows[-1:]
    newest = max((row.answer for row in asked if row.answer), key=lambda answer: answer.id, default=None)
    if (newest.id if newest else None) != seen:
        raise AnsweredMeanwhile
    replaced = newest.by if newest else None
    if asked:
        return [row.id for row in asked], replaced
    posted = stock.post_demand(
        actor=actor,
        store_id=order.store_id,
        article_id=part.line.article_id,
        quantity=max(part.line.to_issue, Decimal("0.001")),
        document=document,
        document_line=part.line.item_id,
        key=f"order-line:{part.line.item_id}",
        at=at,
    )
    return [posted.id], None


def _withdraw(actor: Actor, transfer_id: int, at: datetime) -> None:
    """Another way was found: the other store need not look for it any more. What it has sent comes all the same."""
    with suppress(IllegalTransition, Denied, NotFound):
        withdraw_transfer(actor=actor, transfer_id=transfer_id, reason=_now("另有办法"), at=at)


def _tell_advisor(order: OrderToSupply, part: PartToIssue, at: datetime) -> None:
    title = _now("%(number)s %(part)s 没有货，已记失销，请和客户商量") % {"number": order.number, "part": part.line.name}
    create_task(
        actor=system_actor("parts_desk"),
        store_id=order.store_id,
        kind=LOST_PART,
        subject=DocumentRef(ORDER_KIND, order.id),
        title=shortened(title, LONGEST_TITLE),
        due_at=at,
        owner_id=order.advisor_id,
        at=at,
    )
