"""Facts that the promise announces."""

from dataclasses import dataclass
from typing import ClassVar

from anxin.platform.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class _OrderFact(Event):
    subject_kind: ClassVar[str] = "repair_orders.repairorder"
    repairorder_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseEndangered(_OrderFact):
    """What is expected of a car no longer keeps its promise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerToldOfDelay(_OrderFact):
    """A customer was told a new time; ``in_time`` when the old one had not passed."""

    in_time: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DelaySaid(_OrderFact):
    """A technician said until when a job takes."""

    job_id: int
