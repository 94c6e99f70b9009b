"""Facts that the hand-over of new cars announces."""

from dataclasses import dataclass
from typing import ClassVar

from anxin.platform.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCarHandedOver(Event):
    """A new car was given to its customer, introduced to the service department or not (R-DL14)."""

    subject_kind: ClassVar[str] = "vehicle_sales.soldcar"
    soldcar_id: int
    vehicle_id: int
    customer_id: int
    is_introduced: bool
