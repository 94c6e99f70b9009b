"""Endpoints of proposed targets."""

from collections.abc import Callable
from decimal import Decimal
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Field, Router, Schema

from anxin.management.budgets import commands, queries
from anxin.platform.api import Body, Id, actor_of, read, with_fields_of, write
from anxin.platform.ui.lists import Order, Window

router = Router(tags=["budgets"])

Year = Annotated[int, Field(ge=2000, le=2100)]
Value = Annotated[Decimal, Field(ge=-(10**14), le=10**14, max_digits=18, decimal_places=3)]
NO_NUL = r"^[^\x00]*$"
Words = Annotated[str, Field(max_length=500, pattern=NO_NUL)]
NEWEST = 100


class NewProposalIn(Body):
    """What a store's figure shall reach, in shown units."""

    store_id: Id
    code: Annotated[str, Field(max_length=60, pattern=r"^[a-z0-9_]+$")]
    value: Value


class ProposeTargetsIn(Body):
    """Targets for stores, with the strategy behind them."""

    proposals: Annotated[list[NewProposalIn], Field(min_length=1, max_length=500)]
    words: Words = ""


class AcceptProposalIn(Body):
    """``is_sure`` sets a target that does not fit to the others."""

    is_sure: bool = False


class CounterProposalIn(Body):
    """Another number, and why."""

    value: Value
    reason: Annotated[str, Field(min_length=1, max_length=500, pattern=NO_NUL)]


@with_fields_of(commands.SentProposals)
class SentProposalsOut(Schema):
    """How many were sent, and how many open ones they replaced."""


@with_fields_of(commands.ProposalStep)
class ProposalStepOut(Schema):
    """A proposal after a step."""


@with_fields_of(queries.ProposalRow)
class TargetProposalOut(Schema):
    """A proposal; numbers are in shown units, ``change`` is a ratio."""


@router.post("/proposals/{year}/propose", response={201: SentProposalsOut}, operation_id="propose_targets")
def propose_targets(request: HttpRequest, year: Year, payload: ProposeTargetsIn) -> HttpResponse:
    """Propose to stores what their figures shall reach in a year."""
    proposals = [commands.NewProposal(one.store_id, one.code, one.value) for one in payload.proposals]
    return write(
        request,
        SentProposalsOut,
        lambda at: commands.propose_targets(
            actor=actor_of(request), year=year, proposals=proposals, words=payload.words, at=at
        ),
        status=201,
    )


@router.get("/proposals", response=list[TargetProposalOut], operation_id="page_target_proposals")
def page_target_proposals(request: HttpRequest, year: Year | None = None, is_open: bool = False) -> Any:
    """Proposals to the stores that you see, the newest 100."""
    asked = queries.ProposalFilter(year=year, is_open=is_open)
    return read(request, lambda: queries.page_target_proposals(actor_of(request), asked, Order(), Window(limit=NEWEST)).rows)


@router.get("/proposals/{proposal_id}", response=TargetProposalOut, operation_id="get_target_proposal")
def get_target_proposal(request: HttpRequest, proposal_id: Id) -> Any:
    """One proposal."""
    return read(request, lambda: queries.get_target_proposal(actor_of(request), proposal_id))


@router.post("/proposals/{proposal_id}/accept", response=ProposalStepOut, operation_id="accept_target_proposal")
def accept_target_proposal(request: HttpRequest, proposal_id: Id, payload: AcceptProposalIn) -> HttpResponse:
    """Accept what was proposed as the store's target."""
    return _step(request, commands.accept_target_proposal, proposal_id, payload)


@router.post("/proposals/{proposal_id}/counter", response=ProposalStepOut, operation_id="counter_target_proposal")
def counter_target_proposal(request: HttpRequest, proposal_id: Id, payload: CounterProposalIn) -> HttpResponse:
    """Answer with another number and why."""
    return _step(request, commands.counter_target_proposal, proposal_id, payload)


@router.post("/proposals/{proposal_id}/agree", response=ProposalStepOut, operation_id="agree_to_counter")
def agree_to_counter(request: HttpRequest, proposal_id: Id, payload: AcceptProposalIn) -> HttpResponse:
    """Agree to the number that the store said."""
    return _step(request, commands.agree_to_counter, proposal_id, payload)


@router.post("/proposals/{proposal_id}/withdraw", response=ProposalStepOut, operation_id="withdraw_target_proposal")
def withdraw_target_proposal(request: HttpRequest, proposal_id: Id) -> HttpResponse:
    """Take a proposal back."""
    return _step(request, commands.withdraw_target_proposal, proposal_id, None)


def _step(
    request: HttpRequest, command: Callable[..., commands.ProposalStep], proposal_id: int, payload: Body | None
) -> HttpResponse:
    given = payload.model_dump() if payload else {}
    return write(
        request,
        ProposalStepOut,
        lambda at: command(actor=actor_of(request), proposal_id=proposal_id, at=at, **given),
    )
