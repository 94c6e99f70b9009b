"""Goods of an order come in: booked into stock at the price agreed, until the bill says another."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from anxin.holdings.parts.commands import ReceiptLine as StockLine
from anxin.holdings.parts.commands import StockPosted, receive_stock, require_lines
from anxin.holdings.parts.permissions import RECEIVE
from anxin.holdings.purchasing import rules
from anxin.holdings.purchasing.commands.answers import stop_clock
from anxin.holdings.purchasing.commands.cancelling import open_of
from anxin.holdings.purchasing.commands.orders import lines_of, subject_of
from anxin.holdings.purchasing.commands.special import arrived
from anxin.holdings.purchasing.commands.telling import KIND as SPECIAL_KIND
from anxin.holdings.purchasing.events import PurchaseReceived
from anxin.holdings.purchasing.lifecycle import PURCHASE, SPECIAL, WAITING
from anxin.holdings.purchasing.models import PurchaseLine, PurchaseOrder, Receipt, ReceiptLine, SpecialOrder
from anxin.parties.org.queries import store_info
from anxin.platform import events
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, IdempotencyKeyReused, Invalid
from anxin.platform.text import at_most
from anxin.platform.turns import take_turn
from anxin.resources.catalog.queries import PartOrigin, find_articles

LONGEST_KEY, LONGEST_BATCH, LONGEST_NOTE = 100, 60, 120


class NotOrdered(Conflict):
    """An article came that the order does not have."""

    code = "not_ordered"
    default_rule = "M14.13"


class MoreThanOrdered(Conflict):
    """More came than is expected."""

    code = "more_than_ordered"
    default_rule = "M14.13"


@dataclass(frozen=True, slots=True)
class KeptReceipt:
    """What came in; ``state`` is that of its order. ``replayed`` when the key had been booked before."""

    id: int
    version: int
    order_id: int
    state: str
    replayed: bool = False


@command(RECEIVE, rule="M14.13")
def receive_order(
    *,
    actor: Actor,
    order_id: int,
    came: Sequence[rules.Came],
    key: str,
    at: datetime,
    note: str = "",
    may_exceed: bool = False,
) -> KeptReceipt:
    """Take goods of an order into stock (M14.13); the same key books once. What came may be a part of what was ordered.

    :raises NotFound: unknown order, or in a store where the actor may not receive
    :raises IllegalTransition: nothing of it is expected
    :raises Invalid: lines, batch, note or key to be mended
    :raises NotOrdered: an article that the order does not have
    :raises MoreThanOrdered: more than is expected, unless ``may_exceed``
    :raises IdempotencyKeyReused: the key came before for another order, or with other goods
    """
    row: PurchaseOrder = PurchaseOrder.objects.visible_to(actor, RECEIVE).locked().one(pk=order_id)
    if not key or len(key) > LONGEST_KEY or "\x00" in key:
        raise Invalid(_("幂等键要有 1 到 100 个字符。"), field="key")
    take_turn(f"purchasing:{row.store_id}:{key}")
    before = Receipt.objects.visible_to(actor, RECEIVE).filter(store_id=row.store_id, key=key).first()
    if before is not None:
        if before.order_id != row.pk or not _is_same(before, came):
            raise IdempotencyKeyReused(field="key")
        return KeptReceipt(before.pk, before.version, row.pk, row.state, replayed=True)
    require_lines([one.quantity for one in came])
    if any(len(one.batch) > LONGEST_BATCH for one in came):
        raise Invalid(_("批次号最多 60 个字，请写短些。"), field="lines")
    PURCHASE.after("receive", row.state)
    specials = _awaited(actor, row)
    lines = list(lines_of(row).filter(article__isnull=False))
    placed = _placed(actor, came, lines, may_exceed=may_exceed)
    receipt = _book(actor, row, placed, {line.pk: line for line in lines}, (key, at_most(note, LONGEST_NOTE, "note")), at)
    open_still = any(open_of(line) > 0 for line in lines_of(row))
    row.state = PURCHASE.after("receive" if open_still else "complete", row.state)
    row.ended_at = None if open_still else at
    # What comes unannounced was answered by its coming.
    row.answered_at = row.answered_at or at
    row.version += 1
    row.save(update_fields=["state", "ended_at", "answered_at", "version"])
    stop_clock(row, at)
    fact = PurchaseReceived(
        store_id=row.store_id,
        purchaseorder_id=row.pk,
        receipt_id=receipt.pk,
        line_ids=tuple(sorted({one.line_id for one in placed})),
    )
    events.publish(fact, at=at)
    _tell_whole(specials, lines, placed, at)
    return KeptReceipt(receipt.pk, receipt.version, row.pk, row.state)


def _tell_whole(
    specials: Sequence[SpecialOrder], lines: Sequence[PurchaseLine], placed: Sequence[rules.Placed], at: datetime
) -> None:
    """What customers wait for and is all here now. What was called off is not expected either, but it is not here."""
    here = {one.line_id for one in placed}
    whole = {line.for_id for line in lines if line.for_kind == SPECIAL_KIND and line.pk in here and open_of(line) <= 0}
    for special in specials:
        if special.pk in whole:
            special.state = SPECIAL.after("arrive", special.state)
            special.version += 1
            arrived(special, at)


def _awaited(actor: Actor, row: PurchaseOrder) -> list[SpecialOrder]:
    """What customers wait for of an order, locked before the stock is."""
    ids = [line.for_id for line in lines_of(row) if line.for_kind == SPECIAL_KIND]
    if not ids:
        return []
    rows = SpecialOrder.objects.visible_to(actor, RECEIVE).locked()
    return list(rows.filter(store_id=row.store_id, pk__in=ids, state=WAITING).order_by("pk"))


def _is_same(receipt: Receipt, came: Sequence[rules.Came]) -> bool:
    """Whether this is what the receipt took in, however it was divided among lines."""
    wanted: dict[tuple[int, str], Decimal] = defaultdict(Decimal)
    for one in came:
        wanted[one.article_id, one.batch] += one.quantity
    lines = ReceiptLine.objects.in_stores([receipt.store_id]).filter(receipt_id=receipt.pk)
    for article_id, batch, quantity in lines.values_list("article_id", "batch", "quantity"):
        wanted[article_id, batch] -= quantity
    return not any(wanted.values())


def _placed(
    actor: Actor, came: Sequence[rules.Came], lines: Sequence[PurchaseLine], *, may_exceed: bool
) -> list[rules.Placed]:
    known = {line.article_id for line in lines}
    named = find_articles(actor, [one.article_id for one in came])
    strange = [named[one.article_id].number for one in came if one.article_id not in known and one.article_id in named]
    if strange or any(one.article_id not in named for one in came):
        words = _("采购单里没有 %(numbers)s：请核对来货，多送的请另开采购单再收；按文字订的请先填配件号。")
        raise NotOrdered(words % {"numbers": "、".join(strange[:5]) or _("这个配件")}, field="lines")
    expected = [rules.OpenLine(line.pk, line.article_id or 0, open_of(line)) for line in lines]
    if may_exceed:
        return rules.place_all(came, expected)
    placed, beyond = rules.place(came, expected)
    if beyond:
        words = _("%(number)s 比还没到的多 %(quantity)s：请核对数量；确实多送并要收下的，请勾选“多送的也收下”。")
        first = beyond[0]
        said = {"number": named[first.article_id].number, "quantity": f"{first.quantity.normalize():f}"}
        raise MoreThanOrdered(words % said, field="lines")
    return placed


def _book(
    actor: Actor,
    row: PurchaseOrder,
    placed: Sequence[rules.Placed],
    lines: dict[int, PurchaseLine],
    said: tuple[str, str],
    at: datetime,
) -> Receipt:
    today = store_info(row.store_id).clock.day(at)
    key, note = said
    receipt = Receipt(store_id=row.store_id, order=row, key=key, note=note, at=at, on=today, actor_key=actor.key)
    receipt.save(force_insert=True)
    posted: StockPosted = receive_stock(
        actor=actor,
        store_id=row.store_id,
        lines=[
            StockLine(one.article_id, one.quantity, lines[one.line_id].unit_price, document_line=one.line_id)
            for one in placed
        ],
        document=subject_of(row),
        key=f"purchase:{receipt.pk}",
        at=at,
    )
    origins = {one.id: one.origin for one in find_articles(actor, [one.article_id for one in placed]).values()}
    ReceiptLine.objects.bulk_create(
        ReceiptLine(
            store_id=row.store_id,
            receipt=receipt,
            line_id=one.line_id,
            article_id=one.article_id,
            entry_id=entry.entry_id,
            quantity=one.quantity,
            batch=one.batch,
            is_genuine=origins[one.article_id] == PartOrigin.GENUINE,
        )
        for one, entry in zip(placed, posted.lines, strict=True)
    )
    for one in placed:
        lines[one.line_id].received += one.quantity
    for line_id in {one.line_id for one in placed}:
        line = lines[line_id]
        line.completed_on = today if open_of(line) <= 0 else None
        line.save(update_fields=["received", "completed_on"])
    return receipt
