"""What the codes of a walk-around are called on the screen and on paper."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from anxin.visit.reception.marks import MARK_KINDS, ZONES, describe_mark, words_of_marks

__all__ = [
    "MARK_KINDS",
    "MISSING",
    "OLD_PARTS",
    "PLACES",
    "PROTECTIVE_SET",
    "VALUABLES",
    "WALK_DECLINED",
    "WARNING_LIGHTS",
    "WASH",
    "ZONES",
    "describe_mark",
    "precaution_for",
    "words_of_marks",
]

PLACES: dict[str, Any] = {"front": _("前"), "left": _("左侧"), "right": _("右侧"), "rear": _("后"), "dash": _("仪表")}
WARNING_LIGHTS: dict[str, Any] = {
    "engine": _("发动机"),
    "brake": _("制动"),
    "abs": _("ABS"),
    "airbag": _("气囊"),
    "oil": _("机油"),
    "battery": _("蓄电池"),
    "tyre": _("胎压"),
    "coolant": _("水温"),
    "other": _("其他"),
}
VALUABLES: dict[str, Any] = {
    "none": _("无贵重物"),
    "recorder": _("行车记录仪"),
    "papers": _("证件 / 现金"),
    "electronics": _("电子设备"),
    "other": _("其他"),
}
MISSING: dict[str, Any] = {
    "odometer_km": _("里程"),
    "fuel_eighths": _("油量或电量"),
    "protective_set": _("三件套"),
    "protective_words": _("客户不要三件套的原话"),
    "valuables": _("车内物品"),
}
"""What a sheet may lack before it can be signed, as its step names it."""
PROTECTIVE_SET: dict[str, Any] = {"laid": _("已铺好"), "refused": _("客户不需要")}
OLD_PARTS: dict[str, Any] = {"boot": _("带走，放后备箱"), "elsewhere": _("带走，放别处"), "leave": _("不带走")}
WASH: dict[str, Any] = {"yes": _("洗车"), "no": _("不洗")}
WALK_DECLINED: dict[str, Any] = {
    "hurry": _("客户赶时间"),
    "unwilling": _("客户说不用看"),
    "weather": _("雨雪或光线不好"),
    "dropped": _("放下车就走了"),
}
FLAG_REASONS: dict[str, Any] = {
    "mystery": (_("问得很细"), _("拍照录音"), _("没有真的故障")),
    "complaint_prone": (_("当场抱怨"), _("以前投诉过"), _("要求赔偿")),
}
PRECAUTIONS: dict[str, Any] = {
    "刹车": _("新片需磨合 200 km：保持车距，避免急刹。"),  # i18n: data
    "制动": _("新片需磨合 200 km：保持车距，避免急刹。"),  # i18n: data
    "轮胎": _("新胎前 200 km 避免急加速和急转弯，一周后复查胎压。"),  # i18n: data
    "机油": _("前 500 km 留意机油液位，有报警请立即停车联系我们。"),  # i18n: data
    "电池": _("断电后时钟、车窗等可能要重新设定。"),  # i18n: data
    "电瓶": _("断电后时钟、车窗等可能要重新设定。"),  # i18n: data
    "漆": _("新漆 7 天内不洗车、30 天内不打蜡。"),  # i18n: data
    "定位": _("行驶 100 km 后如方向仍偏，请回店复查。"),  # i18n: data
}
"""R-DL01: what to mind after a service whose name holds the word; the advisor changes it before it is signed."""


def precaution_for(service: str) -> str:
    """The usual precaution after a service, or nothing."""
    return next((str(words) for key, words in PRECAUTIONS.items() if key in service), "")
