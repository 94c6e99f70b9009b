"""New cars in the rail."""

from django.utils.translation import gettext_lazy as _

from anxin.holdings.vehicle_sales.permissions import SEE
from anxin.platform.ui.navigation import NavigationEntry, register_entry

register_entry(NavigationEntry("new_cars", _("新车交付"), "car", "new_cars", SEE, order=530))
