"""Purchasing in the rail."""

from django.utils.translation import gettext_lazy as _

from anxin.holdings.purchasing import queries
from anxin.holdings.purchasing.permissions import SEE, SEE_SPECIAL
from anxin.platform.ui.addresses import register_document
from anxin.platform.ui.navigation import NavigationEntry, register_entry

register_entry(NavigationEntry("purchases", _("采购"), "truck-delivery", "purchases", SEE, order=52))
register_entry(NavigationEntry("special_orders", _("缺件专订"), "hourglass", "special_orders", SEE_SPECIAL, order=54))
register_document("purchasing.purchaseorder", "purchase", _("采购单"), numbers=queries.number_purchases)
register_document("purchasing.receipt", "purchase_bill", _("采购收货"), numbers=queries.number_receipts)
register_document(
    "purchasing.supplierreturn", "supplier_returns", _("退货给供应商"), numbers=queries.number_returns, by_id=False
)
register_document("purchasing.specialorder", "special_order", _("缺件专订"), numbers=queries.number_special_orders)
