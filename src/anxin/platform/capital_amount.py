"""Amounts in Chinese capital words (人民币大写), as contracts and bills print them."""

from anxin.platform.money import Money

DIGITS = "零壹贰叁肆伍陆柒捌玖"  # i18n: data
PLACES = ("", "拾", "佰", "仟")  # i18n: data
GROUPS = ("", "万", "亿", "万亿")  # i18n: data


def in_capitals(amount: Money) -> str:
    """The amount in capital words, e.g. 玖佰叁拾陆元整; negative amounts begin with 负.

    :raises ValueError: a quadrillion yuan or more
    """
    sign, fen = ("负", -amount.fen) if amount.fen < 0 else ("", amount.fen)  # i18n: data
    yuan, cents = divmod(fen, 100)
    if yuan >= 10**16:
        raise ValueError("too large to be written in words")
    jiao, rest = divmod(cents, 10)
    words = (_integer(yuan) + "元") if yuan else ""  # i18n: data
    if not cents:
        return sign + (words or "零元") + "整"  # i18n: data
    if jiao:
        words += DIGITS[jiao] + "角"  # i18n: data
    elif yuan:
        words += DIGITS[0]
    return sign + words + (DIGITS[rest] + "分" if rest else "整")  # i18n: data


def _integer(number: int) -> str:
    """Groups of four digits; a zero is said once between digits, never at the end of a group."""
    groups = []
    while number:
        number, group = divmod(number, 10_000)
        groups.append(group)
    words, owes_zero = "", False
    for index in range(len(groups) - 1, -1, -1):
        group = groups[index]
        if not group:
            owes_zero = bool(words)
            continue
        if words and (owes_zero or group < 1000):
            words += DIGITS[0]
        words += _group(group) + GROUPS[index]
        owes_zero = False
    return words


def _group(number: int) -> str:
    words, owes_zero = "", False
    for place in range(3, -1, -1):
        digit = number // 10**place % 10
        if not digit:
            owes_zero = bool(words)
            continue
        words += (DIGITS[0] if owes_zero else "") + DIGITS[digit] + PLACES[place]
        owes_zero = False
    return words
