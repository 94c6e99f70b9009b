"""Endpoints of the parts counter's sales."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema

from anxin.platform.api import (
    Body,
    Id,
    Page,
    Yuan,
    actor_of,
    decode_cursor,
    encode_cursor,
    expected_version,
    read,
    with_fields_of,
    write,
)
from anxin.platform.errors import Invalid
from anxin.platform.ui.lists import Window
from anxin.visit.billing.commands import Tender
from anxin.visit.counter_sales import commands, queries

router = Router(tags=["counter_sales"])
NO_NUL = r"^[^\x00]*$"
StoreId = Annotated[int, Field(ge=1, le=2_147_483_647)]
Quantity = Annotated[Decimal, Field(gt=0, max_digits=10, decimal_places=3)]
Key = Annotated[str, Field(min_length=1, max_length=100, pattern=NO_NUL)]
Words = Annotated[str, Field(max_length=120, pattern=NO_NUL)]
Reason = Annotated[str, Field(min_length=1, max_length=120, pattern=NO_NUL)]
Method = Literal["cash", "card", "wechat", "alipay", "transfer"]
PAGE = 50


class SaleLineIn(Body):
    """So many of an article; without a price it is that of the channel, tax included."""

    article_id: Id
    quantity: Quantity
    unit_price: Yuan | None = None


class SaleTenderIn(Body):
    """How it is paid."""

    method: Method
    amount: Yuan
    reference: Annotated[str, Field(max_length=64, pattern=NO_NUL)] = ""


class SaleIn(Body):
    """A sale, paid at once; the same key sells once."""

    store_id: StoreId
    channel: Literal["retail", "wholesale", "group"] = "retail"
    customer_id: Id | None = None
    lines: Annotated[list[SaleLineIn], Field(max_length=200)]
    tenders: Annotated[list[SaleTenderIn], Field(max_length=10)]
    key: Key


class SoldBackIn(Body):
    """How many of a line come back."""

    line_id: Id
    quantity: Quantity


class SaleReturnIn(Body):
    """What comes back, how the money goes back, and why."""

    lines: Annotated[list[SoldBackIn], Field(max_length=200)]
    method: Method
    reason: Reason


class LostSaleIn(Body):
    """What was asked for and not sold; what no catalogue has is said in words."""

    store_id: StoreId
    article_id: Id | None = None
    words: Words = ""
    quantity: Quantity = Decimal(1)
    reason: Reason
    key: Annotated[str, Field(min_length=1, max_length=90, pattern=NO_NUL)]


@with_fields_of(commands.SavedSale)
class SavedSaleOut(Schema):
    """A sale after a step."""


@with_fields_of(commands.LostSale)
class LostSaleOut(Schema):
    """The demand that was posted."""


class CounterSaleOut(Schema):
    """A sale in the list, with tax."""

    id: int
    number: str
    channel: str
    customer_name: str
    gross: Yuan
    refunded: Yuan
    sold_at: datetime


class CounterSaleLineOut(Schema):
    """A line of a sale; prices with tax."""

    id: int
    article_id: int
    number: str
    name: str
    unit: str
    quantity: Decimal
    returned: Decimal
    list_price: Yuan
    unit_price: Yuan
    gross: Yuan
    quality_days: int
    quality_km: int


@with_fields_of(queries.SalePaymentView)
class CounterSalePaymentOut(Schema):
    """Money that came, or went back (negative)."""


class CounterSaleSheetOut(Schema):
    """A sale with its lines and its money."""

    id: int
    version: int
    number: str
    channel: str
    customer_id: int | None
    customer_name: str
    gross: Yuan
    net: Yuan
    tax: Yuan
    refunded: Yuan
    sold_at: datetime
    lines: list[CounterSaleLineOut]
    payments: list[CounterSalePaymentOut]


class SaleQuery(Schema):
    """Filter and cursor of a store's sales."""

    store_id: StoreId
    text: Annotated[str, Field(max_length=80, pattern=NO_NUL)] = ""
    channel: Literal["", "retail", "wholesale", "group"] = ""
    since: date | None = None
    until: date | None = None
    cursor: Annotated[str, Field(max_length=200, pattern=NO_NUL)] = ""


@router.get("", response=Page[CounterSaleOut])
def page_sales(request: HttpRequest, wanted: Query[SaleQuery]) -> Any:
    """A store's sales at the counter, the newest first."""
    values = decode_cursor(wanted.cursor) or [0]
    if len(values) != 1 or not isinstance(values[0], int) or not 0 <= values[0] <= 10_000_000:
        raise Invalid(field="cursor", rule="R-PT06")
    window = Window(values[0], PAGE)
    asked = queries.SaleFilter(wanted.text, wanted.channel, wanted.since, wanted.until)
    found = read(request, lambda: queries.page_sales(actor_of(request), wanted.store_id, asked, window=window))
    after = window.offset + len(found.rows)
    return {"items": found.rows, "next": encode_cursor([after]) if after < found.total else None}


@router.post("/lost", response={201: LostSaleOut})
def record_lost_sale(request: HttpRequest, payload: LostSaleIn) -> HttpResponse:
    """Post what was asked for and not sold."""
    said = payload.dict()
    act = lambda at: commands.record_lost_sale(actor=actor_of(request), at=at, **said)  # noqa: E731
    return write(request, LostSaleOut, act, status=201)


@router.get("/{sale_id}", response=CounterSaleSheetOut)
def get_sale(request: HttpRequest, sale_id: Id) -> Any:
    """One sale."""
    return read(request, lambda: queries.get_sale(actor_of(request), sale_id))


@router.post("", response={201: SavedSaleOut})
def sell_at_counter(request: HttpRequest, payload: SaleIn) -> HttpResponse:
    """Sell parts at the counter."""
    said = payload.dict()
    said["lines"] = [commands.SoldLine(line.article_id, line.quantity, line.unit_price) for line in payload.lines]
    said["tenders"] = [Tender(one.method, one.amount, one.reference) for one in payload.tenders]
    act = lambda at: commands.sell_at_counter(actor=actor_of(request), at=at, **said)  # noqa: E731
    return write(request, SavedSaleOut, act, status=201)


@router.post("/{sale_id}/take-back", response=SavedSaleOut)
def take_back_parts(request: HttpRequest, sale_id: Id, payload: SaleReturnIn) -> HttpResponse:
    """Take sold parts back and give the money back; If-Match is the sale's version."""
    said: dict[str, Any] = {
        "sale_id": sale_id,
        "lines": [commands.TakenBack(line.line_id, line.quantity) for line in payload.lines],
        "method": payload.method,
        "reason": payload.reason,
        "version": expected_version(request),
    }
    return write(request, SavedSaleOut, lambda at: commands.take_back_parts(actor=actor_of(request), at=at, **said))
