"""Asking for tax invoices, and taking them back by red ones (M09.01, FORM-41)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from anxin.parties.org.queries import store_info
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, Invalid
from anxin.platform.jobs import defer
from anxin.platform.money import Money
from anxin.platform.numbering import next_number
from anxin.platform.text import clean_text
from anxin.visit.billing import permissions
from anxin.visit.billing.lifecycle import FAILED, INVOICE, ISSUED, REQUESTED, UNKNOWN
from anxin.visit.billing.models import Bill, BillLine, Invoice, InvoiceTitle, SettlementReversal
from anxin.visit.billing.tax_numbers import clean_tax_number, is_tax_number

OWN = ("internal", "goodwill")
STANDING = (REQUESTED, ISSUED, FAILED, UNKNOWN)
LONGEST_NAME = 100
LONGEST_REASON = 200
JOB = "visit.billing.tasks.issue_invoice"


class InvoiceStands(Conflict):
    """The bill has an invoice that is neither taken back nor cancelled."""

    code = "invoice_stands"
    default_rule = "M09.01"
    default_message = _("这张账单已经开过发票；请先红冲，或取消没有开出的。")


@dataclass(frozen=True, slots=True)
class InvoiceWish:
    """Under which title, and of which kind: electronic, normal or special."""

    kind: str
    buyer_name: str
    tax_number: str = ""


@dataclass(frozen=True, slots=True)
class SavedInvoice:
    """An invoice after a command."""

    id: int
    number: str
    state: str
    fiscal_number: str
    amount: Money


@command(permissions.INVOICE, rule="M09.01")
def request_invoice(*, actor: Actor, bill_id: int, wish: InvoiceWish, at: datetime) -> SavedInvoice:
    """Ask for an invoice for a bill, to the fen; the title is kept for the customer's next one.

    :raises NotFound: unknown bill, or in a store where the actor may not
    :raises InvoiceStands: the bill has one
    :raises Invalid: nothing to invoice, no title, or a tax number that is wrong or missing for a special one
    """
    bill: Bill = Bill.objects.visible_to(actor, permissions.INVOICE).locked().one(pk=bill_id)
    undone = SettlementReversal.objects.visible_to(actor, permissions.INVOICE).filter(settlement_id=bill.settlement_id)
    if undone.exists() or bill.payer in OWN or not bill.amount:
        raise Invalid(_("这张账单没有要开票的金额，请选客户、保修或保险付款的账单。"), field="bill")
    if standing_invoices(actor, permissions.INVOICE, [bill.pk]):
        raise InvoiceStands
    name, tax_number = _title(wish)
    invoice = Invoice(
        store_id=bill.store_id,
        bill=bill,
        kind=wish.kind,
        buyer_name=name,
        tax_number=tax_number,
        lines=_lines(actor, bill),
        amount=bill.amount,
        net=bill.net,
        tax=bill.tax,
        **_asked(actor, bill.store_id, at),
    )
    invoice.save(force_insert=True)
    if bill.customer_id is not None:
        InvoiceTitle.objects.in_stores([bill.store_id]).update_or_create(
            store_id=bill.store_id,
            customer_id=bill.customer_id,
            defaults={"kind": wish.kind, "buyer_name": name, "tax_number": tax_number},
        )
    _send(invoice)
    return saved_invoice(invoice)


@command(permissions.INVOICE, rule="M09.01")
def red_letter_invoice(
    *, actor: Actor, invoice_id: int, reason: str, cause: str = Invoice.Cause.WRONG, at: datetime
) -> SavedInvoice:
    """Take an issued invoice back by a red one over the same sums (红冲); ``cause`` as the tax office sorts it.

    :raises NotFound: unknown, or in a store where the actor may not
    :raises Conflict: it is not issued, is itself a red one, or a red one is being made
    :raises Invalid: no reason, or an unknown cause
    """
    blue = locked_invoice(actor, invoice_id)
    if blue.state != ISSUED or blue.red_of_id is not None or blue.is_reddened or _has_red(actor, blue):
        raise Conflict(_("只有已开出、没有红冲过的蓝字发票可以红冲，请刷新再看。"), rule="M09.01")
    why = clean_text(reason)[:LONGEST_REASON]
    if not why:
        raise Invalid(_("红冲要写原因。"), field="reason")
    if cause not in Invoice.Cause.values:
        raise Invalid(_("请选红冲原因的类别。"), field="cause")
    red = Invoice(
        store_id=blue.store_id,
        bill_id=blue.bill_id,
        kind=blue.kind,
        buyer_name=blue.buyer_name,
        tax_number=blue.tax_number,
        lines=[{**line, **{name: -line[name] for name in ("amount", "net", "tax")}} for line in blue.lines],
        amount=-blue.amount,
        net=-blue.net,
        tax=-blue.tax,
        red_of=blue,
        reason=why,
        cause=cause,
        **_asked(actor, blue.store_id, at),
    )
    red.save(force_insert=True)
    _send(red)
    return saved_invoice(red)


@command(permissions.INVOICE, rule="M09.01")
def retry_invoice(*, actor: Actor, invoice_id: int, at: datetime) -> SavedInvoice:
    """Ask again for an invoice that failed, or of which nobody knows what became: one that the provider has stays the same.

    :raises NotFound: unknown, or in a store where the actor may not
    :raises IllegalTransition: it is being made, issued or cancelled
    """
    invoice = locked_invoice(actor, invoice_id)
    invoice.state, invoice.attempts, invoice.failure = INVOICE.after("retry", invoice.state), 0, ""
    invoice.save(update_fields=["state", "attempts", "failure"])
    _send(invoice)
    return saved_invoice(invoice)


@command(permissions.INVOICE, rule="M09.01")
def cancel_invoice(*, actor: Actor, invoice_id: int, at: datetime) -> SavedInvoice:
    """Call off an invoice that failed, or that people were to issue by hand and have not.

    :raises NotFound: unknown, or in a store where the actor may not
    :raises IllegalTransition: it is issued, or may be
    :raises Conflict: the provider is making it
    """
    invoice = locked_invoice(actor, invoice_id)
    state = INVOICE.after("cancel", invoice.state)
    if invoice.state == REQUESTED and not invoice.is_by_hand:
        raise Conflict(_("开票平台正在处理，请等结果；失败后才能取消。"), rule="M09.01")
    invoice.state = state
    invoice.save(update_fields=["state"])
    return saved_invoice(invoice)


@command(permissions.INVOICE, rule="M09.01")
def erase_invoice_titles(*, actor: Actor, store_id: int, customer_id: int, at: datetime) -> int:
    """Forget the title of an erased customer; invoices themselves are kept, as the law wants (I.4)."""
    rows = InvoiceTitle.objects.visible_to(actor, permissions.INVOICE).filter(store_id=store_id, customer_id=customer_id)
    gone, _by_model = rows.delete()
    return int(gone)


def standing_invoices(actor: Actor, permission: str, bill_ids: list[int]) -> list[Invoice]:
    """Invoices of bills that are neither taken back nor cancelled."""
    rows = Invoice.objects.visible_to(actor, permission).filter(bill__in=bill_ids, red_of=None, is_reddened=False)
    return list(rows.filter(state__in=STANDING))


def locked_invoice(actor: Actor, invoice_id: int) -> Invoice:
    """The invoice, locked, with the blue that it takes back."""
    invoice: Invoice = (
        Invoice.objects.visible_to(actor, permissions.INVOICE).select_related("red_of").locked().one(pk=invoice_id)
    )
    return invoice


def _has_red(actor: Actor, blue: Invoice) -> bool:
    rows = Invoice.objects.visible_to(actor, permissions.INVOICE).filter(red_of=blue)
    return bool(rows.filter(state__in=STANDING).exists())


def _title(wish: InvoiceWish) -> tuple[str, str]:
    name, tax_number = clean_text(wish.buyer_name), clean_tax_number(wish.tax_number)
    if wish.kind not in Invoice.Kind.values:
        raise Invalid(_("请选择发票种类。"), field="kind")
    if not name or len(name) > LONGEST_NAME:
        raise Invalid(_("请填发票抬头，最多 100 个字。"), field="buyer_name")
    if tax_number and not is_tax_number(tax_number):
        raise Invalid(_("税号的校验位不对，请核对 18 位统一社会信用代码。"), field="tax_number")
    if wish.kind == Invoice.Kind.SPECIAL and not tax_number:
        raise Invalid(_("专票要填购买方税号。"), field="tax_number")
    return name, tax_number


def _lines(actor: Actor, bill: Bill) -> list[dict[str, Any]]:
    rows = BillLine.objects.visible_to(actor, permissions.INVOICE).filter(bill=bill).select_related("item").order_by("pk")
    return [
        {
            "kind": row.item.kind,
            "name": row.item.name,
            "quantity": f"{row.item.quantity.normalize():f}",
            "unit": row.item.unit,
            "tax_rate": f"{row.item.tax_rate.normalize():f}",
            "amount": row.amount.fen,
            "net": row.net.fen,
            "tax": row.tax.fen,
        }
        for row in rows
        if row.amount
    ]


def _asked(actor: Actor, store_id: int, at: datetime) -> dict[str, Any]:
    store = store_info(store_id)
    number = next_number(store.id, store.code, "F", store.clock.day(at))
    return {"number": number, "requested_at": at, "actor_key": actor.key}


def _send(invoice: Invoice) -> None:
    defer(JOB, invoice_id=invoice.pk, store_id=invoice.store_id)


def saved_invoice(invoice: Invoice) -> SavedInvoice:
    """What a command says of an invoice after its step."""
    return SavedInvoice(invoice.pk, invoice.number, invoice.state, invoice.fiscal_number, invoice.amount)
