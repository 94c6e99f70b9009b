"""Permissions of customers and vehicles."""

from django.utils.translation import gettext_lazy as _

from anxin.platform.permissions import declare

_FRONT = "@administrators @management @front_desk @customer_relations reception_guide delivery_team"
_LEADS = "@administrators general_manager after_sales_manager customer_relations_manager"

SEE = declare(
    "customers.see",
    _("查看客户与车辆档案"),
    f"{_FRONT} @workshop_leads @technicians @technical_leads @quality @parts @cashiers @overseers"
    " renewal_agent insurance_claims_clerk warranty_clerk sales_consultant marketing extension_manager"
    " extension_staff used_car_clerk network_clerk showroom_manager technical_group_member",
)
REGISTER = declare(
    "customers.register", _("登记客户与车辆"), f"{_FRONT} sales_consultant renewal_agent used_car_clerk network_clerk"
)
CHANGE = declare("customers.change", _("修改客户与车辆档案"), f"{_FRONT} renewal_agent sales_consultant")
ATTACH = declare("customers.attach", _("按车架号或车牌加电话调入车辆"), _FRONT)
REVEAL_PHONE = declare(
    "customers.reveal_phone",
    _("查看完整电话（记录原因）"),
    f"{_FRONT} renewal_agent insurance_claims_clerk warranty_clerk cashier @workshop_leads",
)
CONTACT = declare("customers.contact", _("给客户发送消息"), f"{_FRONT} renewal_agent insurance_claims_clerk marketing")
MANAGE_CONSENT = declare("customers.manage_consent", _("登记与撤回授权"), f"{_FRONT} renewal_agent")
IMPORT = declare("customers.import", _("导入客户与车辆"), _LEADS)
ERASE = declare("customers.erase", _("删除个人信息"), _LEADS)
COPY = declare("customers.copy_personal_data", _("导出一位客户的个人信息副本"), _LEADS)
LEND_FILES = declare("customers.lend_files", _("登记档案外借"), f"{_LEADS} @customer_relations")
ANSWER_REQUESTS = declare(
    "customers.answer_data_requests", _("答复部门的数据请求"), f"{_LEADS} customer_relations_department"
)
