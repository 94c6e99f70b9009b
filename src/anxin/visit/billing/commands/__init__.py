"""Public writes of billing."""

from anxin.visit.billing.commands.closing import (
    CashCount,
    CashMoved,
    ClosedDay,
    DayIsClosed,
    DifferenceNotApproved,
    close_day,
    receive_cash,
    reopen_day,
)
from anxin.visit.billing.commands.deposits import TakenDeposit, take_deposit
from anxin.visit.billing.commands.free_express import AskedFree, LateExpressUndecided, ask_free_express
from anxin.visit.billing.commands.invoice_outcomes import record_invoice_number, record_invoice_outcome, take_invoice
from anxin.visit.billing.commands.invoices import (
    InvoiceStands,
    InvoiceWish,
    SavedInvoice,
    cancel_invoice,
    erase_invoice_titles,
    red_letter_invoice,
    request_invoice,
    retry_invoice,
)
from anxin.visit.billing.commands.payments import Overpaid, TakenPayment, Tender, take_payment
from anxin.visit.billing.commands.reconciliation import ReportedDifferences, report_differences
from anxin.visit.billing.commands.refunds import (
    AlreadyReversed,
    RefundedDeposit,
    RefundTooLarge,
    refund_deposit,
    reverse_payment,
)
from anxin.visit.billing.commands.settle import BilledPayer, SettledOrder, settle_order
from anxin.visit.billing.commands.settle_and_pay import SettledAndPaid, TotalChanged, settle_and_pay
from anxin.visit.billing.commands.steps import (
    SettlementStepsMissing,
    ShownPreview,
    missing_steps,
    register_settlement_step,
    require_settlement_steps,
    show_preview,
)
from anxin.visit.billing.commands.unlock import UnlockedOrder, unlock_order

__all__ = [
    "AlreadyReversed",
    "AskedFree",
    "BilledPayer",
    "CashCount",
    "CashMoved",
    "ClosedDay",
    "DayIsClosed",
    "DifferenceNotApproved",
    "InvoiceStands",
    "InvoiceWish",
    "LateExpressUndecided",
    "Overpaid",
    "RefundTooLarge",
    "RefundedDeposit",
    "ReportedDifferences",
    "SavedInvoice",
    "SettledAndPaid",
    "SettledOrder",
    "SettlementStepsMissing",
    "ShownPreview",
    "TakenDeposit",
    "TakenPayment",
    "Tender",
    "TotalChanged",
    "UnlockedOrder",
    "ask_free_express",
    "cancel_invoice",
    "close_day",
    "erase_invoice_titles",
    "missing_steps",
    "receive_cash",
    "record_invoice_number",
    "record_invoice_outcome",
    "red_letter_invoice",
    "refund_deposit",
    "register_settlement_step",
    "reopen_day",
    "report_differences",
    "request_invoice",
    "require_settlement_steps",
    "retry_invoice",
    "reverse_payment",
    "settle_and_pay",
    "settle_order",
    "show_preview",
    "take_deposit",
    "take_invoice",
    "take_payment",
    "unlock_order",
]
