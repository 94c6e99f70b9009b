"""Vehicle identification numbers (GB 16735, ISO 3779): normal form, check digit, model year, maker.

Owns the reading of one VIN and the table of makers (``wmi.csv``). Does not own vehicles or their history.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from anxin.platform.findings import Finding, Severity
from anxin.platform.findings import gettext_noop as _
from anxin.platform.text import compact, shortened

LENGTH = 17
_CHECK_POSITION, _YEAR_POSITION = 8, 9
_CHARACTERS = frozenset("0123456789ABCDEFGHJKLMNPRSTUVWXYZ")
_VALUES = {character: (ord(character) - ord("A")) % 9 + 1 for character in "ABCDEFGH"}
_VALUES |= {character: index for index, character in enumerate("JKLMN", start=1)} | {"P": 7, "R": 9}
_VALUES |= {character: index for index, character in enumerate("STUVWXYZ", start=2)}
_VALUES |= {digit: int(digit) for digit in "0123456789"}
_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_CHECK_DIGITS = "0123456789X"
_YEARS = "ABCDEFGHJKLMNPRSTVWXY123456789"
_FIRST_YEAR, _YEAR_CYCLE = 1980, 30
_FORBIDDEN = str.maketrans({"I": "1", "O": "0", "Q": "0"})
# China (L, newer H) by GB 16735, North America by 49 CFR 565: the ninth character is always a check digit.
_CHECKED_FIRST = frozenset("LH12345")
_LOOK_ALIKE = {"0": "DU", "1": "L7", "2": "Z7", "5": "S6", "6": "G5", "8": "B3", "B": "8", "C": "G", "D": "0"}
_LOOK_ALIKE |= {"G": "6C", "L": "1", "S": "5", "U": "V0", "V": "UY", "Z": "2", "M": "N", "N": "M", "3": "8", "7": "12"}
_LOOK_ALIKE |= {"E": "F", "F": "EP", "P": "FR", "R": "P", "X": "K", "K": "X", "Y": "V", "H": "N", "4": "A", "A": "4"}


@dataclass(frozen=True, slots=True)
class Maker:
    """Who built the vehicle, from the first three characters of its VIN."""

    wmi: str
    brand_zh: str
    brand_en: str
    maker_zh: str
    maker_en: str


@dataclass(frozen=True, slots=True)
class Vin:
    """A VIN in normal form with what is known and what is wrong; ``text`` is what to store when it is usable."""

    text: str
    findings: tuple[Finding, ...]
    maker: Maker | None
    model_years: tuple[int, ...]

    @property
    def is_usable(self) -> bool:
        """No error; warnings may remain."""
        return not any(finding.is_error for finding in self.findings)

    @property
    def tail(self) -> str:
        """The last six characters, the way people say a VIN."""
        return self.text[-6:]


def normalise_vin(text: str) -> str:
    """ASCII, upper case, without spaces, dashes and the asterisks that frame a stamped VIN. Idempotent."""
    return compact(text).translate(_SEPARATORS)


def parse_vin(text: str, *, on: date | None = None) -> Vin:
    """Read a VIN; never raises. Model years later than the year after ``on`` are left out."""
    vin = normalise_vin(text)
    findings = tuple(_findings(vin, text))
    whole = len(vin) == LENGTH
    return Vin(vin, findings, find_maker(vin) if whole else None, model_year_candidates(vin, on=on))


def check_digit(vin: str) -> str:
    """The character that belongs in position 9 of a 17-character VIN without I, O and Q.

    :raises ValueError: not 17 permitted characters
    """
    if len(vin) != LENGTH or not _CHARACTERS.issuperset(vin):
        raise ValueError("a VIN has 17 characters without I, O and Q")
    return _CHECK_DIGITS[sum(_VALUES[one] * weight for one, weight in zip(vin, _WEIGHTS, strict=True)) % 11]


def model_year_candidates(vin: str, *, on: date | None = None) -> tuple[int, ...]:
    """Years that position 10 may mean, 30 years apart, oldest first; empty when it means none."""
    code = vin[_YEAR_POSITION : _YEAR_POSITION + 1]
    if len(vin) != LENGTH or code not in _YEARS:
        return ()
    first = _FIRST_YEAR + _YEARS.index(code)
    last = on.year + 1 if on else _FIRST_YEAR + 2 * _YEAR_CYCLE - 1
    return tuple(range(first, last + 1, _YEAR_CYCLE))


def find_maker(vin: str) -> Maker | None:
    """The maker by the first three characters, None when the table does not know them."""
    return _makers().get(vin[:3])


def suggest_vins(vin: str) -> tuple[str, ...]:
    """VINs one misread character or one swap of neighbours away whose check digit is right, at most three."""
    found = dict.fromkeys(candidate for candidate in _neighbours(vin) if _checks(candidate))
    return tuple(found)[:3]


_SEPARATORS = str.maketrans("", "", "-*_.·,'\"#:")


def _findings(vin: str, text: str) -> Iterator[Finding]:
    if len(vin) != LENGTH:
        yield Finding(
            "vin_length",
            _("车架号应为 17 位，“%(value)s”是 %(length)d 位。"),
            _("请对照行驶证或前挡风玻璃左下角的铭牌补全。"),
            {"value": shortened(text), "length": len(vin)},
        )
        return
    wrong = sorted(set(vin) - _CHARACTERS)
    if wrong:
        yield _wrong_characters(vin, wrong)
        return
    yield from _check_digit_findings(vin)
    if vin[0] == "L" and vin[_YEAR_POSITION] not in _YEARS:
        yield Finding(
            "vin_year",
            _("车架号第 10 位“%(character)s”不是年份代码。"),
            _("请核对第 10 位；年份代码不用 I、O、Q、U、Z 和 0。"),
            {"character": vin[_YEAR_POSITION]},
            Severity.WARNING,
        )
    if vin[0] == "L" and not vin[-4:].isdecimal():
        yield Finding(
            "vin_serial",
            _("车架号最后四位“%(serial)s”应为数字。"),
            _("请核对最后四位。"),
            {"serial": vin[-4:]},
            Severity.WARNING,
        )


def _wrong_characters(vin: str, wrong: list[str]) -> Finding:
    characters = "、".join(wrong)
    if set(wrong) <= set("IOQ"):
        return Finding(
            "vin_forbidden_letter",
            _("车架号不使用字母 I、O、Q，这里有 %(characters)s。"),
            _("I 多为数字 1，O、Q 多为数字 0，可能是 %(suggestion)s，请核对。"),
            {"characters": characters, "suggestion": vin.translate(_FORBIDDEN)},
        )
    return Finding(
        "vin_character",
        _("车架号里有不允许的字符：%(characters)s。"),
        _("车架号只有数字和大写字母，请改正。"),
        {"characters": characters},
    )


def _check_digit_findings(vin: str) -> Iterator[Finding]:
    expected, found = check_digit(vin), vin[_CHECK_POSITION]
    # European makers fill position 9 with Z or another letter: no check digit was meant.
    if expected == found or (not _must_check(vin) and found not in _CHECK_DIGITS):
        return
    severity = Severity.ERROR if _must_check(vin) else Severity.WARNING
    message = _("车架号校验位（第 9 位）应为 %(expected)s，现为 %(found)s，多半是抄错了一位。")
    values: dict[str, object] = {"expected": expected, "found": found}
    suggestions = suggest_vins(vin) if severity is Severity.ERROR else ()
    cure = _("请逐位核对车架号。")
    if suggestions:
        cure = _("请逐位核对，可能是 %(suggestions)s。")
        values["suggestions"] = " / ".join(suggestions)
    yield Finding("vin_check_digit", message, cure, values, severity)


def _must_check(vin: str) -> bool:
    # Of region 7, A to E are New Zealand's and the rest the United States'.
    return vin[0] in _CHECKED_FIRST or (vin[0] == "7" and vin[1] not in "ABCDE")


def _checks(vin: str) -> bool:
    return check_digit(vin) == vin[_CHECK_POSITION]


def _neighbours(vin: str) -> Iterator[str]:
    known = find_maker(vin) is not None
    for index, character in enumerate(vin):
        # A maker that is in the table was read right: look for the slip further on.
        if known and index < 3:
            continue
        for other in _LOOK_ALIKE.get(character, ""):
            yield vin[:index] + other + vin[index + 1 :]
        if index + 1 < LENGTH and character != vin[index + 1]:
            yield vin[:index] + vin[index + 1] + character + vin[index + 2 :]


@cache
def _makers() -> dict[str, Maker]:
    source = files("anxin.platform").joinpath("wmi.csv").read_text(encoding="utf-8")
    return {row["wmi"]: Maker(**row) for row in csv.DictReader(source.splitlines())}
