"""Endpoints of how old stock is, and what becomes of slow and overdue stock."""

from datetime import date
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from anxin.holdings.parts import commands, queries
from anxin.holdings.parts.api.schemas import Cursor, StoreId
from anxin.platform.api import Body, Id, Page, Yuan, actor_of, page_of, read, window_of, with_fields_of, write

router = Router(tags=["parts"])


class ClearingIn(Body):
    """How slow or overdue stock goes, and until when."""

    store_id: StoreId
    way: Literal["external_sale", "transfer", "supplier_return", "write_off", "keep"]
    until: date


@with_fields_of(commands.DecidedClearing)
class ClearingOut(Schema):
    """The decision as it stands."""


@with_fields_of(queries.OldStock)
class OldStockOut(Schema):
    """Slow or overdue stock of an article."""


@with_fields_of(queries.Layer, {"Money": Yuan})
class LayerOut(Schema):
    """What is left of what came in on a day."""


@router.get("/old-stock", response=Page[OldStockOut])
def list_old_stock(request: HttpRequest, store_id: StoreId, undecided: bool = False, cursor: Cursor = "") -> Any:
    """Slow and overdue stock of a store as of last night, the dearest first."""
    window, actor = window_of(cursor), actor_of(request)
    found = read(request, lambda: queries.list_old_stock(actor, store_id, undecided=undecided, window=window))
    return page_of(found, window)


@router.get("/stock/{article_id}/layers", response=list[LayerOut])
def layers_of(request: HttpRequest, article_id: Id, store_id: StoreId) -> Any:
    """What is on hand of an article by the day it came in, oldest first."""
    return read(request, lambda: queries.layers_of(actor_of(request), store_id, article_id))


@router.post("/stock/{article_id}/clearing", response={201: ClearingOut})
def decide_clearing(request: HttpRequest, article_id: Id, payload: ClearingIn) -> HttpResponse:
    """Decide what becomes of slow or overdue stock of an article; the newest decision counts."""
    said: dict[str, Any] = {"actor": actor_of(request), "article_id": article_id, **payload.dict()}
    return write(request, ClearingOut, lambda at: commands.decide_clearing(**said, at=at), status=201)
