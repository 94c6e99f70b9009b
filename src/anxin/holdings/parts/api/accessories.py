"""Endpoints of the accessories catalogue, and of how the stock stands to its standard."""

from decimal import Decimal
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from anxin.holdings.parts import queries
from anxin.holdings.parts.api.schemas import NO_NUL, Cursor, StoreId
from anxin.parties.org.queries import store_info
from anxin.platform import clock
from anxin.platform.api import Page, Yuan, actor_of, page_of, read, window_of, with_fields_of

router = Router(tags=["parts"])


class AccessoryQuery(Schema):
    """Filter and cursor of the accessories catalogue."""

    store_id: StoreId
    text: Annotated[str, Field(max_length=100, pattern=NO_NUL)] = ""
    part_class: Annotated[str, Field(max_length=20, pattern=NO_NUL)] = ""
    in_stock: bool | None = None
    cursor: Cursor = ""


@with_fields_of(queries.AccessoryRow)
class AccessoryOut(Schema):
    """An accessory with its price of today, tax included; what is not free can be ordered."""


class StockStandingOut(Schema):
    """Accessories on hand at cost without tax beside their target, and the articles that stand at their standard level."""

    accessories: Yuan
    accessories_target: Yuan
    leveled: int
    reached: int
    reached_share: Decimal | None


@router.get("/accessories", response=Page[AccessoryOut])
def accessory_catalogue(request: HttpRequest, wanted: Query[AccessoryQuery]) -> Any:
    """A store's accessories by class and name."""
    window = window_of(wanted.cursor)
    given = queries.AccessoryFilter(**wanted.dict(exclude={"store_id", "cursor"}))

    def found() -> Any:
        today = store_info(wanted.store_id).clock.day(clock.now())
        return queries.accessory_catalogue(actor_of(request), wanted.store_id, given, today, window).rows

    return page_of(read(request, found), window)


@router.get("/standing", response=StockStandingOut)
def stock_standing(request: HttpRequest, store_id: StoreId) -> Any:
    """How the stock stands to its standard levels, and the accessories to their target."""
    return read(
        request,
        lambda: queries.stock_standing(actor_of(request), store_id, store_info(store_id).clock.day(clock.now())),
    )
