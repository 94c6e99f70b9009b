"""Endpoints of orders to suppliers."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema

from anxin.holdings.purchasing import commands, queries
from anxin.platform import clock
from anxin.platform.api import Body, Id, Yuan, actor_of, expected_version, read, with_fields_of, write
from anxin.platform.references import DocumentRef
from anxin.platform.ui.lists import Order, Window

NO_NUL = r"^[^\x00]*$"
NEWEST = 100
Asked = Annotated[str, Query(max_length=80, pattern=NO_NUL)]
Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2100, 12, 31))]
Quantity = Annotated[Decimal, Field(gt=0, max_digits=10, decimal_places=3)]
Reason = Annotated[str, Field(min_length=1, max_length=200, pattern=NO_NUL)]

router = Router(tags=["purchasing"])


class WaitingDocumentIn(Body):
    """The document that waits for what is ordered."""

    kind: Annotated[str, Field(min_length=1, max_length=60, pattern=NO_NUL)]
    id: Id


class WantedLineIn(Body):
    """What is ordered: an article, or exact words; the unit price is without tax."""

    quantity: Quantity
    unit_price: Yuan
    article_id: Id | None = None
    words: Annotated[str, Field(max_length=200, pattern=NO_NUL)] = ""
    wanted_on: Day | None = None
    document: WaitingDocumentIn | None = None
    document_line: Id | None = None
    demand_id: Id | None = None


class PurchaseIn(Body):
    """An order as it is written."""

    supplier_id: Id
    kind: Literal["stock", "special", "emergency"]
    lines: Annotated[list[WantedLineIn], Field(max_length=500)]
    note: Annotated[str, Field(max_length=200, pattern=NO_NUL)] = ""


class NewPurchaseIn(PurchaseIn):
    """An order of a store."""

    store_id: Id


class PromisedLineIn(Body):
    """When a line comes."""

    line_id: Id
    promised_on: Day


class PurchaseAnswerIn(Body):
    """What the supplier told."""

    lines: Annotated[list[PromisedLineIn], Field(min_length=1, max_length=500)]


class PurchaseReasonIn(Body):
    """Why."""

    reason: Reason


class RestIn(Body):
    """Lines of which the rest is wanted no longer, and why."""

    line_ids: Annotated[list[Id], Field(min_length=1, max_length=500)]
    reason: Reason


class NamedArticleIn(Body):
    """The article that a line means which was ordered by words."""

    line_id: Id
    article_id: Id


@with_fields_of(commands.KeptPurchase)
class KeptPurchaseOut(Schema):
    """An order after a step."""


@with_fields_of(queries.PurchaseRow)
class PurchaseOut(Schema):
    """An order; the amount is what was agreed, without tax."""


class PurchaseDocumentOut(Schema):
    """The document that waits."""

    kind: str
    id: int


@with_fields_of(queries.OrderedLine, {"document": PurchaseDocumentOut})
class OrderedLineOut(Schema):
    """A line of an order; the unit price agreed is without tax."""


class PurchaseViewOut(Schema):
    """An order with its lines."""

    head: PurchaseOut
    note: str
    end_reason: str
    lines: list[OrderedLineOut]


class OnOrderOut(Schema):
    """How much of an article is expected from suppliers."""

    article_id: int
    quantity: Decimal


@router.post("", response={201: KeptPurchaseOut}, operation_id="draft_order")
def draft_order(request: HttpRequest, payload: NewPurchaseIn) -> HttpResponse:
    """Write an order to a supplier (M14.13)."""
    actor, wish = actor_of(request), _wish(payload)
    return write(
        request,
        KeptPurchaseOut,
        lambda at: commands.draft_order(actor=actor, store_id=payload.store_id, order=wish, at=at),
        status=201,
    )


@router.get("", response=list[PurchaseOut], operation_id="page_orders")
def page_orders(request: HttpRequest, store_id: Id, text: Asked = "", state: Asked = "", kind: Asked = "") -> Any:
    """Orders of a store, the newest 100."""
    asked = queries.PurchaseFilter(text=text, state=(state,) if state else (), kind=kind)

    def rows() -> Any:
        return queries.page_orders(actor_of(request), store_id, asked, Order(), Window(limit=NEWEST), clock.now()).rows

    return read(request, rows)


@router.get("/on-order", response=list[OnOrderOut], operation_id="list_on_order")
def list_on_order(request: HttpRequest, store_id: Id) -> Any:
    """Articles that are expected from suppliers, and how much of each."""
    found = read(request, lambda: queries.list_on_order(actor_of(request), store_id))
    return [OnOrderOut(article_id=article_id, quantity=quantity) for article_id, quantity in found.items()]


@router.get("/{order_id}", response=PurchaseViewOut, operation_id="get_order")
def get_order(request: HttpRequest, order_id: Id) -> Any:
    """One order with its lines."""
    return read(request, lambda: queries.get_order(actor_of(request), order_id, clock.now()))


@router.put("/{order_id}", response=KeptPurchaseOut, operation_id="rewrite_order")
def rewrite_order(request: HttpRequest, order_id: Id, payload: PurchaseIn) -> HttpResponse:
    """Write a draft anew; If-Match is its version."""
    return _write(request, order_id, commands.rewrite_order, order=_wish(payload))


@router.post("/{order_id}/place", response=KeptPurchaseOut, operation_id="place_order")
def place_order(request: HttpRequest, order_id: Id) -> HttpResponse:
    """Send a draft to the supplier; an emergency order's clock starts (R-PT11)."""
    return _write(request, order_id, commands.place_order)


