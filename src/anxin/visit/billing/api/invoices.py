"""Endpoints of tax invoices."""

from datetime import datetime
from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Field, Router, Schema

from anxin.platform.api import Body, Id, Yuan, actor_of, read, with_fields_of, write
from anxin.visit.billing import commands, queries
from anxin.visit.billing.api.schemas import Why

router = Router(tags=["billing"])


class InvoiceIn(Body):
    """Title, tax number and kind."""

    kind: Literal["electronic", "normal", "special"]
    buyer_name: Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[^\x00]*$")]
    tax_number: Annotated[str, Field(max_length=30, pattern=r"^[^\x00]*$")] = ""


class InvoiceReasonIn(Body):
    """Why it is taken back, and how the tax office sorts that."""

    reason: Why
    cause: Literal["returned", "wrong", "stopped", "allowance"] = "wrong"


class FiscalNumberIn(Body):
    """Number, and code where it has one, of an invoice issued by hand."""

    fiscal_number: Annotated[str, Field(min_length=1, max_length=24, pattern=r"^[^\x00]*$")]
    code: Annotated[str, Field(max_length=20, pattern=r"^[^\x00]*$")] = ""


@with_fields_of(commands.SavedInvoice)
class SavedInvoiceOut(Schema):
    """An invoice after a step."""


class InvoiceOut(Schema):
    """An invoice; a red one is negative."""

    id: int
    number: str
    bill_id: int
    kind: str
    buyer_name: str
    tax_number: str
    amount: Yuan
    net: Yuan
    tax: Yuan
    state: str
    is_red: bool
    is_reddened: bool
    code: str
    fiscal_number: str
    failure: str
    issued_at: datetime | None


@router.get("/bills/{bill_id}/invoices", response=list[InvoiceOut], operation_id="list_invoices_of_bill")
def list_invoices_of_bill(request: HttpRequest, bill_id: Id) -> object:
    """Invoices of a bill, blue and red."""
    return read(request, lambda: queries.list_invoices_of_bills(actor_of(request), [bill_id]))


@router.post("/bills/{bill_id}/invoices", response={201: SavedInvoiceOut}, operation_id="request_invoice")
def request_invoice(request: HttpRequest, bill_id: Id, payload: InvoiceIn) -> HttpResponse:
    """Ask for an invoice for a bill."""
    wish = commands.InvoiceWish(payload.kind, payload.buyer_name, payload.tax_number)
    return write(
        request,
        SavedInvoiceOut,
        lambda at: commands.request_invoice(actor=actor_of(request), bill_id=bill_id, wish=wish, at=at),
        status=201,
    )


@router.post("/invoices/{invoice_id}/red-letter", response={201: SavedInvoiceOut}, operation_id="red_letter_invoice")
def red_letter_invoice(request: HttpRequest, invoice_id: Id, payload: InvoiceReasonIn) -> HttpResponse:
    """Take an issued invoice back by a red one."""
    return write(
        request,
        SavedInvoiceOut,
        lambda at: commands.red_letter_invoice(
            actor=actor_of(request), invoice_id=invoice_id, reason=payload.reason, cause=payload.cause, at=at
        ),
        status=201,
    )


@router.post("/invoices/{invoice_id}/number", response=SavedInvoiceOut, operation_id="record_invoice_number")
def record_invoice_number(request: HttpRequest, invoice_id: Id, payload: FiscalNumberIn) -> HttpResponse:
    """Enter the number of an invoice that was issued by hand."""
    return write(
        request,
        SavedInvoiceOut,
        lambda at: commands.record_invoice_number(
            actor=actor_of(request),
            invoice_id=invoice_id,
            code=payload.code,
            fiscal_number=payload.fiscal_number,
            at=at,
        ),
    )


@router.post("/invoices/{invoice_id}/retry", response=SavedInvoiceOut, operation_id="retry_invoice")
def retry_invoice(request: HttpRequest, invoice_id: Id) -> HttpResponse:
    """Ask again for an invoice that failed, or of which nobody knows what became."""
    return write(
        request,
        SavedInvoiceOut,
        lambda at: commands.retry_invoice(actor=actor_of(request), invoice_id=invoice_id, at=at),
    )


@router.post("/invoices/{invoice_id}/cancel", response=SavedInvoiceOut, operation_id="cancel_invoice")
def cancel_invoice(request: HttpRequest, invoice_id: Id) -> HttpResponse:
    """Call off an invoice that was not issued."""
    return write(
        request,
        SavedInvoiceOut,
        lambda at: commands.cancel_invoice(actor=actor_of(request), invoice_id=invoice_id, at=at),
    )
