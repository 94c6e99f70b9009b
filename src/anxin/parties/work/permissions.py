"""Permissions of the work queue."""

from django.utils.translation import gettext_lazy as _

from anxin.platform.permissions import declare

DO = declare("work.do", _("查看任务、新建任务、完成和延期自己的任务"), "@staff")
MANAGE = declare(
    "work.manage",
    _("改派、延期、取消别人的任务，查看全店任务"),
    "@administrators @management @front_desk_leads workshop_director workshop_supervisor dispatcher parts_manager "
    "finance_manager customer_relations_manager business_supervisor technical_director technical_manager hr_manager",
)
ASK = declare("work.ask_approval", _("提出审批申请"), "@staff")
DECIDE = declare("work.decide_approval", _("按岗位审批"), "@staff")
