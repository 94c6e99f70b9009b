"""Replenishment in the rail."""

from django.utils.translation import gettext_lazy as _

from anxin.holdings.replenishment.permissions import SEE
from anxin.platform.ui.addresses import register_document
from anxin.platform.ui.navigation import NavigationEntry, register_entry

register_entry(NavigationEntry("replenishment", _("补货建议"), "packages", "replenishment", SEE, order=51))
register_document("replenishment.buyerreminder", "buyer_reminder", _("补货建议"))
