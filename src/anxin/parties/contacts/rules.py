"""Which contact counts, and how a template becomes a text. No database."""

import re
from collections.abc import Collection, Mapping

# R-FU08: voice messages and letters are no successful contact; a message that nobody answered is none either.
TALKING = frozenset({"phone", "visit", "wechat"})
PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")


class UnknownPlaceholder(ValueError):
    """A template asks for a value that nobody gives; ``args[0]`` is its name."""


def is_successful(channel: str, result: str) -> bool:
    """Whether somebody was spoken to (R-FU08)."""
    return channel in TALKING and result in ("reached", "call_back", "refused")


def fill_template(body: str, values: Mapping[str, object]) -> str:
    """The text with every ``{name}`` replaced.

    :raises UnknownPlaceholder: no value of that name
    """

    def put(found: re.Match[str]) -> str:
        name = found[1]
        if name not in values:
            raise UnknownPlaceholder(name)
        return str(values[name])

    return PLACEHOLDER.sub(put, body)


def unknown_placeholders(body: str, known: Collection[str]) -> list[str]:
    """Names in the text that no value is given for, in order."""
    return [name for name in PLACEHOLDER.findall(body) if name not in known]
