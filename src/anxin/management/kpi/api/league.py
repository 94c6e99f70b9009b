"""Endpoints of the league: stores by their score, and until when their records reach (M22.04)."""

from datetime import date
from decimal import Decimal

from django.http import HttpRequest
from ninja import Query, Router, Schema

from anxin.management.kpi import queries
from anxin.management.kpi.api.figures import Day, LeagueQuery
from anxin.platform.api import actor_of, read

router = Router(tags=["figures"])


class LeagueLineOut(Schema):
    """A store's score out of 100 and its place, now and the month before: twice among the last three or not.

    ``lacking``: figures that count and are not known of it, without which it has neither.
    """

    store_id: int
    score: Decimal | None
    rank: int | None
    before: int | None
    is_last_twice: bool
    lacking: list[str]


class DataArrivalOut(Schema):
    """Until when a store's records reach; late when it was open since."""

    store_id: int
    last: date | None
    is_late: bool


class DataArrivalsQuery(Schema):
    """The last day that counts."""

    until: Day


@router.get("/league/places", response=list[LeagueLineOut], operation_id="rank_stores")
def rank_stores(request: HttpRequest, wanted: Query[LeagueQuery]) -> object:
    """Every store that the caller may see by its score of these figures, the highest first."""

    def run() -> list[dict[str, object]]:
        league = queries.rank_stores(actor_of(request), wanted.codes, wanted.month)
        return [
            {
                "store_id": one.store_id, "score": one.score, "rank": one.rank, "before": one.before,
                "is_last_twice": one.store_id in league.last_twice, "lacking": list(one.lacking),
            }
            for one in league.lines
        ]  # fmt: skip

    return read(request, run)


@router.get("/league/arrivals", response=list[DataArrivalOut], operation_id="list_arrivals")
def list_arrivals(request: HttpRequest, wanted: Query[DataArrivalsQuery]) -> object:
    """Until when the records of every store reach that the caller may see."""
    return read(
        request,
        lambda: [
            {"store_id": one.store_id, "last": one.last, "is_late": one.is_late}
            for one in queries.list_arrivals(actor_of(request), wanted.until)
        ],
    )
