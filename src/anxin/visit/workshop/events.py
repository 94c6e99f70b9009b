"""Facts that the workshop announces; the states of job and order are announced by ``repair_orders``."""

from dataclasses import dataclass
from typing import ClassVar

from anxin.platform.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class _JobFact(Event):
    subject_kind: ClassVar[str] = "repair_orders.repairorder"
    repairorder_id: int
    job_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class JobDispatched(_JobFact):
    """A job was given to technicians, or given to others, or moved."""

    technician_ids: list[int]
    bay_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class JobRecalled(_JobFact):
    """A job was taken off the board."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JobClockStarted(_JobFact):
    """A technician began to work on a job or went on with it."""

    technician_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class JobPaused(_JobFact):
    """A technician stopped working on a job; ``reason`` is a code of the waiting ledger."""

    technician_id: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JobReady(_JobFact):
    """What a job waited for is there: the answers, or the parts; the technician can go on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingReported(_JobFact):
    """A technician found something that the order does not cover."""

    finding_id: int
    item_ids: list[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderInspected(Event):
    """An inspection of an order was recorded; ``level`` is general or final."""

    subject_kind: ClassVar[str] = "repair_orders.repairorder"
    repairorder_id: int
    inspection_id: int
    level: str
    passed: bool
