"""Texts as people and spreadsheets write them: full-width characters, invisible characters, spaces.

Owns the cleaning of text and its limits. Numbers and money are read in ``numerals``, dates in ``dates``.
"""

import re
import unicodedata

from django.utils.translation import gettext_lazy as _

from anxin.platform.errors import Invalid

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0xFFE5: 0xA5}
_FULL_WIDTH_ALPHANUMERIC = {code: half for code, half in _FULL_WIDTH.items() if half == 0x20 or chr(half).isalnum()}
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff"
    "\ud800-\udfff]"
)
_SPACES = re.compile(r"[^\S\n]+")
_FIGURES = re.compile(r"(\d+)")
_LINE_BREAK = re.compile(r"\r\n|[\r\x85\u2028\u2029]")
_AROUND_BREAK = re.compile(r" ?\n ?")


def to_half_width(text: str) -> str:
    """Full-width letters, digits, punctuation and the ideographic space as ASCII; ￥ as ¥."""
    return text.translate(_FULL_WIDTH)


def clean_text(text: str) -> str:
    """Free text for storage: composed, trimmed, inner spaces single, nothing invisible.

    Full-width letters and digits become ASCII; Chinese punctuation and line breaks stay. Idempotent.
    """
    half = _INVISIBLE.sub("", text).translate(_FULL_WIDTH_ALPHANUMERIC)
    lines = _LINE_BREAK.sub("\n", unicodedata.normalize("NFC", half))
    return _AROUND_BREAK.sub("\n", _SPACES.sub(" ", lines)).strip()


def worded(text: str, longest: int, field: str, *, may_be_missing: bool = False) -> str:
    """Words as they are kept, cleaned.

    :raises Invalid: none where some are wanted, or too many
    """
    words = at_most(text, longest, field)
    if not words and not may_be_missing:
        raise Invalid(_("请写明是什么。"), field=field)
    return words


def at_most(text: str, longest: int, field: str) -> str:
    """Words that may be missing, cleaned.

    :raises Invalid: too many
    """
    words = clean_text(text)
    if len(words) > longest:
        raise Invalid(_("最多 %(longest)d 个字，请写短些。") % {"longest": longest}, field=field)
    return words


def compact(text: str) -> str:
    """ASCII width, upper case, without any space: for codes such as plates and VINs. Idempotent."""
    return "".join(to_half_width(_INVISIBLE.sub("", text)).split()).upper()


def natural_key(text: str) -> list[tuple[int, int, str]]:
    """Sort key by which figures count as numbers: 1号, 2号, 10号."""
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in _FIGURES.split(text) if part]


def shortened(text: str, limit: int = 60) -> str:
    """A value as found, for a message: one line, at most ``limit`` characters."""
    line = " ".join(_INVISIBLE.sub("", text).split())
    return line if len(line) <= limit else line[: limit - 1] + "…"
