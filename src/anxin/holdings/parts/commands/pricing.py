"""What a receipt truly cost, told later: by the supplier's bill, or because it was typed wrong."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from anxin.holdings.parts import permissions, rules
from anxin.holdings.parts.commands.balances import lock_balances
from anxin.holdings.parts.commands.corrections import AlreadyReversed, EntryOfDocument
from anxin.holdings.parts.commands.costing import Cause, announce_corrections, booked_entries, corrections_of, steps_of
from anxin.holdings.parts.commands.movements import MOST_FEN
from anxin.holdings.parts.models import PRICED, StockEntry
from anxin.parties.org.queries import store_info
from anxin.platform import audit
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, Invalid, VersionConflict
from anxin.platform.money import Money
from anxin.platform.references import DocumentRef
from anxin.platform.text import worded


class NotAReceipt(Conflict):
    """The entry brought no goods in at a cost of its own."""

    code = "not_a_receipt"
    default_rule = "M14.01"
    default_message = _("请更正入库或期初那一笔的进价；领料、退料的成本会跟着更正。")


@dataclass(frozen=True, slots=True)
class PricedReceipt:
    """How the cost of all changed, tax excluded: what lies on the shelf, and what went out (``moved`` entries)."""

    entry_id: int
    article_id: int
    cost: Money
    on_shelf: Money
    gone_out: Money
    moved: int


@command(permissions.CORRECT, rule="M14.01")
def price_receipt(
    *,
    actor: Actor,
    entry_id: int,
    cost: Money,
    seen: Money,
    note: str,
    at: datetime,
    by_document: DocumentRef | None = None,
) -> PricedReceipt:
    """Say what a receipt cost in all, tax excluded; what was issued since is costed anew (M14.01, ADR 0021).

    ``seen`` is the cost that the actor had before him. The same cost again changes nothing. What came for a line of a
    document costs what that document says, which names itself (``by_document``).

    :raises NotFound: unknown, or in a store where the actor may not correct
    :raises Invalid: no note, or a cost below zero or beyond reason
    :raises NotAReceipt: it brought nothing in at a cost of its own
    :raises EntryOfDocument: it came for a line of a document: its price is told there
    :raises AlreadyReversed: it was undone
    :raises VersionConflict: the cost is another than was seen
    """
    entry: StockEntry = StockEntry.objects.visible_to(actor, permissions.CORRECT).one(pk=entry_id)
    said = worded(note, 120, "note")
    if not 0 <= cost.fen <= MOST_FEN:
        raise Invalid(_("进价不能为负，也不能超过一亿元，请改。"), field="cost")
    if entry.reason not in PRICED:
        raise NotAReceipt
    if entry.is_of_document and by_document != entry.document:
        raise EntryOfDocument(_("这笔入库属于一张单据：采购入库请在收货单上登记发票，调入的成本跟着调出店走。"))
    balance = lock_balances(actor, entry.store_id, [entry.article_id])[entry.article_id]
    booked = booked_entries(balance)
    if any(one.reverses_id == entry.pk for one in booked):
        raise AlreadyReversed
    steps = steps_of(booked)
    known = next(step.cost for step in steps if step.id == entry.pk)
    if cost == known:
        return PricedReceipt(entry.pk, entry.article_id, cost, Money(0), Money(0), 0)
    if seen != known:
        raise VersionConflict
    costing = rules.replay([replace(step, cost=cost) if step.id == entry.pk else step for step in steps])
    cause = Cause(actor.key, f"price:{entry.pk}:{len(booked)}", said, at, store_info(entry.store_id).clock.day(at))
    corrections: Sequence[StockEntry] = corrections_of(booked, costing, balance, cause)
    StockEntry.objects.bulk_create(corrections)
    announce_corrections(corrections, at)
    before, balance.value = balance.value, costing.holding.value
    balance.save(update_fields=["value"])
    audit.note(None, entry.store_id, entry=entry.pk, before=known.fen, after=cost.fen, corrected=len(corrections))
    on_shelf = balance.value - before
    return PricedReceipt(entry.pk, entry.article_id, cost, on_shelf, cost - known - on_shelf, len(corrections) - 1)
