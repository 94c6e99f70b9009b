"""Limits of the workshop."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from anxin.parties.work.parameters import declare_task_kind
from anxin.platform.calendar.deadlines import Deadline, DeadlineUnit
from anxin.platform.parameters import ParameterDefinition, declare
from anxin.visit.workshop.reasons import WaitReason

TELL_ADVISOR = declare(
    "workshop.tell_advisor",
    "deadline",
    Deadline(15, DeadlineUnit.MINUTES),
    _("新发现的问题多久内由服务顾问处理"),
    "R-WS06",
    is_sla=True,
)
HIGH_VOLTAGE_DUE = declare(
    "workshop.high_voltage_due",
    "deadline",
    Deadline(15, DeadlineUnit.MINUTES),
    _("施工中增加了高压项目，多久内改派有证的技师和高压工位"),
    "M07.18",
    is_sla=True,
)
REPLAN_DUE = declare(
    "workshop.replan_due",
    "deadline",
    Deadline(15, DeadlineUnit.MINUTES),
    _("客户同意增项、原来的时间排不下时，多久内改派"),
    "M07.01",
    is_sla=True,
)
SHORTEST_PLAN = declare(
    "workshop.shortest_plan_minutes",
    "integer",
    15,
    _("派工时一个项目至少排多少分钟"),
    "M07.01",
    unit="min",
    minimum=1,
    maximum=480,
)
EXPRESS_TECHNICIANS, EXPRESS_CARS = (
    declare(f"workshop.{code}", "integer", percent, label, "R-WS11", unit="%", minimum=0, maximum=100)
    for code, percent, label in (
        ("express_technicians_percent", 10, _("快保通道最多占多少机电技师")),
        ("express_cars_percent", 30, _("快保通道至少承担多少保养台次")),
    )
)
EXPRESS_BODY_TECHNICIANS, EXPRESS_BODY_CARS = (
    declare(f"workshop.{code}", "integer", percent, label, "R-WS12", unit="%", minimum=0, maximum=100)
    for code, percent, label in (
        ("express_body_technicians_percent", 15, _("快速钣喷通道最多占多少钣喷技师")),
        ("express_body_cars_percent", 30, _("快速钣喷通道至少承担多少钣喷台次")),
    )
)
PLACE_AHEAD = declare(
    "workshop.place_ahead_days",
    "integer",
    5,
    _("一个班做不完的项目，自动排程最多往后排几天"),
    "M07.01",
    unit="d",
    minimum=0,
    maximum=30,
)
TEAM_FIRST = declare("workshop.team_first", "boolean", False, _("客户小组：顾问接的车先派给自己班组的技师"), "R-WS08")
DISPATCH_FIRST = declare(
    "workshop.dispatch_first", "boolean", True, _("技师只能开工派给自己的项目（没有调度的店可关闭）"), "R-WS01"
)
INSPECT_OWN_WORK = declare(
    "workshop.inspect_own_work", "boolean", False, _("允许技师总检、终检自己做的车（单人当班的店）"), "R-QC01"
)
CORRECT_OWN = declare(
    "workshop.correct_own_clock", "boolean", False, _("允许更正自己的工时（只有一个人管工时的店）"), "M07.14"
)
CORRECT_DAYS = declare(
    "workshop.correct_days", "integer", 31, _("最多更正几天以前的工时"), "M07.14", unit="d", minimum=1, maximum=366
)
CERTIFICATE = declare(
    "workshop.inspector_certificate",
    "choice",
    "refuse",
    _("没有有效质检证的人做总检、查洗车时，质检岗位的人做终检时"),
    "R-QC08",
    choices={"refuse": _("不能检"), "warn": _("提醒并记录"), "off": _("不管")},
)
"""Refuse: the row asks for the training before the post; on its first day a manager records it in one step."""
TRAINED_POSTS = declare(
    "workshop.trained_posts",
    "posts",
    "quality_inspector workshop_director workshop_supervisor",
    _("上岗前要有质检证的岗位（岗位代码，空格分隔）"),
    "R-QC08",
)
TEST_DRIVE = declare(
    "workshop.test_drive_km",
    "integer",
    30,
    _("在店里最多开多少公里，超过要写原因"),
    "R-QC04",
    unit="km",
    minimum=0,
    maximum=1000,
)
TYRE_WORDS = declare(
    "workshop.tyre_words", "text", "轮胎 动平衡 四轮定位 换位 补胎", _("轮胎项目：名称里有这些词"), "R-QC01"
)


def _checklist(code: str, default: str, label: Any) -> ParameterDefinition:
    return declare(f"workshop.checks_{code}", "text", default, label, "R-QC01")


CHECKLISTS = {
    "self": _checklist(
        "self", "委托项目全部做完；关键螺栓按力矩拧紧；无渗漏；工位与车内已清洁", _("自检清单（每项用分号隔开）")
    ),
    "general": _checklist(
        "general",
        "相关功能正常，无故障码；路试或举升检查正常；油液液位正常；拆装部位装复牢固；旧件按客户要求处理；工位与车内已清洁",
        _("总检清单（每项用分号隔开）"),
    ),
    "final": _checklist(
        "final",
        "里程与接车时相符；仪表无报警，保养提示已复位；外观与接车时一致；内饰清洁，座椅后视镜已还原；"
        "车身干净，约定洗车的已洗净；随车物品齐全，无遗留工具",
        _("终检清单（每项用分号隔开）"),
    ),
}
PRE_DELIVERY_CHECKLIST = declare(
    "workshop.checks_pre_delivery",
    "text",
    "外观：漆面、玻璃、灯具无划伤；外观：缝隙均匀，门窗盖开合正常；内饰：座椅、内饰板、顶棚无污损；内饰：空调、音响、车窗、座"
    "椅功能正常；电气：仪表无故障灯，无故障码；电气：蓄电池电压正常，钥匙匹配；机舱：油液液位正常，无渗漏；底盘：螺栓紧固，无"
    "磕碰渗漏；底盘：四轮胎压和力矩正常，运输件已拆；三电：电量、充电口和绝缘正常（新能源）；动态：启动、换挡、转向、制动正常"
    "；随车：工具、备胎、三角牌、手册、证件齐全；随车：车架号、发动机号与证件一致",
    _("售前检查（PDI）清单（每项用分号隔开，先写分组）"),
    "M07.13",
)
TRADE_CHECKLISTS = {
    "body": _checklist("body", "缝隙、平面和开合正常", _("钣金项目加查（每项用分号隔开）")),
    "paint": _checklist("paint", "漆面无流挂、颗粒和橘皮；颜色与相邻面一致", _("喷漆项目加查（每项用分号隔开）")),
    "high_voltage": _checklist(
        "high_voltage", "高压绝缘检测合格；高压插头锁止，密封和警示复原", _("高压项目加查（每项用分号隔开）")
    ),
    "tyre": _checklist("tyre", "车轮螺栓按力矩复紧；四轮胎压正常", _("轮胎项目加查（每项用分号隔开）")),
}
CLOCK_DUE = declare(
    "workshop.clock_due",
    "deadline",
    Deadline(1, DeadlineUnit.WORKING_DAYS),
    _("忘记停表、工时对不上时多久内核对"),
    "M07.14",
    is_sla=True,
)
LOOK_BACK_DAYS = declare(
    "workshop.look_back_days",
    "integer",
    7,
    _("每晚核对最近多少天有施工的项目"),
    "M07.17",
    unit="d",
    minimum=1,
    maximum=60,
)
BAY_HOUR = declare(
    "workshop.bay_hour_cost",
    "money",
    None,
    _("一个工位空占一小时的成本（不设则只算时间）"),
    "M07.17",
    unit=_("元/小时"),
)
TECHNICIAN_HOUR = declare(
    "workshop.technician_hour_cost", "money", None, _("一位技师空等一小时的成本"), "M07.17", unit=_("元/小时")
)
CAR_HOUR = declare(
    "workshop.car_hour_cost", "money", None, _("一台车在店多留一小时的成本（场地、代步）"), "M07.17", unit=_("元/小时")
)
WAITS = {str(code): label for code, label in WaitReason.choices}
BAY_WAITS = declare(
    "workshop.bay_waits",
    "codes",
    "approval,parts,parts_ready,tool,unclear_order,expert,ready,high_voltage,break",
    _("哪些等待占着工位"),
    "M07.17",
    choices=WAITS,
)
TECHNICIAN_WAITS = declare(
    "workshop.technician_waits", "codes", "tool,unclear_order", _("哪些等待拖住技师"), "M07.17", choices=WAITS
)
FIGURE_DAYS = declare(
    "workshop.figure_days",
    "integer",
    93,
    _("等待账、工时、在店时间一次最多看多少天"),
    "M07.17",
    unit="d",
    minimum=31,
    maximum=366,
)
PAID_HOURS = declare(
    "workshop.paid_hours",
    "choice",
    "settled",
    _("技师计酬工时按什么算"),
    "M07.02",
    choices={"settled": _("已结算的售出工时"), "clocked": _("打卡工时")},
)
FINDING_TASK = declare_task_kind("workshop.finding", _("车间发现"), "R-WS06")
CLOCK_TASK = declare_task_kind("workshop.forgotten_clock", _("忘记停表"), "M07.14")
TIME_DIFFERENCE_TASK = declare_task_kind("workshop.time_difference", _("工时与等待对不上"), "M07.17")
HIGH_VOLTAGE_TASK = declare_task_kind("workshop.high_voltage", _("增加了高压项目，等改派"), "M07.18")
REPLAN_TASK = declare_task_kind("workshop.replan", _("同意了增项，等改派"), "M07.01")
PART_TASK = declare_task_kind("workshop.ask_part", _("车间领料"), "M07.02")
