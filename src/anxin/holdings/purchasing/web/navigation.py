"""Purchasing in the rail."""

from django.utils.translation import gettext_lazy as _

from anxin.holdings.purchasing.permissions import SEE
from anxin.platform.ui.addresses import register_document
from anxin.platform.ui.navigation import NavigationEntry, register_entry

register_entry(NavigationEntry("purchases", _("采购"), "truck-delivery", "purchases", SEE, order=52))
register_document("purchasing.purchaseorder", "purchase", _("采购单"))
register_document("purchasing.receipt", "purchase_bill", _("采购收货"))
