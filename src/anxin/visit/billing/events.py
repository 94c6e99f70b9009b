"""Facts that billing announces."""

from dataclasses import dataclass
from typing import ClassVar

from anxin.platform.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderBilled(Event):
    """An order was settled and each payer has a bill."""

    subject_kind: ClassVar[str] = "billing.settlement"
    settlement_id: int
    repair_order_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentReceived(Event):
    """Money came in on a bill."""

    subject_kind: ClassVar[str] = "billing.payment"
    payment_id: int
    bill_id: int
    fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BillPaid(Event):
    """Nothing more is due on a bill."""

    subject_kind: ClassVar[str] = "billing.bill"
    bill_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentReversed(Event):
    """A payment was given back by its own method."""

    subject_kind: ClassVar[str] = "billing.payment"
    payment_id: int
    reversal_of_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DepositReceived(Event):
    """Money came in for an order that is not settled."""

    subject_kind: ClassVar[str] = "billing.payment"
    payment_id: int
    deposit_id: int
    fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SettlementReversed(Event):
    """A settlement was taken back: its order may be changed, and is settled anew."""

    subject_kind: ClassVar[str] = "billing.settlement"
    settlement_id: int
    repair_order_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DayClosed(Event):
    """A business day at the cash desk was closed."""

    subject_kind: ClassVar[str] = "billing.dayclosing"
    dayclosing_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DayReopened(Event):
    """A closed day was opened again."""

    subject_kind: ClassVar[str] = "billing.dayclosing"
    dayclosing_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceIssued(Event):
    """A tax invoice, blue or red, has its number."""

    subject_kind: ClassVar[str] = "billing.invoice"
    invoice_id: int
    bill_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceFailed(Event):
    """The provider refuses a tax invoice, or has not said what became of it."""

    subject_kind: ClassVar[str] = "billing.invoice"
    invoice_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditGranted(Event):
    """A customer may owe up to so much on account, or no more."""

    subject_kind: ClassVar[str] = "billing.debtor"
    debtor_id: int
    fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BillCharged(Event):
    """A customer pays a bill later: it is on account."""

    subject_kind: ClassVar[str] = "billing.bill"
    bill_id: int
    debtor_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentPromised(Event):
    """A debtor said by which day it would pay."""

    subject_kind: ClassVar[str] = "billing.debtor"
    debtor_id: int
