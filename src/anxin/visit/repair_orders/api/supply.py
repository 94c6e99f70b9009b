"""Endpoints of the parts counter: what orders wait for, issued to their items and taken back."""

from decimal import Decimal
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Field, Router, Schema
from pydantic import AwareDatetime

from anxin.platform.api import Body, Id, actor_of, read, write
from anxin.visit.repair_orders import commands, queries

router = Router(tags=["repair orders"])

Number = Annotated[str, Field(max_length=40, pattern=r"^[^\x00]*$")]


class PartQuantityIn(Body):
    """How much of a part item moves."""

    item_id: Id
    quantity: Annotated[Decimal, Field(gt=0, max_digits=10, decimal_places=3)]


class IssueOrderPartsIn(Body):
    """What goes out; without lines all that is signed and not yet issued."""

    lines: Annotated[list[PartQuantityIn], Field(min_length=1, max_length=200)] | None = None


class ReturnOrderPartsIn(Body):
    """What comes back."""

    lines: Annotated[list[PartQuantityIn], Field(min_length=1, max_length=200)]


class PartLineOut(Schema):
    """A part item beside the stock ledger."""

    item_id: int
    article_id: int
    code: str
    name: str
    signed: Decimal
    issued: Decimal


class SuppliedOut(Schema):
    """An order after parts moved."""

    id: int
    number: str
    state: str
    version: int
    items: list[PartLineOut]


class PartToIssueOut(Schema):
    """A part item with what is on hand."""

    line: PartLineOut
    on_hand: Decimal
    is_short: bool


class OrderToSupplyOut(Schema):
    """An order that waits for parts."""

    number: str
    plate: str
    promised_at: AwareDatetime | None
    parts: list[PartToIssueOut]


@router.get("/stores/{store_id}/to-supply", response=list[OrderToSupplyOut], operation_id="list_orders_to_supply")
def list_orders_to_supply(request: HttpRequest, store_id: Id) -> Any:
    """Orders whose signed parts are not all issued, or that hold too many, by promise."""
    return read(request, lambda: queries.list_orders_to_supply(actor_of(request), store_id))


@router.post("/{number}/issue-parts", response=SuppliedOut, operation_id="issue_order_parts")
def issue_order_parts(request: HttpRequest, number: Number, payload: IssueOrderPartsIn) -> HttpResponse:
    """Issue signed part items from stock to the order; all of it or nothing."""
    wished = None if payload.lines is None else _quantities(payload.lines)
    return write(
        request,
        SuppliedOut,
        lambda at: commands.issue_order_parts(actor=actor_of(request), number=number, quantities=wished, at=at),
    )


@router.post("/{number}/return-parts", response=SuppliedOut, operation_id="return_order_parts")
def return_order_parts(request: HttpRequest, number: Number, payload: ReturnOrderPartsIn) -> HttpResponse:
    """Take unused parts of the order back into stock."""
    wished = _quantities(payload.lines)
    return write(
        request,
        SuppliedOut,
        lambda at: commands.return_order_parts(actor=actor_of(request), number=number, quantities=wished, at=at),
    )


def _quantities(lines: list[PartQuantityIn]) -> dict[int, Decimal]:
    found: dict[int, Decimal] = {}
    for line in lines:
        found[line.item_id] = found.get(line.item_id, Decimal(0)) + line.quantity
    return found
