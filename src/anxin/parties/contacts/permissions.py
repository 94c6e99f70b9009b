"""Permissions of contacts."""

from django.utils.translation import gettext_lazy as _

from anxin.platform.permissions import declare

_FRONT = "@administrators @management @front_desk @customer_relations reception_guide delivery_team"
_CLERKS = "renewal_agent insurance_claims_clerk warranty_clerk marketing sales_consultant used_car_clerk"

SEE = declare(
    "contacts.see",
    _("查看联系记录与客户时间线"),
    f"{_FRONT} {_CLERKS} @workshop_leads @technical_leads @overseers",
)
SEND = declare("contacts.send", _("给客户发送消息"), f"{_FRONT} {_CLERKS} @workshop_leads @parts @cashiers @quality")
LOG = declare("contacts.log", _("登记电话、来访与信函"), f"{_FRONT} {_CLERKS} @workshop_leads @parts @cashiers")
WRITE_TIMELINE = declare("contacts.write_timeline", _("在客户时间线上留下记录（随业务自动）"), "@staff")
DELIVER = declare("contacts.deliver", _("重发失败的消息、标记信函已寄出"), f"{_FRONT} {_CLERKS}")
MANAGE_TEMPLATES = declare(
    "contacts.manage_templates",
    _("维护消息模板"),
    "@administrators after_sales_manager customer_relations_manager group_customer_relations",
    shared=True,
)
ERASE = declare("contacts.erase", _("随客户资料删除联系内容"), "@administrators", shared=True)
UNSUBSCRIBE = declare("contacts.unsubscribe", _("替客户退订消息"), f"{_FRONT} {_CLERKS}")
