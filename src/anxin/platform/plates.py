"""Chinese number plates (GA 36): normal form, kind, energy, display.

Owns the reading of one plate. A plate is stored without dot (粤BD12345) and shown with it (粤B·D12345).
Does not own which vehicle carries it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from anxin.platform.findings import Finding, Severity
from anxin.platform.findings import gettext_noop as _
from anxin.platform.text import compact, shortened

PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
DOT = "·"


class PlateKind(StrEnum):
    """What a plate is, by its shape."""

    NORMAL = "NORMAL"
    NEW_ENERGY_SMALL = "NEW_ENERGY_SMALL"
    NEW_ENERGY_LARGE = "NEW_ENERGY_LARGE"
    LEARNER = "LEARNER"
    POLICE = "POLICE"
    TRAILER = "TRAILER"
    HONG_KONG = "HONG_KONG"
    MACAO = "MACAO"
    EMBASSY = "EMBASSY"
    CONSULATE = "CONSULATE"
    ARMED_POLICE = "ARMED_POLICE"
    MILITARY = "MILITARY"
    RESCUE = "RESCUE"
    TRIAL = "TRIAL"
    OVERSIZE = "OVERSIZE"
    TEMPORARY = "TEMPORARY"


@dataclass(frozen=True, slots=True)
class Plate:
    """A plate in normal form with what is wrong; ``text`` is what to store when it is usable."""

    text: str
    kind: PlateKind | None
    findings: tuple[Finding, ...]

    @property
    def is_usable(self) -> bool:
        """Recognised and without error."""
        return self.kind is not None and not any(finding.is_error for finding in self.findings)

    @property
    def is_new_energy(self) -> bool:
        """Green plate: battery, plug-in hybrid or fuel cell."""
        return self.kind in (PlateKind.NEW_ENERGY_SMALL, PlateKind.NEW_ENERGY_LARGE)

    @property
    def is_battery_electric(self) -> bool:
        """Green plate of a purely electric vehicle (letters D, A, B, C, E)."""
        if not self.is_new_energy:
            return False
        return self.text[2 if self.kind is PlateKind.NEW_ENERGY_SMALL else -1] in "DABCE"

    @property
    def display(self) -> str:
        """With the dot, the way it is stamped."""
        if self.kind is None:
            return self.text
        at = 4 if self.text[0] == "使" else 3 if self.text[:1] == "军" and self.text[2].isalpha() else 2
        return f"{self.text[:at]}{DOT}{self.text[at:]}"


_L = "A-HJ-NP-Z"
_S = f"[{_L}0-9]"
_P = f"[{PROVINCES}]"
# Position 2 may be O: plates of public security that are still on old papers.
_AREA = f"{_P}[A-HJ-Z]"
_SHAPES: tuple[tuple[PlateKind, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(shape, re.ASCII))
    for kind, shape in (
        (PlateKind.NEW_ENERGY_SMALL, rf"{_AREA}[DABCEFGHJK]{_S}\d{{4}}"),
        (PlateKind.NEW_ENERGY_LARGE, rf"{_AREA}\d{{5}}[DABCEFGHJK]"),
        (PlateKind.NORMAL, rf"{_AREA}{_S}{{5}}"),
        (PlateKind.LEARNER, rf"{_AREA}{_S}{{4}}学"),
        (PlateKind.POLICE, rf"{_AREA}{_S}{{4}}警"),
        (PlateKind.TRAILER, rf"{_AREA}{_S}{{4}}挂"),
        (PlateKind.HONG_KONG, rf"粤Z{_S}{{4}}港"),
        (PlateKind.MACAO, rf"粤Z{_S}{{4}}澳"),
        (PlateKind.EMBASSY, rf"使\d{{6}}|{_AREA}{_S}{{4}}使"),
        (PlateKind.CONSULATE, rf"{_AREA}{_S}{{4}}领"),
        (PlateKind.TRIAL, rf"{_AREA}{_S}{{4}}试"),
        (PlateKind.OVERSIZE, rf"{_AREA}{_S}{{4}}超"),
        (PlateKind.RESCUE, rf"{_P}X\d{{4}}应急"),
        (PlateKind.ARMED_POLICE, rf"WJ{_P}?\d{{4}}{_S}|WJ\d{{2}}{_P}?\d{{4}}{_S}"),
        (PlateKind.MILITARY, rf"[VKH][{_L}]\d{{5}}|军[{_L}]{{1,2}}\d{{5}}"),
        (PlateKind.TEMPORARY, rf"{_AREA}{_S}{{4,6}}临"),
    )
)
_DROPPED = re.compile(r"[·•・‧∙⋅●．.。\-_—–‐*()\[\]【】《》<>/\\|,:'\"]")
_TRADITIONAL = str.maketrans("滬雲遼魯蘇贛陝閩貴粵寧瓊學掛領試臨應豫黒", "沪云辽鲁苏赣陕闽贵粤宁琼学挂领试临应豫黑")
_TEMPORARY_ELSEWHERE = re.compile(rf"临({_AREA}{_S}{{4,6}})|({_AREA})临({_S}{{4,6}})")
_NO_PLATE = frozenset({"无", "无牌", "无牌照", "暂无", "未上牌", "未挂牌", "未上户", "新车", "待上牌", "空"})
_CONFUSED = str.maketrans({"I": "1", "O": "0"})


def normalise_plate(text: str) -> str:
    """Canonical form: ASCII upper case, simplified characters, no dot or space, 临 at the end. Idempotent."""
    plate = _DROPPED.sub("", compact(text).translate(_TRADITIONAL))
    found = _TEMPORARY_ELSEWHERE.fullmatch(plate)
    return f"{found[1] or found[2] + found[3]}临" if found else plate


def parse_plate(text: str) -> Plate:
    """Read a plate; never raises."""
    plate = normalise_plate(text)
    kind = _kind(plate)
    findings = tuple(_doubts(plate, kind)) if kind else (_unknown(plate, text),)
    return Plate(plate, kind, findings)


def _kind(plate: str) -> PlateKind | None:
    return next((kind for kind, shape in _SHAPES if shape.fullmatch(plate)), None)


def _doubts(plate: str, kind: PlateKind) -> Iterator[Finding]:
    if kind is PlateKind.MILITARY and plate[0] != "军":
        yield Finding(
            "plate_military",
            _("“%(plate)s”按军队号牌识别。"),
            _("如果是地方车辆，请在前面补上省份简称。"),
            {"plate": plate},
            Severity.WARNING,
        )
    elif plate[1:2] == "O" and plate[0] in PROVINCES:
        yield Finding(
            "plate_area_o",
            _("“%(plate)s”第二位是字母 O，这类号牌已停发。"),
            _("请核对是否为 Q、D 或 C。"),
            {"plate": plate},
            Severity.WARNING,
        )


def _unknown(plate: str, text: str) -> Finding:
    value: dict[str, object] = {"value": shortened(text)}
    if not plate or plate in _NO_PLATE:
        return Finding("plate_none", _("没有车牌号。"), _("未上牌的车请留空车牌，填写车架号。"), value)
    suggestion = _suggestion(plate)
    if suggestion:
        return Finding(
            "plate_letter",
            _("车牌“%(value)s”的序号里不用字母 I 和 O。"),
            _("I 多为数字 1，O 多为数字 0，可能是 %(suggestion)s，请核对。"),
            value | {"suggestion": suggestion},
        )
    value["length"] = len(plate)
    for code, shape, message, cure in _NEAR_MISSES:
        if shape.fullmatch(plate):
            return Finding(code, message, cure, value)
    return Finding("plate_unknown", _("“%(value)s”不是中国车牌号。"), _("请写成 粤B12345 或 粤BD12345 的样子。"), value)


# The first shape that fits says what is wrong.
_NEAR_MISSES = (
    (
        "plate_province",
        re.compile(rf"[A-Z]{_S}{{5,6}}"),
        _("车牌“%(value)s”缺少省份简称。"),
        _("请在前面补上省份简称，例如“粤”；军队号牌请在前面加“军”。"),
    ),
    (
        "plate_length",
        re.compile(rf"(?!.{{7,8}}$){_P}[A-Z]?{_S}*"),
        _("车牌“%(value)s”有 %(length)d 位；普通号牌 7 位，新能源号牌 8 位。"),
        _("请对照行驶证补全或去掉多余的字符。"),
    ),
    (
        "plate_new_energy",
        re.compile(rf"{_AREA}{_S}{{6}}"),
        _("“%(value)s”有 8 位，但不符合新能源号牌的规则。"),
        _("小型车第三位、大型车最后一位应为字母 D、F、A、B、C、E、G、H、J、K 之一，其余位置为数字。"),
    ),
    (
        "plate_shape",
        re.compile(rf"(?:{_P}|WJ|使|军).*"),
        _("车牌“%(value)s”不符合号牌规则。"),
        _("请对照行驶证核对每一位。"),
    ),
)


def _suggestion(plate: str) -> str:
    swapped = plate[:2] + plate[2:].translate(_CONFUSED)
    return swapped if swapped != plate and _kind(swapped) else ""


def normalise_tail(text: str) -> str:
    """The end of a plate, VIN or document number as it is typed into a search: upper case, without dot and spaces."""
    return text.strip().upper().replace("·", "").replace(" ", "")
