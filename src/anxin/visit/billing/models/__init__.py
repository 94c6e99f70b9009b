"""Tables of billing. A bill's balance is kept on the bill and moved under its lock; the ledger is the truth."""

from anxin.visit.billing.models.deposit import Deposit, DepositEntry
from anxin.visit.billing.models.payment import Payment, ReceivableEntry
from anxin.visit.billing.models.settlement import Bill, BillLine, Settlement, SettlementReversal

__all__ = [
    "Bill",
    "BillLine",
    "Deposit",
    "DepositEntry",
    "Payment",
    "ReceivableEntry",
    "Settlement",
    "SettlementReversal",
]
