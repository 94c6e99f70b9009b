"""The rail's entry."""

from django.utils.translation import gettext_lazy as _

from anxin.management.budgets import permissions
from anxin.platform.ui.navigation import NavigationEntry, register_entry

register_entry(NavigationEntry("labour_budget", _("人工预算"), "users", "budgets:labour", permissions.SEE_LABOUR, order=26))
