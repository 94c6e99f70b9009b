"""The rail's entries, and where tasks lead."""

from django.utils.translation import gettext_lazy as _

from anxin.management.budgets import permissions
from anxin.platform.ui.addresses import register_document
from anxin.platform.ui.navigation import NavigationEntry, register_entry

register_document("budgets.forecast", "budgets:forecast", _("预算预测"))
register_document("budgets.proposal", "budgets:proposal", _("建议目标"))
register_entry(NavigationEntry("labour_budget", _("人工预算"), "users", "budgets:labour", permissions.SEE_LABOUR, order=26))
register_entry(
    NavigationEntry("proposals", _("建议目标"), "target", "budgets:proposals", permissions.SEE_PROPOSALS, order=27)
)
register_entry(
    NavigationEntry("forecasts", _("预算预测"), "trending-up", "budgets:forecasts", permissions.SEE_FORECASTS, order=28)
)
