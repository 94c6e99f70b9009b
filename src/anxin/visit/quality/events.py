"""Facts that quality announces: ids and codes only."""

from dataclasses import dataclass
from typing import ClassVar

from anxin.platform.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class _CaseFact(Event):
    subject_kind: ClassVar[str] = "quality.reworkcase"
    reworkcase_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReworkOpened(_CaseFact):
    """Work has to be done again: ``origin`` is internal (an inspection sent it back) or external (the car came back)."""

    repair_order_id: int
    job_id: int
    first_job_id: int
    origin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReworkConfirmed(_CaseFact):
    """The car was inspected again and the work is good now."""

    repair_order_id: int
    inspection_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReworkJudged(_CaseFact):
    """Cause and responsibility were named; ``responsible_id`` is nobody's where a supplier is."""

    cause: str
    responsible: str
    responsible_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConductDecided(Event):
    """A case of negligence was decided; ``weight`` counts from the lightest grade, 0 is none."""

    subject_kind: ClassVar[str] = "quality.conductcase"
    conductcase_id: int
    employee_id: int
    weight: int
    is_final: bool
