"""What became of tax invoices that were asked for: what the provider, or people by hand, said of them (FORM-41)."""

from datetime import date, datetime
from typing import Literal

from django.utils.translation import gettext_lazy as _

from anxin.parties.org.queries import calendar_of, store_info
from anxin.parties.work.commands import create_task
from anxin.platform import events
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, Invalid
from anxin.platform.parameters import value
from anxin.platform.references import DocumentRef
from anxin.visit.billing import permissions
from anxin.visit.billing.commands.invoices import SavedInvoice, locked_invoice, saved_invoice
from anxin.visit.billing.events import InvoiceFailed, InvoiceIssued
from anxin.visit.billing.invoicing import OutgoingInvoice, OutgoingLine
from anxin.visit.billing.lifecycle import INVOICE, REQUESTED, UNKNOWN
from anxin.visit.billing.models import Invoice
from anxin.visit.billing.parameters import DIFFERENCE_DUE, DIFFERENCE_TASK, INVOICE_CODES, SELLER_TAX_NUMBER

Outcome = Literal["issued", "accepted", "by_hand", "refused", "unknown"]
ENDS: dict[Outcome, str] = {"refused": "fail", "unknown": "lose"}
LONGEST_NUMBER = 24


@command(permissions.INVOICE, rule="M09.01")
def record_invoice_number(*, actor: Actor, invoice_id: int, code: str, fiscal_number: str, at: datetime) -> SavedInvoice:
    """Enter the number of an invoice that people issued, or found issued, in the tax office's or the platform's own program.

    :raises NotFound: unknown, or in a store where the actor may not
    :raises IllegalTransition: it is issued or cancelled
    :raises Conflict: the provider is making it: there would be two
    :raises Invalid: no number
    """
    invoice = locked_invoice(actor, invoice_id)
    if invoice.state == REQUESTED and invoice.attempts and not invoice.is_by_hand:
        raise Conflict(_("开票平台正在处理，请等结果；失败后才能自己开票登记号码。"), rule="M09.01")
    number = "".join(fiscal_number.split())
    if not number.isalnum():
        raise Invalid(_("请填发票号码，只有数字和字母。"), field="fiscal_number")
    return _issue(invoice, "".join(code.split())[:20], number[:LONGEST_NUMBER], at)


@command(permissions.INVOICE, rule="M09.01")
def take_invoice(*, actor: Actor, invoice_id: int, at: datetime) -> tuple[OutgoingInvoice, str] | None:
    """For the job: what to ask the provider for, and its own id if it has accepted it; None when nothing is to be asked.

    ``OutgoingInvoice.is_again``: people ask anew for one that the provider has.

    :raises NotFound: unknown
    """
    invoice = locked_invoice(actor, invoice_id)
    if invoice.state != REQUESTED:
        return None
    invoice.attempts += 1
    invoice.save(update_fields=["attempts"])
    clock = store_info(invoice.store_id).clock
    on = clock.day(at)
    blue = invoice.red_of
    outgoing = OutgoingInvoice(
        invoice.number,
        invoice.kind,
        value(SELLER_TAX_NUMBER, invoice.store_id, on),
        invoice.buyer_name,
        invoice.tax_number,
        _outgoing_lines(invoice, on),
        invoice.amount.fen,
        invoice.net.fen,
        invoice.tax.fen,
        blue.code if blue else "",
        blue.fiscal_number if blue else "",
        invoice.reason,
        invoice.cause,
        f"{clock.local(invoice.requested_at):%Y-%m-%d %H:%M:%S}",
        is_again=invoice.attempts == 1 and bool(invoice.provider_id),
    )
    return outgoing, invoice.provider_id


def _outgoing_lines(invoice: Invoice, on: date) -> tuple[OutgoingLine, ...]:
    """The lines with the store's codes of that day; those of a red one are negative, quantities too."""
    return tuple(
        OutgoingLine(
            line["name"],
            value(INVOICE_CODES[line["kind"]], invoice.store_id, on),
            f"-{line['quantity']}" if invoice.red_of_id is not None else line["quantity"],
            line["unit"],
            line["amount"],
            line["net"],
            line["tax"],
            line["tax_rate"],
        )
        for line in invoice.lines
    )


@command(permissions.INVOICE, rule="M09.01")
def record_invoice_outcome(
    *, actor: Actor, invoice_id: int, outcome: Outcome, provider_id: str = "", code: str = "", words: str = "", at: datetime
) -> SavedInvoice:
    """For the job: what the provider said; ``words`` are its number when issued, else why it refused or says nothing.

    A number for an invoice that has another one, or that was cancelled, is a task of the finance manager.

    :raises NotFound: unknown
    """
    invoice = locked_invoice(actor, invoice_id)
    if invoice.state not in (REQUESTED, UNKNOWN):
        if outcome == "issued" and words[:LONGEST_NUMBER] != invoice.fiscal_number:
            _tell_of_second(invoice, words, at)
        return saved_invoice(invoice)
    if provider_id:
        invoice.provider_id = provider_id[:80]
        invoice.save(update_fields=["provider_id"])
    if outcome == "issued":
        return _issue(invoice, code[:20], words[:LONGEST_NUMBER], at)
    if outcome in ENDS:
        invoice.state, invoice.failure = INVOICE.after(ENDS[outcome], invoice.state), words[:200]
        invoice.save(update_fields=["state", "failure"])
        events.publish(InvoiceFailed(invoice_id=invoice.pk, store_id=invoice.store_id), at=at)
    return saved_invoice(invoice)


def _issue(invoice: Invoice, code: str, number: str, at: datetime) -> SavedInvoice:
    invoice.state = INVOICE.after("issue", invoice.state)
    invoice.code, invoice.fiscal_number, invoice.issued_at, invoice.failure = code, number, at, ""
    invoice.save(update_fields=["state", "code", "fiscal_number", "issued_at", "failure"])
    if invoice.red_of is not None:
        Invoice.objects.in_stores([invoice.store_id]).filter(pk=invoice.red_of.pk).update(is_reddened=True)
    events.publish(InvoiceIssued(invoice_id=invoice.pk, bill_id=invoice.bill_id, store_id=invoice.store_id), at=at)
    return saved_invoice(invoice)


def _tell_of_second(invoice: Invoice, number: str, at: datetime) -> None:
    """The platform issued what was settled otherwise meanwhile: people take one of the two back."""
    day = store_info(invoice.store_id).clock.day(at)
    create_task(
        actor=Actor.system("billing", [invoice.store_id]),
        store_id=invoice.store_id,
        kind=DIFFERENCE_TASK,
        subject=DocumentRef("billing.invoice", invoice.pk),
        title=str(_("发票 %(number)s 平台又开出一张：%(second)s，请红冲多开的那张"))
        % {"number": invoice.number, "second": number},
        due_at=value(DIFFERENCE_DUE, invoice.store_id, day).due(calendar_of(invoice.store_id), at),
        post="finance_manager",
        priority=1,
        at=at,
    )
