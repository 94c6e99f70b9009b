"""Permissions of monthly figures."""

from django.utils.translation import gettext_lazy as _

from anxin.platform.permissions import declare

SEE = declare("figures.see", _("查看月度数据"), "@administrators @management @overseers finance_manager")
ENTER = declare(
    "figures.enter",
    _("填报、导入月度数据"),
    "@administrators general_manager after_sales_manager service_manager finance_manager",
)
