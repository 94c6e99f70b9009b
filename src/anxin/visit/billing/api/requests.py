"""Endpoints of what customers pay by their phone, and of refunds that go back that way."""

from datetime import datetime
from typing import Literal

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from anxin.platform.api import Body, Id, Yuan, actor_of, read, with_fields_of, write
from anxin.visit.billing import commands, queries

router = Router(tags=["billing"])


class RequestIn(Body):
    """By which platform."""

    method: Literal["wechat"]


@with_fields_of(commands.SavedRequest)
class SavedRequestOut(Schema):
    """A request after a step."""


class RequestOut(Schema):
    """A request; ``code`` is the text of the picture that the customer scans."""

    id: int
    number: str
    bill_id: int
    repair_order: str
    method: str
    amount: Yuan
    state: str
    code: str
    transaction: str
    failure: str
    asked_at: datetime
    expires_at: datetime


@with_fields_of(commands.SavedPlatformRefund)
class SavedRefundOut(Schema):
    """A refund after a step."""


@router.post("/bills/{bill_id}/payment-requests", response={201: SavedRequestOut}, operation_id="request_payment")
def request_payment(request: HttpRequest, bill_id: Id, payload: RequestIn) -> HttpResponse:
    """Make a code with which the customer pays what is due."""
    return write(
        request,
        SavedRequestOut,
        lambda at: commands.request_payment(actor=actor_of(request), bill_id=bill_id, method=payload.method, at=at),
        status=201,
    )


@router.get("/payment-requests/{request_id}", response=RequestOut, operation_id="get_payment_request")
def get_payment_request(request: HttpRequest, request_id: Id) -> object:
    """How a request stands."""
    return read(request, lambda: queries.get_payment_request(actor_of(request), request_id))


@router.post("/payment-requests/{request_id}/close", response=SavedRequestOut, operation_id="close_payment_request")
def close_payment_request(request: HttpRequest, request_id: Id) -> HttpResponse:
    """Take no more money by a code."""
    return write(
        request,
        SavedRequestOut,
        lambda at: commands.close_payment_request(actor=actor_of(request), request_id=request_id, at=at),
    )


@router.post("/platform-refunds/{refund_id}/retry", response=SavedRefundOut, operation_id="retry_platform_refund")
def retry_platform_refund(request: HttpRequest, refund_id: Id) -> HttpResponse:
    """Send a refund again that the platform refused."""
    return write(
        request,
        SavedRefundOut,
        lambda at: commands.retry_platform_refund(actor=actor_of(request), refund_id=refund_id, at=at),
    )


@router.post("/platform-refunds/{refund_id}/settle", response=SavedRefundOut, operation_id="settle_platform_refund")
def settle_platform_refund(request: HttpRequest, refund_id: Id) -> HttpResponse:
    """The customer has the money of a failed refund by another way."""
    return write(
        request,
        SavedRefundOut,
        lambda at: commands.settle_platform_refund(actor=actor_of(request), refund_id=refund_id, at=at),
    )
