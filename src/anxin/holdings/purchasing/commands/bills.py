"""The supplier's bill of a receipt: its lines cost what the bill says, and what went out since is costed anew."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from anxin.holdings.parts.commands import lock_stock, price_receipt
from anxin.holdings.parts.permissions import CORRECT
from anxin.holdings.purchasing.commands.orders import KIND
from anxin.holdings.purchasing.models import Receipt, ReceiptLine
from anxin.parties.org.queries import store_info
from anxin.platform import audit
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Invalid
from anxin.platform.money import Money
from anxin.platform.references import DocumentRef
from anxin.platform.scoped import require_version
from anxin.platform.text import worded

LONGEST_BILL = 40


@dataclass(frozen=True, slots=True)
class BillLine:
    """What a line of the receipt cost in all without tax, and what stood there before the teller."""

    receipt_line_id: int
    cost: Money
    seen: Money


@dataclass(frozen=True, slots=True)
class BilledReceipt:
    """The receipt, and by how much its goods cost more: on the shelf, and gone out."""

    id: int
    version: int
    on_shelf: Money
    gone_out: Money


@command(CORRECT, rule="M14.01")
def tell_bill(
    *,
    actor: Actor,
    receipt_id: int,
    bill_number: str,
    billed_on: date,
    lines: Sequence[BillLine],
    at: datetime,
    version: int | None = None,
) -> BilledReceipt:
    """Say what a receipt cost by the supplier's bill (ADR 0021); a bill that was typed wrongly is told again.

    :raises NotFound: unknown, or in a store where the actor may not correct
    :raises Invalid: no bill number, a day to come, a line that is not of this receipt or named twice, a cost beyond reason
    :raises AlreadyReversed: a line was undone in the stock
    :raises VersionConflict: somebody else told another cost first
    """
    receipt: Receipt = Receipt.objects.visible_to(actor, CORRECT).locked().one(pk=receipt_id)
    order = DocumentRef(KIND, receipt.order_id)
    require_version(receipt, version)
    receipt.bill_number = worded(bill_number, LONGEST_BILL, "bill_number")
    if billed_on > store_info(receipt.store_id).clock.day(at):
        raise Invalid(_("发票日期不能晚于今天，请改日期。"), field="billed_on")
    receipt.billed_on = billed_on
    own = {one.pk: one for one in ReceiptLine.objects.visible_to(actor, CORRECT).filter(receipt_id=receipt.pk)}
    told = [one.receipt_line_id for one in lines]
    if not told or len(set(told)) != len(told) or not set(told) <= set(own):
        raise Invalid(_("请按这次收货的行填金额，每行一次。"), field="lines")
    lock_stock(receipt.store_id, [own[line_id].article_id for line_id in told])
    note = str(_("发票 %(number)s") % {"number": receipt.bill_number})
    on_shelf = gone_out = Money(0)
    for line in lines:
        entry_id = own[line.receipt_line_id].entry_id
        done = price_receipt(
            actor=actor, entry_id=entry_id, cost=line.cost, seen=line.seen, note=note, at=at, by_document=order
        )
        on_shelf, gone_out = on_shelf + done.on_shelf, gone_out + done.gone_out
    receipt.save(update_fields=["bill_number", "billed_on", "version"])
    audit.note(DocumentRef("purchasing.receipt", receipt.pk), receipt.store_id, lines=len(told))
    return BilledReceipt(receipt.pk, receipt.version, on_shelf, gone_out)
