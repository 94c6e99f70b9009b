"""Counter sales in the rail, and where a sale is shown."""

from django.utils.translation import gettext_lazy as _

from anxin.platform.ui.addresses import register_document
from anxin.platform.ui.navigation import NavigationEntry, register_entry
from anxin.visit.counter_sales.permissions import SEE
from anxin.visit.counter_sales.queries import number_sales

register_entry(NavigationEntry("counter_sales", _("配件外销"), "shopping-cart", "counter_sales", SEE, order=53))
register_document("counter_sales.sale", "counter_sale", _("外销单"), numbers=number_sales)
register_document("counter_sales.plan", "sales_plan_version", _("外销计划"))
