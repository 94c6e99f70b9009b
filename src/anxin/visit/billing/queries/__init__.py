"""Public reads of billing."""

from anxin.visit.billing.queries.cashier import (
    CashierBill,
    CashierFilter,
    CashierLine,
    CashierOrder,
    CashierQueue,
    cashier_queue,
    count_to_settle,
    get_cashier_order,
)
from anxin.visit.billing.queries.closing import DayClosingView, list_day_closings
from anxin.visit.billing.queries.control import (
    CheckedOrder,
    SettlementFigures,
    UnsettledRow,
    list_unsettled,
    register_final_checks,
    settlement_figures,
)
from anxin.visit.billing.queries.day import (
    DayFilter,
    DayPage,
    PaymentOfDay,
    count_receipts,
    get_payment,
    list_payments_of_day,
    totals_of_day,
)
from anxin.visit.billing.queries.deposits import DepositView, UndoneSettlement, list_deposits, list_undone_settlements
from anxin.visit.billing.queries.late import LateExpressView, find_late_express
from anxin.visit.billing.queries.paid import list_paid_at
from anxin.visit.billing.queries.receivables import (
    DebtsByPayer,
    PayerDebt,
    ReceivableFilter,
    ReceivableRow,
    list_debts_by_payer,
    list_receivables,
)
from anxin.visit.billing.queries.reconciliation import Difference, find_differences
from anxin.visit.billing.queries.settlements import (
    BillView,
    OpenBillRow,
    PaymentRow,
    SettlementView,
    find_settlement,
    is_customer_share_paid,
    list_open_bills,
    orders_to_pay,
)

__all__ = [
    "BillView",
    "CashierBill",
    "CashierFilter",
    "CashierLine",
    "CashierOrder",
    "CashierQueue",
    "CheckedOrder",
    "DayClosingView",
    "DayFilter",
    "DayPage",
    "DebtsByPayer",
    "DepositView",
    "Difference",
    "LateExpressView",
    "OpenBillRow",
    "PayerDebt",
    "PaymentOfDay",
    "PaymentRow",
    "ReceivableFilter",
    "ReceivableRow",
    "SettlementFigures",
    "SettlementView",
    "UndoneSettlement",
    "UnsettledRow",
    "cashier_queue",
    "count_receipts",
    "count_to_settle",
    "find_differences",
    "find_late_express",
    "find_settlement",
    "get_cashier_order",
    "get_payment",
    "is_customer_share_paid",
    "list_day_closings",
    "list_debts_by_payer",
    "list_deposits",
    "list_open_bills",
    "list_paid_at",
    "list_payments_of_day",
    "list_receivables",
    "list_undone_settlements",
    "list_unsettled",
    "orders_to_pay",
    "register_final_checks",
    "settlement_figures",
    "totals_of_day",
]
