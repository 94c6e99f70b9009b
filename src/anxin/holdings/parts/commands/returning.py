"""What goes back to a supplier: it costs everything anew, as if that part of the receipt had never come (ADR 0021)."""

from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from anxin.holdings.parts import permissions
from anxin.holdings.parts.commands.balances import lock_balances
from anxin.holdings.parts.commands.corrections import AlreadyReversed, EntryOfDocument
from anxin.holdings.parts.commands.posting import (
    Asked,
    Movement,
    Occasion,
    PostedLine,
    booked_before,
    caller_key,
    plain_quantity,
    post,
    require_lines,
)
from anxin.holdings.parts.commands.pricing import NotAReceipt
from anxin.holdings.parts.models import PRICED, Reason, StockEntry
from anxin.holdings.parts.queries import entries_of, taken_back
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict
from anxin.platform.references import DocumentRef
from anxin.platform.text import worded


class MoreThanReceived(Conflict):
    """More would go back than is left of the receipt."""

    code = "more_than_received"
    default_rule = "M14.13"


@command(permissions.SEND_BACK, rule="M14.13")
def return_to_supplier(
    *,
    actor: Actor,
    store_id: int,
    entry_id: int,
    quantity: Decimal,
    note: str,
    key: str,
    at: datetime,
    document: DocumentRef | None = None,
    document_line: int | None = None,
) -> PostedLine:
    """Send a part of a receipt (``entry_id``) back to whoever delivered it (M14.13). The same key books once.

    What was issued since is costed anew as if that part had never come. ``document`` and its line are the return's own.

    :raises NotFound: unknown, or in a store where the actor may not send back
    :raises Invalid: quantity, note or key to be mended
    :raises NotAReceipt: it brought nothing in at a cost of its own
    :raises EntryOfDocument: a document brought it in: that one sends it back, by a ``document`` of its own
    :raises AlreadyReversed: the receipt was undone
    :raises MoreThanReceived: more than is left of the receipt
    :raises StockShort: less is on hand
    :raises IdempotencyKeyReused: the key came before with another request
    """
    seen = StockEntry.objects.visible_to(actor, permissions.SEND_BACK).filter(store_id=store_id)
    receipt: StockEntry = seen.one(pk=entry_id)
    require_lines([quantity])
    if receipt.reason not in PRICED:
        raise NotAReceipt
    if receipt.is_of_document and document is None:
        raise EntryOfDocument
    occasion = Occasion(actor, store_id, Reason.SUPPLIER_RETURN.value, document, at, worded(note, 120, "note"))
    key = caller_key(key)
    done = booked_before(occasion, key, [Asked(receipt.article_id, -quantity, document_line)])
    if done:
        return done.lines[0]
    balances = lock_balances(actor, store_id, [receipt.article_id])
    if entries_of(store_id).filter(reverses_id=receipt.pk).exists():
        raise AlreadyReversed
    left = receipt.quantity - taken_back(receipt)
    if quantity > left:
        words = _("这笔入库还能退 %(left)s，不能退 %(wanted)s，请改数量。")
        raise MoreThanReceived(words % {"left": plain_quantity(left), "wanted": plain_quantity(quantity)}, field="quantity")
    movement = Movement(receipt.article_id, -quantity, key, takes_back_id=receipt.pk, document_line=document_line)
    (line,) = post(occasion, balances, [movement]).lines
    return line
