"""What the cash desk sees: the queue, and one order with its bills before and after the settlement."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from anxin.platform import clock
from anxin.platform.actor import Actor
from anxin.platform.money import ZERO, Money
from anxin.platform.queries import query
from anxin.platform.ui.filters import filter_field
from anxin.visit.billing import permissions, rules
from anxin.visit.billing.queries.debts import INSURER
from anxin.visit.billing.queries.deposits import DepositView, list_deposits
from anxin.visit.billing.queries.invoices import InvoiceView, list_invoices_of_bills
from anxin.visit.billing.queries.late import LANE, LateExpressView, find_late_express, late_outcome
from anxin.visit.billing.queries.names import find_insurer
from anxin.visit.billing.queries.settlements import (
    BillView,
    OpenBillRow,
    PaymentRow,
    SettlementView,
    find_settlement,
    list_open_bills,
)
from anxin.visit.billing.queries.undone import UndoneSettlement, list_undone_settlements
from anxin.visit.repair_orders.queries import (
    AwaitingSettlementRow,
    ItemView,
    JobView,
    PackageShare,
    RepairOrderView,
    ShareView,
    count_by_state,
    gap_to_signed,
    get_repair_order,
    list_awaiting_settlement,
    list_shares,
    package_shares,
)

INSPECTED = "INSPECTED"
CUSTOMER = "customer"
GOODWILL = "goodwill"


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
class CashierLine:
    """What one payer owes of an item; ``is_share`` when another pays the rest of it.

    The discount stands once: with the payer whose item it is, the house where it took the item over.
    """

    item: ItemView
    amount: Money
    payer: str

    @property
    def is_share(self) -> bool:
        """Whether other payers owe a part, too."""
        return self.amount != self.item.amount

    @property
    def is_own(self) -> bool:
        """Whether the item is this payer's, price and discount with it, and not only a part of what it comes to."""
        return not self.is_share or self.payer in (self.item.payer, GOODWILL)

    @property
    def discount(self) -> Money:
        """What is given away on this bill's line."""
        return self.item.discount if self.is_own else ZERO


@dataclass(frozen=True, slots=True)
class CashierBill:
    """What one payer pays; ``bill_id`` None while it is a preview, ``charged_until`` as in ``BillView``.

    ``insurer`` is the company that pays an insurer's bill, empty while nobody has named it. ``rounded_off`` is what of the
    discounts the cash desk took off as the odd sum.
    """

    payer: str
    bill_id: int | None
    lines: tuple[CashierLine, ...]
    amount: Money
    net: Money
    tax: Money
    due: Money
    payments: tuple[PaymentRow, ...]
    packages: tuple[PackageShare, ...]
    invoices: tuple[InvoiceView, ...] = ()
    charged_until: date | None = None
    rounded_off: Money = ZERO
    insurer: str = ""

    @property
    def is_paid(self) -> bool:
        """Nothing more is due."""
        return not self.due

    @property
    def from_deposit(self) -> Money:
        """What a deposit pays of it: what is neither due nor came as a payment."""
        return self.amount - self.due - Money.sum(payment.amount for payment in self.payments)

    @property
    def after_deposit(self) -> Money:
        """What is paid of it by other means than a deposit, by now or later."""
        return self.amount - self.from_deposit


