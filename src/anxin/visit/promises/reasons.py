"""What is said for a reason or a cause: to the house, and to the customer in the same plain words."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

PASSING_TIME = "passing_time"
SAID = (
    ("harder", _("比预计复杂")),
    ("parts", _("等配件")),
    ("tool", _("等工具设备")),
    ("expert", _("请技术专家看")),
    ("hands", _("人手不够")),
    ("other", _("其他原因")),
)
"""What a technician may say."""

_WORDS: Mapping[str, Any] = {
    "plan": _("按计划施工"),
    "work": _("正在施工"),
    "over": _("施工时间比预计长"),
    "late_start": _("开工比计划晚"),
    "behind": _("技师或工位还在做前面的车，顺延"),
    "next_job": _("这台车的前一项还在做，接着做下一项"),
    "queue": _("等待安排技师和工位"),
    "sign": _("等客户签字"),
    "inspection": _("等待质检"),
    "wait_approval": _("等客户确认增项"),
    "wait_parts": _("等配件到货"),
    "wait_parts_ready": _("配件已到，等技师领用"),
    "wait_expert": _("请技术专家看"),
    "wait_bay": _("等工位"),
    "wait_tool": _("等工具设备"),
    "wait_unclear_order": _("和服务顾问核对维修内容"),
    "wait_other_car": _("技师先完成前一台车"),
    "wait_ready": _("可以继续，等技师接着做"),
    "wait_high_voltage": _("等有高压电资质的技师"),
    "wait_break": _("技师休息"),
    "wait_absent": _("等换技师"),
    "wait_end_of_shift": _("下一班继续施工"),
    **{f"said_{code}": words for code, words in SAID},
}
_CAUSES: Mapping[str, Any] = {
    "RepairOrderOpened": _("开单"),
    "RepairOrderChanged": _("工单改动"),
    "RepairOrderAuthorised": _("客户签字"),
    "AdditionalItemsProposed": _("提出增项"),
    "ItemsDecided": _("客户答复增项"),
    "PromiseChanged": _("承诺改动"),
    "JobFinished": _("项目完工"),
    "RepairOrderWorkFinished": _("全部完工"),
    "RepairOrderInspected": _("质检"),
    "JobDispatched": _("派工或改派"),
    "JobRecalled": _("撤回派工"),
    "JobClockStarted": _("开工"),
    "JobPaused": _("暂停"),
    "JobReady": _("等的东西到了"),
    "FindingReported": _("发现问题"),
    "ArrivalTold": _("配件答复到货时间"),
    "GoodsReceived": _("配件到货"),
    "AbsenceRecorded": _("技师缺勤"),
    "BayChanged": _("工位停用或启用"),
    "DelaySaid": _("车间说明会晚"),
    PASSING_TIME: _("时间推移"),
}


def reason_words(code: str, also: Iterable[str] = ()) -> str:
    """A reason in words, with what is waited for besides; of one that nobody declared, that work has stopped."""
    first = str(_WORDS.get(code, _("停工")))
    more = "、".join(str(_WORDS.get(f"wait_{one}", _("停工"))) for one in also)
    return _now("%(first)s；同时%(more)s") % {"first": first, "more": more} if more else first


def cause_words(code: str) -> str:
    """What made the house look anew."""
    return str(_CAUSES.get(code, code))
