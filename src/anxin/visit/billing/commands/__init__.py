"""Public writes of billing."""

from anxin.visit.billing.commands.deposits import TakenDeposit, take_deposit
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
from anxin.visit.billing.commands.unlock import UnlockedOrder, unlock_order

__all__ = [
    "AlreadyReversed",
    "BilledPayer",
    "Overpaid",
    "RefundTooLarge",
    "RefundedDeposit",
    "ReportedDifferences",
    "SettledAndPaid",
    "SettledOrder",
    "TakenDeposit",
    "TakenPayment",
    "Tender",
    "TotalChanged",
    "UnlockedOrder",
    "refund_deposit",
    "report_differences",
    "reverse_payment",
    "settle_and_pay",
    "settle_order",
    "take_deposit",
    "take_payment",
    "unlock_order",
]
