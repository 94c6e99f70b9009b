"""What the cash desk sees: the queue, and one order with its bills before and after the settlement."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from anxin.platform.actor import Actor
from anxin.platform.money import Money
from anxin.platform.queries import query
from anxin.platform.ui.filters import filter_field
from anxin.visit.billing import permissions, rules
from anxin.visit.billing.queries.settlements import (
    BillView,
    OpenBillRow,
    PaymentRow,
    SettlementView,
    find_settlement,
    list_open_bills,
)
from anxin.visit.repair_orders.queries import (
    AwaitingSettlementRow,
    ItemView,
    JobView,
    PackageShare,
    RepairOrderView,
    count_by_state,
    get_repair_order,
    list_awaiting_settlement,
    package_shares,
)

INSPECTED = "INSPECTED"


@dataclass(frozen=True)
class CashierFilter:
    """What the queue may be narrowed by."""

    text: str = filter_field(_("车牌 / 单号"), default="")


@dataclass(frozen=True, slots=True)
class CashierQueue:
    """Orders to settle (also the control list of M09.08), customers' open bills, and what other payers owe."""

    to_settle: tuple[AwaitingSettlementRow, ...]
    unpaid: tuple[OpenBillRow, ...]
    others: tuple[OpenBillRow, ...]


@dataclass(frozen=True, slots=True)
class CashierBill:
    """What one payer pays; ``bill_id`` None while it is a preview."""

    payer: str
    bill_id: int | None
    items: tuple[ItemView, ...]
    amount: Money
    net: Money
    tax: Money
    due: Money
    payments: tuple[PaymentRow, ...]
    packages: tuple[PackageShare, ...]

    @property
    def is_paid(self) -> bool:
        """Nothing more is due."""
        return not self.due


@dataclass(frozen=True, slots=True)
class CashierOrder:
    """An order at the cash desk: a preview until it has a settlement (FORM-40)."""

    order: RepairOrderView
    settlement: SettlementView | None
    bills: tuple[CashierBill, ...]
    total: Money
    customer_total: Money
    authorised_customer_total: Money
    undecided: int

    @property
    def due(self) -> Money:
        """What is still to be paid, by all payers."""
        return Money.sum(bill.due for bill in self.bills)

    @property
    def settled_at(self) -> datetime | None:
        """When it was settled."""
        return self.settlement.settled_at if self.settlement else None


@query(permissions.SEE)
def cashier_queue(actor: Actor, store_id: int, wanted: CashierFilter) -> CashierQueue:
    """Everything that waits at the cash desk of a store, the longest wait first."""
    return CashierQueue(
        tuple(list_awaiting_settlement(actor, store_id, wanted.text)),
        tuple(list_open_bills(actor, store_id, payer="customer", text=wanted.text)),
        tuple(list_open_bills(actor, store_id, payer="", except_payer="customer", text=wanted.text)),
    )


@query(permissions.SEE)
def count_to_settle(actor: Actor, store_id: int) -> int:
    """How many inspected orders nobody has settled."""
    return count_by_state(actor, store_id).get(INSPECTED, 0)


@query(permissions.SEE)
def get_cashier_order(actor: Actor, number: str) -> CashierOrder:
    """One order with its bills; before the settlement, as they would be.

    :raises NotFound: unknown or out of scope
    """
    order = get_repair_order(actor, number)
    items = {item.id: item for job in order.jobs for item in job.items}
    settlement = find_settlement(actor, number)
    if settlement is None:
        approved = [item for item in items.values() if item.decision == "APPROVED"]
        bills = _previewed(order.jobs, sorted(approved, key=lambda item: item.id))
    else:
        bills = tuple(_billed(order.jobs, bill, items) for bill in settlement.bills)
    return CashierOrder(
        order,
        settlement,
        bills,
        Money.sum(bill.amount for bill in bills),
        Money.sum(bill.amount for bill in bills if bill.payer == "customer"),
        order.authorisation.customer_total if order.authorisation else Money(0),
        sum(1 for item in items.values() if item.decision == "PRESENTED"),
    )


def _packages(jobs: tuple[JobView, ...], items: tuple[ItemView, ...]) -> tuple[PackageShare, ...]:
    return tuple(package_shares(jobs, items))


def _previewed(jobs: tuple[JobView, ...], items: list[ItemView]) -> tuple[CashierBill, ...]:
    charges = [rules.Charge(item.id, item.payer, item.amount.fen, int(item.tax_rate * 1000)) for item in items]
    by_id = {item.id: item for item in items}
    return tuple(
        CashierBill(
            bill.payer,
            None,
            tuple(by_id[line.item_id] for line in bill.lines),
            Money(bill.amount_fen),
            Money(bill.net_fen),
            Money(bill.tax_fen),
            Money(bill.amount_fen),
            (),
            _packages(jobs, tuple(by_id[line.item_id] for line in bill.lines)),
        )
        for bill in rules.bills_of(charges)
    )


def _billed(jobs: tuple[JobView, ...], bill: BillView, items: dict[int, ItemView]) -> CashierBill:
    lines = tuple(items[item_id] for item_id in bill.item_ids)
    return CashierBill(
        bill.payer, bill.id, lines, bill.amount, bill.net, bill.tax, bill.due, bill.payments, _packages(jobs, lines)
    )
