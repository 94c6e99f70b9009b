"""Public reads of billing."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Sum

from anxin.platform.actor import Actor
from anxin.platform.money import Money
from anxin.platform.queries import query
from anxin.visit.billing import permissions
from anxin.visit.billing.models import Bill, BillLine, Payment, ReceivableEntry, Settlement


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """A payment or its reversal (negative)."""

    id: int
    number: str
    method: str
    method_label: str
    amount: Money
    received_at: datetime
    is_reversal: bool
    is_reversed: bool


@dataclass(frozen=True, slots=True)
class BillView:
    """A payer's bill with its payments."""

    id: int
    payer: str
    amount: Money
    net: Money
    tax: Money
    due: Money
    item_ids: tuple[int, ...]
    payments: tuple[PaymentRow, ...]

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


@dataclass(frozen=True, slots=True)
class Difference:
    """A bill whose balance is not what the ledger says."""

    bill_id: int
    due: Money
    ledger: Money


@query(permissions.SEE)
def find_settlement(actor: Actor, number: str) -> SettlementView | None:
    """The settlement of an order, by the order's number; None before it is settled or when not visible."""
    row = (
        Settlement.objects.visible_to(actor, permissions.SEE)
        .select_related("repair_order")
        .filter(repair_order__number=number)
        .first()
    )
    if row is None:
        return None
    bills = list(Bill.objects.visible_to(actor, permissions.SEE).filter(settlement=row).order_by("pk"))
    lines: dict[int, list[int]] = {}
    for line in BillLine.objects.visible_to(actor, permissions.SEE).filter(bill__in=bills).order_by("pk"):
        lines.setdefault(line.bill_id, []).append(line.item_id)
    payments: dict[int, list[PaymentRow]] = {}
    reversed_ids: set[int] = set()
    found = list(Payment.objects.visible_to(actor, permissions.SEE).filter(bill__in=bills).order_by("pk"))
    reversed_ids.update(payment.reversal_of_id for payment in found if payment.reversal_of_id)
    for payment in found:
        payments.setdefault(payment.bill_id, []).append(
            PaymentRow(
                payment.pk,
                payment.number,
                payment.method,
                payment.get_method_display(),
                payment.amount,
                payment.received_at,
                payment.reversal_of_id is not None,
                payment.pk in reversed_ids,
            )
        )
    views = tuple(
        BillView(
            bill.pk,
            bill.payer,
            bill.amount,
            bill.net,
            bill.tax,
            bill.due,
            tuple(lines.get(bill.pk, ())),
            tuple(payments.get(bill.pk, ())),
        )
        for bill in bills
    )
    return SettlementView(row.pk, row.number, row.repair_order.number, row.total, row.settled_at, views)


@query(permissions.SEE)
def list_open_bills(actor: Actor, store_id: int, *, payer: str = "customer") -> list[OpenBillRow]:
    """Bills of a payer on which money is due, the oldest first."""
    rows = Bill.objects.visible_to(actor, permissions.SEE).filter(store_id=store_id, payer=payer, due__gt=0)
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
        )
        for row in related.order_by("billed_on", "pk")[:200]
    ]


@query(permissions.SEE)
def is_customer_share_paid(actor: Actor, number: str) -> bool:
    """Whether the order is settled and nothing is due on the customer's bill."""
    settled = Settlement.objects.visible_to(actor, permissions.SEE).filter(repair_order__number=number)
    due = Bill.objects.visible_to(actor, permissions.SEE).filter(
        settlement__repair_order__number=number, payer="customer", due__gt=0
    )
    return settled.exists() and not due.exists()


@query(permissions.SEE)
def totals_of_day(actor: Actor, store_id: int, on: date) -> dict[str, Money]:
    """Money received on a business day by method, reversals taken off."""
    rows = Payment.objects.visible_to(actor, permissions.SEE).filter(store_id=store_id, received_on=on)
    sums = rows.order_by().values("method").annotate(total=Sum("amount"))
    return {row["method"]: row["total"] if isinstance(row["total"], Money) else Money(row["total"]) for row in sums}


@query(permissions.SEE)
def find_differences(actor: Actor, store_id: int) -> list[Difference]:
    """Bills whose balance differs from the sum of their ledger entries; empty is right."""
    ledger = {
        row["bill"]: row["total"] if isinstance(row["total"], Money) else Money(row["total"])
        for row in ReceivableEntry.objects.visible_to(actor, permissions.SEE)
        .filter(store_id=store_id)
        .order_by()
        .values("bill")
        .annotate(total=Sum("amount"))
    }
    bills = Bill.objects.visible_to(actor, permissions.SEE).filter(store_id=store_id).only("pk", "due")
    return [
        Difference(bill.pk, bill.due, ledger.get(bill.pk, Money(0)))
        for bill in bills.iterator()
        if ledger.get(bill.pk, Money(0)) != bill.due
    ]
