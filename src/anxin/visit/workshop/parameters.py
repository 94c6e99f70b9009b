"""Limits of the workshop."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from anxin.parties.work.parameters import declare_task_kind
from anxin.platform.calendar.deadlines import Deadline, DeadlineUnit
from anxin.platform.parameters import ParameterDefinition, declare

TELL_ADVISOR = declare(
    "workshop.tell_advisor",
    "deadline",
    Deadline(15, DeadlineUnit.MINUTES),
    _("新发现的问题多久内由服务顾问处理"),
    "R-WS06",
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
INSPECT_OWN_WORK = declare(
    "workshop.inspect_own_work", "boolean", False, _("允许技师总检、终检自己做的车（单人当班的店）"), "R-QC01"
)
CERTIFICATE = declare(
    "workshop.inspector_certificate",
    "choice",
    "warn",
    _("没有有效质检证的人做总检、查洗车时"),
    "R-QC08",
    choices={"warn": _("提醒并记录"), "refuse": _("不能检"), "off": _("不管")},
)
"""Warn: in its first week no house has its certificates on file, and a refusal would stop every car."""
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
TRADE_CHECKLISTS = {
    "body": _checklist("body", "缝隙、平面和开合正常", _("钣金项目加查（每项用分号隔开）")),
    "paint": _checklist("paint", "漆面无流挂、颗粒和橘皮；颜色与相邻面一致", _("喷漆项目加查（每项用分号隔开）")),
    "high_voltage": _checklist(
        "high_voltage", "高压绝缘检测合格；高压插头锁止，密封和警示复原", _("高压项目加查（每项用分号隔开）")
    ),
    "tyre": _checklist("tyre", "车轮螺栓按力矩复紧；四轮胎压正常", _("轮胎项目加查（每项用分号隔开）")),
}
FINDING_TASK = declare_task_kind("workshop.finding", _("车间发现"), "R-WS06")
PART_TASK = declare_task_kind("workshop.ask_part", _("车间领料"), "M07.02")
