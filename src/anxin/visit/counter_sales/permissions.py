"""Permissions of the parts counter's sales. Whoever sells takes parts off the shelf (``parts.issue``), too."""

from django.utils.translation import gettext_lazy as _

from anxin.platform.permissions import declare

SEE = declare(
    "counter_sales.see", _("查看配件外销"), "@administrators @management @parts @cashiers @overseers finance_manager"
)
SELL = declare("counter_sales.sell", _("配件外销"), "parts_manager parts_clerk parts_seller after_sales_manager")
DISCOUNT = declare("counter_sales.discount", _("配件外销：较大优惠"), "parts_manager after_sales_manager")
TAKE_BACK = declare("counter_sales.take_back", _("外销退货退款"), "parts_manager after_sales_manager")
SET_PLAN = declare("counter_sales.set_plan", _("定配件外销计划"), "parts_manager")
CONFIRM_PLAN = declare("counter_sales.confirm_plan", _("确认配件外销计划"), "after_sales_manager")
