"""The lowest terms of the three guarantees, and the words by which a kind of part is recognised.

The terms are those of order 43 of 2021 as secondary sources give them: to be confirmed by the house.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _

from anxin.platform.parameters import ParameterDefinition, declare


def _term(code: str, default: int, label: Any, unit: Any, maximum: int) -> ParameterDefinition:
    return declare(f"coverage.{code}", "integer", default, label, "R-RC16", unit=unit, minimum=0, maximum=maximum)


LEGAL_MONTHS = _term("legal_months", 36, _("三包：包修期至少几个月"), _("月"), 240)
LEGAL_KM = _term("legal_km", 60_000, _("三包：包修期至少多少公里"), "km", 1_000_000)
WEAR_MONTHS = _term("wear_months", 6, _("易损件质保几个月（车型没有条款时）"), _("月"), 240)
WEAR_KM = _term("wear_km", 5_000, _("易损件质保多少公里（车型没有条款时）"), "km", 1_000_000)


def _words(code: str, default: str, label: Any) -> ParameterDefinition:
    return declare(f"coverage.{code}_words", "text", default, label, "R-RC16")


WORDS = {
    "wear": _words(
        "wear",
        "雨刮 刹车片 制动片 火花塞 滤清器 空调滤芯 机滤 轮胎 灯泡 保险丝 离合器片 遥控器电池 蓄电池 电瓶",
        _("易损件：名称里有这些词"),
    ),
    "new_energy": _words("new_energy", "动力电池 电池包 驱动电机 电机控制器 高压", _("三电：名称里有这些词")),
    "powertrain": _words("powertrain", "发动机 变速箱 变速器 差速器 传动轴", _("动力总成：名称里有这些词")),
}
"""In the order in which they are looked for: the filter of an engine wears."""
