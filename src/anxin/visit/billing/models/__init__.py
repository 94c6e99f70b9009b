"""Tables of billing. A bill's balance is kept on the bill and moved under its lock; the ledger is the truth."""

from anxin.visit.billing.models.closing import CashHandover, DayClosing, DayReopening, PreviewShown
from anxin.visit.billing.models.debtor import AccountCharge, CreditTerms, Debtor, OrderInsurer, PaymentPromise
from anxin.visit.billing.models.deposit import Deposit, DepositEntry
from anxin.visit.billing.models.invoice import Invoice, InvoiceTitle
from anxin.visit.billing.models.late import LateExpress
from anxin.visit.billing.models.payment import Payment, ReceivableEntry
from anxin.visit.billing.models.request import PaymentRequest, PlatformRefund
from anxin.visit.billing.models.settlement import Bill, BillLine, Settlement, SettlementReversal

__all__ = [
    "AccountCharge",
    "Bill",
    "BillLine",
    "CashHandover",
    "CreditTerms",
    "DayClosing",
    "DayReopening",
    "Debtor",
    "Deposit",
    "DepositEntry",
    "Invoice",
    "InvoiceTitle",
    "LateExpress",
    "OrderInsurer",
    "Payment",
    "PaymentPromise",
    "PaymentRequest",
    "PlatformRefund",
    "PreviewShown",
    "ReceivableEntry",
    "Settlement",
    "SettlementReversal",
]
