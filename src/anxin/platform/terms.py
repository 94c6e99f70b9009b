"""Words of the trade that mean the same (M01.09): searches and imports accept every one that the sources print.

Owns the lists of synonyms. Does not own the screens' wording (message catalogues) or names of roles (``org``).
"""

import functools
import tomllib
from collections.abc import Mapping
from pathlib import Path

from anxin.platform.text import compact


def synonyms_of(text: str) -> tuple[str, ...]:
    """Every word for the same thing, the one that the screens print first; the text alone when it has no synonym.

    Case and width do not matter. ``备件`` gives ``("配件", "备件", "零件", "parts")``.
    """
    return _by_word().get(compact(text), (text,))


def preferred_term(text: str) -> str:
    """The word that the screens print for this one."""
    return synonyms_of(text)[0]


def spellings_of(text: str) -> tuple[str, ...]:
    """The text itself first, then the text with each word of the trade replaced by its synonyms, for searches.

    ``备件经理`` gives ``("备件经理", "配件经理", "零件经理", "parts经理")``. Only the longest word found is replaced.
    """
    whole = synonyms_of(text)
    if len(whole) > 1:
        return tuple(dict.fromkeys([text, *whole]))
    said = compact(text)
    # Latin abbreviations such as SA stand inside other words, so only Chinese words are looked for in a text.
    inside = [word for word in _by_word() if word in said and not word.isascii()]
    if not inside:
        return (text,)
    longest = max(inside, key=len)
    return tuple(dict.fromkeys([text, *(said.replace(longest, other) for other in _by_word()[longest])]))


@functools.cache
def _by_word() -> Mapping[str, tuple[str, ...]]:
    groups = tomllib.loads(Path(__file__).with_name("terms.toml").read_text(encoding="utf-8"))["groups"]
    return {compact(word): tuple(group) for group in groups for word in group}