@router.post("/{order_id}/answer", response=KeptPurchaseOut, operation_id="answer_order")
def answer_order(request: HttpRequest, order_id: Id, payload: PurchaseAnswerIn) -> HttpResponse:
    """The supplier told when lines come."""
    promised = {one.line_id: one.promised_on for one in payload.lines}
    return _write(request, order_id, commands.answer_order, promised=promised)


@router.post("/{order_id}/refuse", response=KeptPurchaseOut, operation_id="refuse_order")
def refuse_order(request: HttpRequest, order_id: Id, payload: PurchaseReasonIn) -> HttpResponse:
    """The supplier does not deliver."""
    return _write(request, order_id, commands.refuse_order, reason=payload.reason)


@router.post("/{order_id}/name-article", response=KeptPurchaseOut, operation_id="name_article")
def name_article(request: HttpRequest, order_id: Id, payload: NamedArticleIn) -> HttpResponse:
    """Say which article a line means that was ordered by words."""
    return _write(request, order_id, commands.name_article, **payload.model_dump())


@router.post("/{order_id}/cancel", response=KeptPurchaseOut, operation_id="cancel_order")
def cancel_order(request: HttpRequest, order_id: Id, payload: PurchaseReasonIn) -> HttpResponse:
    """Call an order off of which nothing has come."""
    return _write(request, order_id, commands.cancel_order, reason=payload.reason)


@router.post("/{order_id}/cancel-rest", response=KeptPurchaseOut, operation_id="cancel_rest")
def cancel_rest(request: HttpRequest, order_id: Id, payload: RestIn) -> HttpResponse:
    """Want no longer what has not come of some lines."""
    return _write(request, order_id, commands.cancel_rest, **payload.model_dump())


def _wish(payload: PurchaseIn) -> commands.NewPurchase:
    lines = [
        commands.WantedLine(
            **line.model_dump(exclude={"document", "unit_price"}),
            unit_price=line.unit_price,
            document=DocumentRef(line.document.kind, line.document.id) if line.document else None,
        )
        for line in payload.lines
    ]
    return commands.NewPurchase(payload.supplier_id, payload.kind, lines, payload.note)


def _write(request: HttpRequest, order_id: int, command: Callable[..., Any], **given: Any) -> HttpResponse:
    said = {**given, "actor": actor_of(request), "order_id": order_id, "version": expected_version(request)}
    return write(request, KeptPurchaseOut, lambda at: command(at=at, **said))
