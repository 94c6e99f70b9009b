"""Endpoints of the stock. What is issued to a document is issued by the module that owns the document."""

from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from anxin.holdings.parts import commands, queries
from anxin.holdings.parts.api.schemas import (
    ArrivalIn,
    AvailabilityOut,
    CountIn,
    EntryOut,
    EntryQuery,
    PostedLineOut,
    PostedOut,
    PricedReceiptOut,
    PriceIn,
    Quantity,
    ReceiptIn,
    ReversedOut,
    SendBackIn,
    ShortArticleOut,
    StockOut,
    StockQuery,
    StockReversalIn,
    StoreId,
    ToldArrivalOut,
)
from anxin.platform import clock
from anxin.platform.api import Id, Page, actor_of, page_of, read, window_of, write
from anxin.platform.ui.lists import Order

router = Router(tags=["parts"])


@router.get("/stock", response=Page[StockOut])
def list_stock(request: HttpRequest, wanted: Query[StockQuery]) -> Any:
    """A store's stock by name."""
    window = window_of(wanted.cursor)
    given = queries.StockFilter(**wanted.dict(exclude={"store_id", "cursor"}))
    found = read(request, lambda: queries.list_stock(actor_of(request), wanted.store_id, given, Order("name"), window))
    return page_of(found, window)


@router.get("/stock/{article_id}", response=StockOut)
def get_stock(request: HttpRequest, article_id: Id, store_id: StoreId) -> Any:
    """One article's stock in a store."""
    return read(request, lambda: queries.get_stock(actor_of(request), store_id, article_id))


@router.get("/stock/{article_id}/entries", response=Page[EntryOut])
def list_entries(request: HttpRequest, article_id: Id, wanted: Query[EntryQuery]) -> Any:
    """Movements of an article in a store, newest first."""
    window = window_of(wanted.cursor)
    given = queries.EntryFilter(wanted.reason, wanted.since, wanted.until)
    found = read(request, lambda: queries.list_entries(actor_of(request), wanted.store_id, article_id, given, window))
    return page_of(found, window)


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


@router.post("/entries/{entry_id}/send-back", response={201: PostedLineOut})
def return_to_supplier(request: HttpRequest, entry_id: Id, payload: SendBackIn) -> HttpResponse:
    """Send a part of a receipt back to its supplier; what was issued since is costed anew."""
    said: dict[str, Any] = {"actor": actor_of(request), "entry_id": entry_id, **payload.dict()}
    return write(request, PostedLineOut, lambda at: commands.return_to_supplier(**said, at=at), status=201)
