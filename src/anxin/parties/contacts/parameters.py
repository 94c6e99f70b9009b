"""Declarations that other modules make: message templates and kinds of timeline lines; limits of delivery."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from anxin.platform.parameters import declare

SECRET = "〔…〕"  # i18n: data
"""Stands in a kept message for what only the customer gets."""
ALWAYS_KNOWN = frozenset({"name", "store", "store_phone", "unsubscribe"})

DELIVERY_ATTEMPTS = declare(
    "contacts.delivery_attempts", "integer", 5, _("消息发送失败时最多尝试次数"), "R-FU06", minimum=1, maximum=8
)


@dataclass(frozen=True, slots=True)
class Template:
    """A message as the program words it (Chinese).

    ``{name}``, ``{store}``, ``{store_phone}`` and ``{unsubscribe}`` are always known.
    """

    code: str
    label: Any
    purpose: str
    body: str
    parameters: frozenset[str]

    @property
    def known(self) -> frozenset[str]:
        """Every placeholder that may stand in the text."""
        return self.parameters | ALWAYS_KNOWN


@dataclass(frozen=True, slots=True)
class TimelineKind:
    """A kind of timeline line; ``text`` takes the line's values as ``%(name)s``."""

    code: str
    text: Any
    icon: str = "history"


_templates: dict[str, Template] = {}
_timeline_kinds: dict[str, TimelineKind] = {}


def declare_template(code: str, label: Any, purpose: str, body: str, parameters: Iterable[str] = ()) -> str:
    """Declare a message template (``module.name``) for one purpose of consent; returns the code.

    :raises ValueError: declared twice
    """
    if code in _templates:
        raise ValueError(f"template {code} is declared twice")
    _templates[code] = Template(code, label, purpose, body, frozenset(parameters))
    return code


def declare_timeline_kind(code: str, text: Any, icon: str = "history") -> str:
    """Declare a kind of timeline line (``module.what``) with a translatable text; returns the code.

    :raises ValueError: declared twice
    """
    if code in _timeline_kinds:
        raise ValueError(f"timeline kind {code} is declared twice")
    _timeline_kinds[code] = TimelineKind(code, text, icon)
    return code


def declared_templates() -> dict[str, Template]:
    """Every declared template by code."""
    return dict(sorted(_templates.items()))


def timeline_kind(code: str) -> TimelineKind:
    """The kind of a line; of an undeclared one, its code as the text."""
    return _timeline_kinds.get(code, TimelineKind(code, code))


CONTACT_LINE = declare_timeline_kind("contacts.contact", _("%(channel)s · %(result)s"), "phone")
MESSAGE_LINE = declare_timeline_kind("contacts.message", _("发送消息：%(label)s"), "message")
FREE_SERVICE = declare_template(
    "contacts.free_service", _("自由文本（服务）"), "service", "【{store}】{name}您好，{text}", ["text"]
)
FREE_MARKETING = declare_template(
    "contacts.free_marketing",
    _("自由文本（营销）"),
    "marketing",
    "【{store}】{name}您好，{text} 退订：{unsubscribe}",
    ["text"],
)
