"""Endpoint that checks what a customer signed against the stored hashes."""

from typing import Annotated, Literal

from django.http import HttpRequest
from ninja import Field, Router, Schema

from anxin.platform.api import actor_of, read
from anxin.visit.repair_orders import queries

router = Router(tags=["repair orders"])


class BrokenProofOut(Schema):
    """What no longer is as it was signed."""

    estimate_number: int
    part: Literal["estimate", "signature", "authorisation"]


class ProofCheckOut(Schema):
    """How often the customer said yes, and what of it no longer stands; ``is_intact`` when nothing."""

    count: int
    is_intact: bool
    broken: list[BrokenProofOut]


@router.get("/{number}/verify-authorisation", response=ProofCheckOut, operation_id="verify_authorisation")
def verify_authorisation(
    request: HttpRequest, number: Annotated[str, Field(max_length=40, pattern=r"^[^\x00]*$")]
) -> object:
    """Check the stored hashes of every estimate, signature and yes of an order; 404 before the first signature."""
    return read(request, lambda: queries.verify_authorisation(actor_of(request), number))
