"""Endpoints of what came in."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Field, Router, Schema

from anxin.holdings.purchasing import commands, queries
from anxin.platform.api import Body, Id, Yuan, actor_of, expected_version, read, with_fields_of, write

NO_NUL = r"^[^\x00]*$"
Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2100, 12, 31))]

router = Router(tags=["purchasing"])


class CameIn(Body):
    """So much of an article, of one batch."""

    article_id: Id
    quantity: Annotated[Decimal, Field(gt=0, max_digits=10, decimal_places=3)]
    batch: Annotated[str, Field(max_length=60, pattern=NO_NUL)] = ""


class OrderReceiptIn(Body):
    """What came of an order; the same key books once."""

    order_id: Id
    came: Annotated[list[CameIn], Field(min_length=1, max_length=500)]
    key: Annotated[str, Field(min_length=1, max_length=100, pattern=NO_NUL)]
    note: Annotated[str, Field(max_length=120, pattern=NO_NUL)] = ""
    may_exceed: bool = False


class BillLineIn(Body):
    """What a line cost in all without tax, and what stood there before."""

    receipt_line_id: Id
    cost: Yuan
    seen: Yuan


class BillIn(Body):
    """The supplier's bill of a receipt."""

    bill_number: Annotated[str, Field(min_length=1, max_length=40, pattern=NO_NUL)]
    billed_on: Day
    lines: Annotated[list[BillLineIn], Field(min_length=1, max_length=500)]


class UndoReceiptIn(Body):
    """Why a line of a receipt never came."""

    reason: Annotated[str, Field(min_length=1, max_length=120, pattern=NO_NUL)]


@with_fields_of(commands.KeptReceipt)
class KeptReceiptOut(Schema):
    """What came in, and the state of its order."""


@with_fields_of(commands.BilledReceipt)
class BilledReceiptOut(Schema):
    """By how much the goods cost more than was thought: on the shelf, and gone out."""


@with_fields_of(queries.ReceivedLine)
class ReceivedLineOut(Schema):
    """What came of a line; the cost is without tax."""


class OrderReceiptOut(Schema):
    """A receipt with its lines."""

    id: int
    version: int
    store_id: int
    order_id: int
    order_number: str
    supplier: str
    note: str
    bill_number: str
    billed_on: date | None
    cost: Yuan
    lines: list[ReceivedLineOut]


@with_fields_of(queries.PartBatch)
class PartBatchOut(Schema):
    """From whom and which batch an article came."""


@router.post("", response={201: KeptReceiptOut}, operation_id="receive_order")
def receive_order(request: HttpRequest, payload: OrderReceiptIn) -> HttpResponse:
    """Take goods of an order into stock."""
    given = payload.model_dump()
    came = [commands.Came(**one) for one in given.pop("came")]
    said: dict[str, Any] = {**given, "came": came, "actor": actor_of(request)}
    return write(request, KeptReceiptOut, lambda at: commands.receive_order(**said, at=at), status=201)


@router.get("", response=list[OrderReceiptOut], operation_id="list_receipts")
def list_receipts(request: HttpRequest, order_id: Id) -> Any:
    """Receipts of an order."""
    return read(request, lambda: queries.list_receipts(actor_of(request), order_id))


@router.get("/batches", response=list[PartBatchOut], operation_id="list_batches")
def list_batches(request: HttpRequest, store_id: Id, article_id: Id) -> Any:
    """From whom and which batches an article came, the newest first (M14.14)."""
    return read(request, lambda: queries.list_batches(actor_of(request), store_id, [article_id]))


@router.get("/{receipt_id}", response=OrderReceiptOut, operation_id="get_receipt")
def get_receipt(request: HttpRequest, receipt_id: Id) -> Any:
    """One receipt."""
    return read(request, lambda: queries.get_receipt(actor_of(request), receipt_id))


@router.post("/lines/{receipt_line_id}/undo", response=KeptReceiptOut, operation_id="undo_receipt_line")
def undo_receipt_line(request: HttpRequest, receipt_line_id: Id, payload: UndoReceiptIn) -> HttpResponse:
    """A line of a receipt was booked wrongly: it never came."""
    said: dict[str, Any] = {"actor": actor_of(request), "receipt_line_id": receipt_line_id, "reason": payload.reason}
    return write(request, KeptReceiptOut, lambda at: commands.undo_receipt_line(**said, at=at))


@router.post("/{receipt_id}/bill", response=BilledReceiptOut, operation_id="tell_bill")
def tell_bill(request: HttpRequest, receipt_id: Id, payload: BillIn) -> HttpResponse:
    """Say what a receipt cost by the supplier's bill; If-Match is the receipt's version."""
    said: dict[str, Any] = {
        "actor": actor_of(request),
        "receipt_id": receipt_id,
        "bill_number": payload.bill_number,
        "billed_on": payload.billed_on,
        "lines": [commands.BillLine(one.receipt_line_id, one.cost, one.seen) for one in payload.lines],
        "version": expected_version(request),
    }
    return write(request, BilledReceiptOut, lambda at: commands.tell_bill(**said, at=at))
