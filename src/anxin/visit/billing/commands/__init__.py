"""Public writes of billing."""

from anxin.visit.billing.commands.payments import (
    AlreadyReversed,
    Overpaid,
    TakenPayment,
    Tender,
    reverse_payment,
    take_payment,
)
from anxin.visit.billing.commands.settle import SettledOrder, settle_order

__all__ = [
    "AlreadyReversed",
    "Overpaid",
    "SettledOrder",
    "TakenPayment",
    "Tender",
    "reverse_payment",
    "settle_order",
    "take_payment",
]
