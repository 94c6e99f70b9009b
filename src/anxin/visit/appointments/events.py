"""Facts that appointments announce."""

from dataclasses import dataclass
from typing import ClassVar

from anxin.platform.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class _AppointmentFact(Event):
    subject_kind: ClassVar[str] = "appointments.appointment"
    appointment_id: int
    vehicle_id: int
    customer_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointmentBooked(_AppointmentFact):
    """A car and a time were agreed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointmentMoved(_AppointmentFact):
    """The time or the advisor changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointmentCancelled(_AppointmentFact):
    """The customer or the store called it off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointmentReminded(_AppointmentFact):
    """Somebody called before the day; ``result`` is coming, moved, cancelled or not_reached (R-AP04)."""

    result: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointmentArrived(_AppointmentFact):
    """The car came; ``punctuality`` is early, punctual or late (R-AP05)."""

    punctuality: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointmentMissed(_AppointmentFact):
    """The day ended and the car had not come."""
