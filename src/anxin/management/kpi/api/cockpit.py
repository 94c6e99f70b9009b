"""The endpoint of a store's cockpit: tiles, gaps by harm, the month's days (M22.04)."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from anxin.management.kpi import queries
from anxin.management.kpi.api.diagnosis import CarrierOut, ObstacleConfirmationOut
from anxin.management.kpi.api.figures import Day
from anxin.management.kpi.api.handbook import Code, FigureTargetOut
from anxin.management.kpi.api.remedies import RemedyOut
from anxin.management.kpi.board import board
from anxin.management.kpi.queries import Gap, Level, MonthDays, Reading, Why
from anxin.management.kpi.rules.periods import Period
from anxin.platform.api import Id, actor_of, read

router = Router(tags=["figures"])
EXPLAINED = 5


class CockpitFigureOut(Schema):
    """A figure in shown units; ``held`` is what it is held against: the target, or of a total its share of the days."""

    code: str
    unit: str
    owner: str
    first: date
    last: date
    value: Decimal | None
    before: Decimal | None
    target: FigureTargetOut | None
    held: FigureTargetOut | None
    standing: str
    done: Decimal | None


class HarmFactorOut(Schema):
    """A factor of what a gap costs."""

    name: str
    value: Decimal


class GapReasonOut(Schema):
    """Who carries most of a gap, and the evidence of the first obstacle."""

    column: str
    carrier: CarrierOut | None
    evidence: str | None
    obstacles: list[str]


class GapOut(Schema):
    """A figure off target; ``money`` is yuan of gross profit a month, null where none follows from what was measured.

    ``confirmed`` are the obstacles that people named for this very period, ``remedies`` what is open or was planned for it.
    What one shortfall puts off target together is of the same ``family``; ``why`` is that of the first of each.
    """

    figure: CockpitFigureOut
    family: str
    missing: Decimal
    relative: Decimal | None
    money: Decimal | None
    factors: list[HarmFactorOut]
    confirmed: ObstacleConfirmationOut | None
    remedies: list[RemedyOut]
    why: GapReasonOut | None


class DayOutputOut(Schema):
    """What a day brought, in yuan."""

    day: date
    value: Decimal | None
    is_open: bool


class MonthDaysOut(Schema):
    """A month's days in yuan: what each working day must bring by the target, must bring now, and has brought."""

    code: str
    days: list[DayOutputOut]
    total: Decimal
    target: FigureTargetOut | None
    each: Decimal | None
    needed: Decimal | None
    brought: Decimal | None
    left: int


class CockpitOut(Schema):
    """``unrecorded`` are asked for and nobody writes them down; the first gaps say who and why."""

    tiles: list[CockpitFigureOut]
    gaps: list[GapOut]
    unrecorded: list[str]
    counts: dict[str, int]
    days: MonthDaysOut


class CockpitQuery(Schema):
    """The days: of ``period``, those up to ``day``. Without codes the tiles are those of a service manager."""

    period: Period = Period.MONTH
    day: Day
    codes: Annotated[list[Code], Field(max_length=20)] = []


@router.get("/stores/{store_id}/cockpit", response=CockpitOut, operation_id="read_cockpit")
def read_cockpit(request: HttpRequest, store_id: Id, wanted: Query[CockpitQuery]) -> object:
    """Where a store stands: the figures that matter most, what is off target by harm, the month's days."""

    def run() -> dict[str, Any]:
        actor, place = actor_of(request), (store_id, wanted.period, wanted.day)
        codes = wanted.codes or board().tiles_for(())
        tiles = queries.read_tiles(actor, codes, Level.STORE, *place)
        found = queries.list_gaps(actor, *place)
        # What one shortfall puts off target has one explanation, that of the dearest.
        firsts = {one.family: one for one in reversed(found.gaps)}
        explained = [firsts[family] for family in list(dict.fromkeys(one.family for one in found.gaps))[:EXPLAINED]]
        whys = dict(zip(map(id, explained), queries.explain_gaps(actor, explained, *place), strict=True))
        return {
            "tiles": [_figure(one) for one in tiles],
            "gaps": [_gap(one, whys.get(id(one))) for one in found.gaps],
            "unrecorded": [one.definition.code for one in found.unrecorded],
            "counts": {str(standing): count for standing, count in found.counts.items()},
            "days": _days(queries.read_month_days(actor, store_id, wanted.day)),
        }

    return read(request, run)


def _figure(one: Reading) -> dict[str, Any]:
    return {
        "code": one.definition.code, "unit": one.definition.unit, "owner": one.definition.owner, "first": one.span.first,
        "last": one.span.last, "value": one.value, "before": one.before, "target": one.target, "held": one.held,
        "standing": str(one.standing), "done": one.done,
    }  # fmt: skip


def _gap(one: Gap, why: Why | None) -> dict[str, Any]:
    return {
        "figure": _figure(one.reading), "family": one.family, "missing": one.harm.missing, "relative": one.harm.relative,
        "money": one.harm.money, "factors": [{"name": name, "value": value} for name, value in one.harm.factors],
        "confirmed": one.said, "remedies": one.remedies,
        "why": _why(why) if why else None,
    }  # fmt: skip


def _why(one: Why) -> dict[str, Any]:
    evidence = one.finding.evidence if one.finding else None
    return {
        "column": one.column, "carrier": one.carrier, "evidence": evidence.code if evidence else None,
        "obstacles": evidence.obstacles if evidence else [],
    }  # fmt: skip


def _days(one: MonthDays) -> dict[str, Any]:
    return {
        "code": one.definition.code, "days": one.days, "total": one.total, "target": one.target, "each": one.each,
        "needed": one.needed, "brought": one.brought, "left": one.left,
    }  # fmt: skip
