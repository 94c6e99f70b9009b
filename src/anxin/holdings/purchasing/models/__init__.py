"""Tables of purchasing."""

from anxin.holdings.purchasing.models.funds import FundHold, FundRelease, FundSetting, PurchaseFund
from anxin.holdings.purchasing.models.orders import (
    OrderKind,
    PurchaseLine,
    PurchaseOrder,
    Receipt,
    ReceiptLine,
    SpecialOrder,
    Supplier,
    SupplierKind,
    SupplierReturn,
)

__all__ = [
    "FundHold",
    "FundRelease",
    "FundSetting",
    "OrderKind",
    "PurchaseFund",
    "PurchaseLine",
    "PurchaseOrder",
    "Receipt",
    "ReceiptLine",
    "SpecialOrder",
    "Supplier",
    "SupplierKind",
    "SupplierReturn",
]
