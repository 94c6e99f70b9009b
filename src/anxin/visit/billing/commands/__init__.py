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
from anxin.visit.billing.commands.platform_refunds import (
    SavedPlatformRefund,
    record_platform_refund,
    retry_platform_refund,
    settle_platform_refund,
    take_platform_refund,
)
from anxin.visit.billing.commands.reconciliation import ReportedDifferences, report_differences
from anxin.visit.billing.commands.refunds import (
    AlreadyReversed,
    RefundedDeposit,
    RefundTooLarge,
    refund_deposit,
    reverse_payment,
)
from anxin.visit.billing.commands.requests import (
    RequestStands,
    SavedRequest,
    close_payment_request,
    record_platform_payment,
    record_request_outcome,
    request_payment,
    take_payment_request,
)
from anxin.visit.billing.commands.settle import BilledPayer, SettledOrder, settle_order
from anxin.visit.billing.commands.settle_and_pay import SettledAndPaid, TotalChanged, settle_and_pay
from anxin.visit.billing.commands.steps import (
    MissingStep,
    SettlementStepsMissing,
    ShownPreview,
    missing_steps,
    register_settlement_step,
    require_settlement_steps,
    show_preview,
    steps_ahead,
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
    "MissingStep",
    "Overpaid",
    "RefundTooLarge",
    "RefundedDeposit",
    "ReportedDifferences",
    "RequestStands",
    "SavedInvoice",
    "SavedPlatformRefund",
    "SavedRequest",
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
    "close_payment_request",
    "erase_invoice_titles",
    "missing_steps",
    "receive_cash",
    "record_invoice_number",
    "record_invoice_outcome",
    "record_platform_payment",
    "record_platform_refund",
    "record_request_outcome",
    "red_letter_invoice",
    "refund_deposit",
    "register_settlement_step",
    "reopen_day",
    "report_differences",
    "request_invoice",
    "request_payment",
    "require_settlement_steps",
    "retry_invoice",
    "retry_platform_refund",
    "reverse_payment",
    "settle_and_pay",
    "settle_order",
    "settle_platform_refund",
    "show_preview",
    "steps_ahead",
    "take_deposit",
    "take_invoice",
    "take_payment",
    "take_payment_request",
    "take_platform_refund",
    "unlock_order",
]
