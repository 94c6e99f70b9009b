"""Endpoints of figures of units over periods, and of the rows behind them (M22)."""

from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from anxin.management.kpi import queries
from anxin.management.kpi.api.handbook import Code, FigureTargetOut, target_out
from anxin.management.kpi.queries import Level
from anxin.management.kpi.rules.periods import Period, Span
from anxin.platform.api import actor_of, read
from anxin.platform.errors import NotFound

router = Router(tags=["figures"])

Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2100, 12, 31))]
UnitId = Annotated[int, Field(ge=0, le=9_223_372_036_854_775_807)]


class ReadingOut(Schema):
    """A figure of a unit; value, before and year_ago are percent where the unit is percent, yuan where it is yuan.

    ``held`` is what it is held against: the target, or of what grows with the days its share of those that are over; null
    where nothing is judged yet. ``is_unrecorded``: it is asked for, and nobody writes down what it is made of.
    ``stated_months`` come from monthly figures and not from visits; a month in ``gap_months`` makes the value unknown.
    Of stores in ``lacking_stores`` of a brand, region or group not the whole period is known.
    Where ``is_partial`` the records fill only a part of the days or of the months to which it looks back: nothing is
    compared, neither a total nor what looks back judged. ``whole_from`` is the day from which on what it looks back to
    will be recorded, null where that does not lack.
    ``before`` and ``year_ago`` are of as many days as ``even``: the days until ``even_last``, which are over.
    """

    code: str
    version: int
    unit: str
    first: date
    last: date
    value: Decimal | None
    before: Decimal | None
    year_ago: Decimal | None
    even: Decimal | None
    even_last: date | None
    target: FigureTargetOut | None
    held: FigureTargetOut | None
    standing: str
    is_unrecorded: bool
    parts: dict[str, Decimal | None]
    needs: list[str]
    stated_months: list[date]
    outlier_months: list[date]
    gap_months: list[date]
    records_since: date | None
    lacking_stores: list[int]
    is_partial: bool
    whole_from: date | None


class FigureRowsOut(Schema):
    """A page of the facts behind a measure; each row has the columns of the fact."""

    measure: str
    fact: str
    rows: list[dict[str, Any]]
    has_more: bool


class PeerWholeOut(Schema):
    """What all stores came to, for whoever sees each: ratio of sums (of a total the mean), quartiles, the store's place."""

    stores: int
    mean: Decimal
    lower: Decimal
    upper: Decimal
    rank: int | None


class PeerComparisonOut(Schema):
    """The median of the stores that the caller cannot see, about: whole percent, else two significant digits.

    ``side``: whether the store lies ``above``, ``below`` or ``about`` there. Who sees all stores is given the exact median
    of all, and ``whole``.
    """

    median: Decimal
    side: str | None
    whole: PeerWholeOut | None


class PeerReadingOut(Schema):
    """A store's figure beside like stores and its brand, of a month that is over; null where other stores are too few."""

    code: str
    first: date
    last: date
    value: Decimal | None
    group: str | None
    peers: PeerComparisonOut | None
    brand: PeerComparisonOut | None


class MonthReadingOut(Schema):
    """A figure of a store over a month as the last night kept it; ``points`` are 100 for the target."""

    store_id: int
    code: str
    first: date
    last: date
    value: Decimal | None
    before: Decimal | None
    trend: list[Decimal | None]
    standing: str
    points: Decimal | None


class LeagueQuery(Schema):
    """The figures, and a day of the month."""

    codes: Annotated[list[Code], Field(min_length=1, max_length=20)]
    month: Day


class PeersQuery(Schema):
    """The store, the figures, and a day of the month."""

    store_id: UnitId
    codes: Annotated[list[Code], Field(min_length=1, max_length=50)]
    month: Day


class PlaceQuery(Schema):
    """The unit and the days: of ``period``, those up to ``day``; ``unit_id`` of the whole group is 0."""

    level: Level = Level.STORE
    unit_id: UnitId
    period: Period = Period.MONTH
    day: Day


class RowsQuery(Schema):
    """The unit, the days from first to last, and which rows."""

    level: Level = Level.STORE
    unit_id: UnitId
    first: Day
    last: Day
    most: Annotated[int, Field(ge=1, le=200)] = 50
    skip: Annotated[int, Field(ge=0, le=10_000)] = 0


