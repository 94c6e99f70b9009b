"""What the codes of a walk-around are called on the screen and on paper."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from anxin.visit.reception.marks import MARK_KINDS, ZONES, describe_mark, words_of_marks

__all__ = [
    "LEVELS",
    "MARK_KINDS",
    "MISSING",
    "OLD_PARTS",
    "OUTCOMES",
    "PLACES",
    "PROTECTIVE_SET",
    "SAMPLED",
    "VALUABLES",
    "WALK_DECLINED",
    "WARNING_LIGHTS",
    "WASH",
    "ZONES",
    "describe_mark",
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
OUTCOMES: dict[str, Any] = {"returned": _("客户带走"), "kept": _("留店"), "recycled": _("环保处理")}
"""What became of an old part (R-WA12)."""
LEVELS: dict[int, Any] = {5: _("非常满意"), 4: _("满意"), 3: _("一般"), 2: _("不满意"), 1: _("很不满意")}
"""The five levels on which a customer rates the service (R-DL07)."""
SAMPLED: dict[str, Any] = {
    "clean": _("客户到前车已洗净"),
    "bill_clear": _("账单项目透明"),
    "bill_right": _("账单金额正确"),
    "explained": _("项目和金额逐项说明"),
    "set_removed": _("三件套当面取下"),
    "escorted": _("送到门口"),
    "standard": _("按交车标准交车"),
}
"""What is looked at in a delivery that was drawn (R-DL10)."""
