"""Endpoints of replenishment."""

from decimal import Decimal
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema

from anxin.holdings.replenishment import commands, queries
from anxin.platform import clock
from anxin.platform.api import Body, Id, Yuan, actor_of, read, with_fields_of, write
from anxin.platform.money import Money
from anxin.platform.ui.lists import Window

NO_NUL = r"^[^\x00]*$"
MOST = 500
Quantity = Annotated[Decimal, Field(gt=0, max_digits=10, decimal_places=3)]

router = Router(tags=["replenishment"])


class TriedQuery(Schema):
    """Whose proposal, of which supplier (0: what nobody brought yet), and what is tried out."""

    store_id: Id
    supplier_id: Annotated[int, Field(ge=0, le=2**31)] | None = None
    by_demand: bool = False
    cover_days: Annotated[int, Field(ge=1, le=365)] | None = None
    safety_days: Annotated[int, Field(ge=0, le=180)] | None = None
    growth: Annotated[Decimal, Field(ge=-90, le=500, max_digits=5)] | None = None
    budget: Annotated[Decimal, Field(ge=0, max_digits=11, decimal_places=2)] | None = None


class ChosenLineIn(Body):
    """So much of an article at a unit price without tax; ``coming`` as the proposal told it."""

    article_id: Id
    quantity: Quantity
    unit_price: Yuan
    coming: Annotated[Decimal, Field(max_digits=14, decimal_places=3)]


class ProposalDraftIn(Body):
    """Lines of a proposal that become one draft to a supplier; the same key makes one."""

    store_id: Id
    supplier_id: Id
    lines: Annotated[list[ChosenLineIn], Field(min_length=1, max_length=500)]
    key: Annotated[str, Field(min_length=1, max_length=100, pattern=NO_NUL)]


@with_fields_of(commands.DraftedProposal)
class DraftedProposalOut(Schema):
    """The draft that was made of it."""


@with_fields_of(queries.Levels)
class ProposedLevelsOut(Schema):
    """Between which levels an article is kept."""


@with_fields_of(queries.ProposedLine, {"kept": ProposedLevelsOut, "suggested": ProposedLevelsOut, "used": ProposedLevelsOut})
class ProposedLineOut(Schema):
    """So much of an article is to be ordered, and why."""


@with_fields_of(queries.SupplierGroup)
class SupplierGroupOut(Schema):
    """What is to be ordered from a supplier; id 0 stands for what nobody brought yet."""


@with_fields_of(queries.Outlook)
class OutlookOut(Schema):
    """What a proposal comes to."""


class ReplenishmentOut(Schema):
    """What to order for the shelf; lines are the most urgent 500 of one supplier."""

    as_set: OutlookOut
    tried: OutlookOut | None
    still: int
    groups: list[SupplierGroupOut]
    lines: list[ProposedLineOut]


@router.get("", response=ReplenishmentOut, operation_id="get_proposal")
def get_proposal(request: HttpRequest, asked: Query[TriedQuery]) -> Any:
    """What to order for the shelf, by supplier; growth in percent, budget in yuan without tax. Writes nothing."""
    money = None if asked.budget is None else Money.yuan(asked.budget)
    tried = queries.WhatIf(asked.by_demand, asked.cover_days, asked.safety_days, asked.growth, money)

    def told() -> dict[str, Any]:
        actor, window = actor_of(request), Window(limit=MOST)
        found = queries.get_proposal(actor, asked.store_id, tried, clock.now(), supplier_id=asked.supplier_id, window=window)
        return {
            "as_set": found.as_set,
            "tried": found.tried,
            "still": found.still,
            "groups": found.groups,
            "lines": found.chosen.lines if found.chosen else (),
        }

    return read(request, told)


@router.post("/drafts", response={201: DraftedProposalOut}, operation_id="draft_proposal")
def draft_proposal(request: HttpRequest, payload: ProposalDraftIn) -> HttpResponse:
    """Make lines of a proposal a draft order (M14.05)."""
    lines = [commands.ChosenLine(one.article_id, one.quantity, one.unit_price, one.coming) for one in payload.lines]
    said: dict[str, Any] = {
        "actor": actor_of(request),
        "store_id": payload.store_id,
        "supplier_id": payload.supplier_id,
        "lines": lines,
        "key": payload.key,
    }
    return write(request, DraftedProposalOut, lambda at: commands.draft_proposal(**said, at=at), status=201)
