"""Facts about customers and vehicles: ids and plain values, never names, phones, plates or VINs."""

from dataclasses import dataclass
from typing import ClassVar

from anxin.platform.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerRegistered(Event):
    """A customer file was made in a store."""

    subject_kind: ClassVar[str] = "customers.customer"
    customer_id: int
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerChanged(Event):
    """Columns of a customer file changed."""

    subject_kind: ClassVar[str] = "customers.customer"
    customer_id: int
    fields: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerErased(Event):
    """The personal data of a customer were erased on request of a store."""

    subject_kind: ClassVar[str] = "customers.customer"
    customer_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerErasedInStore(Event):
    """Told to every store that knew an erased customer: whoever keeps words of or about this customer blanks them."""

    subject_kind: ClassVar[str] = "customers.customer"
    customer_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VehicleRegistered(Event):
    """A vehicle that the group did not know was registered in a store."""

    subject_kind: ClassVar[str] = "customers.vehicle"
    vehicle_id: int
    is_own_sold: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class VehicleAttached(Event):
    """A store came to know a vehicle of the group."""

    subject_kind: ClassVar[str] = "customers.vehicle"
    vehicle_id: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VehicleChanged(Event):
    """Columns of a vehicle file changed."""

    subject_kind: ClassVar[str] = "customers.vehicle"
    vehicle_id: int
    fields: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class OdometerRecorded(Event):
    """A mileage was read."""

    subject_kind: ClassVar[str] = "customers.vehicle"
    vehicle_id: int
    odometer_km: int
    went_back: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyChanged(Event):
    """Who owns, drives or pays for a vehicle has changed."""

    subject_kind: ClassVar[str] = "customers.vehicle"
    vehicle_id: int
    customer_id: int
    role: str
    ended: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentGiven(Event):
    """A customer consented to one purpose; every store that knows the customer is told by an event of its own."""

    subject_kind: ClassVar[str] = "customers.customer"
    customer_id: int
    purpose: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentWithdrawn(Event):
    """A customer withdrew a consent, or refused it when asked: calls and messages for that purpose stop at once.

    Every store that knows the customer is told by an event of its own.
    """

    subject_kind: ClassVar[str] = "customers.customer"
    customer_id: int
    purpose: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomersImported(Event):
    """One batch of an import was written."""

    created: int
    updated: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VehiclesImported(Event):
    """One batch of an import was written."""

    created: int
    updated: int
