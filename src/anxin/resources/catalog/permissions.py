"""Permissions of the catalogue. Reading it needs none: prices are public (R-RO11)."""

from django.utils.translation import gettext_lazy as _

from anxin.platform.permissions import declare

CHANGE = declare(
    "catalog.change",
    _("维护工时、配件与套餐目录"),
    "@administrators after_sales_manager parts_manager group_after_sales brand_after_sales_director",
    shared=True,
)
CHANGE_RATES = declare(
    "catalog.change_rates",
    _("维护工时单价"),
    "@administrators general_manager after_sales_manager group_after_sales brand_after_sales_director",
    shared=True,
)
