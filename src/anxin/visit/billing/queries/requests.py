"""What customers are asked to pay through a platform, and what goes back that way."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from anxin.platform.actor import Actor
from anxin.platform.money import Money
from anxin.platform.queries import query
from anxin.visit.billing import permissions
from anxin.visit.billing.lifecycle import ASKED, OPEN, PAYMENT_REQUEST, PLATFORM_REFUND, SENT
from anxin.visit.billing.models import PaymentRequest, PlatformRefund


@dataclass(frozen=True, slots=True)
class RequestView:
    """A request; ``code`` is the text of the picture that the customer scans, empty until the platform has made it."""

    id: int
    number: str
    bill_id: int
    repair_order: str
    method: str
    method_label: str
    amount: Money
    state: str
    state_label: str
    code: str
    transaction: str
    failure: str
    asked_at: datetime
    expires_at: datetime

    @property
    def is_open(self) -> bool:
        """Whether the customer can still pay by it."""
        return self.state in (ASKED, OPEN)


@dataclass(frozen=True, slots=True)
class PlatformRefundView:
    """A refund that goes back through the platform: whether the customer has it."""

    id: int
    payment_id: int
    number: str
    amount: Money
    state: str
    state_label: str
    failure: str


@query(permissions.SEE)
def list_payment_requests(actor: Actor, bill_ids: Collection[int]) -> list[RequestView]:
    """The newest request of each bill that has one."""
    rows = _requests(actor).filter(bill__in=list(bill_ids)).order_by("pk")
    return list({row.bill_id: _view(row) for row in rows}.values())


@query(permissions.SEE)
def get_payment_request(actor: Actor, request_id: int) -> RequestView:
    """One request.

    :raises NotFound: unknown or out of scope
    """
    return _view(_requests(actor).one(pk=request_id))


@query(permissions.SEE)
def list_platform_refunds(actor: Actor, number: str) -> list[PlatformRefundView]:
    """Refunds for an order that go back through a platform."""
    rows = PlatformRefund.objects.visible_to(actor, permissions.SEE).select_related("payment")
    mine = rows.filter(request__bill__settlement__repair_order__number=number).order_by("pk")
    return [
        PlatformRefundView(
            row.pk,
            row.payment_id,
            row.payment.number,
            -row.payment.amount,
            row.state,
            str(PLATFORM_REFUND.labels[row.state]),
            row.failure,
        )
        for row in mine
    ]


@query(permissions.SEE)
def list_on_the_way(actor: Actor, store_id: int) -> tuple[list[int], list[int]]:
    """Ids of a store's open requests, and of its refunds that have not arrived."""
    requests = PaymentRequest.objects.visible_to(actor, permissions.SEE).filter(store_id=store_id, state__in=(ASKED, OPEN))
    refunds = PlatformRefund.objects.visible_to(actor, permissions.SEE).filter(store_id=store_id, state=SENT)
    return [row.pk for row in requests.order_by("pk")], [row.pk for row in refunds.order_by("pk")]


def _requests(actor: Actor) -> Any:
    return PaymentRequest.objects.visible_to(actor, permissions.SEE).select_related("bill__settlement__repair_order")


def _view(row: PaymentRequest) -> RequestView:
    return RequestView(
        row.pk,
        row.number,
        row.bill_id,
        row.bill.settlement.repair_order.number,
        row.method,
        str(row.get_method_display()),
        row.amount,
        row.state,
        str(PAYMENT_REQUEST.labels[row.state]),
        row.code,
        row.transaction,
        row.failure,
        row.asked_at,
        row.expires_at,
    )
