"""Pure: when two written names are one company, so that none has two accounts (M09.01)."""

import unicodedata

BLANKS = "\u115f\u1160\u2800\u3164\uffa0"
"""Letters and signs by their class that nobody sees."""


def visible(name: str) -> str:
    """The name without what nobody sees: format characters, and letters that are blank."""
    return "".join(char for char in name if unicodedata.category(char) != "Cf" and char not in BLANKS)


def folded(name: str) -> str:
    """What is compared: one width and one case, no spaces, nothing unseen, no mark that stands by itself. Idempotent."""
    text = visible(name)
    for _once in range(2):
        # What folds may compose anew.
        text = unicodedata.normalize("NFKC", text).casefold()
        text = "".join(char for char in visible(text) if unicodedata.category(char)[0] not in "ZC" and not _is_mark(char))
    return text


def is_name(name: str) -> bool:
    """Whether anybody can read it: a letter or a digit is in it."""
    return any(unicodedata.category(char)[0] in "LN" for char in folded(name))


def _is_mark(char: str) -> bool:
    return unicodedata.category(char) in ("Mn", "Me")
