"""Facts that the repair order announces."""

from dataclasses import dataclass
from typing import ClassVar

from anxin.platform.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class _OrderFact(Event):
    subject_kind: ClassVar[str] = "repair_orders.repairorder"
    repairorder_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RepairOrderOpened(_OrderFact):
    """A car was received and its order opened."""

    vehicle_id: int
    customer_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RepairOrderChanged(_OrderFact):
    """Jobs, items or words of an order changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RepairOrderAuthorised(_OrderFact):
    """The customer said yes to an estimate version."""

    estimate_number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AdditionalItemsProposed(_OrderFact):
    """Items were found after the order was authorised and wait for the customer."""

    item_ids: list[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemsDecided(_OrderFact):
    """The customer approved, declined or deferred items."""

    approved: list[int]
    declined: list[int]
    deferred: list[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseChanged(_OrderFact):
    """The promised time moved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JobStarted(_OrderFact):
    """Work on a job began."""

    job_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class JobFinished(_OrderFact):
    """Work on a job is done."""

    job_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RepairOrderWorkFinished(_OrderFact):
    """Every job of the order is done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RepairOrderInspected(_OrderFact):
    """The general inspection passed or sent the car back."""

    passed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RepairOrderSettled(_OrderFact):
    """Every payer's share is billed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RepairOrderUnlocked(_OrderFact):
    """The settlement was taken back: lines may change again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RepairOrderDelivered(_OrderFact):
    """The car left with its customer."""

    vehicle_id: int
    customer_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RepairOrderCancelled(_OrderFact):
    """The order was called off before any work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RepairOrderCorrected(Event):
    """Payers or prices of a delivered order were set right; the car stays delivered."""

    subject_kind: ClassVar[str] = "repair_orders.repairorder"
    repairorder_id: int
