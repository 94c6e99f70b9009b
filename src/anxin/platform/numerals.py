"""Numbers as people and spreadsheets write them: whole numbers, decimals, money in fen.

Owns the reading of one value. Raises ``Unreadable`` with the cure; never guesses when digits may be lost.
"""

import re
from decimal import Decimal

from anxin.platform.findings import Finding, Unreadable
from anxin.platform.findings import gettext_noop as _
from anxin.platform.text import shortened, to_half_width

# Excel keeps 15 significant digits: a longer number has already lost its end.
EXACT_DIGITS = 15
MOST_PLACES = 9

_SIGNS = str.maketrans({"−": "-", "–": "-", "—": "-", "﹣": "-", "，": ",", "。": "."})
_PLAIN = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)", re.ASCII)
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d*)?", re.ASCII)
_SCIENTIFIC = re.compile(r"([+-]?)(\d+)(?:\.(\d*))?[eE]\+?(\d{1,3})", re.ASCII)
_BRACKETED = re.compile(r"\((.+)\)")
_CURRENCY = re.compile(r"^([+-]?)(?:¥|RMB|CNY|人民币)([+-]?)|(?:元整|元正|元|圆|块|RMB|CNY)$", re.IGNORECASE)
_MULTIPLES = {"万": 10_000, "亿": 100_000_000}

_NOT_A_NUMBER = _("“%(value)s”不是数字。")
_WRITE_NUMBER = _("请只写数字，例如 1234.50。")


def parse_decimal(value: str | int | float | Decimal) -> Decimal:
    """A decimal number from a cell: 1,234.5, （12）, １２.５ and 1.2万 are read.

    :raises Unreadable: no number, grouped oddly, or digits lost to scientific notation
    """
    if isinstance(value, bool):
        raise _unreadable("number_unreadable", str(value), _NOT_A_NUMBER, _WRITE_NUMBER)
    if isinstance(value, Decimal):
        return value
    if isinstance(value, int | float):
        return _from_float(value)
    text = "".join(to_half_width(value).translate(_SIGNS).split())
    bracketed = _BRACKETED.fullmatch(text)
    if bracketed:
        return -parse_decimal(bracketed[1])
    multiple = _MULTIPLES.get(text[-1:], 0)
    if multiple:
        return parse_decimal(text[:-1]) * multiple
    if _PLAIN.fullmatch(text):
        return _within_reach(Decimal(text), value)
    if _GROUPED.fullmatch(text):
        return _within_reach(Decimal(text.replace(",", "")), value)
    if _SCIENTIFIC.fullmatch(text):
        return Decimal(_scientific_digits(text, value))
    if "," in text:
        raise _unreadable(
            "number_grouping",
            value,
            _("“%(value)s”里的逗号位置不对，看不出是千位分隔还是小数点。"),
            _("请去掉逗号，小数点用“.”。"),
        )
    raise _unreadable("number_unreadable", value, _NOT_A_NUMBER, _WRITE_NUMBER)


def parse_integer(value: str | int | float | Decimal) -> int:
    """A whole number from a cell.

    :raises Unreadable: no number, or one with a fraction
    """
    number = parse_decimal(value)
    if number != number.to_integral_value():
        raise _unreadable("integer_fraction", str(value), _("“%(value)s”不是整数。"), _("请填整数，不要小数。"))
    return int(number)


def parse_money(value: str | int | float | Decimal) -> int:
    """An amount in yuan as fen: ¥1,234.50, 1234.5元, 1.2万元, RMB 88, (12.00) are read.

    :raises Unreadable: no amount, or finer than a fen
    """
    if isinstance(value, str):
        text = "".join(to_half_width(value).translate(_SIGNS).split())
        inner = _BRACKETED.fullmatch(text)
        stripped = _CURRENCY.sub(r"\1\2", inner[1] if inner else text)
        stripped = _CURRENCY.sub(r"\1\2", stripped)
        try:
            yuan = parse_decimal(f"({stripped})" if inner else stripped)
        except Unreadable as refused:
            values = {"value": shortened(value)}
            finding = refused.finding
            raise Unreadable(Finding(finding.code, finding.message_id, finding.cure_id, values)) from None
    else:
        yuan = parse_decimal(value)
    fen = yuan * 100
    if fen != fen.to_integral_value():
        raise _unreadable(
            "money_too_fine", str(value), _("金额“%(value)s”超过两位小数。"), _("请四舍五入到分，例如 33.33。")
        )
    return int(fen)


def recover_digits(value: str) -> str | None:
    """The exact digits of a whole number in scientific notation, or None when digits are lost (1.38E+10)."""
    found = _SCIENTIFIC.fullmatch("".join(to_half_width(value).split()))
    if not found or found[1] == "-":
        return None
    whole, fraction, exponent = found[2], found[3] or "", int(found[4])
    if len(fraction) > exponent or len(whole) + exponent > EXACT_DIGITS:
        return None
    # Excel writes 13800000000 as 1.38E+10 too: only a full row of digits proves that none was cut off.
    return whole + fraction if len(fraction) == exponent else None


def is_scientific(value: str) -> bool:
    """Whether the text looks like 1.38E+10."""
    return _SCIENTIFIC.fullmatch("".join(to_half_width(value).split())) is not None


def digits_of_number(value: int | float) -> str:
    """A number cell that stands for a code (phone, part number), as its digits.

    :raises Unreadable: more digits than a spreadsheet keeps, so the end is already wrong
    """
    if isinstance(value, float) and not value.is_integer():
        return format(value, f".{EXACT_DIGITS}g")
    if abs(value) >= 10**EXACT_DIGITS:
        raise _unreadable(
            "digits_lost",
            format(value, ".0f"),
            _("“%(value)s”超过 15 位，表格软件已经改掉了末尾的数字。"),
            _("请把这一列设为文本格式，再重新填写完整号码。"),
        )
    return str(int(value))


def _from_float(value: int | float) -> Decimal:
    if value != value or value in (float("inf"), float("-inf")):
        raise _unreadable("number_unreadable", str(value), _NOT_A_NUMBER, _WRITE_NUMBER)
    # 0.1 + 0.2 is shown as 0.3 by the spreadsheet: read what the person saw.
    return Decimal(value) if isinstance(value, int) else Decimal(format(value, f".{EXACT_DIGITS}g"))


def _scientific_digits(text: str, value: str) -> str:
    negative = text.startswith("-")
    digits = recover_digits(text.lstrip("+-"))
    if digits is None:
        raise _unreadable(
            "scientific_notation",
            value,
            _("“%(value)s”是科学计数法，后面的数字可能已经丢失。"),
            _("请在原表中把这一列设为文本或数值格式，显示完整数字后再导出。"),
        )
    return "-" + digits if negative else digits


def _within_reach(number: Decimal, value: str) -> Decimal:
    if number.adjusted() >= EXACT_DIGITS + 3:
        raise _unreadable("number_too_large", value, _("“%(value)s”数字过大。"), _("请核对是否多填了位数。"))
    return number


def _unreadable(code: str, value: str, message: str, cure: str) -> Unreadable:
    return Unreadable(Finding(code, message, cure, {"value": shortened(value)}))


def is_sane(number: Decimal) -> bool:
    """Whether a typed number is neither endless nor so large (1e99999999) that reckoning with it takes all memory."""
    return number.is_finite() and number.adjusted() <= MOST_PLACES
