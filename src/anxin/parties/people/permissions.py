"""Permissions of staff."""

from django.utils.translation import gettext_lazy as _

from anxin.platform.permissions import declare

SEE = declare("people.see", _("查看员工名册与排班"), "@staff")
MANAGE = declare(
    "people.manage",
    _("维护员工档案：入职、变动、离职"),
    "@administrators general_manager after_sales_manager service_manager service_director hr_manager group_hr",
)
PLAN_ROSTER = declare(
    "people.plan_roster",
    _("排班、记缺勤、安排代班、更正考勤"),
    "@administrators @management @front_desk_leads workshop_director workshop_supervisor dispatcher parts_manager "
    "finance_manager customer_relations_manager business_supervisor hr_manager technical_director",
)
CLOCK = declare("people.clock", _("上下班打卡"), "@staff")
