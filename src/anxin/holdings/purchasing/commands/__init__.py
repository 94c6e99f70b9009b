"""Public writes of purchasing, and their refusals."""

from anxin.holdings.purchasing.commands.answers import answer_order, refuse_order
from anxin.holdings.purchasing.commands.bills import BilledReceipt, BillLine, tell_bill
from anxin.holdings.purchasing.commands.cancelling import cancel_order, cancel_rest
from anxin.holdings.purchasing.commands.orders import (
    GenuineElsewhere,
    KeptPurchase,
    NewPurchase,
    SupplierRetired,
    WantedLine,
    draft_order,
    name_article,
    place_order,
    rewrite_order,
)
from anxin.holdings.purchasing.commands.receiving import KeptReceipt, MoreThanOrdered, NotOrdered, receive_order
from anxin.holdings.purchasing.commands.suppliers import (
    KeptSupplier,
    SupplierCodeTaken,
    SupplierTerms,
    add_supplier,
    change_supplier,
    import_supplier,
)
from anxin.holdings.purchasing.rules import Came

__all__ = [
    "BillLine",
    "BilledReceipt",
    "Came",
    "GenuineElsewhere",
    "KeptPurchase",
    "KeptReceipt",
    "KeptSupplier",
    "MoreThanOrdered",
    "NewPurchase",
    "NotOrdered",
    "SupplierCodeTaken",
    "SupplierRetired",
    "SupplierTerms",
    "WantedLine",
    "add_supplier",
    "answer_order",
    "cancel_order",
    "cancel_rest",
    "change_supplier",
    "draft_order",
    "import_supplier",
    "name_article",
    "place_order",
    "receive_order",
    "refuse_order",
    "rewrite_order",
    "tell_bill",
]
