"""Permissions of kpi."""

from django.utils.translation import gettext_lazy as _

from anxin.platform.permissions import declare

SEE = declare("kpi.see", _("查看经营指标"), "@management @overseers")
SET_TARGETS = declare(
    "kpi.set_targets",
    _("设定门店和人员的目标、预算"),
    "@management brand_after_sales_director group_after_sales regional_manager",
)
CONFIRM = declare("kpi.confirm", _("确认指标没达标的障碍"), "@management")