@router.get("/figures", response=list[ReadingOut], operation_id="read_sheet")
def read_sheet(request: HttpRequest, place: Query[PlaceQuery]) -> object:
    """Every figure of a unit, with the same days of the period and the year before."""

    def run() -> list[dict[str, Any]]:
        found = queries.read_sheet(actor_of(request), place.level, place.unit_id, place.period, place.day)
        return [_reading(one) for one in found]

    return read(request, run)


@router.get("/figures/{code}", response=ReadingOut, operation_id="read_figure")
def read_figure(request: HttpRequest, code: Code, place: Query[PlaceQuery]) -> object:
    """One figure of a unit."""
    return read(
        request,
        lambda: _reading(queries.read_figure(actor_of(request), code, place.level, place.unit_id, place.period, place.day)),
    )


@router.get("/league", response=list[MonthReadingOut], operation_id="read_months")
def read_months(request: HttpRequest, wanted: Query[LeagueQuery]) -> object:
    """Figures of every store that the caller may see over a month, side by side."""

    def run() -> list[dict[str, Any]]:
        found = queries.read_months(actor_of(request), wanted.codes, wanted.month)
        return [
            {
                "store_id": one.store_id, "code": one.definition.code, "first": one.span.first, "last": one.span.last,
                "value": one.value, "before": one.before, "trend": one.trend, "standing": str(one.standing),
                "points": one.points,
            }
            for one in found
        ]  # fmt: skip

    return read(request, run)


@router.get("/peers", response=list[PeerReadingOut], operation_id="read_peers")
def read_peers(request: HttpRequest, wanted: Query[PeersQuery]) -> object:
    """Figures of a store over a month beside like stores and its brand: about the median of stores not seen, five at least.

    Published once, some days after the month's end (``kpi.peers_day``); a correction that comes later does not change it.
    """

    def run() -> list[dict[str, Any]]:
        found = queries.read_peers(actor_of(request), wanted.codes, wanted.store_id, wanted.month)
        return [_peers(one) for one in found]

    return read(request, run)


@router.get("/measures/{measure}/rows", response=FigureRowsOut, operation_id="list_figure_rows")
def list_figure_rows(request: HttpRequest, measure: Code, wanted: Query[RowsQuery]) -> object:
    """The facts that a measure counts or adds up, the newest first."""
    if wanted.last < wanted.first:
        raise NotFound
    span = Span(wanted.first, wanted.last)

    def run() -> dict[str, Any]:
        found = queries.list_figure_rows(
            actor_of(request), measure, wanted.level, wanted.unit_id, span, most=wanted.most, skip=wanted.skip
        )
        rows = [dict(row) for row in found.rows]
        return {"measure": measure, "fact": found.fact.name, "rows": rows, "has_more": found.has_more}

    return read(request, run)


def _reading(one: queries.Reading) -> dict[str, Any]:
    parts = {f"{term.shift}.{term.measure}" if term.shift else term.measure: value for term, value in one.parts.items()}
    return {
        "code": one.definition.code, "version": one.definition.version, "unit": one.definition.unit,
        "first": one.span.first, "last": one.span.last, "value": one.value, "before": one.before,
        "year_ago": one.year_ago, "even": one.even, "even_last": one.even_span.last if one.even_span else None,
        "target": None if one.target is None else target_out(one.target),
        "held": None if one.held is None else target_out(one.held), "is_unrecorded": one.is_unrecorded,
        "standing": str(one.standing), "parts": parts, "needs": one.needs,
        "stated_months": one.marks.stated, "outlier_months": one.marks.outliers, "gap_months": one.marks.gaps,
        "records_since": one.marks.began, "lacking_stores": one.marks.lacking,
        "is_partial": one.marks.is_partial, "whole_from": one.marks.whole_from,
    }  # fmt: skip


def _peers(one: queries.PeerReading) -> dict[str, Any]:
    return {
        "code": one.code, "first": one.span.first, "last": one.span.last, "value": one.value,
        "group": one.peer_class.name if one.peer_class else None,
        "peers": asdict(one.peers) if one.peers else None, "brand": asdict(one.brand) if one.brand else None,
    }  # fmt: skip
