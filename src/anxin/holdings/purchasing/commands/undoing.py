"""A line of a receipt that was booked wrongly never came: the stock undoes it, and the order expects it again."""

from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from anxin.holdings.parts.commands import reverse_entry
from anxin.holdings.parts.permissions import CORRECT
from anxin.holdings.purchasing.commands.orders import lines_of, locked, subject_of
from anxin.holdings.purchasing.commands.receiving import KeptReceipt
from anxin.holdings.purchasing.commands.telling import KIND as SPECIAL_KIND
from anxin.holdings.purchasing.lifecycle import ARRIVED, HANDED_OVER, PURCHASE
from anxin.holdings.purchasing.models import PurchaseLine, Receipt, ReceiptLine, SpecialOrder
from anxin.platform import audit
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict
from anxin.platform.text import worded

LONGEST_REASON = 120


class CustomerTold(Conflict):
    """The customer was told that his part is here, or has it."""

    code = "customer_told"
    default_rule = "R-PT04"
    default_message = _("这一行是客户专订，已经通知客户到货：请先联系客户，在专订里取消，再撤销收货。")


@command(CORRECT, rule="M14.13")
def undo_receipt_line(*, actor: Actor, receipt_line_id: int, reason: str, at: datetime) -> KeptReceipt:
    """Undo a line of a receipt that was typed wrongly; what went out since is costed as if it had never come (ADR 0021).

    :raises NotFound: unknown, or in a store where the actor may not correct
    :raises Invalid: no reason, or one of more than 120 characters
    :raises CustomerTold: a customer waits for it and was told
    :raises AlreadyReversed: it was undone before
    :raises SentBack: a part of it went back to the supplier
    :raises StockShort: it has gone out already
    """
    known: ReceiptLine = ReceiptLine.objects.visible_to(actor, CORRECT).select_related("receipt").one(pk=receipt_line_id)
    said = worded(reason, LONGEST_REASON, "reason")
    row = locked(actor, known.receipt.order_id, None, CORRECT)
    line: PurchaseLine = lines_of(row).one(pk=known.line_id)
    if line.for_kind == SPECIAL_KIND:
        specials = SpecialOrder.objects.visible_to(actor, CORRECT).locked().filter(pk=line.for_id or 0)
        if any(special.state in (ARRIVED, HANDED_OVER) for special in specials):
            raise CustomerTold
    receipt: Receipt = Receipt.objects.visible_to(actor, CORRECT).locked().one(pk=known.receipt_id)
    reverse_entry(actor=actor, entry_id=known.entry_id, note=said, by_document=subject_of(row), at=at)
    line.received, line.completed_on = max(line.received - known.quantity, Decimal(0)), None
    line.save(update_fields=["received", "completed_on"])
    has_some = any(one.received for one in lines_of(row))
    row.state = PURCHASE.after("undo" if has_some else "undo_last", row.state)
    row.ended_at = None
    row.save(update_fields=["state", "ended_at", "version"])
    audit.note(subject_of(row), row.store_id, undone=known.pk, quantity=str(known.quantity), reason=said)
    return KeptReceipt(receipt.pk, receipt.version, row.pk, row.state)
