"""Endpoints of the fund of a month for stock."""

from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Field, Router, Schema

from anxin.holdings.purchasing import commands, queries
from anxin.platform.api import Body, Id, Yuan, actor_of, expected_version, read, with_fields_of, write

NO_NUL = r"^[^\x00]*$"
Month = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2100, 12, 1), description="the first day of the month")]
Reason = Annotated[str, Field(min_length=1, max_length=200, pattern=NO_NUL)]

router = Router(tags=["purchasing"])


class PurchaseFundIn(Body):
    """What a store may order for stock in a month, without tax."""

    store_id: Id
    month: Month
    amount: Yuan
    note: Annotated[str, Field(max_length=120, pattern=NO_NUL)] = ""


class FundHoldIn(Body):
    """Why only a share of a month's fund stays available, and which (percent)."""

    store_id: Id
    month: Month
    reasons: Annotated[list[Reason], Field(min_length=1, max_length=20)]
    percent: Annotated[int, Field(ge=0, le=100)]


class FundReasonIn(Body):
    """Why."""

    reason: Reason


@with_fields_of(commands.KeptFund)
class KeptFundOut(Schema):
    """A fund after a step."""


@with_fields_of(commands.KeptHold)
class KeptHoldOut(Schema):
    """A hold after a step; replayed when the month had been held before."""


@with_fields_of(commands.KeptRelease)
class KeptReleaseOut(Schema):
    """A release of one order, up to this amount without tax."""


class FundHoldOut(Schema):
    """A hold, and how it ended."""

    id: int
    version: int
    reasons: list[str]
    percent: int
    held_at: datetime
    held_by: str
    lifted_at: datetime | None
    lifted_by: str
    lift_reason: str


@with_fields_of(queries.ReleaseRow)
class FundReleaseOut(Schema):
    """An order that may be placed beyond what is left."""


@with_fields_of(queries.SettingRow)
class FundSettingOut(Schema):
    """What a fund was set to."""


@with_fields_of(
    queries.FundMonth,
    {"hold": FundHoldOut | None, "releases": list[FundReleaseOut], "settings": list[FundSettingOut]},
)
class FundMonthOut(Schema):
    """A month's fund, what was ordered against it, what holds it and what was released; amounts are without tax."""


@router.get("", response=FundMonthOut, operation_id="get_fund_month")
def get_fund_month(request: HttpRequest, store_id: Id, month: Month) -> Any:
    """The fund of a month."""
    return read(request, lambda: queries.get_fund_month(actor_of(request), store_id, month))


@router.put("", response=KeptFundOut, operation_id="set_fund")
def set_fund(request: HttpRequest, payload: PurchaseFundIn) -> HttpResponse:
    """Set a month's fund; If-Match is its version, where one was set before."""
    said: dict[str, Any] = {
        "actor": actor_of(request),
        "store_id": payload.store_id,
        "month": payload.month,
        "amount": payload.amount,
        "note": payload.note,
        "version": expected_version(request),
    }
    return write(request, KeptFundOut, lambda at: commands.set_fund(**said, at=at))


@router.post("/holds", response={201: KeptHoldOut}, operation_id="control_funds")
def control_funds(request: HttpRequest, payload: FundHoldIn) -> HttpResponse:
    """Hold a month's fund because a plan was missed (R-PT08); a month is held once."""
    said, actor = payload.model_dump(), actor_of(request)
    return write(request, KeptHoldOut, lambda at: commands.control_funds(actor=actor, **said, at=at), status=201)


@router.post("/holds/{hold_id}/lift", response=KeptHoldOut, operation_id="lift_hold")
def lift_hold(request: HttpRequest, hold_id: Id, payload: FundReasonIn) -> HttpResponse:
    """Hold it no longer; If-Match is its version."""
    said: dict[str, Any] = {
        "actor": actor_of(request),
        "hold_id": hold_id,
        "reason": payload.reason,
        "version": expected_version(request),
    }
    return write(request, KeptHoldOut, lambda at: commands.lift_hold(**said, at=at))


@router.post("/releases/{order_id}", response={201: KeptReleaseOut}, operation_id="release_order")
def release_order(request: HttpRequest, order_id: Id, payload: FundReasonIn) -> HttpResponse:
    """Let one draft for stock be placed beyond what is left; If-Match is the order's version."""
    said: dict[str, Any] = {
        "actor": actor_of(request),
        "order_id": order_id,
        "reason": payload.reason,
        "version": expected_version(request),
    }
    return write(request, KeptReleaseOut, lambda at: commands.release_order(**said, at=at), status=201)
