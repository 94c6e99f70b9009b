"""Endpoints of billing."""

from datetime import date, datetime
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema

from anxin.platform.api import Body, Id, Yuan, actor_of, read, with_fields_of, write
from anxin.platform.errors import NotFound
from anxin.visit.billing import commands, queries
from anxin.visit.billing.api.before import router as before_router
from anxin.visit.billing.api.closing import router as closing_router
from anxin.visit.billing.api.debtors import ChargedBillOut
from anxin.visit.billing.api.debtors import router as debtors_router
from anxin.visit.billing.api.deposits import router as deposits_router
from anxin.visit.billing.api.invoices import router as invoices_router
from anxin.visit.billing.api.requests import SavedRequestOut
from anxin.visit.billing.api.requests import router as requests_router
from anxin.visit.billing.api.schemas import Code, Method, PaymentOut, TenderIn, Why
from anxin.visit.repair_orders.api.schemas import Payer

router = Router(tags=["billing"])
router.add_router("", before_router)
router.add_router("", closing_router)
router.add_router("", debtors_router)
router.add_router("", deposits_router)
router.add_router("", invoices_router)
router.add_router("", requests_router)


@with_fields_of(commands.BilledPayer)
class BilledPayerOut(Schema):
    """A payer's bill."""


class SettledOut(Schema):
    """A settlement."""

    settlement_id: int
    number: str
    repair_order: str
    state: str
    version: int
    total: Yuan
    bills: list[BilledPayerOut]


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


class PaymentIn(Body):
    """One payment, by one or several methods."""

    tenders: Annotated[list[TenderIn], Field(min_length=1, max_length=10)]


class TakenOut(Schema):
    """The bill after a payment."""

    bill_id: int | None
    payment_ids: list[int]
    numbers: list[str]
    due: Yuan


class SettleAndPayIn(Body):
    """Which payers pay now, how, and the sum that was shown to them."""

    methods: Annotated[dict[Payer, Method], Field(max_length=5)]
    seen_total: Yuan


class SettledAndPaidOut(Schema):
    """The settlement, the payments taken with it, what customers have yet to scan, and what was put on account."""

    settled: SettledOut
    taken: list[TakenOut]
    requested: list[SavedRequestOut]
    charged: list[ChargedBillOut]


class AwaitingOut(Schema):
    """An inspected order that nobody has settled."""

    number: str
    plate: str
    customer_name: str
    advisor_name: str
    inspected_at: datetime
    amount: Yuan


class OpenBillOut(Schema):
    """A bill on which money is due."""

    bill_id: int
    settlement: str
    repair_order: str
    plate: str
    payer: str
    amount: Yuan
    due: Yuan
    settled_at: datetime


class QueueOut(Schema):
    """What waits at the cash desk."""

    to_settle: list[AwaitingOut]
    unpaid: list[OpenBillOut]
    others: list[OpenBillOut]


class CashierQueueQuery(Schema):
    """A store, and the end of a plate or number."""

    store_id: Id
    text: Annotated[str, Field(max_length=24, pattern=r"^[^\x00]*$")] = ""


class TotalsQuery(Schema):
    """A store's business day."""

    store_id: Id
    on: date


class PaymentReversalIn(Body):
    """Why the money goes back; all that is left of the payment unless an amount is given."""

    reason: Why
    amount: Yuan | None = None


@router.post("/repair-orders/{number}/settle", response={201: SettledOut}, operation_id="settle_order")
def settle_order(request: HttpRequest, number: Code) -> HttpResponse:
    """Settle an inspected order: one bill per payer."""
    return write(
        request, SettledOut, lambda at: commands.settle_order(actor=actor_of(request), number=number, at=at), status=201
    )


@router.post("/repair-orders/{number}/settle-and-pay", response={201: SettledAndPaidOut}, operation_id="settle_and_pay")
def settle_and_pay(request: HttpRequest, number: Code, payload: SettleAndPayIn) -> HttpResponse:
    """Settle an inspected order and take the whole bill of each payer for whom a method is given."""
    return write(
        request,
        SettledAndPaidOut,
        lambda at: commands.settle_and_pay(actor=actor_of(request), number=number, at=at, **dict(payload)),
        status=201,
    )


@router.get("/queue", response=QueueOut, operation_id="get_cashier_queue")
def get_cashier_queue(request: HttpRequest, wanted: Query[CashierQueueQuery]) -> object:
    """What waits at the cash desk of a store: orders to settle, customers' open bills, other payers' debts."""
    chosen = queries.CashierFilter(wanted.text)
    return read(request, lambda: queries.cashier_queue(actor_of(request), wanted.store_id, chosen))


@router.get("/totals", response=dict[str, Yuan], operation_id="get_totals_of_day")
def get_totals_of_day(request: HttpRequest, wanted: Query[TotalsQuery]) -> object:
    """What came in on a business day by method, refunds taken off."""
    return read(request, lambda: queries.totals_of_day(actor_of(request), wanted.store_id, wanted.on))


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
    tenders = [each.tender() for each in payload.tenders]
    return write(
        request,
        TakenOut,
        lambda at: commands.take_payment(actor=actor_of(request), bill_id=bill_id, tenders=tenders, at=at),
        status=201,
    )


@router.post("/payments/{payment_id}/reverse", response={201: TakenOut}, operation_id="reverse_payment")
def reverse_payment(request: HttpRequest, payment_id: Id, payload: PaymentReversalIn) -> HttpResponse:
    """Give a payment back by its own method, whole or in part."""
    return write(
        request,
        TakenOut,
        lambda at: commands.reverse_payment(
            actor=actor_of(request), payment_id=payment_id, reason=payload.reason, amount=payload.amount, at=at
        ),
        status=201,
    )
