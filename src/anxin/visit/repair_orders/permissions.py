"""Permissions of the repair order."""

from django.utils.translation import gettext_lazy as _

from anxin.platform.permissions import declare

SEE = declare(
    "repair_orders.see",
    _("查看工单"),
    "@management @front_desk @workshop_leads @technicians @technical_leads @quality @parts @cashiers @customer_relations "
    "@overseers warranty_clerk insurance_claims_clerk hr_manager",
)
OPEN = declare("repair_orders.open", _("开工单"), "@management @front_desk")
CHANGE = declare("repair_orders.change", _("修改工单"), "@management @front_desk warranty_clerk insurance_claims_clerk")
PROPOSE = declare(
    "repair_orders.propose", _("提出增项"), "@management @front_desk @workshop_leads @technicians @technical_leads @quality"
)
AUTHORISE = declare("repair_orders.authorise", _("登记客户签字与增项决定"), "@management @front_desk")
ANSWER = declare("repair_orders.answer_link", _("客户凭链接答复增项（不授予员工）"), "")
CANCEL = declare("repair_orders.cancel", _("作废工单"), "@management @front_desk_leads")
WORK = declare(
    "repair_orders.work", _("登记开工与完工"), "@management @workshop_leads @technicians @quality @technical_leads"
)
SEND_BACK = declare(
    "repair_orders.send_back",
    _("质检退回返修"),
    "@management @front_desk @workshop_leads @technicians @quality @technical_leads",
)
SETTLE = declare("repair_orders.settle", _("标记结算"), "@management @cashiers @front_desk_leads")
UNLOCK = declare("repair_orders.unlock", _("退回结算前"), "finance_manager @management")
CORRECT = declare("repair_orders.correct", _("更正已交车工单的付款方与价格"), "finance_manager general_manager")
SHARE = declare(
    "repair_orders.share",
    _("登记付款方分摊"),
    "@management @front_desk_leads @cashiers warranty_clerk insurance_claims_clerk",
)
ROUND_OFF = declare("repair_orders.round_off", _("抹零"), "@management @cashiers @front_desk_leads")
DELIVER = declare("repair_orders.deliver", _("标记交车"), "@management @front_desk")
ASK_EXPERT = declare("repair_orders.ask_expert", _("请教技术支持"), "@management @front_desk")
ADVISE = declare(
    "repair_orders.advise", _("答复技术问题"), "@technical_leads @quality workshop_director workshop_supervisor"
)
