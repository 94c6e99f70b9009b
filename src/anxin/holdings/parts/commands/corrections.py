"""Corrections of the stock: what was counted, and the undoing of an entry by a new one that names it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from anxin.holdings.parts import permissions
from anxin.holdings.parts.commands.balances import lock_balances
from anxin.holdings.parts.commands.counting import books_of, require_not_under_count
from anxin.holdings.parts.commands.movements import ReturnExceedsIssue, held_by
from anxin.holdings.parts.commands.posting import (
    Asked,
    Movement,
    Occasion,
    StockPosted,
    booked_before,
    caller_key,
    post,
    require_lines,
)
from anxin.holdings.parts.models import Reason, StockBalance, StockEntry
from anxin.holdings.parts.parameters import CORRECT_LIMIT
from anxin.holdings.parts.queries import entries_of, taken_back
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, Invalid
from anxin.platform.money import Money
from anxin.platform.parameters import value
from anxin.platform.references import DocumentRef
from anxin.platform.text import clean_text
from anxin.resources.catalog.queries import find_articles


class AlreadyReversed(Conflict):
    """The entry was undone before, or is itself the undoing of another."""

    code = "already_reversed"
    default_rule = "M14.01"
    default_message = _("这条记录已经冲正过，或本身就是冲正，请改用盘点更正库存。")


class EntryOfDocument(Conflict):
    """The entry belongs to a line of a document, which would not know that it was undone."""

    code = "entry_of_document"
    default_rule = "M14.01"
    default_message = _(
        "这条记录属于一张单据，要在单据上改：采购收货到那次收货的页面点“收错了，撤销”，退给供应商到“退货给供应商”的页面撤销或退货，"
        "工单领料和外销在单据上退。调拨入库不能撤销，数量不对请做盘点更正。"
    )


class SentBack(Conflict):
    """A part of the receipt went back to the supplier: that is undone first."""

    code = "sent_back"
    default_rule = "M14.01"
    default_message = _("这笔入库已有一部分退给供应商；请先到那次收货的“退货给供应商”页面撤销退货。")


class CorrectionFollows(Conflict):
    """The entry corrects the cost of another; it is undone where that came from."""

    code = "correction_follows"
    default_rule = "M14.01"
    default_message = _("这是成本更正，跟着进价走；要改，请更正那笔入库的进价。")


class NeedsCountSheet(Conflict):
    """What is to be corrected is worth more than one person may correct without a count sheet."""

    code = "needs_count_sheet"
    default_rule = "M14.01"


@dataclass(frozen=True, slots=True)
class CountedLine:
    """How much of an article was counted on the shelf."""

    article_id: int
    counted: Decimal


@dataclass(frozen=True, slots=True)
class EntryReversed:
    """The new entry, and how much is on hand after it."""

    entry_id: int
    article_id: int
    on_hand: Decimal


@command(permissions.CORRECT, rule="M14.01")
def correct_stock(
    *, actor: Actor, store_id: int, lines: Sequence[CountedLine], note: str, key: str, at: datetime
) -> StockPosted:
    """Book the difference between what was counted and what the ledger says (M14.01). The same key books once.

    :raises Denied: the actor may not correct in this store
    :raises Invalid: lines, note or key to be mended; an article stands in two lines
    :raises ArticleUnknown: an article is not in the catalogue
    :raises UnderCount: an article stands counted on an open count sheet
    :raises NeedsCountSheet: the differences are worth more than may be corrected without a count sheet
    """
    actor.require(permissions.CORRECT, store_id)
    require_lines([line.counted for line in lines], zero=True)
    articles = [line.article_id for line in lines]
    if len(set(articles)) != len(articles):
        raise Invalid(_("同一个配件只能写一行，请合并。"), field="lines")
    said = clean_text(note)
    if not said or len(said) > 120:
        raise Invalid(_("请用一句话写明盘点原因。"), field="note")
    occasion = Occasion(actor, store_id, Reason.COUNT.value, None, at, said)
    key = caller_key(key)
    done = booked_before(occasion, key, [Asked(article_id) for article_id in articles])
    if done:
        return done
    balances = lock_balances(actor, store_id, articles)
    movements = [
        Movement(line.article_id, line.counted - balances[line.article_id].on_hand, key, number)
        for number, line in enumerate(lines, 1)
        if line.counted != balances[line.article_id].on_hand
    ]
    require_not_under_count(store_id, articles)
    _require_small(occasion, balances, movements)
    return post(occasion, balances, movements)


@command(permissions.CORRECT, rule="M14.01")
def reverse_entry(
    *, actor: Actor, entry_id: int, note: str, at: datetime, by_document: DocumentRef | None = None
) -> EntryReversed:
    """Undo one entry by a new one that names it, at the same cost (house ledger rule).

    What moved for a line of a document is undone by that document, which names itself (``by_document``).

    :raises NotFound: unknown, or in a store where the actor may not correct
    :raises Invalid: no note
    :raises EntryOfDocument: it moved for a line of a document: that is undone at the document
    :raises CorrectionFollows: a correction of cost: it follows the receipt whose price changed
    :raises AlreadyReversed: undone before, or itself a reversal
    :raises SentBack: a part of the receipt went back to the supplier
    :raises ReturnExceedsIssue: what was issued came back already
    :raises StockShort: what came in has gone out already
    :raises UnderCount: the article stands counted on an open count sheet
    """
    entry: StockEntry = StockEntry.objects.visible_to(actor, permissions.CORRECT).one(pk=entry_id)
    said = clean_text(note)
    if not said or len(said) > 120:
        raise Invalid(_("请用一句话写明冲正原因。"), field="note")
    if entry.is_of_document and by_document != entry.document:
        raise EntryOfDocument
    if entry.corrects_id is not None:
        raise CorrectionFollows
    balances = lock_balances(actor, entry.store_id, [entry.article_id])
    # After the balance lock, so that two who undo the same entry take turns.
    undone = entries_of(entry.store_id).filter(reverses_id=entry.pk).exists()
    if undone or entry.reverses_id is not None:
        raise AlreadyReversed
    if taken_back(entry):
        raise SentBack
    if by_document is None:
        # What a document takes back moves goods; a correction of what was booked would be found by the count, too.
        require_not_under_count(entry.store_id, [entry.article_id])
    occasion = Occasion(actor, entry.store_id, Reason.REVERSAL.value, entry.document, at, said)
    place = (entry.article_id, entry.document_line)
    if entry.reason == Reason.ISSUE and held_by(occasion)[place][0] + entry.quantity < 0:
        raise ReturnExceedsIssue(_("这次领用的配件已经退回，不能再冲正；请核对单据的领退记录。"))
    key = f"reversal:{entry.pk}"
    movement = Movement(
        entry.article_id,
        -entry.quantity,
        key,
        reverses_id=entry.pk,
        document_line=entry.document_line,
    )
    (line,) = post(occasion, balances, [movement]).lines
    return EntryReversed(line.entry_id, line.article_id, line.on_hand)


def _require_small(occasion: Occasion, balances: Mapping[int, StockBalance], movements: Sequence[Movement]) -> None:
    """:raises NeedsCountSheet: worth more than the limit, and the actor may not go beyond it"""
    if occasion.actor.may(permissions.CORRECT_BEYOND, occasion.store_id):
        return
    limit = Money.yuan(value(CORRECT_LIMIT, occasion.store_id, occasion.at))
    books = books_of({one.article_id: balances[one.article_id] for one in movements})
    articles = find_articles(occasion.actor, list(books))
    worth = Money.sum(books[one.article_id].worth_of(abs(one.quantity), articles[one.article_id].price) for one in movements)
    if worth > limit:
        words = _("差额 %(worth)s 元，超过一次更正的上限 %(limit)s 元，请开盘点单，盘过以后由上级批准。")
        raise NeedsCountSheet(words % {"worth": worth.as_yuan, "limit": limit.as_yuan}, field="lines")
