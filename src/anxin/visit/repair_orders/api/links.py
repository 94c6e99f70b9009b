"""Endpoints of the customer's link: staff send it and take it back; the customer answers on a page."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from anxin.platform.api import Body, actor_of, write
from anxin.visit.repair_orders import commands
from anxin.visit.repair_orders.api.schemas import Code

router = Router(tags=["repair orders"])


class SendLinkIn(Body):
    """Whether the customer gets a message; otherwise the caller shows the link."""

    by_message: bool = True


class SentLinkOut(Schema):
    """The link; ``path`` holds its secret and is given this once. ``message_state`` is empty when no message was wanted."""

    id: int
    number: str
    path: str
    expires_at: datetime
    message_state: str
    blocked_reason: str


class EndedLinkOut(Schema):
    """Whether a live link was ended."""

    number: str
    was_live: bool


@router.post("/{number}/approval-link", response={201: SentLinkOut}, operation_id="send_approval_link")
def send_approval_link(request: HttpRequest, number: Code, payload: SendLinkIn) -> HttpResponse:
    """Make a link to the items that wait for the customer; an earlier one ends. The answer is not kept for a key."""
    actor, by_message = actor_of(request), payload.by_message
    return write(
        request,
        SentLinkOut,
        lambda at: commands.send_approval_link(actor=actor, number=number, by_message=by_message, at=at),
        status=201,
        keeps_answer=False,
    )


@router.delete("/{number}/approval-link", response=EndedLinkOut, operation_id="revoke_approval_link")
def revoke_approval_link(request: HttpRequest, number: Code) -> HttpResponse:
    """End the live link of an order."""
    return write(
        request,
        EndedLinkOut,
        lambda at: commands.revoke_approval_link(actor=actor_of(request), number=number, at=at),
    )
