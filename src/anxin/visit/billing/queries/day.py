"""What came in on a business day."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from anxin.parties.org.queries import names_by_key, store_info
from anxin.platform.actor import Actor
from anxin.platform.money import Money
from anxin.platform.queries import query
from anxin.platform.ui.filters import filter_field
from anxin.visit.billing import permissions
from anxin.visit.billing.models import Payment
from anxin.visit.billing.queries.takings import takings_elsewhere

ON_ACCOUNT = "account"
"""Put on the customer's account: settles the bill, brings no money in."""


@dataclass(frozen=True)
class DayFilter:
    """Which business day; today when empty."""

    on: date | None = filter_field(_("营业日"))


@dataclass(frozen=True, slots=True)
class PaymentOfDay:
    """A payment or its refund (negative) with what it was for; without a bill it is a deposit. ``left`` may go back.

    A deposit for a booking has no ``repair_order`` before the car has come.
    """

    id: int
    number: str
    method: str
    method_label: str
    amount: Money
    reference: str
    reason: str
    received_at: datetime
    received_by: str
    is_reversal: bool
    is_reversed: bool
    left: Money
    bill_id: int | None
    payer: str
    bill_due: Money
    repair_order: str
    booking: str
    plate: str
    customer_name: str
    store_id: int
    insurer: str = ""
    billed_on: date | None = None
    vin: str = ""


@dataclass(frozen=True, slots=True)
class DayPage:
    """A business day at the cash desk; ``received`` leaves out what was put on account."""

    on: date
    totals: dict[str, Money]
    received: Money
    payments: tuple[PaymentOfDay, ...]


@query(permissions.SEE)
def totals_of_day(actor: Actor, store_id: int, on: date) -> dict[str, Money]:
    """Money received on a business day by method, reversals taken off, with what others took at the same desk."""
    rows = Payment.objects.visible_to(actor, permissions.SEE).filter(store_id=store_id, received_on=on)
    sums = rows.order_by().values("method").annotate(total=Sum("amount"))
    own = {row["method"]: row["total"] if isinstance(row["total"], Money) else Money(row["total"]) for row in sums}
    others = takings_elsewhere(store_id, on)[0] if actor.may(permissions.SEE, store_id) else {}
    return {
        method: own.get(method, Money(0)) + others.get(method, Money(0))
        for method in [*own, *sorted(set(others) - set(own))]
    }


@query(permissions.SEE)
def count_receipts(actor: Actor, store_id: int, on: date) -> int:
    """How many payments and refunds there were on a business day, with those of others at the same desk."""
    count: int = Payment.objects.visible_to(actor, permissions.SEE).filter(store_id=store_id, received_on=on).count()
    return count + (takings_elsewhere(store_id, on)[1] if actor.may(permissions.SEE, store_id) else 0)


@query(permissions.SEE)
def list_payments_of_day(actor: Actor, store_id: int, on: date) -> DayPage:
    """Every payment of a business day, the newest first, with the totals by method."""
    rows = Payment.objects.visible_to(actor, permissions.SEE).filter(store_id=store_id, received_on=on)
    totals = totals_of_day(actor, store_id, on)
    received = Money.sum(amount for method, amount in totals.items() if method != ON_ACCOUNT)
    return DayPage(on, totals, received, tuple(_rows(actor, rows.order_by("-received_at", "-pk"))))


@query(permissions.SEE)
def received_after_closing(actor: Actor, store_id: int, on: date) -> tuple[date | None, Money]:
    """What came on a business day and counts on a later one because the day was closed: the later day, and the sum
    without what was put on account; None and nothing where nothing did."""
    since, until = store_info(store_id).clock.bounds(on)
    rows = Payment.objects.visible_to(actor, permissions.SEE).filter(
        store_id=store_id, received_on__gt=on, received_at__gte=since, received_at__lt=until
    )
    found = list(rows.exclude(method=ON_ACCOUNT).order_by("received_on", "pk").values_list("received_on", "amount"))
    return (found[0][0] if found else None), Money.sum(amount for _day, amount in found)


@query(permissions.SEE)
def get_payment(actor: Actor, payment_id: int) -> PaymentOfDay:
    """One payment, for its receipt.

    :raises NotFound: unknown or out of scope
    """
    rows = Payment.objects.visible_to(actor, permissions.SEE)
    rows.one(pk=payment_id)
    return _rows(actor, rows.filter(pk=payment_id))[0]


def _rows(actor: Actor, rows: Any) -> list[PaymentOfDay]:
    origins = ("bill__settlement__repair_order", "deposit__repair_order", "deposit__appointment")
    paths = [f"{origin}__{one}" for origin in origins for one in ("vehicle", "customer")]
    found = list(rows.select_related(*paths).annotate(back=Sum("reversals__amount")))
    names = names_by_key(actor, [one.actor_key for one in found])
    return [_row(one, names.get(one.actor_key, "")) for one in found]


def _row(one: Any, received_by: str) -> PaymentOfDay:
    order = one.bill.settlement.repair_order if one.bill else one.deposit.repair_order
    booking = one.deposit.appointment if order is None else None
    origin: Any = order or booking
    back: Money = -(one.back or Money(0))
    return PaymentOfDay(
        one.pk,
        one.number,
        one.method,
        str(one.get_method_display()),
        one.amount,
        one.reference,
        one.reason,
        one.received_at,
        received_by,
        one.reversal_of_id is not None,
        one.reversal_of_id is None and back == one.amount,
        one.amount - back,
        one.bill_id,
        one.bill.payer if one.bill else one.deposit.payer,
        one.bill.due if one.bill else Money(0),
        order.number if order else "",
        booking.number if booking else "",
        origin.vehicle.plate or "",
        origin.customer.name,
        one.store_id,
        one.bill.insurer if one.bill else "",
        one.bill.billed_on if one.bill else None,
        vin=origin.vehicle.vin or "",
    )
