"""What payers have standing for an order or a booking."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Min, Q, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anxin.platform.actor import Actor
from anxin.platform.money import Money
from anxin.platform.plates import normalise_tail
from anxin.platform.queries import query
from anxin.platform.ui.filters import filter_field
from anxin.platform.ui.lists import RowPage, Window
from anxin.visit.appointments.queries import ENDED, BookedCar, find_booked_cars, get_booked_car, why_over
from anxin.visit.billing import permissions
from anxin.visit.billing.models import Deposit, Payment
from anxin.visit.billing.queries.settlements import PaymentRow, payment_rows

SETTLED = ("SETTLED", "DELIVERED")


@dataclass(frozen=True, slots=True)
class DepositView:
    """A payer's deposit with the payments that made it; ``booking`` is the number for which it was given, if any."""

    id: int
    payer: str
    balance: Money
    booking: str
    payments: tuple[PaymentRow, ...]


@dataclass(frozen=True, slots=True)
class BookingDeposits:
    """A booking with what was given for it; ``repair_order`` is the number of the order that has the money by now."""

    booking: BookedCar
    deposits: tuple[DepositView, ...]
    repair_order: str


@dataclass(frozen=True)
class DepositFilter:
    """Which deposits to list."""

    text: str = filter_field(gettext_lazy("车牌 / 单号"), default="")
    only_needless: bool = filter_field(gettext_lazy("只看待退"), default=False)


@dataclass(frozen=True, slots=True)
class OpenDeposit:
    """A deposit of which something is left; ``why_back`` says why nothing will use it, empty while something may."""

    id: int
    payer: str
    balance: Money
    since: datetime
    repair_order: str
    booking: str
    wanted_at: datetime | None
    plate: str
    customer_name: str
    why_back: str
    vin: str = ""


@query(permissions.SEE)
def list_deposits(actor: Actor, number: str) -> list[DepositView]:
    """Deposits for an order, with their payments; those used up as well."""
    return _views(actor, Deposit.objects.visible_to(actor, permissions.SEE).filter(repair_order__number=number))


@query(permissions.SEE)
def get_booking_deposits(actor: Actor, number: str) -> BookingDeposits:
    """A booking at the cash desk, by its number.

    :raises NotFound: unknown or out of scope
    """
    booking = get_booked_car(actor, permissions.SEE, number)
    mine = Deposit.objects.visible_to(actor, permissions.SEE).filter(appointment_id=booking.id)
    order = mine.filter(repair_order__isnull=False).values_list("repair_order__number", flat=True).first()
    return BookingDeposits(booking, tuple(_views(actor, mine)), order or "")


@query(permissions.SEE)
def find_bookings_to_pay(actor: Actor, store_id: int, text: str, today: date) -> list[BookedCar]:
    """Cars that the store expects whose plate or booking number ends so: a deposit can be taken for them."""
    return find_booked_cars(actor, permissions.SEE, store_id, text, today)


@query(permissions.SEE)
def get_deposit_documents(actor: Actor, deposit_id: int) -> tuple[str, str]:
    """Numbers of the order and of the booking of a deposit, by the id under which tasks name it; either may be empty.

    :raises NotFound: unknown or out of scope
    """
    row = Deposit.objects.visible_to(actor, permissions.SEE).select_related("repair_order", "appointment").one(pk=deposit_id)
    order, booking = row.repair_order, row.appointment
    return order.number if order else "", booking.number if booking else ""


@query(permissions.SEE)
def sum_deposits_of_bookings(actor: Actor, appointment_ids: Collection[int]) -> dict[int, Money]:
    """What stands for bookings that have no order yet, by booking; those without money are left out."""
    rows = Deposit.objects.visible_to(actor, permissions.SEE).filter(appointment__in=list(appointment_ids), balance__gt=0)
    found = rows.filter(repair_order=None).order_by().values("appointment_id").annotate(sum=Sum("balance"))
    return {row["appointment_id"]: _money(row["sum"]) for row in found}


@query(permissions.SEE)
def list_open_deposits(actor: Actor, store_id: int, wanted: DepositFilter, window: Window) -> RowPage[OpenDeposit]:
    """Deposits of a store of which something is left, the oldest first, with their sum over all pages."""
    rows: Any = Deposit.objects.visible_to(actor, permissions.SEE).filter(store_id=store_id, balance__gt=0)
    ends = normalise_tail(wanted.text)
    if ends:
        rows = rows.filter(
            Q(repair_order__number__endswith=ends)
            | Q(appointment__number__endswith=ends)
            | Q(repair_order__vehicle__plate__endswith=ends)
            | Q(appointment__vehicle__plate__endswith=ends)
        )
    if wanted.only_needless:
        rows = rows.filter(
            Q(repair_order__state__in=("CANCELLED", *SETTLED)) | Q(repair_order=None, appointment__state__in=ENDED)
        )
    total = _money(rows.aggregate(sum=Sum("balance"))["sum"])
    paths = [f"{origin}__{one}" for origin in ("repair_order", "appointment") for one in ("vehicle", "customer")]
    shown = rows.select_related(*paths).annotate(since=Min("entries__at")).order_by("pk")
    page = [_open(row) for row in shown[window.offset : window.offset + window.limit]]
    return RowPage(page, rows.count(), {"balance": total})


def _open(row: Any) -> OpenDeposit:
    order, booking = row.repair_order, row.appointment
    origin = order or booking
    return OpenDeposit(
        row.pk,
        row.payer,
        row.balance,
        row.since,
        order.number if order else "",
        booking.number if booking else "",
        booking.wanted_at if booking and not order else None,
        origin.vehicle.plate or "",
        origin.customer.name,
        _why_back(order.state) if order else why_over(booking.state),
        vin=origin.vehicle.vin or "",
    )


def _why_back(order_state: str) -> str:
    words = {"CANCELLED": _("工单已作废"), "SETTLED": _("已结算，没用上"), "DELIVERED": _("已结算，没用上")}
    return words.get(order_state, "")


def _views(actor: Actor, found: Any) -> list[DepositView]:
    rows = list(found.select_related("appointment").order_by("pk"))
    if not rows:
        return []
    # What a deposit paid of a bill goes back through the bill.
    mine = Q(deposit__in=rows) | Q(reversal_of__deposit__in=rows)
    payments = list(Payment.objects.visible_to(actor, permissions.SEE).filter(mine).order_by("pk"))
    shown = payment_rows(payments)
    return [
        DepositView(
            row.pk,
            row.payer,
            row.balance,
            row.appointment.number if row.appointment else "",
            tuple(view for payment, view in zip(payments, shown, strict=True) if payment.deposit_id == row.pk),
        )
        for row in rows
    ]


def _money(total: Any) -> Money:
    return total if isinstance(total, Money) else Money(int(total or 0))
