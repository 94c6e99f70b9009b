"""Permissions of reception, and the purpose of its photos."""

from django.utils.translation import gettext_lazy as _

from anxin.platform.files.purposes import declare_purpose
from anxin.platform.permissions import declare

SEE = declare(
    "reception.see",
    _("查看接车与环车检查"),
    "@management @front_desk @workshop_leads @technicians @technical_leads @quality @customer_relations @overseers "
    "reception_guide warranty_clerk insurance_claims_clerk",
)
RECEIVE = declare("reception.receive", _("接车、环车检查、客户签字"), "@management @front_desk")
DELIVER = declare("reception.deliver", _("交车"), "@management @front_desk")
VISITORS = declare("reception.visitors", _("登记和查看访客"), "@management @front_desk @customer_relations reception_guide")
REPORT_PLATE = declare("reception.report_plate", _("上报车牌识别（道闸、摄像头的账号）"), "reception_guide")
FLAG = declare(
    "reception.flag",
    _("看到并设置客户提醒（神秘访客、易抱怨）"),
    "@management @front_desk @customer_relations workshop_director quality_inspector",
)
PLAN_DUTY = declare("reception.plan_duty", _("安排前台值班与分组"), "@management front_desk_supervisor service_supervisor")

RATE = declare("reception.rate", _("请客户评价服务"), "@management @front_desk @cashiers")
RATE_OWN = declare("reception.rate_own", _("客户凭链接评价服务（不授予员工）"), "")
MONITOR_RATINGS = declare(
    "reception.monitor_ratings",
    _("查看客户评价、漏评和诱导"),
    "@management @front_desk_leads @cashiers @customer_relations @overseers",
)
RESTORE_RATINGS = declare("reception.restore_ratings", _("取消诱导标记，恢复客户评价计分"), "@management")
CHECK_DELIVERIES = declare("reception.check_deliveries", _("抽查交车"), "@management @front_desk_leads")
WORD_PRECAUTIONS = declare(
    "reception.word_precautions",
    _("维护交车注意事项"),
    "@management front_desk_supervisor service_supervisor group_after_sales brand_after_sales_director",
    shared=True,
)
WALK_AROUND_PHOTO = declare_purpose("reception.walk_around", see=SEE)
