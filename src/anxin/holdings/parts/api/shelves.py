"""Endpoints of how a store keeps its articles: bins and levels."""

from decimal import Decimal
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Field, Router, Schema

from anxin.holdings.parts import commands, queries
from anxin.platform.api import Body, Id, actor_of, expected_version, read, with_fields_of, write

router = Router(tags=["parts"])

StoreId = Annotated[int, Field(ge=1, le=2_147_483_647)]
Bin = Annotated[str, Field(max_length=40, pattern=r"^[^\x00]*$")]
Level = Annotated[Decimal, Field(ge=0, max_digits=10, decimal_places=3)]


class PlaceIn(Body):
    """In which bins a store keeps an article, the main one first."""

    store_id: StoreId
    bins: Annotated[list[Bin], Field(max_length=20)]


class LevelsIn(Body):
    """Between which levels a store keeps an article; null is not watched, ``high_demand`` null is as counted."""

    store_id: StoreId
    minimum: Level | None
    standard: Level | None
    maximum: Level | None
    high_demand: bool | None = None


@with_fields_of(commands.PlacedArticle)
class PlacedArticleOut(Schema):
    """Where an article lies, the main bin first."""


@with_fields_of(commands.SetLevels)
class SetLevelsOut(Schema):
    """The levels after the write."""


@with_fields_of(queries.StockLevels)
class StockLevelsOut(Schema):
    """How a store keeps an article."""


class ShelfOut(Schema):
    """Bins, the main one first, and levels if any were set."""

    bins: list[str]
    levels: StockLevelsOut | None


@router.get("/stock/{article_id}/shelf", response=ShelfOut)
def get_shelf(request: HttpRequest, article_id: Id, store_id: StoreId) -> Any:
    """Where a store keeps an article, and between which levels."""
    actor = actor_of(request)

    def run() -> dict[str, Any]:
        levels = queries.levels_of(actor, store_id, [article_id]).get(article_id)
        return {"bins": list(queries.bins_of(actor, store_id, [article_id]).get(article_id, ())), "levels": levels}

    return read(request, run)


@router.put("/stock/{article_id}/bins", response={200: PlacedArticleOut})
def place_article(request: HttpRequest, article_id: Id, payload: PlaceIn) -> HttpResponse:
    """Say in which bins a store keeps an article."""
    said: dict[str, Any] = {"actor": actor_of(request), "article_id": article_id, **payload.dict()}
    return write(request, PlacedArticleOut, lambda at: commands.place_article(**said, at=at))


@router.put("/stock/{article_id}/levels", response={200: SetLevelsOut})
def set_levels(request: HttpRequest, article_id: Id, payload: LevelsIn) -> HttpResponse:
    """Say between which levels a store keeps an article; If-Match carries the version that was read."""
    said: dict[str, Any] = {"actor": actor_of(request), "article_id": article_id, "version": expected_version(request)}
    return write(request, SetLevelsOut, lambda at: commands.set_levels(**said, **payload.dict(), at=at))
