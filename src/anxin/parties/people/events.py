"""Facts about staff: ids and days only."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from anxin.platform.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class EmployeeHired(Event):
    subject_kind: ClassVar[str] = "people.employee"
    employee_id: int
    post: str
    joined_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class EmployeeChanged(Event):
    subject_kind: ClassVar[str] = "people.employee"
    employee_id: int
    post: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillChanged(Event):
    """A skill was given, renewed or taken away."""

    subject_kind: ClassVar[str] = "people.employee"
    employee_id: int
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EmployeeLeft(Event):
    """``successor_id`` takes over what was open; without one it goes to whoever holds ``post``."""

    subject_kind: ClassVar[str] = "people.employee"
    employee_id: int
    post: str
    left_on: date
    successor_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SubstituteAssigned(Event):
    subject_kind: ClassVar[str] = "people.substitution"
    substitution_id: int
    employee_id: int
    substitute_id: int
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class SubstitutionEnded(Event):
    subject_kind: ClassVar[str] = "people.substitution"
    substitution_id: int
    employee_id: int
    substitute_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceRecorded(Event):
    subject_kind: ClassVar[str] = "people.absence"
    absence_id: int
    employee_id: int
    absence_kind: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftStarted(Event):
    subject_kind: ClassVar[str] = "people.shift"
    shift_id: int
    employee_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftEnded(Event):
    subject_kind: ClassVar[str] = "people.shift"
    shift_id: int
    employee_id: int
    minutes: int
