"""Public reads of purchasing."""

from anxin.holdings.purchasing.queries.evaluation import PricedArticle, SupplierEvaluation, evaluate_supplier
from anxin.holdings.purchasing.queries.funds import (
    FundMonth,
    HoldRow,
    ReleaseRow,
    SettingRow,
    find_release,
    get_fund_month,
    get_fund_state,
)
from anxin.holdings.purchasing.queries.named import number_purchases, number_receipts, number_returns, number_special_orders
from anxin.holdings.purchasing.queries.needs import needs_of_arrived
from anxin.holdings.purchasing.queries.orders import (
    OrderedLine,
    PurchaseFilter,
    PurchaseRow,
    PurchaseView,
    UnansweredOrder,
    get_order,
    list_on_order,
    list_unanswered,
    page_orders,
)
from anxin.holdings.purchasing.queries.origins import PartOrigin, list_part_origins
from anxin.holdings.purchasing.queries.receipts import (
    PartBatch,
    ReceiptView,
    ReceivedLine,
    get_receipt,
    list_batches,
    list_receipts,
)
from anxin.holdings.purchasing.queries.returns import ReturnRow, list_returns
from anxin.holdings.purchasing.queries.sources import ComingStock, LastPurchase, last_purchases, list_coming
from anxin.holdings.purchasing.queries.special import (
    SpecialFilter,
    SpecialRow,
    get_special_order,
    page_special_orders,
)
from anxin.holdings.purchasing.queries.suppliers import (
    SupplierFilter,
    SupplierRow,
    get_supplier,
    list_suppliers,
    page_suppliers,
)
from anxin.holdings.purchasing.rules import FundState

__all__ = [
    "ComingStock",
    "FundMonth",
    "FundState",
    "HoldRow",
    "LastPurchase",
    "OrderedLine",
    "PartBatch",
    "PartOrigin",
    "PricedArticle",
    "PurchaseFilter",
    "PurchaseRow",
    "PurchaseView",
    "ReceiptView",
    "ReceivedLine",
    "ReleaseRow",
    "ReturnRow",
    "SettingRow",
    "SpecialFilter",
    "SpecialRow",
    "SupplierEvaluation",
    "SupplierFilter",
    "SupplierRow",
    "UnansweredOrder",
    "evaluate_supplier",
    "find_release",
    "get_fund_month",
    "get_fund_state",
    "get_order",
    "get_receipt",
    "get_special_order",
    "get_supplier",
    "last_purchases",
    "list_batches",
    "list_coming",
    "list_on_order",
    "list_part_origins",
    "list_receipts",
    "list_returns",
    "list_suppliers",
    "list_unanswered",
    "needs_of_arrived",
    "number_purchases",
    "number_receipts",
    "number_returns",
    "number_special_orders",
    "page_orders",
    "page_special_orders",
    "page_suppliers",
]
