"""Parts of a receipt go back to their supplier, who credits them."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from anxin.holdings.parts.commands import require_lines, return_to_supplier, reverse_entry
from anxin.holdings.parts.permissions import CORRECT, SEND_BACK
from anxin.holdings.parts.queries import entries_of
from anxin.holdings.purchasing.models import Receipt, ReceiptLine, SupplierReturn
from anxin.holdings.purchasing.queries.returns import KIND as RETURN_KIND
from anxin.holdings.purchasing.queries.returns import is_undone
from anxin.parties.org.queries import store_info
from anxin.platform import audit
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, IdempotencyKeyReused, Invalid
from anxin.platform.money import Money
from anxin.platform.references import DocumentRef
from anxin.platform.scoped import require_version
from anxin.platform.text import worded
from anxin.platform.turns import take_turn

LONGEST_KEY, LONGEST_REASON = 100, 120
MOST_FEN = 99_999_999_99


class ReturnUndone(Conflict):
    """It was undone: there is nothing to credit."""

    code = "return_undone"
    default_rule = "M14.13"
    default_message = _("这笔退货已经撤销，不用登记退款；请刷新后再看。")


class ReturnCredited(Conflict):
    """The supplier credited it: it did leave."""

    code = "return_credited"
    default_rule = "M14.13"
    default_message = _("这笔退货已经登记退款，不能撤销；货又送回来的，请另开采购单收货。")


@dataclass(frozen=True, slots=True)
class KeptReturn:
    """A return after a command; ``replayed`` when the key had been booked before."""

    id: int
    version: int
    replayed: bool = False


@command(SEND_BACK, rule="M14.13")
def send_back(
    *,
    actor: Actor,
    receipt_line_id: int,
    quantity: Decimal,
    reason: str,
    credit_expected: Money,
    key: str,
    at: datetime,
) -> KeptReturn:
    """Send a part of what came back to its supplier, and say which credit is expected; the same key books once.

    What was issued since is costed anew as if that part had never come (ADR 0021).

    :raises NotFound: unknown, or in a store where the actor may not send back
    :raises Invalid: quantity, reason, credit or key to be mended
    :raises AlreadyReversed: the receipt was undone
    :raises MoreThanReceived: more than is left of it
    :raises StockShort: less is on hand
    :raises IdempotencyKeyReused: the key came before with another request
    """
    line: ReceiptLine = ReceiptLine.objects.visible_to(actor, SEND_BACK).one(pk=receipt_line_id)
    store_id = line.store_id
    if not key or len(key) > LONGEST_KEY or "\x00" in key:
        raise Invalid(_("幂等键要有 1 到 100 个字符。"), field="key")
    Receipt.objects.visible_to(actor, SEND_BACK).locked().one(pk=line.receipt_id)
    take_turn(f"purchasing.returns:{store_id}:{key}")
    before = SupplierReturn.objects.visible_to(actor, SEND_BACK).filter(store_id=store_id, key=key).first()
    if before is not None:
        if (before.receipt_line_id, before.quantity) != (line.pk, quantity):
            raise IdempotencyKeyReused(field="key")
        return KeptReturn(before.pk, before.version, replayed=True)
    require_lines([quantity])
    _require_credit(credit_expected, "credit_expected")
    row = SupplierReturn(
        store_id=store_id,
        receipt_line=line,
        quantity=quantity,
        reason=worded(reason, LONGEST_REASON, "reason"),
        credit_expected=credit_expected,
        key=key,
        at=at,
        on=store_info(store_id).clock.day(at),
        actor_key=actor.key,
    )
    row.save(force_insert=True)
    return_to_supplier(
        actor=actor,
        store_id=store_id,
        entry_id=line.entry_id,
        quantity=quantity,
        note=row.reason,
        key=f"supplier-return:{row.pk}",
        at=at,
        document=DocumentRef(RETURN_KIND, row.pk),
        document_line=line.pk,
    )
    return KeptReturn(row.pk, row.version)


@command(CORRECT, rule="M14.13")
def undo_return(*, actor: Actor, return_id: int, reason: str, at: datetime, version: int | None = None) -> KeptReturn:
    """Undo a return that was entered wrongly: it never left, and what was issued since is costed so (ADR 0021).

    :raises NotFound: unknown, or in a store where the actor may not correct
    :raises Invalid: no reason, or one of more than 120 characters
    :raises ReturnCredited: the supplier credited it
    :raises AlreadyReversed: it was undone before
    :raises VersionConflict: somebody else changed it first
    """
    known: SupplierReturn = (
        SupplierReturn.objects.visible_to(actor, CORRECT).select_related("receipt_line").one(pk=return_id)
    )
    said = worded(reason, LONGEST_REASON, "reason")
    Receipt.objects.visible_to(actor, CORRECT).locked().one(pk=known.receipt_line.receipt_id)
    row = _locked(actor, return_id, version)
    if row.credited is not None:
        raise ReturnCredited
    document = DocumentRef(RETURN_KIND, row.pk)
    sent = entries_of(row.store_id).filter(document_kind=document.kind, document_id=document.id)
    entry_id = sent.get(takes_back=known.receipt_line.entry_id).pk
    reverse_entry(actor=actor, entry_id=entry_id, note=said, by_document=document, at=at)
    row.save(update_fields=["version"])
    audit.note(document, row.store_id, undone=True, quantity=str(row.quantity), reason=said)
    return KeptReturn(row.pk, row.version)


@command(CORRECT, rule="M14.13")
def note_credit(
    *, actor: Actor, return_id: int, credited: Money, credited_on: date, at: datetime, version: int | None = None
) -> KeptReturn:
    """The supplier credited a return: how much without tax, and on which day; what was typed wrongly is told again.

    :raises NotFound: unknown, or in a store where the actor may not correct
    :raises Invalid: a credit below zero or beyond reason, a day before the return or to come
    :raises ReturnUndone: it never left
    :raises VersionConflict: somebody else changed it first
    """
    row = _locked(actor, return_id, version)
    if SupplierReturn.objects.visible_to(actor, CORRECT).filter(is_undone(), pk=row.pk).exists():
        raise ReturnUndone
    _require_credit(credited, "credited")
    if not row.on <= credited_on <= store_info(row.store_id).clock.day(at):
        raise Invalid(_("到账日期要在退货那天到今天之间，请改日期。"), field="credited_on")
    row.credited, row.credited_on = credited, credited_on
    row.save(update_fields=["credited", "credited_on", "version"])
    audit.note(DocumentRef(RETURN_KIND, row.pk), row.store_id, credited=credited.fen)
    return KeptReturn(row.pk, row.version)


def _locked(actor: Actor, return_id: int, version: int | None) -> SupplierReturn:
    row: SupplierReturn = SupplierReturn.objects.visible_to(actor, CORRECT).locked().one(pk=return_id)
    require_version(row, version)
    return row


def _require_credit(amount: Money, field: str) -> None:
    if not 0 <= amount.fen <= MOST_FEN:
        raise Invalid(_("退款金额不能为负，也不能超过一亿元，请改。"), field=field)
