"""Permissions of the follow-up."""

from django.utils.translation import gettext_lazy as _

from anxin.platform.permissions import declare

SEE = declare("followup.see", _("查看回访"), "@management @front_desk @customer_relations @overseers")
CALL = declare(
    "followup.call", _("打回访电话、登记结果"), "@management @customer_relations @front_desk_leads service_advisor"
)
CANCEL = declare(
    "followup.cancel", _("取消回访"), "@management customer_relations_manager business_supervisor follow_up_clerk"
)
PLAN = declare("followup.plan", _("安排回访（随交车自动）"), "@management customer_relations_manager business_supervisor")
