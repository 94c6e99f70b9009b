"""Parts leave one store and reach the other; what does not arrive comes back. Each store's stock moves in its own scope."""

from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from anxin.holdings.parts import permissions as of_parts
from anxin.holdings.parts.commands import IssueLine, ReceiptLine, issue_parts, receive_stock, return_parts
from anxin.holdings.transfers import rules
from anxin.holdings.transfers.commands.support import (
    LONGEST_WORDS,
    SavedTransfer,
    announce,
    asked_transfer,
    finish,
    lent_transfer,
    require_on_the_way,
    saved,
    subject,
)
from anxin.holdings.transfers.lifecycle import TRANSFER
from anxin.holdings.transfers.models import Transfer, TransferReceipt
from anxin.holdings.transfers.parameters import TAXPAYER
from anxin.holdings.transfers.queries.amounts import company_of, next_share, receipts_of, terms_of
from anxin.parties.org.queries import store_info
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Invalid
from anxin.platform.parameters import value
from anxin.platform.text import worded
from anxin.resources.catalog.queries import find_articles


@command(of_parts.ISSUE, rule="R-PT14")
def send_transfer(
    *, actor: Actor, transfer_id: int, quantity: Decimal, at: datetime, version: int | None = None
) -> SavedTransfer:
    """Take the parts off the lender's shelf; they are on the way, at cost, or at the price between companies.

    :raises NotFound: unknown or not asked of a store of the actor
    :raises IllegalTransition: not agreed, or sent already
    :raises Invalid: more than was agreed, or nothing
    :raises StockShort: less is on hand
    :raises VersionConflict: somebody else changed it first
    """
    row = lent_transfer(actor, of_parts.ISSUE, transfer_id, version)
    row.state = TRANSFER.after("send", row.state)
    if not (quantity.is_finite() and 0 < quantity <= row.agreed and quantity == round(quantity, 3)):
        raise Invalid(_("发货数量要大于零，不能超过同意的数量。"), field="quantity")
    issued = issue_parts(
        actor=actor,
        store_id=row.from_store_id,
        document=subject(row),
        lines=[IssueLine(row.article_id, quantity, row.pk)],
        key=f"{row.number}:send",
        at=at,
    )
    row.sent, row.sent_at = quantity, at
    row.is_sale = not rules.is_one_company(company_of(row.store_id), company_of(row.from_store_id))
    row.net = -issued.cost
    if row.is_sale:
        _sell(row, actor, at)
    row.save(update_fields=["state", "sent", "sent_at", "is_sale", "is_tax_deductible", "net", "tax", "version"])
    announce(row, "send", by=row.from_store_id, at=at)
    return saved(row)


@command(of_parts.RECEIVE, rule="R-PT14")
def receive_transfer(
    *, actor: Actor, transfer_id: int, quantity: Decimal, at: datetime, version: int | None = None
) -> SavedTransfer:
    """Put what arrived on the asker's shelf, at its share of what was sent; the rest stays on the way.

    :raises NotFound: unknown or not asked by a store of the actor
    :raises IllegalTransition: nothing was sent, or all has arrived
    :raises Invalid: more than is on the way, or nothing
    :raises VersionConflict: somebody else changed it first
    """
    row = asked_transfer(actor, of_parts.RECEIVE, transfer_id, version)
    row.state = TRANSFER.after("receive", row.state)
    require_on_the_way(row, quantity)
    before = receipts_of(row)
    cost = next_share(row, [one.quantity for one in before], quantity)
    posted = receive_stock(
        actor=actor,
        store_id=row.store_id,
        lines=[ReceiptLine(row.article_id, quantity, cost.times(1 / quantity), row.pk, cost)],
        reason="transfer_in",
        document=subject(row),
        key=f"{row.number}:{len(before) + 1}",
        at=at,
    )
    TransferReceipt(
        store_id=row.store_id,
        transfer_id=row.pk,
        quantity=quantity,
        entry_id=posted.lines[0].entry_id,
        at=at,
        actor_key=actor.key,
    ).save(force_insert=True)
    row.received += quantity
    finish(row, at)
    row.save(update_fields=["state", "received", "missing", "done_at", "version"])
    announce(row, "receive", by=row.store_id, at=at)
    return saved(row)


@command(of_parts.ISSUE, rule="R-PT14")
def take_back_transfer(
    *, actor: Actor, transfer_id: int, quantity: Decimal, reason: str, at: datetime, version: int | None = None
) -> SavedTransfer:
    """Put what is on the way back on the lender's shelf, at what it went out for: it was called back, or came back.

    :raises NotFound: unknown or not asked of a store of the actor
    :raises IllegalTransition: nothing is on the way
    :raises Invalid: more than is on the way, nothing, or no reason
    :raises VersionConflict: somebody else changed it first
    """
    row = lent_transfer(actor, of_parts.ISSUE, transfer_id, version)
    row.state = TRANSFER.after("take_back", row.state)
    require_on_the_way(row, quantity)
    row.words = worded(reason, LONGEST_WORDS, "reason")
    back = return_parts(
        actor=actor,
        store_id=row.from_store_id,
        document=subject(row),
        lines=[IssueLine(row.article_id, quantity, row.pk)],
        key=f"{row.number}:back:{row.version}",
        at=at,
    )
    held = row.sent - row.returned
    if row.is_sale:
        row.net, row.tax = (rules.less_returned(one, held, quantity) for one in (row.net, row.tax))
    else:
        row.net -= back.cost
    row.returned += quantity
    finish(row, at)
    row.save(update_fields=["state", "returned", "missing", "words", "net", "tax", "done_at", "version"])
    announce(row, "take_back", by=row.from_store_id, at=at)
    return saved(row)


def _sell(row: Transfer, actor: Actor, at: datetime) -> None:
    """The price between companies, as it stands when the parts are sent; a bill that comes later does not change it."""
    day = store_info(row.from_store_id).clock.day(at)
    article = find_articles(actor, [row.article_id])[row.article_id]
    amount = rules.selling_price(terms_of(row.from_store_id, day), cost=row.net, list_price=article.price, quantity=row.sent)
    row.net, row.tax = amount.net, amount.tax
    row.is_tax_deductible = value(TAXPAYER, row.store_id, store_info(row.store_id).clock.day(at)) == "general"
