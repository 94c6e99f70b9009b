"""Public writes of purchasing, and their refusals."""

from anxin.holdings.purchasing.commands.answers import answer_order, refuse_order
from anxin.holdings.purchasing.commands.bills import BilledReceipt, BillLine, tell_bill
from anxin.holdings.purchasing.commands.cancelling import cancel_order, cancel_rest
from anxin.holdings.purchasing.commands.funds import (
    HoldLifted,
    KeptFund,
    KeptHold,
    KeptRelease,
    NothingToRelease,
    control_funds,
    lift_hold,
    release_order,
    set_fund,
)
from anxin.holdings.purchasing.commands.limits import FundsShort
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
from anxin.holdings.purchasing.commands.returns import KeptReturn, note_credit, send_back
from anxin.holdings.purchasing.commands.special import (
    KeptSpecial,
    NewSpecial,
    OrderedAlready,
    PhonesMissing,
    cancel_special_order,
    delay_special_order,
    hand_over_special_order,
    note_special_arrival,
    order_special,
    take_special_order,
)
from anxin.holdings.purchasing.commands.suppliers import (
    KeptSupplier,
    SupplierCodeTaken,
    SupplierTerms,
    add_supplier,
    change_supplier,
    import_supplier,
)
from anxin.holdings.purchasing.commands.undoing import CustomerTold, undo_receipt_line
from anxin.holdings.purchasing.commands.watching import WarnedSpecials, erase_special_words, warn_special_orders
from anxin.holdings.purchasing.rules import Came

__all__ = [
    "BillLine",
    "BilledReceipt",
    "Came",
    "CustomerTold",
    "FundsShort",
    "GenuineElsewhere",
    "HoldLifted",
    "KeptFund",
    "KeptHold",
    "KeptPurchase",
    "KeptReceipt",
    "KeptRelease",
    "KeptReturn",
    "KeptSpecial",
    "KeptSupplier",
    "MoreThanOrdered",
    "NewPurchase",
    "NewSpecial",
    "NotOrdered",
    "NothingToRelease",
    "OrderedAlready",
    "PhonesMissing",
    "SupplierCodeTaken",
    "SupplierRetired",
    "SupplierTerms",
    "WantedLine",
    "WarnedSpecials",
    "add_supplier",
    "answer_order",
    "cancel_order",
    "cancel_rest",
    "cancel_special_order",
    "change_supplier",
    "control_funds",
    "delay_special_order",
    "draft_order",
    "erase_special_words",
    "hand_over_special_order",
    "import_supplier",
    "lift_hold",
    "name_article",
    "note_credit",
    "note_special_arrival",
    "order_special",
    "place_order",
    "receive_order",
    "refuse_order",
    "release_order",
    "rewrite_order",
    "send_back",
    "set_fund",
    "take_special_order",
    "tell_bill",
    "undo_receipt_line",
    "warn_special_orders",
]
