"""Pure decisions on difficult cases: how a vote stands, and what of the words may leave the store."""

import re
from collections.abc import Iterable, Sequence

from anxin.platform.plates import PROVINCES

HIDDEN = "***"
SHORTEST = 2
"""A name of one character would blank that character everywhere."""

_NUMBERS = re.compile(r"(?<!\d)(?:\+?86)?[ -]?1[3-9](?:[ -]?\d){9}(?!\d)|(?<!\d)0\d{2,3}[ -]?\d{7,8}(?!\d)")
_PLATES = re.compile(
    rf"[{PROVINCES}][ ·.•-]?[A-HJ-Z][ ·.•-]?[A-HJ-NP-Z0-9]{{4,6}}[A-HJ-NP-Z0-9挂学警港澳领临]?", re.IGNORECASE
)
_VINS = re.compile(r"(?<![A-Z0-9])[A-HJ-NPR-Z0-9]{17}(?![A-Z0-9])", re.IGNORECASE)
_IDENTITIES = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")


def is_unanimous(votes: Sequence[bool | None]) -> bool:
    """Whether everybody asked said yes; nobody asked is no consent (R-WS15)."""
    return bool(votes) and all(votes)


def masked(words: str, known: Iterable[str] = ()) -> str:
    """The words without what names a customer or a car: what the store knows of them, and whatever looks like it."""
    for one in sorted({each.strip() for each in known}, key=len, reverse=True):
        if len(one) >= SHORTEST:
            words = re.sub(re.escape(one), HIDDEN, words, flags=re.IGNORECASE)
    for shape in (_IDENTITIES, _VINS, _NUMBERS, _PLATES):
        words = shape.sub(HIDDEN, words)
    return words


def search_terms(text: str) -> list[str]:
    """The words of a search, each of which must be found."""
    return [one for one in re.split(r"[\s,，、；;]+", text) if one][:6]
