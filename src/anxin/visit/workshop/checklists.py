"""Which lines a checklist has on a day in a store, and their words. The lists themselves are parameters (R-QC01)."""

from collections.abc import Iterable
from datetime import date
from hashlib import blake2b

from django.utils.translation import gettext as _

from anxin.platform.findings import gettext_noop
from anxin.platform.parameters import value
from anxin.visit.workshop import parameters
from anxin.visit.workshop.rules import words_of_list

CHECK_WORDS = {
    "work_complete": gettext_noop("委托项目全部做完"),
    "torque": gettext_noop("关键螺栓按力矩拧紧"),
    "leaks": gettext_noop("无渗漏"),
    "clean": gettext_noop("工位与车内已清洁"),
    "function": gettext_noop("相关功能正常，无故障码"),
    "road_test": gettext_noop("路试或举升检查正常"),
    "fluids": gettext_noop("油液液位正常"),
    "fasteners": gettext_noop("拆装部位装复牢固"),
    "old_parts": gettext_noop("旧件按客户要求处理"),
    "mileage": gettext_noop("里程与接车时相符"),
    "dashboard": gettext_noop("仪表无报警，保养提示已复位"),
    "exterior": gettext_noop("外观与接车时一致"),
    "interior": gettext_noop("内饰清洁，座椅后视镜已还原"),
    "washed": gettext_noop("车身干净，约定洗车的已洗净"),
    "belongings": gettext_noop("随车物品齐全，无遗留工具"),
    "body_gap": gettext_noop("缝隙、平面和开合正常"),
    "paint_surface": gettext_noop("漆面无流挂、颗粒和橘皮"),
    "paint_colour": gettext_noop("颜色与相邻面一致"),
    "hv_insulation": gettext_noop("高压绝缘检测合格"),
    "hv_sealed": gettext_noop("高压插头锁止，密封和警示复原"),
    "wheel_torque": gettext_noop("车轮螺栓按力矩复紧"),
    "tyre_pressure": gettext_noop("四轮胎压正常"),
    "pdi_paint": gettext_noop("外观：漆面、玻璃、灯具无划伤"),
    "pdi_gaps": gettext_noop("外观：缝隙均匀，门窗盖开合正常"),
    "pdi_interior": gettext_noop("内饰：座椅、内饰板、顶棚无污损"),
    "pdi_controls": gettext_noop("内饰：空调、音响、车窗、座椅功能正常"),
    "pdi_dashboard": gettext_noop("电气：仪表无故障灯，无故障码"),
    "pdi_battery": gettext_noop("电气：蓄电池电压正常，钥匙匹配"),
    "pdi_fluids": gettext_noop("机舱：油液液位正常，无渗漏"),
    "pdi_chassis": gettext_noop("底盘：螺栓紧固，无磕碰渗漏"),
    "pdi_tyres": gettext_noop("底盘：四轮胎压和力矩正常，运输件已拆"),
    "pdi_high_voltage": gettext_noop("三电：电量、充电口和绝缘正常（新能源）"),
    "pdi_drive": gettext_noop("动态：启动、换挡、转向、制动正常"),
    "pdi_tools": gettext_noop("随车：工具、备胎、三角牌、手册、证件齐全"),
    "pdi_vin": gettext_noop("随车：车架号、发动机号与证件一致"),
}
PRE_DELIVERY = "pre_delivery"
"""The kind of an order that inspects a new car (M07.13)."""
CODES = {words: code for code, words in CHECK_WORDS.items()}


def checklist_of(level: str, trades: Iterable[str], store_id: int, on: date, kind: str = "") -> list[tuple[str, str]]:
    """Codes and words of a level's checklist, with the lines for the trades of the work; not those of each job.

    A new car before its delivery has a general inspection of its own (M07.13), by the ``kind`` of its order. A line that
    the store worded itself has a code made from its words.
    """
    is_new_car = level == "general" and kind == PRE_DELIVERY
    lists = [parameters.PRE_DELIVERY_CHECKLIST if is_new_car else parameters.CHECKLISTS[level]]
    if level in ("self", "general"):
        lists += [parameters.TRADE_CHECKLISTS[trade] for trade in trades]
    wanted = dict.fromkeys(word for one in lists for word in words_of_list(value(one, store_id, on)))
    return [(code_of(words), label_of(code_of(words), words)) for words in wanted]


def code_of(words: str) -> str:
    """The code of a line: the program's own, else one that changes with the words."""
    return CODES.get(words) or f"own_{blake2b(words.encode(), digest_size=8).hexdigest()}"


def label_of(code: str, words: str) -> str:
    """A line in the reader's language; what a store wrote as it was written."""
    return _(CHECK_WORDS[code]) if code in CHECK_WORDS else words
