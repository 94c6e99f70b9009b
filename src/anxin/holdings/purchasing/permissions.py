"""Permissions of purchasing. Goods are taken in, and bills told, by whoever may do that to the stock (``parts``)."""

from django.utils.translation import gettext_lazy as _

from anxin.platform.permissions import declare

SEE = declare(
    "purchasing.see",
    _("查看采购单与供应商"),
    "@administrators @management @parts finance_manager @overseers",
)
ORDER = declare("purchasing.order", _("向供应商订货"), "parts_manager parts_buyer parts_clerk after_sales_manager")
KEEP_SUPPLIERS = declare(
    "purchasing.keep_suppliers",
    _("维护供应商"),
    "@administrators parts_manager parts_buyer after_sales_manager finance_manager",
)
SEE_SPECIAL = declare(
    "purchasing.see_special",
    _("查看缺件专订"),
    "@administrators @management @front_desk @workshop_leads @parts @customer_relations @overseers",
)
SPECIAL = declare("purchasing.special", _("登记缺件专订"), "@management @front_desk @parts")
SET_FUND = declare("purchasing.set_fund", _("设定库存采购资金"), "@administrators finance_manager after_sales_manager")
CONTROL = declare("purchasing.control_funds", _("控制库存采购资金"), "@administrators finance_manager")
RELEASE = declare("purchasing.release_funds", _("放行受控的库存采购"), "@administrators finance_manager general_manager")
