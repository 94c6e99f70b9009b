"""Permissions of stocktaking. Who approves also books: that takes ``parts.book_count`` besides."""

from django.utils.translation import gettext_lazy as _

from anxin.platform.permissions import declare

SEE = declare("stocktaking.see", _("查看盘点单"), "@administrators @management @parts @overseers finance_manager")
COUNT = declare("stocktaking.count", _("录入盘点数"), "@parts after_sales_manager finance_manager")
LEAD = declare("stocktaking.lead", _("开、提交和取消盘点单，说明差异原因"), "parts_manager after_sales_manager")
APPROVE_SMALL = declare(
    "stocktaking.approve_small",
    _("批准小额盘点差异、退回盘点"),
    "parts_manager after_sales_manager finance_manager general_manager",
)
APPROVE = declare(
    "stocktaking.approve", _("批准盘点差异（不限金额）"), "after_sales_manager finance_manager general_manager"
)
