"""Endpoints of billing."""

from datetime import datetime
from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Field, Router, Schema

from anxin.platform.api import Id, Yuan, actor_of, read, write
from anxin.platform.errors import NotFound
from anxin.visit.billing import commands, queries

router = Router(tags=["billing"])

Code = Annotated[str, Field(max_length=40, pattern=r"^[^\x00]*$")]


class BilledPayerOut(Schema):
    """A payer's bill."""

    bill_id: int
    payer: str
    amount: Yuan
    due: Yuan


class SettledOut(Schema):
    """A settlement."""

    settlement_id: int
    number: str
    repair_order: str
    state: str
    version: int
    total: Yuan
    bills: list[BilledPayerOut]


class PaymentOut(Schema):
    """A payment."""

    id: int
    number: str
    method: str
    amount: Yuan
    received_at: datetime
    is_reversal: bool
    is_reversed: bool


class BillOut(Schema):
    """A bill with its payments."""

    id: int
    payer: str
    amount: Yuan
    net: Yuan
    tax: Yuan
    due: Yuan
    item_ids: list[int]
    payments: list[PaymentOut]


class SettlementOut(Schema):
    """A settlement with its bills."""

    id: int
    number: str
    repair_order: str
    total: Yuan
    settled_at: datetime
    bills: list[BillOut]


class TenderIn(Schema):
    """How much by which method."""

    method: Literal["cash", "card", "wechat", "alipay", "transfer", "account"]
    amount: Yuan
    reference: Annotated[str, Field(max_length=64, pattern=r"^[^\x00]*$")] = ""


class PaymentIn(Schema):
    """One payment, by one or several methods."""

    tenders: Annotated[list[TenderIn], Field(min_length=1, max_length=10)]


class TakenOut(Schema):
    """The bill after a payment."""

    bill_id: int
    payment_ids: list[int]
    numbers: list[str]
    due: Yuan


class ReversalIn(Schema):
    """Why the money goes back."""

    reason: Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00]*$")]


@router.post("/repair-orders/{number}/settle", response={201: SettledOut}, operation_id="settle_order")
def settle_order(request: HttpRequest, number: Code) -> HttpResponse:
    """Settle an inspected order: one bill per payer."""
    return write(
        request, SettledOut, lambda at: commands.settle_order(actor=actor_of(request), number=number, at=at), status=201
    )


@router.get("/repair-orders/{number}", response=SettlementOut, operation_id="get_settlement")
def get_settlement(request: HttpRequest, number: Code) -> object:
    """The settlement of an order."""
    found = read(request, lambda: queries.find_settlement(actor_of(request), number))
    if found is None:
        raise NotFound
    return found


@router.post("/bills/{bill_id}/payments", response={201: TakenOut}, operation_id="take_payment")
def take_payment(request: HttpRequest, bill_id: Id, payload: PaymentIn) -> HttpResponse:
    """Take money on a bill."""
    tenders = [commands.Tender(each.method, each.amount, each.reference) for each in payload.tenders]
    return write(
        request,
        TakenOut,
        lambda at: commands.take_payment(actor=actor_of(request), bill_id=bill_id, tenders=tenders, at=at),
        status=201,
    )


@router.post("/payments/{payment_id}/reverse", response={201: TakenOut}, operation_id="reverse_payment")
def reverse_payment(request: HttpRequest, payment_id: Id, payload: ReversalIn) -> HttpResponse:
    """Give a payment back by its own method."""
    return write(
        request,
        TakenOut,
        lambda at: commands.reverse_payment(actor=actor_of(request), payment_id=payment_id, reason=payload.reason, at=at),
        status=201,
    )
