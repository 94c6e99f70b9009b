"""Facts that reception announces."""

from dataclasses import dataclass
from typing import ClassVar

from anxin.platform.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class _ReceptionFact(Event):
    subject_kind: ClassVar[str] = "reception.reception"
    reception_id: int
    vehicle_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VehicleReceived(_ReceptionFact):
    """A car is here: by appointment or not, known or new, internal or external (R-RC26)."""

    customer_id: int
    is_appointment: bool
    is_internal: bool
    is_own_sold: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewRecorded(_ReceptionFact):
    """What the customer said was written down."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WalkAroundRecorded(_ReceptionFact):
    """The draft of the inspection sheet was saved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectionSheetSigned(_ReceptionFact):
    """The customer signed the walk-around."""

    marks: int
    photos: int
    is_customer_present: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WalkAroundDeclined(_ReceptionFact):
    """There was no walk-around, for a reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VehicleLeft(_ReceptionFact):
    """The car left without being worked on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceRated(Event):
    """A customer said on five levels how the service was (R-DL07); a coached one is not scored."""

    subject_kind: ClassVar[str] = "reception.servicerating"
    servicerating_id: int
    repair_order_id: int
    level: int
    is_coached: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class VehicleHandedOver(Event):
    """The work was explained and the car given back with its delivery note."""

    subject_kind: ClassVar[str] = "reception.deliverynote"
    deliverynote_id: int
    repair_order_id: int
    vehicle_id: int
    customer_id: int
