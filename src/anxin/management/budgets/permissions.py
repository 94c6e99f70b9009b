"""Permissions of budgets."""

from django.utils.translation import gettext_lazy as _

from anxin.platform.permissions import declare

_WHO_SETS = "general_manager finance_manager brand_after_sales_director group_after_sales group_hr"

SET_LABOUR = declare("budgets.set_labour", _("设定人工预算"), _WHO_SETS)
SEE_LABOUR = declare(
    "budgets.see_labour",
    _("查看人工预算：各区域的编制、人工费用和毛利"),
    f"{_WHO_SETS} after_sales_manager service_director hr_manager group_operations regional_manager",
)