@dataclass(frozen=True, slots=True)
class CashierOrder:
    """An order at the cash desk: a preview until it has a settlement (FORM-40).

    ``estimate_gap`` says why the customer signs again before the settlement, empty while he need not (R-RO02).
    """

    order: RepairOrderView
    settlement: SettlementView | None
    bills: tuple[CashierBill, ...]
    total: Money
    customer_total: Money
    authorised_customer_total: Money
    estimate_gap: str
    undecided: int
    deposits: tuple[DepositView, ...]
    undone: tuple[UndoneSettlement, ...]
    shares: tuple[ShareView, ...]
    late: LateExpressView | None
    is_late_unasked: bool

    @property
    def due(self) -> Money:
        """What is still to be paid, by all payers."""
        return Money.sum(bill.due for bill in self.bills)

    @property
    def is_on_account(self) -> bool:
        """Whether all that is due is on account: the customer pays later, the car may leave."""
        return bool(self.due) and all(bill.charged_until or not bill.due for bill in self.bills)

    @property
    def rounded_off(self) -> Money:
        """What the cash desk has taken off already as the odd sum."""
        return Money.sum(bill.rounded_off for bill in self.bills)

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
    deposits = tuple(list_deposits(actor, number))
    late = find_late_express(actor, number) if order.head.lane == LANE else None
    charges = _charges(order, items)
    owed = rules.owed_by_customer(charges)
    if settlement is None:
        standing = {one.payer: one.balance for one in deposits}
        parts = rules.bills_of(rules.freed(charges) if late is not None and late.frees(owed) else charges)
        bills = tuple(_preview(order.jobs, part, items, standing.get(part.payer, Money(0))) for part in parts)
        if any(bill.payer == INSURER for bill in bills):
            name = find_insurer(actor, number)
            bills = tuple(replace(bill, insurer=name) if bill.payer == INSURER else bill for bill in bills)
    else:
        invoices = list_invoices_of_bills(actor, [bill.id for bill in settlement.bills])
        bills = tuple(_billed(order.jobs, bill, items, invoices) for bill in settlement.bills)
    bills = _customer_first(bills)
    return CashierOrder(
        order,
        settlement,
        bills,
        Money.sum(bill.amount for bill in bills),
        Money.sum(bill.amount for bill in bills if bill.payer == "customer"),
        order.authorisation.customer_total if order.authorisation else Money(0),
        gap_to_signed(order.head.store_id, owed, order.authorisation, clock.now()) if settlement is None else "",
        sum(1 for item in items.values() if item.decision == "PRESENTED"),
        deposits,
        tuple(list_undone_settlements(actor, number)),
        tuple(list_shares(actor, number)),
        late,
        settlement is None and (late.is_outgrown(owed) if late is not None else bool(owed) and _is_late(actor, order)),
    )


def _customer_first(bills: tuple[CashierBill, ...]) -> tuple[CashierBill, ...]:
    """The customer's bill first, with what was rounded off its lines."""
    ordered = sorted(bills, key=lambda bill: bill.payer != CUSTOMER)
    if not ordered or ordered[0].payer != CUSTOMER:
        return tuple(ordered)
    rounded = Money.sum(line.item.rounded_off for line in ordered[0].lines)
    return (replace(ordered[0], rounded_off=rounded), *ordered[1:])


def _packages(jobs: tuple[JobView, ...], lines: Iterable[CashierLine]) -> tuple[PackageShare, ...]:
    """What the packages come to on this bill: of a line that several pay, only its share."""
    return tuple(package_shares(jobs, [replace(line.item, amount=line.amount) for line in lines]))


def _charges(order: RepairOrderView, items: dict[int, ItemView]) -> list[rules.Charge]:
    return [
        rules.Charge(line.item_id, line.payer, line.amount.fen, int(items[line.item_id].tax_rate * 1000))
        for line in sorted(order.owed, key=lambda line: line.item_id)
        if line.decision == "APPROVED"
    ]


def _is_late(actor: Actor, order: RepairOrderView) -> bool:
    head = order.head
    if head.inspected_at is None:
        return False
    return late_outcome(actor, head.number, head.lane, head.store_id, head.inspected_at) is not None


def _preview(jobs: tuple[JobView, ...], bill: rules.PayerBill, items: dict[int, ItemView], standing: Money) -> CashierBill:
    lines = tuple(CashierLine(items[line.item_id], Money(line.amount_fen), bill.payer) for line in bill.lines)
    amount, net, tax = Money(bill.amount_fen), Money(bill.net_fen), Money(bill.tax_fen)
    due = amount - min(amount, standing)
    return CashierBill(bill.payer, None, lines, amount, net, tax, due, (), _packages(jobs, lines))


def _billed(
    jobs: tuple[JobView, ...], bill: BillView, items: dict[int, ItemView], invoices: Iterable[InvoiceView]
) -> CashierBill:
    lines = tuple(
        CashierLine(items[item_id], amount, bill.payer)
        for item_id, amount in zip(bill.item_ids, bill.line_amounts, strict=True)
    )
    return CashierBill(
        bill.payer,
        bill.id,
        lines,
        bill.amount,
        bill.net,
        bill.tax,
        bill.due,
        bill.payments,
        _packages(jobs, lines),
        tuple(one for one in invoices if one.bill_id == bill.id),
        bill.charged_until,
        insurer=bill.insurer,
    )
