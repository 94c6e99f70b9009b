"""Endpoints of the manufacturer's rebates by car."""

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema

from anxin.holdings.vehicle_sales import commands, queries
from anxin.platform import clock
from anxin.platform.api import Body, Id, Yuan, actor_of, expected_version, read, with_fields_of, write
from anxin.platform.ui.lists import Order, Window

NO_NUL = r"^[^\x00]*$"
Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2100, 12, 31))]
Asked = Annotated[str, Query(max_length=80, pattern=NO_NUL)]
NEWEST = 100

router = Router(tags=["vehicle_sales"])


class RebateIn(Body):
    """What is claimed from the manufacturer for a car that the store sold; the price is with tax."""

    store_id: Id
    vin: Annotated[str, Field(min_length=1, max_length=17, pattern=NO_NUL)]
    programme: Annotated[str, Field(min_length=1, max_length=60, pattern=NO_NUL)]
    price: Yuan
    claimed: Yuan
    claimed_on: Day


class RebateSettledIn(Body):
    """What the manufacturer settled, and on which day."""

    settled: Yuan
    settled_on: Day


class RebateReasonIn(Body):
    """Why it was refused, or is withdrawn."""

    reason: Annotated[str, Field(min_length=1, max_length=200, pattern=NO_NUL)]


@with_fields_of(commands.KeptRebate)
class KeptRebateOut(Schema):
    """A rebate after a step."""


@with_fields_of(queries.RebateRow)
class RebateOut(Schema):
    """A rebate; ``car_share`` is all that stands of its car ÷ the car's price."""


@router.post("", response={201: KeptRebateOut}, operation_id="claim_rebate")
def claim_rebate(request: HttpRequest, payload: RebateIn) -> HttpResponse:
    """Register what was claimed for a car: one for each programme (R-KP17)."""
    given = payload.model_dump()
    store_id = given.pop("store_id")
    wish = commands.NewRebate(**given)
    return write(
        request,
        KeptRebateOut,
        lambda at: commands.claim_rebate(actor=actor_of(request), store_id=store_id, rebate=wish, at=at),
        status=201,
    )


@router.get("", response=list[RebateOut], operation_id="page_rebates")
def page_rebates(
    request: HttpRequest,
    store_id: Id,
    text: Asked = "",
    state: Asked = "",
    settled_from: Day | None = None,
    settled_to: Day | None = None,
) -> Any:
    """Rebates of a store, the newest 100 claims; the text is a VIN, a plate or a programme."""
    asked = queries.RebateFilter(
        text=text, state=(state,) if state else (), settled_from=settled_from, settled_to=settled_to
    )

    def rows() -> Any:
        window = Window(limit=NEWEST)
        return queries.page_rebates(actor_of(request), store_id, asked, Order(), window, clock.now()).rows

    return read(request, rows)


@router.get("/programmes", response=list[str], operation_id="list_rebate_programmes")
def list_rebate_programmes(request: HttpRequest, store_id: Id) -> Any:
    """Programmes that the store has claimed under."""
    return read(request, lambda: queries.list_rebate_programmes(actor_of(request), store_id))


@router.get("/{rebate_id}", response=RebateOut, operation_id="get_rebate")
def get_rebate(request: HttpRequest, rebate_id: Id) -> Any:
    """One rebate."""
    return read(request, lambda: queries.get_rebate(actor_of(request), rebate_id, clock.now()))


@router.post("/{rebate_id}/settle", response=KeptRebateOut, operation_id="settle_rebate")
def settle_rebate(request: HttpRequest, rebate_id: Id, payload: RebateSettledIn) -> HttpResponse:
    """The manufacturer settled it; If-Match is the rebate's version."""
    return _write(request, rebate_id, payload, commands.settle_rebate)


@router.post("/{rebate_id}/refuse", response=KeptRebateOut, operation_id="refuse_rebate")
def refuse_rebate(request: HttpRequest, rebate_id: Id, payload: RebateReasonIn) -> HttpResponse:
    """The manufacturer refused it; If-Match is the rebate's version."""
    return _write(request, rebate_id, payload, commands.refuse_rebate)


@router.post("/{rebate_id}/withdraw", response=KeptRebateOut, operation_id="withdraw_rebate")
def withdraw_rebate(request: HttpRequest, rebate_id: Id, payload: RebateReasonIn) -> HttpResponse:
    """It was written wrongly and counts no longer; If-Match is the rebate's version."""
    return _write(request, rebate_id, payload, commands.withdraw_rebate)


def _write(request: HttpRequest, rebate_id: int, payload: Body, command: Callable[..., Any]) -> HttpResponse:
    given = {**payload.model_dump(), "rebate_id": rebate_id, "version": expected_version(request)}
    return write(request, KeptRebateOut, lambda at: command(actor=actor_of(request), at=at, **given))
