"""What is wrong with one value, and the cure: the shape shared by VINs, plates, phones, cells and files.

Owns the value type only. It imports no Django, so that rules may use it; who shows a finding to a person passes
``django.utils.translation.gettext`` as ``translate``. Does not own refusals of commands (``errors``).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

Translate = Callable[[str], str]


def gettext_noop(message: str) -> str:
    """Mark a Chinese text for translation without translating it now."""
    return message


def untranslated(message: str) -> str:
    """The identity: leaves a text in Chinese."""
    return message


class Severity(StrEnum):
    """An error keeps the value out; a warning lets it in and is shown."""

    ERROR = "ERROR"
    WARNING = "WARNING"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong with a value: a stable code, what is wrong, and what to do about it."""

    code: str
    message_id: str
    cure_id: str
    values: Mapping[str, object] = field(default_factory=dict)
    severity: Severity = Severity.ERROR

    @property
    def is_error(self) -> bool:
        """Whether the value must be kept out."""
        return self.severity is Severity.ERROR

    @property
    def message(self) -> str:
        """What is wrong, in Chinese."""
        return self.message_in(untranslated)

    @property
    def cure(self) -> str:
        """What to do about it, in Chinese."""
        return self.cure_in(untranslated)

    def message_in(self, translate: Translate) -> str:
        """What is wrong, in the language of ``translate``."""
        return _filled(translate(self.message_id), self.values)

    def cure_in(self, translate: Translate) -> str:
        """What to do about it, in the language of ``translate``."""
        return _filled(translate(self.cure_id), self.values)


class Unreadable(ValueError):
    """A text that is not a value of the wanted kind; ``finding`` says why and what to do."""

    def __init__(self, finding: Finding) -> None:
        self.finding = finding
        super().__init__(f"{finding.message} {finding.cure}")


def _filled(text: str, values: Mapping[str, object]) -> str:
    return text % values if values else text
