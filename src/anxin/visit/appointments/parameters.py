"""Limits of appointments."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from anxin.parties.work.parameters import EscalationStep, declare_task_kind
from anxin.platform.calendar.deadlines import Deadline, DeadlineUnit
from anxin.platform.parameters import declare, value

MAINTENANCE_MINUTES = declare(
    "appointments.maintenance_minutes",
    "integer",
    60,
    _("保养预约占用多少机电工时（分钟）"),
    "M04.02",
    unit="min",
    minimum=0,
    maximum=4800,
)
REPAIR_MINUTES = declare(
    "appointments.repair_minutes",
    "integer",
    120,
    _("维修预约占用多少机电工时（分钟）"),
    "M04.02",
    unit="min",
    minimum=0,
    maximum=4800,
)
BODY_MINUTES = declare(
    "appointments.body_minutes",
    "integer",
    240,
    _("钣喷预约占用多少钣金工时（分钟）"),
    "M04.02",
    unit="min",
    minimum=0,
    maximum=4800,
)
PAINT_MINUTES = declare(
    "appointments.paint_minutes",
    "integer",
    240,
    _("钣喷预约占用多少喷漆工时（分钟）"),
    "M04.02",
    unit="min",
    minimum=0,
    maximum=4800,
)
OTHER_MINUTES = declare(
    "appointments.other_minutes",
    "integer",
    30,
    _("其他预约占用多少机电工时（分钟）"),
    "M04.02",
    unit="min",
    minimum=0,
    maximum=4800,
)
EXPRESS_MINUTES = declare(
    "appointments.express_minutes",
    "integer",
    60,
    _("套餐工时不超过多少分钟算快保，走绿色通道（0 表示不按工时认定）"),
    "R-AP07",
    unit="min",
    minimum=0,
    maximum=480,
)
EXPRESS_BODY_MINUTES = declare(
    "appointments.express_body_minutes",
    "integer",
    180,
    _("钣喷预约的套餐工时不超过多少分钟走快速钣喷（0 表示不按工时认定）"),
    "R-WS12",
    unit="min",
    minimum=0,
    maximum=480,
)
PLATES = declare(
    "appointments.plates",
    "integer",
    20,
    _("本店有多少块编号的预约牌（0 表示不用预约牌）"),
    "R-AP08",
    minimum=0,
    maximum=500,
)
GIFT = declare("appointments.gift", "text", "", _("预约来店送什么（空着表示不送）"), "R-AP09")
DAYS_AHEAD = declare(
    "appointments.days_ahead", "integer", 180, _("最多提前多少天预约"), "M04.01", unit=_("天"), minimum=1, maximum=366
)
ASK_REASON_DAYS = declare(
    "appointments.ask_reason_days",
    "integer",
    30,
    _("未到店的原因问到几天以前（更早的客户多半记不清）"),
    "R-AP14",
    unit=_("天"),
    minimum=1,
    maximum=366,
)
CAME_MINUTES = declare(
    "appointments.came_minutes",
    "integer",
    30,
    _("与约定时间相差多少分钟以内算按约定时间来（计入按约定时间到店率）"),
    "R-AP03",
    unit="min",
    minimum=0,
    maximum=480,
)
PUNCTUAL_MINUTES = declare(
    "appointments.punctual_minutes",
    "integer",
    5,
    _("约定时间前多少分钟内到店算准时"),
    "R-AP05",
    unit="min",
    minimum=0,
    maximum=60,
)
REMIND_EARLIEST = declare(
    "appointments.remind_earliest",
    "integer",
    24,
    _("提前一天以上的预约：最早提前多少小时提醒客户"),
    "R-AP04",
    unit="h",
    minimum=1,
    maximum=168,
)
REMIND_LATEST = declare(
    "appointments.remind_latest",
    "integer",
    12,
    _("提前一天以上的预约：最晚提前多少小时提醒客户"),
    "R-AP04",
    unit="h",
    minimum=1,
    maximum=168,
)
REMIND_POST = declare("appointments.remind_post", "post", "follow_up_clerk", _("提醒预约客户的任务派给的岗位"), "R-AP10")

REPLAN_POST = declare(
    "appointments.replan_post",
    "post",
    "follow_up_clerk",
    _("预约排不下时请客户改期的岗位"),
    "R-AP10",
)
REPLAN_DUE = declare(
    "appointments.replan_due",
    "deadline",
    Deadline(2, DeadlineUnit.WORKING_HOURS),
    _("预约排不下后多久内联系客户改期"),
    "R-AP06",
    is_sla=True,
)

REPLAN_TASK = declare_task_kind(
    "appointments.replan",
    _("预约改期"),
    "R-AP06",
    ladder=[EscalationStep(Deadline(2, DeadlineUnit.WORKING_HOURS), "customer_relations_manager")],
    names_documents_only=True,
)
REMINDER_TASK = declare_task_kind(
    "appointments.reminder",
    _("预约提醒"),
    "R-AP04",
    ladder=[EscalationStep(Deadline(1, DeadlineUnit.WORKING_HOURS), "customer_relations_manager")],
    names_documents_only=True,
)


def express_minutes(kind: str, store_id: int, on: date) -> int:
    """How little labour makes a booked package express: body and paint have a lane of their own (R-AP07, R-WS12)."""
    minutes: int = value(EXPRESS_BODY_MINUTES if kind == "body_paint" else EXPRESS_MINUTES, store_id, on)
    return minutes
