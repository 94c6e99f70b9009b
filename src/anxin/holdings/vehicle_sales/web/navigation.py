"""New cars and rebates in the rail."""

from django.utils.translation import gettext_lazy as _

from anxin.holdings.vehicle_sales.permissions import SEE, SEE_REBATES
from anxin.platform.ui.addresses import register_document
from anxin.platform.ui.navigation import NavigationEntry, register_entry

register_entry(NavigationEntry("new_cars", _("新车交付"), "car", "new_cars", SEE, order=530))
register_entry(NavigationEntry("rebates", _("厂家返利"), "cash", "rebates", SEE_REBATES, order=535))
register_document("vehicle_sales.rebate", "rebate", _("厂家返利"))
