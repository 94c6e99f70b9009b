"""Endpoints of what customers wait for."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema

from anxin.holdings.purchasing import commands, queries
from anxin.holdings.purchasing.api.orders import KeptPurchaseOut
from anxin.platform import clock
from anxin.platform.api import Body, Id, Yuan, actor_of, expected_version, read, with_fields_of, write
from anxin.platform.ui.lists import Order, Window

NO_NUL = r"^[^\x00]*$"
NEWEST = 100
Asked = Annotated[str, Query(max_length=80, pattern=NO_NUL)]
Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2100, 12, 31))]

router = Router(tags=["purchasing"])


class SpecialIn(Body):
    """What a customer waits for, described exactly."""

    store_id: Id
    customer_id: Id
    advisor_id: Id
    words: Annotated[str, Field(min_length=1, max_length=200, pattern=NO_NUL)]
    quantity: Annotated[Decimal, Field(gt=0, max_digits=10, decimal_places=3)]
    promised_on: Day
    article_id: Id | None = None
    deposit_words: Annotated[str, Field(max_length=120, pattern=NO_NUL)] = ""


class SpecialDelayIn(Body):
    """The new day, and why."""

    promised_on: Day
    reason: Annotated[str, Field(min_length=1, max_length=120, pattern=NO_NUL)]


class SpecialHandOverIn(Body):
    """Whether a repair order took it off the shelf already."""

    is_fitted: bool = False


class SpecialReasonIn(Body):
    """Why it is wanted no longer."""

    reason: Annotated[str, Field(min_length=1, max_length=200, pattern=NO_NUL)]


class SpecialPurchaseIn(Body):
    """From whom it is ordered, at which unit price without tax."""

    supplier_id: Id
    unit_price: Yuan
    kind: Literal["special", "emergency"] = "special"


@with_fields_of(commands.KeptSpecial)
class KeptSpecialOut(Schema):
    """A special order after a step; ``is_told`` says whether a message went to the customer."""


class SpecialOut(Schema):
    """A part that a customer waits for; phones are masked."""

    id: int
    version: int
    store_id: int
    number: str
    customer_id: int
    customer: str
    phone: str
    second_phone: str
    advisor_id: int
    advisor: str
    article_id: int | None
    article_number: str
    words: str
    quantity: Decimal
    deposit_words: str
    state: str
    state_label: str
    first_promised_on: date
    promised_on: date
    delay_reason: str
    arrived_on: date | None
    cancel_reason: str
    is_overdue: bool


@router.post("", response={201: KeptSpecialOut}, operation_id="take_special_order")
def take_special_order(request: HttpRequest, payload: SpecialIn) -> HttpResponse:
    """Take down which part a customer waits for (R-PT03)."""
    given = payload.model_dump()
    store_id = given.pop("store_id")
    special, actor = commands.NewSpecial(**given), actor_of(request)
    return write(
        request,
        KeptSpecialOut,
        lambda at: commands.take_special_order(actor=actor, store_id=store_id, special=special, at=at),
        status=201,
    )


@router.get("", response=list[SpecialOut], operation_id="page_special_orders")
def page_special_orders(request: HttpRequest, store_id: Id, text: Asked = "", state: Asked = "") -> Any:
    """What customers of a store wait for, the newest 100."""
    asked = queries.SpecialFilter(text=text, state=(state,) if state else ())

    def rows() -> Any:
        window = Window(limit=NEWEST)
        return queries.page_special_orders(actor_of(request), store_id, asked, Order(), window, clock.now()).rows

    return read(request, rows)


@router.get("/{special_id}", response=SpecialOut, operation_id="get_special_order")
def get_special_order(request: HttpRequest, special_id: Id) -> Any:
    """One special order."""
    return read(request, lambda: queries.get_special_order(actor_of(request), special_id, clock.now()))


@router.post("/{special_id}/delay", response=KeptSpecialOut, operation_id="delay_special_order")
def delay_special_order(request: HttpRequest, special_id: Id, payload: SpecialDelayIn) -> HttpResponse:
    """It comes at another day: advisor and customer are told (R-PT04)."""
    return _write(request, special_id, commands.delay_special_order, **payload.model_dump())


@router.post("/{special_id}/arrived", response=KeptSpecialOut, operation_id="note_special_arrival")
def note_special_arrival(request: HttpRequest, special_id: Id) -> HttpResponse:
    """It is here: advisor and customer are told, once."""
    return _write(request, special_id, commands.note_special_arrival)


@router.post("/{special_id}/hand-over", response=KeptSpecialOut, operation_id="hand_over_special_order")
def hand_over_special_order(request: HttpRequest, special_id: Id, payload: SpecialHandOverIn | None = None) -> HttpResponse:
    """The customer has it: it leaves the shelf, unless a repair order took it already."""
    is_fitted = payload is not None and payload.is_fitted
    return _write(request, special_id, commands.hand_over_special_order, is_fitted=is_fitted)


@router.post("/{special_id}/cancel", response=KeptSpecialOut, operation_id="cancel_special_order")
def cancel_special_order(request: HttpRequest, special_id: Id, payload: SpecialReasonIn) -> HttpResponse:
    """The customer waits for it no longer."""
    return _write(request, special_id, commands.cancel_special_order, reason=payload.reason)


@router.post("/{special_id}/order", response={201: KeptPurchaseOut}, operation_id="order_special")
def order_special(request: HttpRequest, special_id: Id, payload: SpecialPurchaseIn) -> HttpResponse:
    """Write the order to a supplier for it."""
    said: dict[str, Any] = {
        "actor": actor_of(request),
        "special_id": special_id,
        "supplier_id": payload.supplier_id,
        "unit_price": payload.unit_price,
        "kind": payload.kind,
    }
    return write(request, KeptPurchaseOut, lambda at: commands.order_special(**said, at=at), status=201)


def _write(request: HttpRequest, special_id: int, command: Callable[..., Any], **given: Any) -> HttpResponse:
    said = {**given, "actor": actor_of(request), "special_id": special_id, "version": expected_version(request)}
    return write(request, KeptSpecialOut, lambda at: command(at=at, **said))
