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
    "LateExpressUndecided",
    "Overpaid",
    "RefundTooLarge",
    "RefundedDeposit",
    "ReportedDifferences",
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
    "close_day",
    "missing_steps",
    "receive_cash",
    "refund_deposit",
    "register_settlement_step",
    "reopen_day",
    "report_differences",
    "require_settlement_steps",
    "reverse_payment",
    "settle_and_pay",
    "settle_order",
    "show_preview",
    "take_deposit",
    "take_payment",
    "unlock_order",
]
