"""What comes in, goes out to a document, and comes back from it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from anxin.holdings.parts import permissions, rules
from anxin.holdings.parts.commands.balances import lock_balances
from anxin.holdings.parts.commands.counting import require_not_under_count
from anxin.holdings.parts.commands.posting import (
    Asked,
    Movement,
    Occasion,
    StockPosted,
    booked_before,
    caller_key,
    plain_quantity,
    post,
    require_lines,
)
from anxin.holdings.parts.events import GoodsReceived
from anxin.holdings.parts.models import PRICED, Reason
from anxin.holdings.parts.queries import entries_of, held_by_line
from anxin.platform import events
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, Invalid
from anxin.platform.money import Money
from anxin.platform.references import DocumentRef
from anxin.resources.catalog.queries import find_articles

MOST_FEN = 99_999_999_99


class ReturnExceedsIssue(Conflict):
    """More would come back than the document still holds of an article."""

    code = "return_exceeds_issue"
    default_rule = "M14.01"


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """What comes in: a positive quantity at a unit cost, tax excluded, and the document's line that brings it.

    ``cost`` is that of all, where it is known to the fen.
    """

    article_id: int
    quantity: Decimal
    unit_cost: Money
    document_line: int | None = None
    cost: Money | None = None


@dataclass(frozen=True, slots=True)
class IssueLine:
    """What goes out or comes back: a positive quantity, and the document's line that it is for."""

    article_id: int
    quantity: Decimal
    document_line: int | None = None


@command(permissions.RECEIVE, rule="M14.13")
def receive_stock(
    *,
    actor: Actor,
    store_id: int,
    lines: Sequence[ReceiptLine],
    reason: str = Reason.PURCHASE.value,
    document: DocumentRef | None = None,
    key: str,
    at: datetime,
) -> StockPosted:
    """Take goods into stock (M14.01). The same key books once; ``reason``: purchase, opening, other_receipt or transfer_in.

    What names a line of a document is undone by that document alone.

    :raises Denied: the actor may not receive in this store
    :raises Invalid: lines, reason or key to be mended
    :raises ArticleUnknown: an article is not in the catalogue
    :raises UnderCount: opening stock of an article that stands counted on an open count sheet
    :raises IdempotencyKeyReused: the key came before with other lines
    """
    actor.require(permissions.RECEIVE, store_id)
    require_lines([line.quantity for line in lines])
    if reason not in PRICED:
        raise Invalid(_("没有这种入库，请从列表中选择。"), field="reason")
    if any(not 0 <= amount.fen <= MOST_FEN for line in lines for amount in (line.unit_cost, line.cost or line.unit_cost)):
        raise Invalid(_("成本单价不能为负，也不能超过一亿元，请改。"), field="lines")
    occasion = Occasion(actor, store_id, str(reason), document, at)
    key = caller_key(key)
    done = booked_before(occasion, key, [Asked(line.article_id, line.quantity, line.document_line) for line in lines])
    if done:
        return done
    balances = lock_balances(actor, store_id, [line.article_id for line in lines])
    if reason == Reason.OPENING:
        # What lay there before the ledger began is what the count finds, too.
        require_not_under_count(store_id, list(balances))
    movements = [
        Movement(
            line.article_id,
            line.quantity,
            key,
            number,
            unit_cost=line.unit_cost,
            cost=line.cost,
            document_line=line.document_line,
        )
        for number, line in enumerate(lines, 1)
    ]
    posted = post(occasion, balances, movements)
    came: dict[int, Decimal] = defaultdict(Decimal)
    for line in lines:
        came[line.article_id] += line.quantity
    quantities = tuple(str(quantity) for quantity in came.values())
    events.publish(GoodsReceived(store_id=store_id, article_ids=tuple(came), quantities=quantities), at=at)
    return posted


@command(permissions.ISSUE, rule="R-RO22")
def issue_parts(
    *,
    actor: Actor,
    store_id: int,
    document: DocumentRef,
    lines: Sequence[IssueLine],
    key: str | None = None,
    at: datetime,
) -> StockPosted:
    """Issue parts to a document at moving-average cost (M14.01); all lines or none. The same key books once.

    :raises Denied: the actor may not issue in this store
    :raises Invalid: lines or key to be mended
    :raises ArticleUnknown: an article is not in the catalogue
    :raises StockShort: names every article of which too little is on hand
    :raises IdempotencyKeyReused: the key came before with other lines
    """
    actor.require(permissions.ISSUE, store_id)
    require_lines([line.quantity for line in lines])
    occasion = Occasion(actor, store_id, Reason.ISSUE.value, document, at)
    key = caller_key(key)
    done = booked_before(occasion, key, [Asked(line.article_id, -line.quantity, line.document_line) for line in lines])
    if done:
        return done
    balances = lock_balances(actor, store_id, [line.article_id for line in lines])
    movements = [
        Movement(line.article_id, -line.quantity, key, number, document_line=line.document_line)
        for number, line in enumerate(lines, 1)
    ]
    return post(occasion, balances, movements)


@command(permissions.ISSUE, rule="R-RO22")
def return_parts(
    *,
    actor: Actor,
    store_id: int,
    document: DocumentRef,
    lines: Sequence[IssueLine],
    key: str | None = None,
    at: datetime,
) -> StockPosted:
    """Take issued parts back from a document, at the cost at which they went out (M14.01). The same key books once.

    :raises Denied: the actor may not issue in this store
    :raises Invalid: lines or key to be mended
    :raises ArticleUnknown: an article is not in the catalogue
    :raises ReturnExceedsIssue: the document holds less than is to come back
    :raises IdempotencyKeyReused: the key came before with other lines
    """
    actor.require(permissions.ISSUE, store_id)
    require_lines([line.quantity for line in lines])
    occasion = Occasion(actor, store_id, Reason.RETURN.value, document, at)
    key = caller_key(key)
    done = booked_before(occasion, key, [Asked(line.article_id, line.quantity, line.document_line) for line in lines])
    if done:
        return done
    balances = lock_balances(actor, store_id, [line.article_id for line in lines])
    return post(occasion, balances, _returns(occasion, lines, key))


def _returns(occasion: Occasion, lines: Sequence[IssueLine], key: str) -> list[Movement]:
    held = held_by(occasion)
    movements = []
    for number, line in enumerate(lines, 1):
        place = (line.article_id, line.document_line)
        issued, cost = held.get(place, (Decimal(0), Money(0)))
        if line.quantity > issued:
            raise _excess(occasion.actor, line, issued)
        back = rules.cost_of_return(issued, cost, line.quantity)
        held[place] = (issued - line.quantity, cost - back)
        movements.append(Movement(line.article_id, line.quantity, key, number, cost=back, document_line=line.document_line))
    return movements


def held_by(occasion: Occasion) -> dict[tuple[int, int | None], tuple[Decimal, Money]]:
    """Net quantity and cost that the document holds by article and line; read after the balances are locked."""
    assert occasion.document is not None
    entries = entries_of(occasion.store_id)
    return held_by_line(entries.filter(document_kind=occasion.document.kind, document_id=occasion.document.id))


def _excess(actor: Actor, line: IssueLine, issued: Decimal) -> ReturnExceedsIssue:
    article = find_articles(actor, [line.article_id])[line.article_id]
    message = _("%(number)s %(name)s 只领用了 %(issued)s，不能退 %(wanted)s，请改数量。") % {
        "number": article.number,
        "name": article.name,
        "issued": plain_quantity(issued),
        "wanted": plain_quantity(line.quantity),
    }
    return ReturnExceedsIssue(message, field="lines")
