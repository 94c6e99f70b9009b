"""Facts that the sale and the hand-over of new cars, and the rebates for them, announce."""

from dataclasses import dataclass
from typing import ClassVar

from anxin.platform.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCarSold(Event):
    """A new car was sold and is to be inspected before its hand-over (M07.13)."""

    subject_kind: ClassVar[str] = "vehicle_sales.soldcar"
    soldcar_id: int
    vehicle_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCarHandedOver(Event):
    """A new car was given to its customer, introduced to the service department or not (R-DL14)."""

    subject_kind: ClassVar[str] = "vehicle_sales.soldcar"
    soldcar_id: int
    vehicle_id: int
    customer_id: int
    is_introduced: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RebateSettled(Event):
    """The manufacturer settled the rebate of a car (M23.10)."""

    subject_kind: ClassVar[str] = "vehicle_sales.rebate"
    rebate_id: int
    vehicle_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RebateWithdrawn(Event):
    """A rebate was written wrongly and counts no longer; ``was_settled`` says whether it had been settled."""

    subject_kind: ClassVar[str] = "vehicle_sales.rebate"
    rebate_id: int
    vehicle_id: int
    was_settled: bool
