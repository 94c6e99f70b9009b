"""Endpoints of deposits: for an order before its settlement, and for a booking."""

from datetime import datetime
from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema

from anxin.platform.api import Body, Id, Yuan, actor_of, read, with_fields_of, write
from anxin.platform.ui.lists import Window
from anxin.visit.billing import commands, queries
from anxin.visit.billing.api.schemas import Code, PaymentOut, TenderIn, Why

router = Router(tags=["billing"])
Taker = Literal["customer", "warranty", "insurer"]


class DepositIn(Body):
    """Money before a settlement, by one or several methods."""

    tenders: Annotated[list[TenderIn], Field(min_length=1, max_length=10)]
    payer: Taker = "customer"


@with_fields_of(commands.TakenDeposit)
class TakenDepositOut(Schema):
    """The deposit after the payment."""


class DepositRefundIn(Body):
    """Whose deposit goes back, and why."""

    payer: Taker = "customer"
    reason: Why


@with_fields_of(commands.RefundedDeposit)
class RefundedDepositOut(Schema):
    """What went back."""


class DepositOut(Schema):
    """A payer's deposit with its payments; ``booking`` is the number for which it was given, if any."""

    id: int
    payer: str
    balance: Yuan
    booking: str
    payments: list[PaymentOut]


class OpenDepositOut(Schema):
    """A deposit of which something is left; ``why_back`` is empty while something may use it."""

    id: int
    payer: str
    balance: Yuan
    since: datetime
    repair_order: str
    booking: str
    plate: str
    customer_name: str
    why_back: str


class OpenDepositsOut(Schema):
    """A page of open deposits, and how many there are."""

    rows: list[OpenDepositOut]
    total: int


class OpenDepositsQuery(Schema):
    """A store, the end of a plate or number, and a page."""

    store_id: Id
    text: Annotated[str, Field(max_length=24, pattern=r"^[^\x00]*$")] = ""
    only_needless: bool = False
    offset: Annotated[int, Field(ge=0, le=100_000)] = 0


@router.get("/deposits", response=OpenDepositsOut, operation_id="list_open_deposits")
def list_open_deposits(request: HttpRequest, wanted: Query[OpenDepositsQuery]) -> object:
    """Deposits of a store of which something is left, the oldest first."""
    chosen, window = queries.DepositFilter(wanted.text, wanted.only_needless), Window(wanted.offset)
    return read(request, lambda: queries.list_open_deposits(actor_of(request), wanted.store_id, chosen, window))


@router.post("/repair-orders/{number}/deposits", response={201: TakenDepositOut}, operation_id="take_deposit")
def take_deposit(request: HttpRequest, number: Code, payload: DepositIn) -> HttpResponse:
    """Take money for an order that is not settled; the settlement uses it."""
    tenders = [each.tender() for each in payload.tenders]
    return write(
        request,
        TakenDepositOut,
        lambda at: commands.take_deposit(
            actor=actor_of(request), number=number, tenders=tenders, payer=payload.payer, at=at
        ),
        status=201,
    )


@router.get("/repair-orders/{number}/deposits", response=list[DepositOut], operation_id="list_deposits")
def list_deposits(request: HttpRequest, number: Code) -> object:
    """Deposits for an order with their payments."""
    return read(request, lambda: queries.list_deposits(actor_of(request), number))


@router.post("/repair-orders/{number}/deposits/refund", response={201: RefundedDepositOut}, operation_id="refund_deposit")
def refund_deposit(request: HttpRequest, number: Code, payload: DepositRefundIn) -> HttpResponse:
    """Give the rest of a deposit back by the methods by which it came."""
    return write(
        request,
        RefundedDepositOut,
        lambda at: commands.refund_deposit(
            actor=actor_of(request), number=number, payer=payload.payer, reason=payload.reason, at=at
        ),
        status=201,
    )


@router.post("/bookings/{number}/deposits", response={201: TakenDepositOut}, operation_id="take_booking_deposit")
def take_booking_deposit(request: HttpRequest, number: Code, payload: DepositIn) -> HttpResponse:
    """Take money for a booking; the order that is opened of it gets the deposit."""
    tenders = [each.tender() for each in payload.tenders]
    return write(
        request,
        TakenDepositOut,
        lambda at: commands.take_booking_deposit(
            actor=actor_of(request), number=number, tenders=tenders, payer=payload.payer, at=at
        ),
        status=201,
    )


@router.get("/bookings/{number}/deposits", response=list[DepositOut], operation_id="get_booking_deposits")
def get_booking_deposits(request: HttpRequest, number: Code) -> object:
    """Deposits for a booking with their payments."""
    return read(request, lambda: list(queries.get_booking_deposits(actor_of(request), number).deposits))


@router.post("/bookings/{number}/deposits/refund", response={201: RefundedDepositOut}, operation_id="refund_booking_deposit")
def refund_booking_deposit(request: HttpRequest, number: Code, payload: DepositRefundIn) -> HttpResponse:
    """Give a deposit for a booking back by the methods by which it came."""
    return write(
        request,
        RefundedDepositOut,
        lambda at: commands.refund_booking_deposit(
            actor=actor_of(request), number=number, payer=payload.payer, reason=payload.reason, at=at
        ),
        status=201,
    )
