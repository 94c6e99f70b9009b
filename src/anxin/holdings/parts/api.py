"""Endpoints of the parts stock. What is issued to a document is issued by the module that owns the document."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Field, Query, Router, Schema
from pydantic import AwareDatetime

from anxin.holdings.parts import commands, queries
from anxin.platform import clock
from anxin.platform.api import Body, Id, Page, Yuan, actor_of, decode_cursor, encode_cursor, read, with_fields_of, write
from anxin.platform.errors import Invalid
from anxin.platform.ui.lists import Order, RowPage, Window

router = Router(tags=["parts"])

NO_NUL = r"^[^\x00]*$"
StoreId = Annotated[int, Field(ge=1, le=2_147_483_647)]
Quantity = Annotated[Decimal, Field(gt=0, max_digits=10, decimal_places=3)]
Counted = Annotated[Decimal, Field(ge=0, max_digits=10, decimal_places=3)]
Key = Annotated[str, Field(min_length=1, max_length=100, pattern=NO_NUL)]
Words = Annotated[str, Field(min_length=1, max_length=120, pattern=NO_NUL)]
Cursor = Annotated[str, Field(max_length=200, pattern=NO_NUL)]
PAGE = 50


class ReceiptLineIn(Body):
    """What comes in; unit cost without tax."""

    article_id: Id
    quantity: Quantity
    unit_cost: Yuan


class CountedLineIn(Body):
    """What was counted."""

    article_id: Id
    counted: Counted


class ReceiptIn(Body):
    """Goods received; the same key books once."""

    store_id: StoreId
    lines: Annotated[list[ReceiptLineIn], Field(max_length=500)]
    reason: Literal["purchase", "opening", "other_receipt"] = "purchase"
    key: Key


class CountIn(Body):
    """What was counted, and why."""

    store_id: StoreId
    lines: Annotated[list[CountedLineIn], Field(max_length=500)]
    note: Words
    key: Key


class ArrivalIn(Body):
    """When an article that is short comes; without a time, words say why nobody knows."""

    store_id: StoreId
    expected_at: AwareDatetime | None = None
    words: Annotated[str, Field(max_length=120, pattern=NO_NUL)] = ""


class StockReversalIn(Body):
    """Why an entry is undone."""

    note: Words


@with_fields_of(commands.PostedLine)
class PostedLineOut(Schema):
    """A booked entry: signed quantity and cost without tax, and what is on hand after it."""


class PriceIn(Body):
    """What a receipt cost in all without tax, what stood there before, and why."""

    cost: Yuan
    seen: Yuan
    note: Words


@with_fields_of(commands.PricedReceipt)
class PricedReceiptOut(Schema):
    """How the cost changed of what lies on the shelf, and of what went out since."""


class PostedOut(Schema):
    """Booked lines; ``replayed`` when the key had been booked before."""

    lines: list[PostedLineOut]
    replayed: bool


class ReversedOut(Schema):
    """The new entry."""

    entry_id: int
    article_id: int
    on_hand: Decimal


@with_fields_of(queries.StockRow)
class StockOut(Schema):
    """An article on hand; value and unit cost without tax, price with tax."""


class StockDocumentOut(Schema):
    """The document of a movement or of a need."""

    kind: str
    id: int


class EntryOut(Schema):
    """One movement; ``cost_now`` is its cost with all corrections, and a correction names what it corrects."""

    id: int
    at: datetime
    reason: str
    quantity: Decimal
    unit_cost: Yuan
    cost: Yuan
    cost_now: Yuan
    on_hand_after: Decimal
    document: StockDocumentOut | None
    document_line: int | None
    note: str
    reverses_id: int | None
    corrects_id: int | None


@with_fields_of(commands.ToldArrival)
class ToldArrivalOut(Schema):
    """The answer as it stands."""


@with_fields_of(queries.Arrival)
class ArrivalOut(Schema):
    """What the parts desk said last; without a time nobody knows."""


class AvailabilityOut(Schema):
    """What a store can give of an article to one who wants so much; ``promised`` is what others' signed lines hold."""

    article_id: int
    wanted: Decimal
    on_hand: Decimal
    promised: Decimal
    free: Decimal
    shortage: Decimal
    arrival: ArrivalOut | None
    is_known: bool


class PartNeedOut(Schema):
    """What a line of a document still wants."""

    document: StockDocumentOut
    quantity: Decimal
    is_firm: bool
    needed_at: datetime | None
    words: str


class ShortArticleOut(Schema):
    """An article of which documents want more than is on hand."""

    article_id: int
    number: str
    name: str
    unit: str
    on_hand: Decimal
    shortage: Decimal
    needs: list[PartNeedOut]
    arrival: ArrivalOut | None
    is_overdue: bool


class StockQuery(Schema):
    """Filter and cursor of the stock list."""

    store_id: StoreId
    text: Annotated[str, Field(max_length=100, pattern=NO_NUL)] = ""
    on_hand: Literal["", "some", "none", "negative"] = ""
    cursor: Cursor = ""


