"""Permissions of sold cars."""

from django.utils.translation import gettext_lazy as _

from anxin.platform.permissions import declare

SEE = declare(
    "vehicle_sales.see",
    _("查看新车交付"),
    "@management @front_desk @customer_relations @overseers sales_consultant showroom_manager delivery_team",
)
SELL = declare("vehicle_sales.sell", _("登记已售新车"), "@management sales_consultant showroom_manager delivery_team")
PLAN_TEAM = declare(
    "vehicle_sales.plan_team", _("安排新车交付小组"), "@management showroom_manager front_desk_supervisor service_supervisor"
)
HAND_OVER = declare(
    "vehicle_sales.hand_over",
    _("新车交付"),
    "@management @front_desk @customer_relations sales_consultant showroom_manager delivery_team",
)
WAIVE_INSPECTION = declare("vehicle_sales.waive_inspection", _("新车不等售前检查放行"), "@management showroom_manager")
SEE_REBATES = declare(
    "vehicle_sales.see_rebates", _("查看厂家返利"), "@management @overseers finance_manager showroom_manager"
)
KEEP_REBATES = declare("vehicle_sales.keep_rebates", _("登记和结算厂家返利"), "@management finance_manager")
