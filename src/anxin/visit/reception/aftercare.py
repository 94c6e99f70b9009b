"""What to mind after a service (R-DL01): the program's own words, and which of them belong to what was done."""

from collections.abc import Collection, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

PADS = _("新片需磨合 200 km：保持车距，避免急刹。")
BATTERY = _("断电后时钟、车窗等可能要重新设定。")
SHIPPED: dict[str, Any] = {
    "刹车": PADS,  # i18n: data
    "制动片": PADS,  # i18n: data
    "制动盘": PADS,  # i18n: data
    "制动": PADS,  # i18n: data
    "制动液": _("踩几脚制动再起步；踏板变软或变深请停车联系我们。"),  # i18n: data
    "轮胎": _("新胎前 200 km 避免急加速和急转弯，一周后复查胎压。"),  # i18n: data
    "补胎": _("补过的轮胎避免长时间高速行驶，一周内复查胎压。"),  # i18n: data
    "机油": _("前 500 km 留意机油液位，有报警请立即停车联系我们。"),  # i18n: data
    "电池": BATTERY,  # i18n: data
    "电瓶": BATTERY,  # i18n: data
    "漆": _("新漆 7 天内不洗车、30 天内不打蜡。"),  # i18n: data
    "定位": _("行驶 100 km 后如方向仍偏，请回店复查。"),  # i18n: data
    "空调": _("先开窗通风两分钟再开空调；一周内有异味或不凉请回店。"),  # i18n: data
    "高压": _("仪表出现高压系统报警时请靠边停车、离开车辆并联系我们，不要自行拆检橙色线束。"),  # i18n: data
    "变速箱油": _("前 100 km 平稳驾驶，换挡有顿挫或打滑请回店复查。"),  # i18n: data
    "冷却液": _("一周内早晨冷车时看一次液位；水温报警请立即停车熄火。"),  # i18n: data
    "挡风玻璃": _("24 小时内不洗车、不关重车门，留一点窗缝；三天内不上高速颠簸路。"),  # i18n: data
    "贴膜": _("三天内不升降车窗，七天内不擦洗。"),  # i18n: data
    "天窗": _("三天内勿用高压水枪冲洗天窗四周。"),  # i18n: data
    "雨刮": _("玻璃有泥沙时先喷水再刮，不要干刮。"),  # i18n: data
}
"""Word in the name or position of what was done → the program's words; a store or the group words them anew."""
HIGH_VOLTAGE = "高压"  # i18n: data


WEARS_IN = frozenset({"刹车", "制动片", "制动盘", "制动"})  # i18n: data
ONLY_CARED_FOR = ("清洁", "清洗", "保养")  # i18n: data
"""What was only cleaned has nothing new to run in."""


def precaution_for(texts: Mapping[str, str], codes: Collection[str], names: Collection[str]) -> str:
    """The words for a service: those of one of its codes, else of the longest word that one of its names holds."""
    exact = next((texts[code] for code in codes if code and code in texts), None)
    if exact is not None:
        return exact
    words = sorted((word for word in texts if any(_is_about(word, name) for name in names)), key=len, reverse=True)
    return texts[words[0]] if words else ""


def _is_about(word: str, name: str) -> bool:
    return word in name and not (word in WEARS_IN and any(done in name for done in ONLY_CARED_FOR))
