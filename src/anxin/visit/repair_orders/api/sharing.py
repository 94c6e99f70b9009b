"""Endpoints that split an order between several payers (M09.01), and round off what the customer pays."""

from decimal import Decimal
from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Field, Router, Schema

from anxin.platform.api import Body, Id, Yuan, actor_of, with_fields_of, write
from anxin.visit.repair_orders import commands
from anxin.visit.repair_orders.api.schemas import Code, Payer

router = Router(tags=["repair orders"])


class PayerShareIn(Body):
    """Who takes over a share (0.3 is 30 %) or an amount of one item, or of all that a payer owes."""

    payer: Literal["customer", "warranty", "insurer"]
    of_payer: Payer | Literal[""] = ""
    item_id: Id | None = None
    share: Annotated[Decimal, Field(gt=0, le=1, decimal_places=4)] | None = None
    amount: Yuan | None = None


class SharedOut(Schema):
    """What each payer owes of the order now."""

    number: str
    version: int
    totals: dict[str, Yuan]


class RoundingIn(Body):
    """What is taken off the customer's bill, and what it was when that was decided."""

    amount: Yuan
    seen_total: Yuan


@with_fields_of(commands.RoundedOrder)
class RoundedOut(Schema):
    """What the customer pays now, and whether somebody has to grant it first."""


@router.post("/{number}/shares", response={201: SharedOut}, operation_id="share_payers")
def share_payers(request: HttpRequest, number: Code, payload: PayerShareIn) -> HttpResponse:
    """Let another payer take over a part, before the settlement."""
    new = commands.NewShare(payload.payer, payload.of_payer, payload.item_id, payload.share, payload.amount)
    return write(
        request,
        SharedOut,
        lambda at: commands.share_payers(actor=actor_of(request), number=number, new=new, at=at),
        status=201,
    )


@router.post("/{number}/shares/{share_id}/remove", response=SharedOut, operation_id="remove_share")
def remove_share(request: HttpRequest, number: Code, share_id: Id) -> HttpResponse:
    """Take a part back."""
    return write(
        request,
        SharedOut,
        lambda at: commands.remove_share(actor=actor_of(request), number=number, share_id=share_id, at=at),
    )


@router.post("/{number}/round-off", response={201: RoundedOut}, operation_id="round_off")
def round_off(request: HttpRequest, number: Code, payload: RoundingIn) -> HttpResponse:
    """Take the odd sum off what the customer pays."""
    return write(
        request,
        RoundedOut,
        lambda at: commands.round_off(actor=actor_of(request), number=number, at=at, **dict(payload)),
        status=201,
    )