class EntryQuery(Schema):
    """Filter and cursor of an article's entries."""

    store_id: StoreId
    reason: Literal["", "opening", "purchase", "other_receipt", "issue", "return", "count", "reversal", "revaluation"] = ""
    since: date | None = None
    until: date | None = None
    cursor: Cursor = ""


@router.get("/stock", response=Page[StockOut])
def list_stock(request: HttpRequest, wanted: Query[StockQuery]) -> Any:
    """A store's stock by name."""
    window = _window(wanted.cursor)
    given = queries.StockFilter(wanted.text, wanted.on_hand)
    found = read(request, lambda: queries.list_stock(actor_of(request), wanted.store_id, given, Order("name"), window))
    return _page(found, window)


@router.get("/stock/{article_id}", response=StockOut)
def get_stock(request: HttpRequest, article_id: Id, store_id: StoreId) -> Any:
    """One article's stock in a store."""
    return read(request, lambda: queries.get_stock(actor_of(request), store_id, article_id))


@router.get("/stock/{article_id}/entries", response=Page[EntryOut])
def list_entries(request: HttpRequest, article_id: Id, wanted: Query[EntryQuery]) -> Any:
    """Movements of an article in a store, newest first."""
    window = _window(wanted.cursor)
    given = queries.EntryFilter(wanted.reason, wanted.since, wanted.until)
    found = read(request, lambda: queries.list_entries(actor_of(request), wanted.store_id, article_id, given, window))
    return _page(found, window)


@router.get("/stock/{article_id}/availability", response=AvailabilityOut)
def list_availability(request: HttpRequest, article_id: Id, store_id: StoreId, quantity: Quantity = Decimal(1)) -> Any:
    """What a store can give of an article, and when the rest comes."""
    wanted, now = {article_id: quantity}, clock.now()
    return read(request, lambda: queries.list_availability(actor_of(request), store_id, wanted, now)[article_id])


@router.get("/short", response=list[ShortArticleOut])
def list_short_articles(request: HttpRequest, store_id: StoreId) -> Any:
    """Articles of which orders and bookings want more than is on hand."""
    return read(request, lambda: queries.list_short_articles(actor_of(request), store_id, clock.now()))


@router.post("/stock/{article_id}/tell-arrival", response={201: ToldArrivalOut})
def tell_arrival(request: HttpRequest, article_id: Id, payload: ArrivalIn) -> HttpResponse:
    """Say when an article that is short comes; the newest answer counts."""
    said: dict[str, Any] = {"actor": actor_of(request), "article_id": article_id, **payload.dict()}
    return write(request, ToldArrivalOut, lambda at: commands.tell_arrival(**said, at=at), status=201)


@router.post("/receipts", response={201: PostedOut})
def receive_stock(request: HttpRequest, payload: ReceiptIn) -> HttpResponse:
    """Take goods into stock."""
    said: dict[str, Any] = {
        "actor": actor_of(request),
        "store_id": payload.store_id,
        "lines": [commands.ReceiptLine(line.article_id, line.quantity, line.unit_cost) for line in payload.lines],
        "reason": payload.reason,
        "key": payload.key,
    }
    return write(request, PostedOut, lambda at: commands.receive_stock(**said, at=at), status=201)


@router.post("/counts", response={201: PostedOut})
def correct_stock(request: HttpRequest, payload: CountIn) -> HttpResponse:
    """Book the difference between what was counted and the ledger."""
    said: dict[str, Any] = {
        "actor": actor_of(request),
        "store_id": payload.store_id,
        "lines": [commands.CountedLine(line.article_id, line.counted) for line in payload.lines],
        "note": payload.note,
        "key": payload.key,
    }
    return write(request, PostedOut, lambda at: commands.correct_stock(**said, at=at), status=201)


@router.post("/entries/{entry_id}/price", response={201: PricedReceiptOut})
def price_receipt(request: HttpRequest, entry_id: Id, payload: PriceIn) -> HttpResponse:
    """Say what a receipt cost; what was issued since is costed anew."""
    said: dict[str, Any] = {"actor": actor_of(request), "entry_id": entry_id, **payload.dict()}
    return write(request, PricedReceiptOut, lambda at: commands.price_receipt(**said, at=at), status=201)


@router.post("/entries/{entry_id}/reverse", response={201: ReversedOut})
def reverse_entry(request: HttpRequest, entry_id: Id, payload: StockReversalIn) -> HttpResponse:
    """Undo an entry by a new one that names it."""
    said: dict[str, Any] = {"actor": actor_of(request), "entry_id": entry_id, "note": payload.note}
    return write(request, ReversedOut, lambda at: commands.reverse_entry(**said, at=at), status=201)


def _window(cursor: str) -> Window:
    values = decode_cursor(cursor) or [0]
    if len(values) != 1 or not isinstance(values[0], int) or not 0 <= values[0] <= 10_000_000:
        raise Invalid(_("请从第一页重新开始。"), field="cursor", rule="M14.01")
    return Window(values[0], PAGE)


def _page(found: RowPage[Any], window: Window) -> dict[str, Any]:
    after = window.offset + len(found.rows)
    return {"items": found.rows, "next": encode_cursor([after]) if after < found.total else None}
