"""Public writes of billing."""

from anxin.visit.billing.commands.payments import (
    AlreadyReversed,
    Overpaid,
    TakenPayment,
    Tender,
    reverse_payment,
    take_payment,
)
from anxin.visit.billing.commands.reconciliation import ReportedDifferences, report_differences
from anxin.visit.billing.commands.settle import BilledPayer, SettledOrder, settle_order
from anxin.visit.billing.commands.settle_and_pay import SettledAndPaid, TotalChanged, settle_and_pay

__all__ = [
    "AlreadyReversed",
    "BilledPayer",
    "Overpaid",
    "ReportedDifferences",
    "SettledAndPaid",
    "SettledOrder",
    "TakenPayment",
    "Tender",
    "TotalChanged",
    "report_differences",
    "reverse_payment",
    "settle_and_pay",
    "settle_order",
    "take_payment",
]
