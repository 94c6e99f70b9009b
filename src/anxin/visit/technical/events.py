"""Facts of difficult cases."""

from dataclasses import dataclass
from typing import ClassVar

from anxin.platform.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class _CaseFact(Event):
    subject_kind: ClassVar[str] = "technical.technicalcase"
    technicalcase_id: int
    repairorder_id: int
    job_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TechnicalCaseOpened(_CaseFact):
    """Somebody in the workshop cannot solve or finish a job."""

    is_major: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TechnicalGroupAsked(_CaseFact):
    """The technical group votes on how a job is repaired."""

    round: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TechnicalGroupVoted(_CaseFact):
    """A vote is over: everybody said yes, or somebody no."""

    round: int
    is_agreed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TechnicalCaseClosed(_CaseFact):
    """The result of a case is recorded."""

    is_solved: bool
    library_entry_id: int
