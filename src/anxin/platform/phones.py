"""Telephone numbers of mainland China, and foreign ones with a leading plus: normal form, mask, tail.

Owns the reading of one number. Does not own consent to call it.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from anxin.platform.findings import Finding, Severity, Unreadable
from anxin.platform.findings import gettext_noop as _
from anxin.platform.numerals import digits_of_number, is_scientific, recover_digits
from anxin.platform.text import compact, shortened


class PhoneKind(StrEnum):
    """What can be done with a number: only a mobile one receives text messages."""

    MOBILE = "MOBILE"
    LANDLINE = "LANDLINE"
    SERVICE = "SERVICE"
    FOREIGN = "FOREIGN"


@dataclass(frozen=True, slots=True)
class Phone:
    """A number in normal form with what is wrong; ``text`` is what to store when it is usable."""

    text: str
    kind: PhoneKind | None
    findings: tuple[Finding, ...] = ()

    @property
    def is_usable(self) -> bool:
        """Recognised and without error."""
        return self.kind is not None and not any(finding.is_error for finding in self.findings)

    @property
    def tail(self) -> str:
        """The last four digits of the number itself, without extension."""
        return re.sub(r"\D", "", self.text.partition("转")[0])[-4:]

    @property
    def display(self) -> str:
        """Grouped for reading: 138 1234 2765."""
        return f"{self.text[:3]} {self.text[3:7]} {self.text[7:]}" if self.kind is PhoneKind.MOBILE else self.text

    @property
    def masked(self) -> str:
        """For whoever may not see the number: 138 **** 2765, 0755-****5678."""
        if self.kind is PhoneKind.MOBILE:
            return f"{self.text[:3]} **** {self.text[-4:]}"
        if self.kind is PhoneKind.LANDLINE and "-" in self.text:
            return f"{self.text.partition('-')[0]}-****{self.tail}"
        return f"****{self.tail}"


_MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
_AREA_CODE = r"0(?:10|2\d|[3-9]\d\d)"
_LANDLINE = re.compile(rf"({_AREA_CODE})([2-9]\d{{6,7}})(?:(?:转|EXT|X|#)(\d{{1,6}}))?", re.ASCII)
_LANDLINE_DASHED = re.compile(rf"({_AREA_CODE})-([2-9]\d{{6,7}})(?:-(\d{{1,6}}))?", re.ASCII)
_LOCAL = re.compile(r"[2-9]\d{6,7}", re.ASCII)
_SERVICE = re.compile(r"[48]00\d{7}|9[56]\d{3,6}|1[02]\d{3}", re.ASCII)
_FOREIGN = re.compile(r"\+[1-9]\d{6,14}", re.ASCII)
_DOMESTIC = re.compile(r"^(?:\+|00)86-?(?=\d)|^86(?=1[3-9]\d{9}$)", re.ASCII)
_SEPARATORS = re.compile(r"[\s().·_~\[\]【】]|(?<=\D)-|-$")
_LABEL = re.compile(r"^(?:手机号码?|手机|电话号码?|电话|TEL|MOBILE|PHONE)[::]?|[((]?(?:先生|女士|小姐|本人|微信同号)[))]?$")
_SEVERAL = re.compile(r"\d{7,}[/、,;|]+\d{3,}", re.ASCII)


def parse_phone(value: str | int | float, *, area_code: str = "") -> Phone:
    """Read a number, or a number cell; never raises. ``area_code`` completes a local landline number."""
    if isinstance(value, str):
        return _parse_text(value, area_code)
    try:
        return _parse_text(digits_of_number(value), area_code)
    except Unreadable as lost:
        return Phone(format(value, ".0f"), None, (lost.finding,))


def normalise_phone(text: str) -> str:
    """The form that is stored when the number is usable. Idempotent."""
    return parse_phone(text).text


def mask_phone(text: str) -> str:
    """The mask of a number in any form."""
    return parse_phone(text).masked


def _parse_text(text: str, area_code: str) -> Phone:
    found = compact(text)
    if is_scientific(found):
        recovered = recover_digits(found)
        if recovered is None:
            return Phone(found, None, (_scientific(text),))
        found = recovered
    bare = _SEPARATORS.sub("", _LABEL.sub("", found))
    dashed = _DOMESTIC.sub("", bare, count=1)
    if dashed != bare and _LANDLINE.fullmatch("0" + dashed.replace("-", "")):
        # Abroad the area code is written without its zero.
        dashed = "0" + dashed.replace("-", "")
    if _SEVERAL.search(dashed):
        return Phone(found, None, (_several(text),))
    landline = _LANDLINE_DASHED.fullmatch(dashed)
    digits = dashed.replace("-", "")
    if landline is None and _MOBILE.fullmatch(digits.removeprefix("0")):
        return Phone(digits.removeprefix("0"), PhoneKind.MOBILE)
    landline = landline or _LANDLINE.fullmatch(digits)
    if landline:
        extension = f"转{landline[3]}" if landline[3] else ""
        return Phone(f"{landline[1]}-{landline[2]}{extension}", PhoneKind.LANDLINE)
    if _SERVICE.fullmatch(digits):
        return Phone(digits, PhoneKind.SERVICE)
    if _FOREIGN.fullmatch(digits):
        return Phone(digits, PhoneKind.FOREIGN)
    if _LOCAL.fullmatch(digits):
        return _local(digits, area_code, text)
    return Phone(found, None, (_unreadable(digits, text),))


def _local(digits: str, area_code: str, text: str) -> Phone:
    if area_code:
        return Phone(f"{area_code}-{digits}", PhoneKind.LANDLINE)
    finding = Finding(
        "phone_area_code",
        _("座机“%(value)s”缺少区号。"),
        _("请补上区号，例如 0755-83456789。"),
        {"value": shortened(text)},
        Severity.WARNING,
    )
    return Phone(digits, PhoneKind.LANDLINE, (finding,))


def _scientific(text: str) -> Finding:
    return Finding(
        "phone_scientific",
        _("电话“%(value)s”是科学计数法，后面的号码已经丢失。"),
        _("请在原表中把这一列设为文本格式，重新导出或补填完整号码。"),
        {"value": shortened(text)},
    )


def _several(text: str) -> Finding:
    return Finding(
        "phone_several",
        _("“%(value)s”里有不止一个号码。"),
        _("一格只填一个号码，其余的填到备用电话一列。"),
        {"value": shortened(text)},
    )


def _unreadable(digits: str, text: str) -> Finding:
    value = {"value": shortened(text)}
    if "*" in digits:
        return Finding("phone_masked", _("“%(value)s”是打了星号的号码。"), _("请填写完整号码。"), value)
    if re.fullmatch(r"1\d{5,14}", digits, re.ASCII):
        return Finding(
            "phone_length",
            _("手机号应为 11 位并以 13 至 19 开头，“%(value)s”是 %(length)d 位。"),
            _("请核对号码。"),
            value | {"length": len(digits)},
        )
    return Finding(
        "phone_unreadable",
        _("“%(value)s”不是电话号码。"),
        _("请填 11 位手机号，或带区号的座机，例如 0755-83456789。"),
        value,
    )
