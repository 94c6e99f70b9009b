"""One settlement with its bills, and the bills that are open."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from anxin.platform.actor import Actor
from anxin.platform.money import Money
from anxin.platform.plates import normalise_tail
from anxin.platform.queries import query, remembered
from anxin.visit.billing import permissions
from anxin.visit.billing.models import Bill, BillLine, Payment, Settlement


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """A payment or its refund (negative); ``is_reversed`` when all of it went back, ``refunded`` is what did."""

    id: int
    number: str
    method: str
    method_label: str
    amount: Money
    reference: str
    received_at: datetime
    is_reversal: bool
    is_reversed: bool
    refunded: Money


@dataclass(frozen=True, slots=True)
class BillView:
    """A payer's bill with its payments; ``charged_until`` is the day by which a customer on account pays it."""

    id: int
    payer: str
    amount: Money
    net: Money
    tax: Money
    due: Money
    item_ids: tuple[int, ...]
    line_amounts: tuple[Money, ...]
    payments: tuple[PaymentRow, ...]
    charged_until: date | None
    insurer: str = ""

    @property
    def is_paid(self) -> bool:
        """Nothing more is due."""
        return not self.due


@dataclass(frozen=True, slots=True)
class SettlementView:
    """A settlement with its bills."""

    id: int
    number: str
    repair_order: str
    total: Money
    settled_at: datetime
    actor_key: str
    bills: tuple[BillView, ...]


@dataclass(frozen=True, slots=True)
class OpenBillRow:
    """A bill on which money is due, for the cashier."""

    bill_id: int
    settlement: str
    repair_order: str
    plate: str
    customer_name: str
    payer: str
    amount: Money
    due: Money
    settled_at: datetime
    vin: str = ""


@query(permissions.SEE)
@remembered
def find_settlement(actor: Actor, number: str) -> SettlementView | None:
    """The standing settlement of an order, by the order's number; None before it is settled or when not visible."""
    row = (
        Settlement.objects.visible_to(actor, permissions.SEE)
        .select_related("repair_order")
        .filter(repair_order__number=number, reversal__isnull=True)
        .first()
    )
    return _view(actor, row) if row is not None else None


def _view(actor: Actor, row: Settlement) -> SettlementView:
    bills = list(
        Bill.objects.visible_to(actor, permissions.SEE).filter(settlement=row).select_related("charge").order_by("pk")
    )
    lines: dict[int, list[BillLine]] = {}
    for line in BillLine.objects.visible_to(actor, permissions.SEE).filter(bill__in=bills).order_by("pk"):
        lines.setdefault(line.bill_id, []).append(line)
    payments = _payments_of(actor, bills)
    views = tuple(
        BillView(
            bill.pk,
            bill.payer,
            bill.amount,
            bill.net,
            bill.tax,
            bill.due,
            tuple(line.item_id for line in lines.get(bill.pk, ())),
            tuple(line.amount for line in lines.get(bill.pk, ())),
            tuple(payments.get(bill.pk, ())),
            bill.charge.due_on if hasattr(bill, "charge") else None,
            bill.insurer,
        )
        for bill in bills
    )
    return SettlementView(row.pk, row.number, row.repair_order.number, row.total, row.settled_at, row.actor_key, views)


def _payments_of(actor: Actor, bills: list[Bill]) -> dict[int, list[PaymentRow]]:
    """Payments by bill, in order."""
    payments: dict[int, list[PaymentRow]] = {}
    found = list(Payment.objects.visible_to(actor, permissions.SEE).filter(bill__in=bills).order_by("pk"))
    for payment, row in zip(found, payment_rows(found), strict=True):
        payments.setdefault(payment.bill_id or 0, []).append(row)
    return payments


def payment_rows(payments: Collection[Payment]) -> list[PaymentRow]:
    """Payments as shown, each beside what of it was given back by others of them."""
    back: dict[int, Money] = {}
    for payment in payments:
        if payment.reversal_of_id is not None:
            back[payment.reversal_of_id] = back.get(payment.reversal_of_id, Money(0)) - payment.amount
    return [
        PaymentRow(
            payment.pk,
            payment.number,
            payment.method,
            payment.get_method_display(),
            payment.amount,
            payment.reference,
            payment.received_at,
            payment.reversal_of_id is not None,
            back.get(payment.pk, Money(0)) == payment.amount,
            back.get(payment.pk, Money(0)),
        )
        for payment in payments
    ]


@query(permissions.SEE)
def list_open_bills(
    actor: Actor, store_id: int, *, payer: str = "customer", except_payer: str = "", text: str = ""
) -> list[OpenBillRow]:
    """Bills of a payer (of all, when empty) on which money is due, the oldest first; ``text`` ends a number or plate."""
    rows = Bill.objects.visible_to(actor, permissions.SEE).filter(store_id=store_id, due__gt=0)
    if payer:
        rows = rows.filter(payer=payer)
    if except_payer:
        rows = rows.exclude(payer=except_payer)
    wanted = normalise_tail(text)
    if wanted:
        order = "settlement__repair_order__"
        rows = rows.filter(
            Q(**{f"{order}number__endswith": wanted})
            | Q(**{f"{order}vehicle__plate__endswith": wanted})
            | Q(settlement__number__endswith=wanted)
        )
    related = rows.select_related("settlement__repair_order__vehicle", "settlement__repair_order__customer")
    return [
        OpenBillRow(
            row.pk,
            row.settlement.number,
            row.settlement.repair_order.number,
            row.settlement.repair_order.vehicle.plate or "",
            row.settlement.repair_order.customer.name,
            row.payer,
            row.amount,
            row.due,
            row.settlement.settled_at,
            vin=row.settlement.repair_order.vehicle.vin or "",
        )
        for row in related.order_by("billed_on", "pk")[:200]
    ]


@query(permissions.SEE)
def is_customer_share_paid(actor: Actor, number: str) -> bool:
    """Whether the order is settled and nothing is due on the customer's bill that is not on account."""
    settled = Settlement.objects.visible_to(actor, permissions.SEE).filter(
        repair_order__number=number, reversal__isnull=True
    )
    due = Bill.objects.visible_to(actor, permissions.SEE).filter(
        settlement__repair_order__number=number, payer="customer", due__gt=0, charge__isnull=True
    )
    return settled.exists() and not due.exists()


@query(permissions.SEE)
def orders_to_pay(actor: Actor, order_ids: Collection[int]) -> frozenset[int]:
    """Those of settled orders whose customer still owes money that is not on account: their cars are not handed over."""
    bills = Bill.objects.visible_to(actor, permissions.SEE).filter(payer="customer", due__gt=0, charge__isnull=True)
    owed = bills.filter(settlement__repair_order_id__in=list(order_ids))
    return frozenset(owed.values_list("settlement__repair_order_id", flat=True))
