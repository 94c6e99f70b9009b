"""Facts of suggestions."""

from dataclasses import dataclass
from typing import ClassVar

from anxin.platform.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class _SuggestionFact(Event):
    subject_kind: ClassVar[str] = "reviews.suggestion"
    suggestion_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestionEntered(_SuggestionFact):
    """Somebody of the store suggests something."""

    department: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestionJudged(_SuggestionFact):
    """The manager found it worth carrying out, or not."""

    is_to_do: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestionConfirmed(_SuggestionFact):
    """The manager confirmed that it is carried out."""
