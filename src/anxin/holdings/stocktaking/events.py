"""Facts of stocktaking."""

from dataclasses import dataclass
from typing import ClassVar

from anxin.platform.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class CountSheetChanged(Event):
    """A count sheet took a step: open, submit, send_back, approve, cancel."""

    subject_kind: ClassVar[str] = "stocktaking.countsheet"
    countsheet_id: int
    step: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StockCounted(Event):
    """The differences of a sheet were booked: so many lines counted, so many different; gains and losses in fen."""

    subject_kind: ClassVar[str] = "stocktaking.countsheet"
    countsheet_id: int
    counted: int
    different: int
    gains_fen: int
    losses_fen: int
